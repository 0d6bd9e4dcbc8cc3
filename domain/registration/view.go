package registration

import (
	"time"

	"github.com/cosell/cosell/domain"
)

// Dossier is what a caller sees of a registration. Of a field that is left out there is nothing, or nothing for the caller.
type Dossier struct {
	ID          domain.ID        `json:"id" doc:"The registration."`
	State       State            `json:"state,omitempty" enum:"pending-review,action-required,exception-pending,approved,passed,failed,rejected,withdrawn,lapsed,closed" doc:"Where it is in its lifecycle."`
	Purpose     Purpose          `json:"kind,omitempty" enum:"exclusivity,incentive" doc:"What is asked for."`
	Deal        string           `json:"deal,omitempty" doc:"Stream of the deal."`
	Partner     *domain.Party    `json:"partner,omitempty" doc:"The partner that asks."`
	Requester   string           `json:"requester,omitempty" doc:"Its member that asked."`
	Partners    int              `json:"partners,omitempty" doc:"How many partners take part in the deal."`
	Customer    *domain.Customer `json:"customer,omitempty" doc:"The customer; not of a private deal to the vendor."`
	Products    []string         `json:"products,omitempty" doc:"Exclusivity: the products it is asked for."`
	Form        *Form            `json:"form,omitempty" doc:"What the partner says of the contract."`
	Verdict     *Verdict         `json:"verdict,omitempty" doc:"Whether the deal was eligible when it was last handed in."`
	RequestedAt time.Time        `json:"requestedAt,omitzero" doc:"When it was asked for (UTC)."`
	ChangedAt   time.Time        `json:"changedAt,omitzero" doc:"When anything last happened (UTC)."`
	Until       time.Time        `json:"until,omitzero" doc:"When the present state ends by itself (UTC): exclusivity, the time to select an approved incentive for review, or that to ask for an exception."`
	AnnualUSD   domain.Money     `json:"annualUsd,omitzero" doc:"What a year of the contract is worth in USD, as counted when it was approved without a review."`
	Action      *ActionView      `json:"action,omitempty" doc:"What the requester has to put right."`
	Extension   *ExtensionView   `json:"extension,omitempty" doc:"The last request for more time."`
	Exception   *ExceptionView   `json:"exception,omitempty" doc:"The request for an exception."`
	Decision    *DecisionView    `json:"decision,omitempty" doc:"The last decision."`
	Receipt     *Receipt         `json:"receipt,omitempty" doc:"Proof of when it was asked for."`
}

// ActionView is what a reviewer wants put right.
type ActionView struct {
	Message string   `json:"message" doc:"What to put right."`
	Fields  []string `json:"fields,omitempty" doc:"The fields of the form that are meant."`
}

// ExtensionView is a request for more time, and what came of it.
type ExtensionView struct {
	State       ExtensionState `json:"state" enum:"pending,granted,refused" doc:"Where it stands."`
	Reason      string         `json:"reason" doc:"Why it was asked for."`
	RequestedAt time.Time      `json:"requestedAt" doc:"When it was asked for (UTC)."`
	Answer      string         `json:"answer,omitempty" doc:"Why it was refused."`
}

// ExceptionView is a request for an exception, and what came of it.
type ExceptionView struct {
	Text        string    `json:"text" doc:"What speaks for it."`
	RequestedAt time.Time `json:"requestedAt" doc:"When it was asked for (UTC)."`
	Overdue     time.Time `json:"overdue" doc:"A decision after this is late (UTC)."`
	Granted     *bool     `json:"granted,omitempty" doc:"Whether it was made; left out while nobody has decided."`
	Reason      string    `json:"reason,omitempty" doc:"Why."`
}

// DecisionView is what was last decided, by whomever.
type DecisionView struct {
	Event  Kind      `json:"event" doc:"The kind of the event that says so."`
	Reason string    `json:"reason,omitempty" doc:"Why, as its author put it."`
	At     time.Time `json:"at" doc:"When it took effect (UTC)."`
}

// View is what the caller sees of the registration: everything. Only of a private deal, which can be here for an
// exception alone, nobody at the vendor but an auditor sees the customer, the products and what the deal is worth: a
// reviewer decides on the partner's text, the outcome of each criterion and, once there is one, the form, which the
// partner wrote for the review. To whom Sees says no, the id and nothing else.
func View(r Registration, who domain.Caller) Dossier {
	if !Sees(r, who) {
		return Dossier{ID: r.id}
	}
	receipt, partner := r.receipt, r.subject.Partner
	v := Dossier{
		ID:          r.id,
		State:       r.state,
		Purpose:     r.purpose,
		Deal:        r.subject.Deal.Stream,
		Partner:     &partner,
		Requester:   r.subject.Requester,
		Partners:    r.subject.Partners,
		Customer:    r.subject.Customer,
		Products:    r.Products(),
		Verdict:     r.verdictFor(who),
		RequestedAt: r.receipt.RecordedAt,
		ChangedAt:   r.changedAt,
		Until:       r.until,
		AnnualUSD:   r.annual,
		Receipt:     &receipt,
	}
	r.viewOfReview(&v)
	if r.hidden(who) {
		v.Customer, v.Products = nil, nil
	}
	return v
}

func (r Registration) viewOfReview(v *Dossier) {
	if f := r.form; !f.empty() {
		v.Form = &f
	}
	if a := r.action; a != nil {
		v.Action = &ActionView{a.Message, a.Fields}
	}
	if x := r.extension; x != nil {
		v.Extension = &ExtensionView{x.state, x.reason, x.at, x.refusal}
	}
	if x := r.exception; x != nil {
		v.Exception = &ExceptionView{x.text, x.at, x.overdue, x.granted, x.reason}
	}
	if d := r.decision; d != nil {
		v.Decision = &DecisionView{d.kind, d.reason, d.at}
	}
}

// verdictFor is the verdict as the caller may read it: of a private deal without what it is worth and who the customer is.
func (r Registration) verdictFor(who domain.Caller) *Verdict {
	v := r.verdict
	if len(v.Criteria) == 0 {
		return nil
	}
	if !r.hidden(who) {
		return &v
	}
	v.ValueUSD, v.Rate = domain.Money{}, ""
	v.Criteria = make([]Criterion, len(r.verdict.Criteria))
	for i, c := range r.verdict.Criteria {
		v.Criteria[i] = Criterion{Code: c.Code, Outcome: c.Outcome}
	}
	return &v
}

// empty reports whether the form says nothing at all.
func (f Form) empty() bool {
	return len(f.Products) == 0 && len(f.unasked()) == 0
}
