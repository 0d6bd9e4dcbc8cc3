package referral

import (
	"time"

	"github.com/cosell/cosell/domain"
	"github.com/cosell/cosell/domain/registration"
)

// Kinds and JSON names of this file are on disk, for ever: they may be added to, never renamed.

// Kind is an event's name on disk.
type Kind string

// The kinds, in the order of a referral's life.
const (
	KindCreated             Kind = "referral.created"
	KindReceived            Kind = "referral.received"
	KindSeen                Kind = "referral.seen"
	KindAccepted            Kind = "referral.accepted"
	KindDeclined            Kind = "referral.declined"
	KindExpired             Kind = "referral.expired"
	KindWithdrawn           Kind = "referral.withdrawn"
	KindStageMarked         Kind = "referral.stage-marked"
	KindRevised             Kind = "referral.revised"
	KindTeamChanged         Kind = "referral.team-changed"
	KindSolutionsChanged    Kind = "referral.solutions-changed"
	KindNoteAdded           Kind = "referral.note-added"
	KindVisibilityGranted   Kind = "referral.visibility-granted"
	KindHelpRequested       Kind = "referral.help-requested"
	KindPartnerInvited      Kind = "referral.partner-invited"
	KindCounterpartAnswered Kind = "referral.counterpart-answered"
	KindCounterpartClosed   Kind = "referral.counterpart-closed"
	KindCounterpartNoted    Kind = "referral.counterpart-noted"
	KindAccountMatched      Kind = "referral.account-matched"
	KindWon                 Kind = "referral.won"
	KindLost                Kind = "referral.lost"
	KindClosedAsError       Kind = "referral.closed-as-error"
	KindRegistered          Kind = "referral.registered"
	KindRegistrationNoted   Kind = "referral.registration-noted"
	KindExceptionNoted      Kind = "referral.exception-noted"
)

// Event is a fact of a referral.
//
//sumtype:decl
type Event interface {
	domain.Event
	kind() Kind
}

// Direction says which way a referral went, as its owner sees it.
type Direction string

// The directions.
const (
	Outbound Direction = "outbound" // the owner opened the deal
	Inbound  Direction = "inbound"  // another organisation invited the owner
)

// Intent says whether the customer means to buy on the marketplace.
type Intent string

// The intents.
const (
	IntentYes       Intent = "yes"
	IntentNo        Intent = "no"
	IntentUndecided Intent = "undecided"
)

// SolutionKind says whose a solution is.
type SolutionKind string

// The kinds of solution.
const (
	SolutionOwn        SolutionKind = "own"         // of the owner of the copy
	SolutionVendor     SolutionKind = "vendor"      // of the vendor
	SolutionThirdParty SolutionKind = "third-party" // of another partner
	SolutionAssessment SolutionKind = "assessment"  // a kind of solution assessment
)

// Solution is one that a deal is about. ID is the solution's id in the record of the partner that owns it, in the
// vendor's catalogue, or of the kind of assessment.
type Solution struct {
	Kind    SolutionKind `json:"kind" enum:"own,vendor,third-party,assessment" doc:"Whose it is."`
	ID      string       `json:"id" minLength:"1" maxLength:"100" doc:"Its id with whoever owns it."`
	Name    string       `json:"name,omitempty" maxLength:"200" doc:"What it is called."`
	Partner domain.ID    `json:"partner,omitempty" format:"uuid" doc:"The partner that owns one of third-party."`
}

// Details are the facts of the sale that a copy carries, in the words of its owner.
type Details struct {
	Name           string           `json:"name"`
	EstimatedValue domain.Money     `json:"estimatedValue,omitzero"`
	EstimatedClose domain.Date      `json:"estimatedCloseDate,omitzero"`
	CRM            string           `json:"crmId,omitempty"`
	Campaign       string           `json:"campaignId,omitempty"`
	Notes          string           `json:"notes,omitempty"`
	Customer       *domain.Customer `json:"customer,omitempty"`
	Contact        *domain.Contact  `json:"contact,omitempty"`
	Intent         Intent           `json:"marketplaceIntent,omitempty"`
	// Location is the owner's own location that the copy belongs to; for a solution assessment also the one it is for.
	Location domain.ID `json:"location,omitempty"`
}

// Created records that an organisation opened a co-sell deal. Help, visibility and invitations that were chosen while
// creating follow in the same append.
type Created struct {
	Engagement domain.ID           `json:"engagement"`
	Owner      domain.Organisation `json:"owner"`
	Details
	Team           []domain.TeamMember `json:"team"`
	Solutions      []Solution          `json:"solutions"`
	Consent        bool                `json:"consent"` // the customer agreed that its contact is shared
	PartnerRole    string              `json:"partnerRole,omitempty"`
	PartnerProgram string              `json:"partnerProgram,omitempty"`
	Predecessor    domain.ID           `json:"predecessor,omitempty"`
	Stage          int                 `json:"stage"`
	Evidence       []domain.Evidence   `json:"evidence,omitempty"`
}

// Share is what an inviter asks of an invitee: frozen for the inviter, the invitee's own to change once it has accepted.
type Share struct {
	EstimatedValue domain.Money        `json:"estimatedValue,omitzero"`
	EstimatedClose domain.Date         `json:"estimatedCloseDate,omitzero"`
	Notes          string              `json:"notes,omitempty"`
	Team           []domain.TeamMember `json:"team,omitempty"` // of the inviter
	Solutions      []Solution          `json:"solutions,omitempty"`
	Help           string              `json:"help"` // a code of the program's kinds of help
}

// Counterpart is another copy of the deal as it was when the event was written.
type Counterpart struct {
	Referral domain.ID           `json:"referral"`
	Owner    domain.Organisation `json:"owner"`
	State    State               `json:"state"`
}

// Received records that an organisation was invited into a deal: its copy begins.
type Received struct {
	Engagement domain.ID           `json:"engagement"`
	Owner      domain.Organisation `json:"owner"`
	Inviter    Counterpart         `json:"inviter"`
	Deadline   time.Time           `json:"deadline"` // until when it may be answered; at this instant is in time
	Details
	Share          Share         `json:"share"`
	PartnerRole    string        `json:"partnerRole,omitempty"`
	PartnerProgram string        `json:"partnerProgram,omitempty"`
	Visible        bool          `json:"visible"`                // whether the vendor may see the engagement
	HelpAsked      string        `json:"helpAsked,omitempty"`    // of the vendor, by the opener
	Counterparts   []Counterpart `json:"counterparts,omitempty"` // the others, beside the inviter
	// Route says which rule of the program's routing led to the location: exact, solution, market or default; "" where
	// there was none and nothing to choose.
	Route    string            `json:"route,omitempty"`
	Evidence []domain.Evidence `json:"evidence,omitempty"`
}

// Seen records the receiver's first look.
type Seen struct {
	Evidence []domain.Evidence `json:"evidence,omitempty"`
}

// Accepted records that the receiver takes part.
type Accepted struct {
	Details
	Team     []domain.TeamMember `json:"team"`
	Stage    int                 `json:"stage"`
	Evidence []domain.Evidence   `json:"evidence,omitempty"`
}

// Declined records that the receiver does not take part.
type Declined struct {
	Reason   string            `json:"reason"`
	Note     string            `json:"note,omitempty"`
	Evidence []domain.Evidence `json:"evidence,omitempty"`
}

// Expired records that nobody answered in time, or that the receiver was suspended before: then Deadline is when it was
// noticed. It takes effect at the deadline.
type Expired struct {
	Deadline  time.Time         `json:"deadline"`
	Suspended bool              `json:"suspended,omitempty"`
	Evidence  []domain.Evidence `json:"evidence,omitempty"` // of one that was suspended
}

// Withdrawn records that an invitation was taken back because the inviter's copy ended, or the receiver takes no part in
// the program any more.
type Withdrawn struct {
	Reason string `json:"reason"`
}

// StageMarked records how far the sale has come. Unmarked are the later stages that a step back unmarks.
type StageMarked struct {
	From     int               `json:"from"`
	Stage    int               `json:"stage"`
	Name     string            `json:"name"`
	Unmarked []int             `json:"unmarked,omitempty"`
	Reason   string            `json:"reason,omitempty"`
	Evidence []domain.Evidence `json:"evidence,omitempty"`
}

// Revised records the fields that changed, each with its old and new value; the others are nil.
type Revised struct {
	Name           *domain.Change[string]          `json:"name,omitempty"`
	EstimatedValue *domain.Change[domain.Money]    `json:"estimatedValue,omitempty"`
	EstimatedClose *domain.Change[domain.Date]     `json:"estimatedCloseDate,omitempty"`
	CRM            *domain.Change[string]          `json:"crmId,omitempty"`
	Campaign       *domain.Change[string]          `json:"campaignId,omitempty"`
	Notes          *domain.Change[string]          `json:"notes,omitempty"`
	Contact        *domain.Change[*domain.Contact] `json:"contact,omitempty"`
	Intent         *domain.Change[Intent]          `json:"marketplaceIntent,omitempty"`
	Evidence       []domain.Evidence               `json:"evidence,omitempty"`
}

// TeamChanged records who works on the deal from now on.
type TeamChanged struct {
	From     []domain.TeamMember `json:"from"`
	To       []domain.TeamMember `json:"to"`
	Evidence []domain.Evidence   `json:"evidence,omitempty"`
}

// SolutionsChanged records what the deal is about from now on.
type SolutionsChanged struct {
	From     []Solution        `json:"from"`
	To       []Solution        `json:"to"`
	Evidence []domain.Evidence `json:"evidence,omitempty"`
}

// Audience says for whom a note was written.
type Audience string

// The audiences.
const (
	AudienceOwn        Audience = "own"        // the owner's organisation
	AudienceEngagement Audience = "engagement" // all that have a copy of the deal
)

// NoteAdded records a note.
type NoteAdded struct {
	Text     string            `json:"text"`
	Audience Audience          `json:"audience"`
	Evidence []domain.Evidence `json:"evidence,omitempty"`
}

// VisibilityGranted records that the vendor may see the deal from now on.
type VisibilityGranted struct {
	Evidence []domain.Evidence `json:"evidence,omitempty"`
}

// HelpRequested records that the vendor is asked to help: its copy is created.
type HelpRequested struct {
	Help     string            `json:"help"`            // a code of the program's kinds of help
	Notes    string            `json:"notes,omitempty"` // to the vendor; frozen from now on
	Referral domain.ID         `json:"referral"`        // the vendor's copy that this leads to
	Evidence []domain.Evidence `json:"evidence,omitempty"`
}

// PartnerInvited records that another partner is asked to take part: its copy is created.
type PartnerInvited struct {
	Partner  domain.Party `json:"partner"`
	Referral domain.ID    `json:"referral"` // the invitee's copy that this leads to
	Share
	PartnerRole    string            `json:"partnerRole,omitempty"`
	PartnerProgram string            `json:"partnerProgram,omitempty"`
	Evidence       []domain.Evidence `json:"evidence,omitempty"`
}

// CounterpartAnswered records what another organisation answered: accepted, declined, expired or withdrawn.
type CounterpartAnswered struct {
	Counterpart
	At     time.Time           `json:"at"`             // when it answered
	Team   []domain.TeamMember `json:"team,omitempty"` // of one that accepted
	Reason string              `json:"reason,omitempty"`
	Note   string              `json:"note,omitempty"` // of one that declined, for the inviter
}

// CounterpartClosed records that another copy was closed: won, lost or error.
type CounterpartClosed struct {
	Counterpart
	At time.Time `json:"at"`
}

// CounterpartNoted records what else another copy lets the rest know. Only what changed is there.
type CounterpartNoted struct {
	Counterpart
	At      time.Time           `json:"at"`
	Text    string              `json:"text,omitempty"`    // a note for the engagement
	Team    []domain.TeamMember `json:"team,omitempty"`    // who works on it now
	Visible bool                `json:"visible,omitempty"` // the vendor may see the engagement from now on
	Help    string              `json:"help,omitempty"`    // the vendor was asked for this
	Invited bool                `json:"invited,omitempty"` // Counterpart is one that was newly invited
}

// AccountMatched records what the vendor's books say of the customer. Name and address stay as they were entered.
type AccountMatched struct {
	Account domain.AccountKind `json:"accountKind"` // managed or unmanaged
	Vendor  string             `json:"vendorAccount"`
}

// Won records that the customer bought. EarlyWin warns that little time passed since creation.
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

// ClosedAsError records that the referral should not have been.
type ClosedAsError struct {
	Reason   string            `json:"reason"`
	Note     string            `json:"note,omitempty"`
	Evidence []domain.Evidence `json:"evidence,omitempty"`
}

// Registered records that a won deal was put up for registration, and names the registration.
type Registered struct {
	Registration domain.ID            `json:"registration"`
	Kind         registration.Purpose `json:"kind"`
	Form         registration.Form    `json:"form"`
	Verdict      registration.Verdict `json:"verdict"`
	Evidence     []domain.Evidence    `json:"evidence,omitempty"`
}

// RegistrationNoted records what became of the deal's registration.
type RegistrationNoted struct {
	Registration domain.ID            `json:"registration"`
	Kind         registration.Purpose `json:"kind"`
	State        registration.State   `json:"state"`
}

// ExceptionNoted records that the owner asked for an exception for a closed deal, and names the registration that decides
// on it; or, written by a process, what became of the request.
type ExceptionNoted struct {
	Registration domain.ID            `json:"registration"`
	State        registration.State   `json:"state"`
	Text         string               `json:"text,omitempty"`   // of the owner's request
	Verdict      registration.Verdict `json:"verdict,omitzero"` // why the deal is not eligible, at the request
	Evidence     []domain.Evidence    `json:"evidence,omitempty"`
}

// EffectiveAt is when the other organisation answered.
func (e CounterpartAnswered) EffectiveAt() time.Time { return e.At }

// EffectiveAt is when the other copy was closed.
func (e CounterpartClosed) EffectiveAt() time.Time { return e.At }

// EffectiveAt is when the other organisation did what it lets the rest know.
func (e CounterpartNoted) EffectiveAt() time.Time { return e.At }

// EffectiveAt is the deadline that nobody met.
func (e Expired) EffectiveAt() time.Time { return e.Deadline }
