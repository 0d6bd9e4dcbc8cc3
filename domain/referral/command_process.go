package referral

import (
	"time"

	"github.com/cosell/cosell/domain"
	"github.com/cosell/cosell/domain/registration"
)

// See notes the first look of the receiver at an invitation; any other look changes nothing.
type See struct{}

// Receive begins the copy of an organisation that was invited. Its location is where the program's routing leads, without
// a rule the first open one of the partner.
type Receive struct {
	Engagement     domain.ID           `json:"engagement" format:"uuid" doc:"Of all copies of the deal."`
	Owner          domain.Organisation `json:"owner" doc:"Whom the copy is for."`
	Inviter        Counterpart         `json:"inviter" doc:"The copy that invites."`
	Deadline       time.Time           `json:"deadline,omitzero" doc:"Until when it may be answered; left out, the program's policy says."`
	Details        Details             `json:"details" doc:"What the copy begins with; a location is not among it."`
	Share          Share               `json:"share" doc:"What the inviter asks."`
	PartnerRole    string              `json:"partnerRole,omitempty" maxLength:"100" doc:"The part that the receiver is to play."`
	PartnerProgram string              `json:"partnerProgram,omitempty" maxLength:"100" doc:"The program under which it is invited."`
	Visible        bool                `json:"visible,omitempty" doc:"Whether the vendor may see the deal."`
	HelpAsked      string              `json:"helpAsked,omitempty" maxLength:"100" doc:"What the vendor was asked for."`
	Counterparts   []Counterpart       `json:"counterparts,omitempty" doc:"The other copies, beside the inviter's."`
}

// Expire ends an invitation that nobody answered in time, or one to a partner that was suspended. It is for the clock, and
// for the process that watches partners.
type Expire struct {
	Deadline  time.Time `json:"deadline,omitzero" doc:"Of the invitation that is meant; left out, the present one."`
	Suspended bool      `json:"suspended,omitempty" doc:"The receiver takes no part in the program now, so that its deadline is not waited for."`
}

// Withdraw takes back an invitation that is still unanswered.
type Withdraw struct {
	Reason string `json:"reason" minLength:"1" maxLength:"1000" doc:"Why, for the receiver to read."`
}

// NoteAnswer notes what another organisation answered to its invitation.
type NoteAnswer struct {
	Counterpart Counterpart         `json:"counterpart" doc:"Its copy, with the state that followed: accepted, declined, expired or withdrawn."`
	At          time.Time           `json:"at" doc:"When it answered."`
	Team        []domain.TeamMember `json:"team,omitempty" doc:"Of one that accepted."`
	Reason      string              `json:"reason,omitempty" maxLength:"1000" doc:"Of one that did not."`
	Note        string              `json:"note,omitempty" maxLength:"5000" doc:"Of one that declined, for who invited it."`
}

// NoteClosing notes that another copy was closed.
type NoteClosing struct {
	Counterpart Counterpart `json:"counterpart" doc:"That copy, with the state that followed: won, lost or error."`
	At          time.Time   `json:"at" doc:"When it was closed."`
}

// NoteCounterpart notes what else another copy lets the rest know.
type NoteCounterpart struct {
	Counterpart Counterpart         `json:"counterpart" doc:"The copy that it is about."`
	At          time.Time           `json:"at" doc:"When it was."`
	Text        string              `json:"text,omitempty" maxLength:"5000" doc:"A note for all that take part."`
	Team        []domain.TeamMember `json:"team,omitempty" doc:"Who works on it now."`
	Visible     bool                `json:"visible,omitempty" doc:"The vendor may see the deal from now on."`
	Help        string              `json:"help,omitempty" maxLength:"100" doc:"What the vendor was asked for."`
	Invited     bool                `json:"invited,omitempty" doc:"The copy is one that was newly invited."`
}

// NoteRegistration notes what became of a registration of the deal.
type NoteRegistration struct {
	Registration domain.ID          `json:"registration" format:"uuid" doc:"The registration."`
	State        registration.State `json:"state" enum:"pending-review,action-required,exception-pending,approved,passed,failed,rejected,withdrawn,lapsed,closed" doc:"Its state now."`
}

// NoteException notes what became of the exception that the deal's owner asked for.
type NoteException struct {
	Registration domain.ID          `json:"registration" format:"uuid" doc:"The registration that decides on it."`
	State        registration.State `json:"state" enum:"pending-review,action-required,exception-pending,approved,passed,failed,rejected,withdrawn,lapsed,closed" doc:"Its state now."`
}
