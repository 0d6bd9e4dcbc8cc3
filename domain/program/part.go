package program

import (
	"slices"
	"strings"
	"time"

	"github.com/cosell/cosell/domain"
)

// Part names a part of the policy that is changed as a whole: the last part of its path in the API.
type Part string

// The parts.
const (
	PartWindows      Part = "windows"
	PartTeaser       Part = "teaser"
	PartRegistration Part = "registration"
	PartStages       Part = "stages"
	PartReasons      Part = "reasons"
	PartWeights      Part = "weights"
	PartRouting      Part = "routing"
	PartAlerts       Part = "alerts"
	PartRates        Part = "rates"
)

// Parts lists the parts in the order of a policy's page.
var Parts = []Part{
	PartWindows, PartTeaser, PartRegistration, PartStages, PartReasons, PartWeights, PartRouting, PartAlerts, PartRates,
}

// The types of this file are the parts as people write them, with days and hours as whole numbers.

// Windows are how long a partner has to answer, and how long before the end it is reminded. Days have 24 hours.
type Windows struct {
	AnswerDays   int `json:"answerDays" minimum:"1" maximum:"90" doc:"Days to answer an offer or an invitation."`
	ReminderDays int `json:"reminderDays" minimum:"0" maximum:"89" doc:"Days before the end at which a reminder goes out, fewer than answerDays; 0 for none."`
}

// Teaser says whether an offer hides whom it is about.
type Teaser struct {
	On bool `json:"on" doc:"Whether customer and contact of an offer are hidden until it is accepted."`
}

// RegistrationRules are what governs registrations.
type RegistrationRules struct {
	MinimumValue        domain.Money `json:"minimumValue" doc:"In USD. A deal is worth this or more, and a contract's year more, to be registered for an incentive."`
	ReviewAbove         domain.Money `json:"reviewAbove" doc:"In USD. A contract's year above this is never approved by itself."`
	EarlyWinHours       int          `json:"earlyWinHours" minimum:"0" maximum:"8760" doc:"A win within these hours of the deal's creation is warned about."`
	SignedWithinDays    int          `json:"signedWithinDays" minimum:"0" maximum:"3650" doc:"Days back that a contract may have been signed."`
	StartWithinDays     int          `json:"startWithinDays" minimum:"0" maximum:"3650" doc:"Days back that a contract may have started."`
	PerpetualYears      int          `json:"perpetualYears" minimum:"1" maximum:"100" doc:"Years that a perpetual contract counts as."`
	ExclusivityDays     int          `json:"exclusivityDays" minimum:"1" maximum:"3650" doc:"Days that exclusivity lasts, and an extension of it."`
	ReviewDays          int          `json:"reviewDays" minimum:"1" maximum:"3650" doc:"Days within which an approved incentive may be selected for review."`
	ExceptionDays       int          `json:"exceptionDays" minimum:"1" maximum:"3650" doc:"Days within which an exception may be asked for."`
	ExceptionAnswerDays int          `json:"exceptionAnswerDays" minimum:"1" maximum:"365" doc:"Working days after which an exception that waits is overdue."`
}

// Stages are the two stage tables.
type Stages struct {
	Normal     StageTable `json:"normal" minItems:"2" maxItems:"20" doc:"The stages of all deals but assessments. Percentages stay as they are; names may change."`
	Assessment StageTable `json:"assessment" minItems:"2" maxItems:"20" doc:"The stages of solution assessments. Percentages stay as they are; names may change."`
}

// Routing are the routes of all partners.
type Routing struct {
	Routes []Route `json:"routes" maxItems:"1000" doc:"All rules of all partners. A partner that has any has a default: one without market and solution."`
}

// Alerts are how long an accepted deal may go without progress. Days have 24 hours.
type Alerts struct {
	OverdueDays int `json:"overdueDays" minimum:"1" maximum:"3649" doc:"Days without progress after which a deal is overdue."`
	StalledDays int `json:"stalledDays" minimum:"2" maximum:"3650" doc:"Days without progress after which a deal is potentially stalled; more than overdueDays."`
}

// MonthlyRates are exchange rates by month.
type MonthlyRates struct {
	Rates []Rate `json:"rates" minItems:"1" maxItems:"2000" doc:"Each takes the place of the one known for its month and currency."`
}

func days(n int) time.Duration   { return time.Duration(n) * day }
func inDays(d time.Duration) int { return int(d / day) }

func (w Windows) apply(p *Policy) {
	p.AnswerWindow, p.ReminderLead = days(w.AnswerDays), days(w.ReminderDays)
}
func (t Teaser) apply(p *Policy)  { p.Teaser = t.On }
func (s Stages) apply(p *Policy)  { p.Stages, p.Assessment = s.Normal, s.Assessment }
func (r Reasons) apply(p *Policy) { p.Reasons = r }
func (w Weights) apply(p *Policy) { p.Weights = w }
func (r Routing) apply(p *Policy) { p.Routing = append([]Route(nil), r.Routes...) }
func (a Alerts) apply(p *Policy) {
	p.OverdueAfter, p.StalledAfter = days(a.OverdueDays), days(a.StalledDays)
}

func (r RegistrationRules) apply(p *Policy) {
	p.Registration = Registration{
		MinimumValue:      r.MinimumValue,
		ReviewAbove:       r.ReviewAbove,
		SoonAfterCreation: time.Duration(r.EarlyWinHours) * time.Hour,
		SignedWithin:      r.SignedWithinDays,
		StartWithin:       r.StartWithinDays,
		PerpetualYears:    r.PerpetualYears,
		Exclusivity:       days(r.ExclusivityDays),
		Review:            days(r.ReviewDays),
		Exception:         days(r.ExceptionDays),
		ExceptionDays:     r.ExceptionAnswerDays,
	}
}

// apply adds the rates, in the places of those known for the same month and currency; all by month and currency.
func (r MonthlyRates) apply(p *Policy) {
	same := func(a, b Rate) bool { return a.Month == b.Month && a.Currency == b.Currency }
	all := slices.DeleteFunc(slices.Clone(p.Rates), func(old Rate) bool {
		return slices.ContainsFunc(r.Rates, func(n Rate) bool { return same(old, n) })
	})
	all = append(all, r.Rates...)
	slices.SortStableFunc(all, func(a, b Rate) int {
		return strings.Compare(a.Month+string(a.Currency), b.Month+string(b.Currency))
	})
	p.Rates = all
}

func (p Policy) windows() Windows { return Windows{inDays(p.AnswerWindow), inDays(p.ReminderLead)} }
func (p Policy) tables() Stages   { return Stages{p.Stages, p.Assessment} }
func (p Policy) alerts() Alerts   { return Alerts{inDays(p.OverdueAfter), inDays(p.StalledAfter)} }

func (p Policy) registration() RegistrationRules {
	r := p.Registration
	return RegistrationRules{
		MinimumValue:        r.MinimumValue,
		ReviewAbove:         r.ReviewAbove,
		EarlyWinHours:       int(r.SoonAfterCreation / time.Hour),
		SignedWithinDays:    r.SignedWithin,
		StartWithinDays:     r.StartWithin,
		PerpetualYears:      r.PerpetualYears,
		ExclusivityDays:     inDays(r.Exclusivity),
		ReviewDays:          inDays(r.Review),
		ExceptionDays:       inDays(r.Exception),
		ExceptionAnswerDays: r.ExceptionDays,
	}
}
