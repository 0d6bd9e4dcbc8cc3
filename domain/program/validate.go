package program

import (
	"fmt"
	"math/big"
	"regexp"
	"slices"

	"github.com/cosell/cosell/domain"
)

// inUse is how many reasons of a catalogue may be given at a time.
const inUse = 50

var (
	kebab      = regexp.MustCompile(`^[a-z0-9]+(-[a-z0-9]+)*$`)
	weightForm = regexp.MustCompile(`^-?(0|[1-9])(\.[0-9]{1,6})?$`)
)

// Validate refuses a policy that rules could not work with: class invalid, every offending field at once, named by the
// part and its path there ("stages.normal[3].percent").
func (p Policy) Validate() error {
	var bad fields
	bad.unless(p.Version >= 1, "version", "too-small", "Versions count from 1.")
	bad.part(PartWindows, p.windows())
	bad.part(PartRegistration, p.registration())
	bad.part(PartStages, p.tables())
	bad.part(PartReasons, p.Reasons)
	bad.part(PartWeights, p.Weights)
	bad.part(PartRouting, Routing{append([]Route{}, p.Routing...)})
	bad.refused(PartRouting, Routing{p.Routing}.conflict())
	bad.refused(PartRouting, Routing{p.Routing}.rootless())
	bad.part(PartAlerts, p.alerts())
	return domain.Invalid(bad)
}

type fields []domain.FieldError

func (f *fields) unless(ok bool, field, code, message string) {
	if !ok {
		*f = append(*f, domain.FieldError{Field: field, Code: code, Message: message})
	}
}

func (f *fields) part(name Part, value any) {
	for _, bad := range both(domain.Check(value), faults(value)) {
		f.unless(false, string(name)+"."+bad.Field, bad.Code, bad.Message)
	}
}

func (f *fields) refused(name Part, err error) {
	if err == nil {
		return
	}
	for _, bad := range domain.AsError(err).Fields {
		f.unless(false, string(name)+"."+bad.Field, bad.Code, bad.Message)
	}
}

// both are the complaints of form, and of the others those about other fields.
func both(form, others []domain.FieldError) []domain.FieldError {
	all := slices.Clone(form)
	for _, f := range others {
		if !slices.ContainsFunc(form, func(b domain.FieldError) bool { return b.Field == f.Field }) {
			all = append(all, f)
		}
	}
	return all
}

// faults are what the fields of a part, or of the command that sets it, ask of one another.
func faults(part any) []domain.FieldError {
	if p, ok := part.(interface{ faults() fields }); ok {
		return p.faults()
	}
	return nil
}

func (w Windows) faults() (bad fields) {
	bad.unless(w.ReminderDays < w.AnswerDays, "reminderDays", "too-large", "A reminder goes out after the window has begun.")
	return bad
}

func (a Alerts) faults() (bad fields) {
	bad.unless(a.StalledDays > a.OverdueDays, "stalledDays", "too-small", "A deal stalls later than it becomes overdue.")
	return bad
}

func (r RegistrationRules) faults() (bad fields) {
	bad.dollars("minimumValue", r.MinimumValue)
	bad.dollars("reviewAbove", r.ReviewAbove)
	if len(bad) == 0 && r.ReviewAbove.Minor() < r.MinimumValue.Minor() {
		bad.unless(false, "reviewAbove.amount", "too-small", "This is minimumValue or more.")
	}
	return bad
}

func (f *fields) dollars(field string, m domain.Money) {
	f.unless(m.IsZero() || m.Currency() == USD, field+".currency", "not-usd", "Thresholds stand in USD.")
}

func (s Stages) faults() (bad fields) {
	bad.stages("normal", s.Normal)
	bad.stages("assessment", s.Assessment)
	return bad
}

// stages wants rising percentages from 1 to Won; only the first two may share theirs.
func (f *fields) stages(path string, t StageTable) {
	f.unless(len(t) >= 2 && t[len(t)-1].Percent == Won, path, "bad-table", "A stage table ends with 100.")
	for i, s := range t {
		at := fmt.Sprintf("%s[%d].percent", path, i)
		rises := i == 0 && s.Percent >= 1 || i == 1 && s.Percent == t[0].Percent || i > 0 && s.Percent > t[i-1].Percent
		f.unless(rises && s.Percent <= Won, at, "out-of-order", "Stages rise from 1 to 100 percent.")
	}
}

func (r Reasons) faults() (bad fields) {
	bad.catalogue("decline", r.Decline)
	bad.catalogue("error", r.Error)
	bad.catalogue("return", r.Return)
	bad.catalogue("help", r.Help)
	bad.catalogue("role", r.Role)
	return bad
}

func (f *fields) catalogue(path string, c Catalogue) {
	given := len(c.Codes())
	f.unless(given > 0, path, "required", "A catalogue has reasons that are not retired.")
	f.unless(given <= inUse, path, "too-many", fmt.Sprintf("At most %d reasons are in use at a time.", inUse))
	first := map[string]bool{}
	for i, r := range c {
		at := fmt.Sprintf("%s[%d].code", path, i)
		f.unless(kebab.MatchString(r.Code), at, "bad-form", "A code is words in lower case with hyphens.")
		f.unless(!first[r.Code], at, "duplicate", "Another reason has this code.")
		first[r.Code] = true
	}
}

func (w Weights) faults() (bad fields) {
	bad.weight("distance", w.Distance, "-0.01")
	bad.weight("winRate", w.WinRate, "5")
	bad.weight("returnRate", w.ReturnRate, "-5")
	bad.weight("feedbackRate", w.Feedback, "5")
	bad.weight("stallRate", w.StallRate, "-5")
	bad.weight("touchRate", w.TouchRate, "5")
	bad.weight("daysToClose", w.DaysToClose, "-0.5")
	return bad
}

// weight wants a decimal from nought to most, whichever side of nought that is on.
func (f *fields) weight(field, value, most string) {
	if !weightForm.MatchString(value) {
		f.unless(false, field, "not-a-weight", `A weight is a decimal number such as "-0.005", with at most 6 decimals.`)
		return
	}
	v, _ := new(big.Rat).SetString(value)
	m, _ := new(big.Rat).SetString(most)
	within := v.Sign() == 0 || v.Sign() == m.Sign() && new(big.Rat).Abs(v).Cmp(new(big.Rat).Abs(m)) <= 0
	f.unless(within, field, "out-of-range", fmt.Sprintf("This is from 0 to %s.", most))
}

func (r MonthlyRates) faults() (bad fields) {
	first := map[string]bool{}
	for i, rate := range r.Rates {
		at := fmt.Sprintf("rates[%d].", i)
		key := rate.Month + string(rate.Currency)
		value, ok := new(big.Rat).SetString(rate.USD)
		bad.unless(rate.Currency != USD, at+"currency", "usd-needs-none", "One USD is one USD.")
		bad.unless(rateForm.MatchString(rate.USD) && ok && value.Sign() > 0, at+"usd", "not-a-rate", "A rate is a decimal number above nought with at most 10 digits before the point and 10 after.")
		bad.unless(!first[key], at+"month", "duplicate", "Another rate is for this month and currency.")
		first[key] = true
	}
	return bad
}
