package opportunity

import (
	"time"

	"github.com/cosell/cosell/domain"
	"github.com/cosell/cosell/domain/assignment"
	"github.com/cosell/cosell/domain/registration"
)

// Kinds and JSON names of this file are on disk, for ever: they may be added to, never renamed.

// Kind is an event's name on disk.
type Kind string

// The kinds, in the order of a deal's life.
const (
	KindCreated             Kind = "opportunity.created"
	KindSubmitted           Kind = "opportunity.submitted"
	KindApproved            Kind = "opportunity.approved"
	KindRejected            Kind = "opportunity.rejected"
	KindDistributed         Kind = "opportunity.distributed"
	KindShared              Kind = "opportunity.shared"
	KindCollaboratorAdded   Kind = "opportunity.collaborator-added"
	KindCollaboratorRemoved Kind = "opportunity.collaborator-removed"
	KindOfferSeen           Kind = "opportunity.offer-seen"
	KindAccepted            Kind = "opportunity.accepted"
	KindDeclined            Kind = "opportunity.declined"
	KindExpired             Kind = "opportunity.expired"
	KindOfferDeclined       Kind = "opportunity.offer-declined"
	KindOfferLapsed         Kind = "opportunity.offer-lapsed"
	KindNoCandidate         Kind = "opportunity.no-candidate"
	KindRecalled            Kind = "opportunity.recalled"
	KindReturned            Kind = "opportunity.returned"
	KindStageMarked         Kind = "opportunity.stage-marked"
	KindRevised             Kind = "opportunity.revised"
	KindExtended            Kind = "opportunity.extended"
	KindAssigneeChanged     Kind = "opportunity.assignee-changed"
	KindNoteAdded           Kind = "opportunity.note-added"
	KindPaused              Kind = "opportunity.paused"
	KindResumed             Kind = "opportunity.resumed"
	KindWon                 Kind = "opportunity.won"
	KindLost                Kind = "opportunity.lost"
	KindClosedAsError       Kind = "opportunity.closed-as-error"
	KindRegistered          Kind = "opportunity.registered"
	KindRegistrationNoted   Kind = "opportunity.registration-noted"
)

// Event is a fact of an opportunity.
//
//sumtype:decl
type Event interface {
	domain.Event
	kind() Kind
}

// Details are the facts of the sale that the deal carries, as given when it was created or submitted.
type Details struct {
	Topic            string           `json:"topic"`
	Customer         *domain.Customer `json:"customer,omitempty"`
	Contact          *domain.Contact  `json:"contact,omitempty"`
	Currency         domain.Currency  `json:"currency"`
	EstimatedValue   domain.Money     `json:"estimatedValue,omitzero"`
	EstimatedClose   domain.Date      `json:"estimatedCloseDate,omitzero"`
	Situation        string           `json:"customerSituation,omitempty"`
	Need             string           `json:"customerNeed,omitempty"`
	ProposedSolution string           `json:"proposedSolution,omitempty"`
	Products         []string         `json:"products,omitempty"`
	Solutions        []string         `json:"solutions,omitempty"`
	Territory        string           `json:"territory,omitempty"`
	LeadType         string           `json:"leadType,omitempty"`
	CustomerLocation *domain.Point    `json:"customerLocation,omitempty"`
}

// After says what becomes of a deal whose offer was not taken.
type After string

// What may follow an offer that was declined or lapsed.
const (
	AfterClose   After = "close"   // the deal ends
	AfterReturn  After = "return"  // the deal is new again, for the vendor to distribute
	AfterReoffer After = "reoffer" // the deal is new again and the next candidate is looked for
)

// Audience says who may read a note.
type Audience string

// The audiences of a note.
const (
	AudienceOwn Audience = "own" // the author's organisation
	AudienceAll Audience = "all" // all parties
)

// Created records that the vendor opened a deal.
type Created struct {
	Details
	Predecessor domain.ID         `json:"predecessor,omitempty"`
	Evidence    []domain.Evidence `json:"evidence,omitempty"`
}

// Submitted records that a partner brought a deal of its own.
type Submitted struct {
	Details
	Partner     domain.Party      `json:"partner"`
	Predecessor domain.ID         `json:"predecessor,omitempty"`
	Evidence    []domain.Evidence `json:"evidence,omitempty"`
}

// Approved records that the vendor took a submitted deal; the submitter leads it.
type Approved struct {
	Partner  domain.Party      `json:"partner"`
	Stage    int               `json:"stage"`
	Evidence []domain.Evidence `json:"evidence,omitempty"`
}

// Rejected records that the vendor turned a submitted deal down.
type Rejected struct {
	Reason string `json:"reason"`
}

// Distributed records that the deal was offered to one partner, and until when it may answer. Where the engine chose the
// partner, the choice is there.
type Distributed struct {
	Partner      domain.Party       `json:"partner"`
	Deadline     time.Time          `json:"deadline"`
	AfterDecline After              `json:"afterDecline"`
	AfterLapse   After              `json:"afterLapse"`
	Window       time.Duration      `json:"window,omitempty"` // in nanoseconds; the next offer has the same
	Choice       *assignment.Choice `json:"choice,omitempty"`
	Evidence     []domain.Evidence  `json:"evidence,omitempty"`
}

// Shared records that several partners were put to work on the deal together, or one more way: a lead partner became a
// collaborator.
type Shared struct {
	Partners   []domain.Party    `json:"partners"`
	Stage      int               `json:"stage"`
	FormerLead *domain.Party     `json:"formerLead,omitempty"` // also among Partners
	Evidence   []domain.Evidence `json:"evidence,omitempty"`
}

// CollaboratorAdded records that one more partner works on a shared deal.
type CollaboratorAdded struct {
	Partner  domain.Party      `json:"partner"`
	Evidence []domain.Evidence `json:"evidence,omitempty"`
}

// CollaboratorRemoved records that a partner no longer works on a shared deal.
type CollaboratorRemoved struct {
	Partner domain.Party `json:"partner"`
	Reason  string       `json:"reason,omitempty"`
}

// OfferSeen records the first time that the partner looked at the detail of its offer.
type OfferSeen struct {
	Partner  domain.Party      `json:"partner"`
	Evidence []domain.Evidence `json:"evidence,omitempty"`
}

// Accepted records that the partner took the offer in time and leads the deal.
type Accepted struct {
	Partner  domain.Party      `json:"partner"`
	Stage    int               `json:"stage"`
	Evidence []domain.Evidence `json:"evidence,omitempty"`
}

// Declined records that the partner turned the offer down and the deal ended.
type Declined struct {
	Partner  domain.Party      `json:"partner"`
	Reason   string            `json:"reason"`
	Note     string            `json:"note,omitempty"`
	Evidence []domain.Evidence `json:"evidence,omitempty"`
}

// Expired records that nobody answered in time and the deal ended.
type Expired struct {
	Partner  domain.Party `json:"partner"`
	Deadline time.Time    `json:"deadline"`
}

// OfferDeclined records that the partner turned the offer down and the deal is new again.
type OfferDeclined struct {
	Partner  domain.Party      `json:"partner"`
	Reason   string            `json:"reason"`
	Note     string            `json:"note,omitempty"`
	Next     After             `json:"next"`
	Evidence []domain.Evidence `json:"evidence,omitempty"`
}

// OfferLapsed records that nobody answered in time and the deal is new again.
type OfferLapsed struct {
	Partner  domain.Party `json:"partner"`
	Deadline time.Time    `json:"deadline"`
	Next     After        `json:"next"`
}

// NoCandidate records that the search for another partner found nobody.
type NoCandidate struct {
	Reason   string             `json:"reason,omitempty"`
	Choice   *assignment.Choice `json:"choice,omitempty"` // who was left out, and by what
	Evidence []domain.Evidence  `json:"evidence,omitempty"`
}

// Recalled records that the vendor took back an unanswered offer.
type Recalled struct {
	Partner  domain.Party      `json:"partner"`
	Reason   string            `json:"reason"`
	Evidence []domain.Evidence `json:"evidence,omitempty"`
}

// Returned records that an accepted deal went back to the vendor: from its lead partner, or from those that shared it.
type Returned struct {
	Partner       domain.Party      `json:"partner,omitzero"` // none when it was shared
	Collaborators []domain.Party    `json:"collaborators,omitempty"`
	Reason        string            `json:"reason"`
	Note          string            `json:"note,omitempty"`
	Evidence      []domain.Evidence `json:"evidence,omitempty"`
}

// StageMarked records progress in the sale, or, with a reason, a step back. Stages are percentages of the stage table.
type StageMarked struct {
	From     int               `json:"from"`
	Stage    int               `json:"stage"`
	Name     string            `json:"name"`
	Reason   string            `json:"reason,omitempty"`
	Evidence []domain.Evidence `json:"evidence,omitempty"`
}

// Revised records the fields that changed, each with its old and new value; the others are nil.
type Revised struct {
	Topic            *domain.Change[string]           `json:"topic,omitempty"`
	Customer         *domain.Change[*domain.Customer] `json:"customer,omitempty"`
	Contact          *domain.Change[*domain.Contact]  `json:"contact,omitempty"`
	Currency         *domain.Change[domain.Currency]  `json:"currency,omitempty"`
	EstimatedValue   *domain.Change[*domain.Money]    `json:"estimatedValue,omitempty"`
	EstimatedClose   *domain.Change[domain.Date]      `json:"estimatedCloseDate,omitempty"`
	Situation        *domain.Change[string]           `json:"customerSituation,omitempty"`
	Need             *domain.Change[string]           `json:"customerNeed,omitempty"`
	ProposedSolution *domain.Change[string]           `json:"proposedSolution,omitempty"`
	Products         *domain.Change[[]string]         `json:"products,omitempty"`
	Solutions        *domain.Change[[]string]         `json:"solutions,omitempty"`
	Territory        *domain.Change[string]           `json:"territory,omitempty"`
	LeadType         *domain.Change[string]           `json:"leadType,omitempty"`
	CustomerLocation *domain.Change[*domain.Point]    `json:"customerLocation,omitempty"`
	Evidence         []domain.Evidence                `json:"evidence,omitempty"`
}

// Extended records a later estimated close date.
type Extended struct {
	From     domain.Date       `json:"from,omitzero"`
	To       domain.Date       `json:"to"`
	Evidence []domain.Evidence `json:"evidence,omitempty"`
}

// AssigneeChanged records which member of the lead partner now works the deal; To is "" when nobody does.
type AssigneeChanged struct {
	From     string            `json:"from,omitempty"`
	To       string            `json:"to,omitempty"`
	Evidence []domain.Evidence `json:"evidence,omitempty"`
}

// NoteAdded records a note on the deal's timeline. Brief notes of the vendor are read by every partner that joins later.
type NoteAdded struct {
	Text     string            `json:"text"`
	Audience Audience          `json:"audience"`
	Brief    bool              `json:"brief,omitempty"`
	Evidence []domain.Evidence `json:"evidence,omitempty"`
}

// Paused records that work rests until a date.
type Paused struct {
	Reason   string            `json:"reason"`
	Until    domain.Date       `json:"until"`
	Evidence []domain.Evidence `json:"evidence,omitempty"`
}

// Resumed records that work goes on, before the date or at it.
type Resumed struct {
	Due      bool              `json:"due,omitempty"` // the pause ended by itself at its date
	At       time.Time         `json:"at,omitzero"`   // when it took effect, where that is earlier than when it was written
	Evidence []domain.Evidence `json:"evidence,omitempty"`
}

// Won records that the customer bought. EarlyWin warns that little time passed since the deal was there.
type Won struct {
	Value    domain.Money      `json:"value"`
	Date     domain.Date       `json:"date"`
	EarlyWin bool              `json:"earlyWin,omitempty"`
	Evidence []domain.Evidence `json:"evidence,omitempty"`
}

// Lost records that the customer did not buy.
type Lost struct {
	Reason   string            `json:"reason"`
	Note     string            `json:"note,omitempty"`
	Evidence []domain.Evidence `json:"evidence,omitempty"`
}

// ClosedAsError records that the deal should not have been.
type ClosedAsError struct {
	Reason   string            `json:"reason"`
	Note     string            `json:"note,omitempty"`
	Evidence []domain.Evidence `json:"evidence,omitempty"`
}

// Registered records that the deal was put up for registration, and names the registration; with the form, and of an
// incentive the verdict on the deal.
type Registered struct {
	Registration domain.ID             `json:"registration"`
	Kind         registration.Purpose  `json:"kind"`
	Form         *registration.Form    `json:"form,omitempty"`
	Verdict      *registration.Verdict `json:"verdict,omitempty"`
	Evidence     []domain.Evidence     `json:"evidence,omitempty"`
}

// RegistrationNoted records what became of the deal's registration.
type RegistrationNoted struct {
	Registration domain.ID            `json:"registration"`
	Kind         registration.Purpose `json:"kind"`
	State        registration.State   `json:"state"`
}
