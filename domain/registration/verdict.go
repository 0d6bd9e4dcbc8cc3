package registration

import (
	"strings"
	"time"

	"github.com/cosell/cosell/domain"
)

// Outcome is what a criterion says.
type Outcome string

// The outcomes.
const (
	Pass    Outcome = "pass"
	Fail    Outcome = "fail"
	Unknown Outcome = "unknown" // nobody can tell yet
)

// The eight criteria of an incentive, by their stable codes.
const (
	CriterionWon          = "won"
	CriterionSolution     = "eligible-solution"
	CriterionType         = "deal-type"
	CriterionVendor       = "vendor-accepted"
	CriterionValue        = "minimum-value"
	CriterionAccount      = "managed-account"
	CriterionNoAssessment = "not-an-assessment"
	CriterionContract     = "holds-contract"
)

// Criterion is one of the eight: what it says, the event that decided it, and what would change it.
type Criterion struct {
	Code    string          `json:"code" doc:"won, eligible-solution, deal-type, vendor-accepted, minimum-value, managed-account, not-an-assessment or holds-contract."`
	Outcome Outcome         `json:"outcome" enum:"pass,fail,unknown" doc:"What it says."`
	Text    string          `json:"text" doc:"Why, in words."`
	Event   domain.EventRef `json:"event,omitzero" doc:"The event that decided it."`
	Remedy  string          `json:"remedy,omitempty" doc:"What would change it."`
}

// Verdict says whether a deal is eligible for an incentive, as of a time and by a version of the policy.
type Verdict struct {
	At       time.Time    `json:"at" doc:"As of when (UTC)."`
	Policy   int          `json:"policyVersion" doc:"Version of the program policy that decided."`
	Eligible Outcome      `json:"eligible" doc:"pass when all do, fail when one fails, else unknown."`
	Criteria []Criterion  `json:"criteria" doc:"The eight criteria."`
	Warnings []string     `json:"warnings,omitempty" doc:"What may count against the registration all the same: won-early."`
	ValueUSD domain.Money `json:"valueUsd,omitzero" doc:"The value in USD at the rate of the month of the win."`
	Rate     string       `json:"rate,omitempty" doc:"That rate, with its month and source."`
}

// IsZero reports whether nothing was judged: exclusivity asks for no verdict.
func (v Verdict) IsZero() bool { return v.At.IsZero() && len(v.Criteria) == 0 }

// Refusal is ErrNotEligible with a field for every criterion that fails, why, and what would change it; nil when none
// does: what nobody can tell yet is taken. The fields are named eligibility.<code>.
func (v Verdict) Refusal() error {
	if v.Eligible != Fail {
		return nil
	}
	e := *ErrNotEligible
	for _, c := range v.Criteria {
		if c.Outcome == Fail {
			message := strings.TrimSpace(c.Text + " " + c.Remedy)
			e.Fields = append(e.Fields, domain.FieldError{Field: "eligibility." + c.Code, Code: c.Code, Message: message})
		}
	}
	return &e
}

// Facts are what a verdict is made of: what a deal is, as of some time, and which event made it so. A zero EventRef is
// nobody's doing.
type Facts struct {
	Won            bool
	WonDate        domain.Date // of the win
	Closed         bool        // in whatever way
	State          string      // of the deal
	Value          domain.Money
	PartnerLed     bool // the vendor may view the deal, and was not asked for help
	CoSell         bool // the vendor was asked for help, or brought or approved the deal
	VendorAccepted Outcome
	Solution       Outcome // whether one is eligible
	SolutionName   string
	Account        domain.AccountKind
	Assessment     bool
	HoldsContract  Outcome // attested, refused, or not said yet
	EarlyWin       bool
	Partners       int
	Events         map[string]domain.EventRef // by criterion
}
