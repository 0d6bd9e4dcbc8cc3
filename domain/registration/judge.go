package registration

import (
	"fmt"
	"time"

	"github.com/cosell/cosell/domain"
	"github.com/cosell/cosell/domain/program"
)

// WarningWonEarly says that the deal was won sooner after its creation than the program likes (72 hours by default).
const WarningWonEarly = "won-early"

// Judge says whether a deal is eligible for an incentive as of a time: eight criteria, always all of them and in the order
// of their constants, each with the event of Facts.Events that decided it. Eligible is fail when one fails, pass when all
// pass, else unknown. The deal's value counts at the rate of the month of its win; before, of the month of at.
func Judge(f Facts, p program.Policy, at time.Time) Verdict {
	v := Verdict{At: at.UTC(), Policy: p.Version}
	value, rate, _ := p.USD(f.Value, f.month(at))
	v.ValueUSD, v.Rate = value, spoken(rate)
	for _, c := range []Criterion{
		f.won(), f.solution(), f.dealType(), f.vendor(), f.minimum(p, at), f.account(), f.assessment(), contract(f.HoldsContract),
	} {
		c.Event = f.Events[c.Code]
		v.Criteria = append(v.Criteria, c)
	}
	v.Eligible = sum(v.Criteria)
	if f.EarlyWin {
		v.Warnings = []string{WarningWonEarly}
	}
	return v
}

// Find returns the criterion with that code; false when the verdict has none, as that of exclusivity.
func (v Verdict) Find(code string) (Criterion, bool) {
	for _, c := range v.Criteria {
		if c.Code == code {
			return c, true
		}
	}
	return Criterion{}, false
}

// sum is what criteria say together; of none, nobody can tell.
func sum(criteria []Criterion) Outcome {
	outcome := Pass
	if len(criteria) == 0 {
		outcome = Unknown
	}
	for _, c := range criteria {
		switch {
		case c.Outcome == Fail:
			return Fail
		case c.Outcome != Pass:
			outcome = Unknown
		}
	}
	return outcome
}

// attested is the verdict with what the form says of the contract, whatever was known of that when it was judged.
func (v Verdict) attested(f Form) Verdict {
	criteria := make([]Criterion, len(v.Criteria))
	copy(criteria, v.Criteria)
	for i, c := range criteria {
		if c.Code == CriterionContract && c.Outcome != f.Attested() {
			criteria[i] = contract(f.Attested())
		}
	}
	v.Criteria, v.Eligible = criteria, sum(criteria)
	return v
}

// month is that whose exchange rate counts.
func (f Facts) month(at time.Time) string {
	if f.Won && !f.WonDate.IsZero() {
		return program.MonthOf(f.WonDate)
	}
	return program.MonthOf(domain.DateOf(at))
}

// spoken is an exchange rate in words, "" for none.
func spoken(r program.Rate) string {
	if r.Currency == "" {
		return ""
	}
	return fmt.Sprintf("1 %s = %s USD in %s (%s)", r.Currency, r.USD, r.Month, r.Source)
}
