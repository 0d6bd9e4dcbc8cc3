package assignment

import (
	"time"

	"github.com/cosell/cosell/domain"
	"github.com/cosell/cosell/domain/program"
)

// The criteria that may speak against a partner, by their stable codes.
const (
	NotApproved        = "not-approved"
	Excluded           = "excluded"             // it had the deal before
	Capacity           = "capacity"             // it has as many deals as it takes at a time
	ValueRange         = "value-range"          // the deal is worth less or more than it takes, or nobody can tell: no rate
	Territory          = "territory"            // it does not work there
	LeadType           = "lead-type"            // it does not take such deals
	Products           = "products"             // it does not cover all of them
	ExclusiveToAnother = "exclusive-to-another" // another partner has exclusivity over the customer and one of them
)

// Criteria lists them in the order in which they are looked at.
var Criteria = []string{NotApproved, Excluded, Capacity, ValueRange, Territory, LeadType, Products, ExclusiveToAnother}

// What a choice keeps of those it chose among: the best, and of those left out as many; the rest are counted.
const (
	MaxScored  = 50
	MaxLeftOut = 200
)

// Choice says who was chosen, from whom, and why, so that it can be explained and made again. Scored begins with the one
// chosen; it is empty when nobody came into question.
type Choice struct {
	At       time.Time       `json:"at" doc:"As of when (UTC)."`
	Position string          `json:"position,omitempty" doc:"Place in the whole log up to which partners and their deals were read."`
	Policy   int             `json:"policyVersion" doc:"Version of the program policy that decided."`
	Weights  program.Weights `json:"weights" doc:"What each measure counted for."`
	Eligible int             `json:"eligible" doc:"How many partners came into question."`
	Scored   []Scored        `json:"candidates,omitempty" doc:"The best of them, at most 50, best first: the first was chosen."`
	Without  int             `json:"without" doc:"How many partners were left out."`
	LeftOut  []LeftOut       `json:"leftOut,omitempty" doc:"The first 200 of them by id, each with all that spoke against it."`
	Against  []Count         `json:"against,omitempty" doc:"How many of all that were left out each criterion spoke against."`
}

// Scored is one that came into question, with what its score was made of.
type Scored struct {
	Partner   domain.Party `json:"partner"`
	Score     string       `json:"score" doc:"The weighted sum of the measures, rounded to six decimals; the order was found without rounding."`
	Measures  Measures     `json:"measures"`
	LastOffer time.Time    `json:"lastOffer,omitzero" doc:"When it was last offered a deal; the longer ago, the better among equals. Left out for never, which is best."`
}

// Measures are what a candidate was measured by.
type Measures struct {
	Distance    Measure `json:"distance" doc:"Kilometres from its nearest open location to the customer."`
	WinRate     Measure `json:"winRate" doc:"Won of won and lost."`
	ReturnRate  Measure `json:"returnRate" doc:"Returned of accepted."`
	Feedback    Measure `json:"feedbackRate" doc:"With a first progress, of accepted."`
	StallRate   Measure `json:"stallRate" doc:"Never progressed and past the stalled threshold, of accepted."`
	TouchRate   Measure `json:"touchRate" doc:"Accepted or declined, of offered."`
	DaysToClose Measure `json:"daysToClose" doc:"Days of 24 hours from acceptance to win, on the average."`
}

// Measure is a fraction. One that is Imputed was undefined of the candidate and taken from the others: the mean of those
// eligible that have one, rounded to twelve decimals with halves to the even one; nought where none has.
type Measure struct {
	Num     int64 `json:"num" doc:"Numerator."`
	Den     int64 `json:"den" doc:"Denominator."`
	Imputed bool  `json:"imputed,omitempty" doc:"Undefined of this partner: the mean of the others."`
}

// LeftOut is one that did not come into question, with every criterion that spoke against it.
type LeftOut struct {
	Partner  domain.Party `json:"partner"`
	Criteria []string     `json:"criteria" doc:"not-approved, excluded, capacity, value-range, territory, lead-type, products or exclusive-to-another."`
}

// Count says how many partners a criterion spoke against.
type Count struct {
	Criterion string `json:"criterion"`
	Partners  int    `json:"partners"`
}

// Chosen is the partner that was chosen; false when nobody came into question.
func (c Choice) Chosen() (domain.Party, bool) {
	if len(c.Scored) == 0 {
		return domain.Party{}, false
	}
	return c.Scored[0].Partner, true
}
