package opportunity

import (
	"time"

	"github.com/cosell/cosell/domain"
	"github.com/cosell/cosell/domain/registration"
)

// Command is a request to one opportunity. Its fields carry, as tags, the limits that domain.Check reads; what they ask
// for beyond that is said by Validate and by the command's own rules.
type Command interface {
	domain.Command
	decide(o Opportunity, in Input) ([]domain.Event, error)
}

// Create opens a deal: by the vendor a new one, by a partner a submission that waits for the vendor's approval. A
// submission also needs customer, value and close date.
type Create struct {
	Topic            string           `json:"topic" minLength:"1" maxLength:"200" doc:"What the sale is about."`
	Customer         *domain.Customer `json:"customer,omitempty" doc:"The organisation that may buy. Required of a partner."`
	Contact          *domain.Contact  `json:"contact,omitempty" doc:"The person to talk to there."`
	Currency         domain.Currency  `json:"currency,omitempty" doc:"Currency of the deal. May be left out where estimatedValue says it."`
	EstimatedValue   domain.Money     `json:"estimatedValue,omitzero" doc:"What the customer may spend. Required of a partner."`
	EstimatedClose   domain.Date      `json:"estimatedCloseDate,omitzero" doc:"When the customer may decide: today or later. Required of a partner."`
	Situation        string           `json:"customerSituation,omitempty" maxLength:"5000" doc:"Where the customer stands."`
	Need             string           `json:"customerNeed,omitempty" maxLength:"5000" doc:"What the customer needs."`
	ProposedSolution string           `json:"proposedSolution,omitempty" maxLength:"5000" doc:"What would meet the need."`
	Products         []string         `json:"products,omitempty" maxItems:"50" minLength:"1" maxLength:"100" uniqueItems:"true" doc:"Products of the vendor."`
	Solutions        []string         `json:"solutions,omitempty" maxItems:"50" minLength:"1" maxLength:"100" uniqueItems:"true" doc:"Solutions of partners."`
	Territory        string           `json:"territory,omitempty" maxLength:"100" doc:"Where the customer is, in the words of the program."`
	LeadType         string           `json:"leadType,omitempty" maxLength:"100" doc:"Type of the deal, in the words of the program."`
	CustomerLocation *domain.Point    `json:"customerLocation,omitempty" doc:"Where the customer is on earth, for the distance to partners."`
	Predecessor      domain.ID        `json:"predecessor,omitempty" format:"uuid" doc:"The closed deal that this one takes up again."`
}

// Approve takes a submitted deal: the submitter leads it.
type Approve struct{}

// Reject turns a submitted deal down.
type Reject struct {
	Reason string `json:"reason" minLength:"1" maxLength:"1000" doc:"Why, for the partner to read."`
}

// Addressee says to whom a deal is offered: the id of a partner, or Auto.
type Addressee string

// Auto lets the engine choose the partner, and by the same rules the next one.
const Auto Addressee = "auto"

// Distribute offers a new deal to one partner.
type Distribute struct {
	Partner          Addressee `json:"partner" pattern:"^(auto|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12})$" doc:"The id of a partner; or the word auto, to have the eligible one chosen that scores best by the weights of the program's policy."`
	AnswerWithinDays *int      `json:"answerWithinDays,omitempty" minimum:"1" maximum:"90" doc:"Days of 24 hours to answer; left out, the program's policy says."`
	AfterDecline     After     `json:"afterDecline,omitempty" enum:"close,return,reoffer" doc:"What becomes of the deal when the offer is declined; left out, close, with auto reoffer."`
	AfterLapse       After     `json:"afterLapse,omitempty" enum:"close,return,reoffer" doc:"What becomes of the deal when nobody answers in time; left out, close, with auto reoffer."`
}

// Share puts partners to work on a deal together. A lead partner becomes one of them.
type Share struct {
	Partners []domain.ID `json:"partners" minItems:"1" maxItems:"50" uniqueItems:"true" format:"uuid" doc:"The partners."`
}

// AddCollaborator puts one more partner to work on a shared deal.
type AddCollaborator struct {
	Partner domain.ID `json:"partner" format:"uuid" doc:"The partner."`
}

// RemoveCollaborator takes a partner off a shared deal. One must stay.
type RemoveCollaborator struct {
	Partner domain.ID `json:"partner" format:"uuid" doc:"The partner."`
	Reason  string    `json:"reason,omitempty" maxLength:"1000" doc:"Why, for the partner to read."`
}

// Accept takes an offer, at its deadline at the latest.
type Accept struct{}

// Decline turns an offer down, at its deadline at the latest.
type Decline struct {
	Reason string `json:"reason" minLength:"1" maxLength:"100" doc:"A code of the program's reasons for declining. Those of the default program: budget-inadequate, no-response, chose-another-vendor, requirement-not-met, not-a-customer, timeline-too-short, abuse, other."`
	Note   string `json:"note,omitempty" maxLength:"5000" doc:"More about it, for the vendor to read."`
}

// Recall takes back an unanswered offer before its deadline.
type Recall struct {
	Reason string `json:"reason" minLength:"1" maxLength:"1000" doc:"Why, for the partner to read."`
}

// Return gives an accepted deal back to the vendor, who may offer it to others.
type Return struct {
	Reason string `json:"reason" minLength:"1" maxLength:"100" doc:"A code of the program's reasons for returning. Those of the default program: no-interest, no-response, too-far-ahead, bought-from-competitor, bought-from-other-partner, no-funding, bad-contact-data."`
	Note   string `json:"note,omitempty" maxLength:"5000" doc:"More about it."`
}

// MarkStage says how far the sale has come. A step back needs a reason and unmarks the later stages.
type MarkStage struct {
	Stage  *int   `json:"stage" minimum:"0" maximum:"100" doc:"A percentage from 20 to 99: it means the stage at or below it."`
	Reason string `json:"reason,omitempty" maxLength:"1000" doc:"Why. Required of a step back."`
}

// Revise changes facts of the deal. A field left out stays; null clears one that may be empty.
type Revise struct {
	Topic            domain.Optional[string]          `json:"topic,omitzero" minLength:"1" maxLength:"200" doc:"What the sale is about; cannot be cleared."`
	Customer         domain.Optional[domain.Customer] `json:"customer,omitzero" doc:"The organisation that may buy. A partner's own deal cannot be without."`
	Contact          domain.Optional[domain.Contact]  `json:"contact,omitzero" doc:"The person to talk to there."`
	Currency         domain.Optional[domain.Currency] `json:"currency,omitzero" doc:"Currency of the deal; cannot be cleared. A new one asks for a value in it."`
	EstimatedValue   domain.Optional[domain.Money]    `json:"estimatedValue,omitzero" doc:"What the customer may spend. In another currency it changes that of the deal. A partner's own deal cannot be without."`
	EstimatedClose   domain.Optional[domain.Date]     `json:"estimatedCloseDate,omitzero" doc:"Earlier than before, today or later; cannot be cleared. For a later one there is extend."`
	Situation        domain.Optional[string]          `json:"customerSituation,omitzero" maxLength:"5000" doc:"Where the customer stands."`
	Need             domain.Optional[string]          `json:"customerNeed,omitzero" maxLength:"5000" doc:"What the customer needs."`
	ProposedSolution domain.Optional[string]          `json:"proposedSolution,omitzero" maxLength:"5000" doc:"What would meet the need."`
	Products         domain.Optional[[]string]        `json:"products,omitzero" maxItems:"50" minLength:"1" maxLength:"100" uniqueItems:"true" doc:"Products of the vendor: the whole list."`
	Solutions        domain.Optional[[]string]        `json:"solutions,omitzero" maxItems:"50" minLength:"1" maxLength:"100" uniqueItems:"true" doc:"Solutions of partners: the whole list."`
	Territory        domain.Optional[string]          `json:"territory,omitzero" maxLength:"100" doc:"Where the customer is, in the words of the program."`
	LeadType         domain.Optional[string]          `json:"leadType,omitzero" maxLength:"100" doc:"Type of the deal, in the words of the program."`
	CustomerLocation domain.Optional[domain.Point]    `json:"customerLocation,omitzero" doc:"Where the customer is on earth, for the distance to partners."`
}

// Extend puts the estimated close date off.
type Extend struct {
	EstimatedClose domain.Date `json:"estimatedCloseDate" doc:"Later than before, today or later."`
}

// Assign says which member of the lead partner works the deal.
type Assign struct {
	Member domain.Optional[string] `json:"member,omitzero" maxLength:"128" doc:"An active member of the lead partner; empty or null takes the deal from whoever has it. Required."`
}

// AddNote writes on the deal's timeline.
type AddNote struct {
	Text     string   `json:"text" minLength:"1" maxLength:"5000" doc:"The note."`
	Audience Audience `json:"audience,omitempty" enum:"own,all" doc:"Who may read it: the writer's organisation or all parties; own when left out, all for a brief."`
	Brief    bool     `json:"brief,omitempty" doc:"Also for partners that join later. The vendor's alone."`
}

// Pause lets the work rest until a date: alerts are silent, and nothing counts as progress.
type Pause struct {
	Reason string      `json:"reason" minLength:"1" maxLength:"1000" doc:"Why."`
	Until  domain.Date `json:"until" doc:"The day on which work goes on by itself: tomorrow or later."`
}

// Resume ends a pause before its date.
type Resume struct{}

// Win closes the deal: the customer bought.
type Win struct {
	Value domain.Money `json:"value" doc:"What the customer spends, in the currency of the deal."`
	Date  domain.Date  `json:"date,omitzero" doc:"When the customer decided: not in the future, not before the deal was created; today when left out."`
}

// Lose closes the deal: the customer did not buy.
type Lose struct {
	Reason string `json:"reason" minLength:"1" maxLength:"100" doc:"A code of the program's reasons for declining and losing. Those of the default program: budget-inadequate, no-response, chose-another-vendor, requirement-not-met, not-a-customer, timeline-too-short, abuse, other."`
	Note   string `json:"note,omitempty" maxLength:"5000" doc:"More about it."`
}

// CloseAsError closes a deal that should not have been.
type CloseAsError struct {
	Reason string `json:"reason" minLength:"1" maxLength:"100" doc:"A code of the program's error reasons. Those of the default program: duplicate-import, duplicate-entry, duplicate-from-vendor, connector-sync, customer-mismatch, solution-issue, test-deal, data-error, other."`
	Note   string `json:"note,omitempty" maxLength:"5000" doc:"More about it. Some reasons ask for it."`
}

// Register puts the deal up for registration: for exclusivity before the win, for an incentive after it.
type Register struct {
	Kind registration.Purpose `json:"kind,omitempty" enum:"exclusivity,incentive" doc:"What is asked for; what the state of the deal allows when left out."`
	Form registration.Form    `json:"form,omitzero" doc:"What the partner says of the contract. Of exclusivity the products alone, all of the deal's when left out."`
}

// SeeOffer notes the first look of the offered partner at its offer; any other look changes nothing.
type SeeOffer struct{}

// Expire ends an offer whose deadline has passed. It is for the clock.
type Expire struct {
	Deadline time.Time `json:"deadline,omitzero" doc:"Of the offer that is meant, so that a late clock ends no other; left out, the open one."`
}

// EndPause ends a pause whose date has come. It is for the clock.
type EndPause struct {
	Until domain.Date `json:"until,omitzero" doc:"Of the pause that is meant; left out, the present one."`
}

// NoteRegistration notes what became of a registration of the deal.
type NoteRegistration struct {
	Registration domain.ID          `json:"registration" format:"uuid" doc:"The registration."`
	State        registration.State `json:"state" enum:"pending-review,action-required,exception-pending,approved,passed,failed,rejected,withdrawn,lapsed,closed" doc:"Its state now."`
}

// Reoffer offers the deal to the next partner, in the way of the offer that was declined or lapsed, or notes that nobody
// comes into question. It does nothing when the deal has gone on since.
type Reoffer struct {
	Offer int64 `json:"offer" minimum:"0" doc:"Revision of the event that made the offer."`
}

// Unassign takes the deal from a member that its partner has removed.
type Unassign struct {
	Partner domain.ID `json:"partner" format:"uuid" doc:"The partner."`
	Member  string    `json:"member" minLength:"1" maxLength:"128" doc:"The member."`
}
