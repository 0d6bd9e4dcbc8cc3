package registration

import (
	"fmt"
	"slices"
	"time"

	"github.com/cosell/cosell/domain"
	"github.com/cosell/cosell/domain/program"
)

// CheckForm says every field of a form that cannot be taken, by its name in the form: first what the tags promise, then
// what is missing or not asked for, then what the rules say of the contract. Days are counted in UTC. An attestation that
// is not given is no fault of the form: the verdict says what it means. A value that cannot be converted for want of an
// exchange rate is taken.
func CheckForm(f Form, p Purpose, d Dates, pol program.Policy, now time.Time) []domain.FieldError {
	return f.check(p, context{dates: d, policy: pol, now: now, since: now})
}

// CheckProducts says every product of a form that is not among those of its deal, by its name in the form.
func CheckProducts(f Form, ofDeal []string) (bad []domain.FieldError) {
	for i, product := range f.Products {
		if !slices.Contains(ofDeal, product) {
			bad = append(bad, fault(fmt.Sprintf("products[%d]", i), "not-of-the-deal", "This is not among the products of the deal."))
		}
	}
	return bad
}

// context is what a form is checked against. Since is the day from which the contract's dates may lie back so and so
// long: that of the request; zero where that is not asked.
type context struct {
	dates  Dates
	policy program.Policy
	now    time.Time
	since  time.Time
}

func (f Form) check(p Purpose, c context) []domain.FieldError {
	faults := faults(domain.Check(f))
	if p == Exclusivity {
		faults.add(f.unasked()...)
		return faults
	}
	if len(f.Products) > 0 {
		faults.add(notAsked("products"))
	}
	faults.add(f.missing()...)
	faults.add(f.values(c.policy)...)
	faults.add(f.signed(c)...)
	faults.add(f.runs(c)...)
	return faults
}

// faults holds one complaint for each field: the first.
type faults []domain.FieldError

func (f *faults) add(more ...domain.FieldError) {
	for _, m := range more {
		if !slices.ContainsFunc(*f, func(known domain.FieldError) bool { return known.Field == m.Field }) {
			*f = append(*f, m)
		}
	}
}

func fault(field, code, message string, args ...any) domain.FieldError {
	return domain.FieldError{Field: field, Code: code, Message: fmt.Sprintf(message, args...)}
}

func required(field string) domain.FieldError { return fault(field, "required", "This is required.") }

func notAsked(field string) domain.FieldError {
	return fault(field, "not-asked", "This is not asked for here; leave it out.")
}

func (f Form) values(p program.Policy) (bad []domain.FieldError) {
	whole, part := f.ContractValue, f.SolutionValue
	if annual, ok := f.Annual(p); ok && annual.Cmp(p.Registration.MinimumValue) <= 0 {
		bad = append(bad, fault("contractValue", "too-small", "A year of the contract is worth %s; it must be more than %s.", annual, p.Registration.MinimumValue))
	}
	switch {
	case whole.IsZero() || part.IsZero():
	case whole.Currency() != part.Currency():
		bad = append(bad, fault("solutionValue", "currency-mismatch", "This must be in the currency of the contract."))
	case part.Cmp(whole) > 0:
		bad = append(bad, fault("solutionValue", "too-large", "A part of the contract cannot be worth more than all of it."))
	}
	return bad
}

func (f Form) signed(c context) []domain.FieldError {
	begun := c.dates.Created
	if c.dates.Invited.After(begun) {
		begun = c.dates.Invited
	}
	within := c.policy.Registration.SignedWithin
	switch {
	case f.Signed.IsZero():
		return nil
	case f.Signed.After(domain.DateOf(c.now)):
		return []domain.FieldError{fault("signedDate", "in-the-future", "This day has not come yet.")}
	case f.Signed.Before(domain.DateOf(begun)):
		return []domain.FieldError{fault("signedDate", "before-the-deal", "The contract was signed before the deal was there, on %s.", domain.DateOf(begun))}
	case c.tooLong(f.Signed, within):
		return []domain.FieldError{fault("signedDate", "too-long-ago", "This may be %d days back.", within)}
	}
	return nil
}

func (f Form) runs(c context) (bad []domain.FieldError) {
	within := c.policy.Registration.StartWithin
	if !f.Start.IsZero() && c.tooLong(f.Start, within) {
		bad = append(bad, fault("startDate", "too-long-ago", "This may be %d days back.", within))
	}
	if !f.End.IsZero() && f.End.Before(f.Start) {
		bad = append(bad, fault("endDate", "before-the-start", "A contract ends after it begins."))
	}
	return bad
}

// tooLong reports whether a day is more than so many days before the request.
func (c context) tooLong(d domain.Date, days int) bool {
	return !c.since.IsZero() && d.Before(domain.DateOf(c.since.UTC().AddDate(0, 0, -days)))
}
