package referral

import (
	"time"

	"github.com/cosell/cosell/domain"
	"github.com/cosell/cosell/domain/registration"
)

// Deal is what a caller sees of a referral. What is not there, or not for the caller, is left out of the JSON.
type Deal struct {
	ID                 domain.ID            `json:"id" doc:"This copy of the deal."`
	Engagement         domain.ID            `json:"engagement,omitempty" doc:"Shared by all copies of the deal."`
	State              State                `json:"state,omitempty" doc:"Where the copy is: received, accepted, won, lost, declined, expired, withdrawn or error."`
	Owner              *domain.Organisation `json:"owner,omitempty" doc:"Whose copy it is."`
	Direction          Direction            `json:"direction,omitempty" doc:"As the owner sees it: outbound or inbound."`
	Type               Type                 `json:"type,omitempty" doc:"What follows from help, visibility and solutions: private, partner-led, co-sell or solution-assessment."`
	PartnerToPartner   bool                 `json:"partnerToPartner,omitempty" doc:"Whether a partner opened the deal and another was invited."`
	Name               string               `json:"name,omitempty" doc:"What the owner calls the deal."`
	Location           domain.ID            `json:"location,omitempty" doc:"The owner's location that the copy belongs to."`
	Route              string               `json:"route,omitempty" doc:"The rule that led to the location: exact, solution, market or default."`
	EstimatedValue     domain.Money         `json:"estimatedValue,omitzero" doc:"What the customer may spend, as the owner estimates."`
	EstimatedCloseDate domain.Date          `json:"estimatedCloseDate,omitzero" doc:"When the customer may decide, as the owner estimates."`
	CRM                string               `json:"crmId,omitempty" doc:"The deal's id in the owner's own system; to the owner."`
	Campaign           string               `json:"campaignId,omitempty" doc:"The campaign that led to the deal; to the owner."`
	Notes              string               `json:"notes,omitempty" doc:"What colleagues should know; to the owner."`
	Customer           *domain.Customer     `json:"customer,omitempty" doc:"The organisation that may buy; no longer to a receiver that does not take part."`
	Contact            *domain.Contact      `json:"contact,omitempty" doc:"The person to talk to there; likewise."`
	Consent            bool                 `json:"consent,omitempty" doc:"That the customer agreed to have its contact shared."`
	MarketplaceIntent  Intent               `json:"marketplaceIntent,omitempty" doc:"Whether the customer means to buy on the marketplace."`
	Team               []domain.TeamMember  `json:"team,omitempty" doc:"Who of the owner works on the deal."`
	Solutions          []Solution           `json:"solutions,omitempty" doc:"What the deal is about."`
	PartnerRole        string               `json:"partnerRole,omitempty" doc:"The part that an invited partner plays."`
	PartnerProgram     string               `json:"partnerProgram,omitempty" doc:"The program under which a partner was invited."`
	Visible            bool                 `json:"visible,omitempty" doc:"Whether the vendor may see the deal."`
	Help               string               `json:"help,omitempty" doc:"What the vendor was asked for."`
	HelpNotes          string               `json:"helpNotes,omitempty" doc:"To the vendor, about the help."`
	Invitation         *InvitationView      `json:"invitation,omitempty" doc:"Of a copy that was received: what was asked, and until when."`
	Counterparts       []CounterpartView    `json:"counterparts,omitempty" doc:"The other copies of the deal."`
	Stage              *StageView           `json:"stage,omitempty" doc:"How far the sale has come, once the copy is accepted."`
	Registration       *RegView             `json:"registration,omitempty" doc:"The last registration."`
	Exception          *RegView             `json:"exception,omitempty" doc:"The exception that the owner asked for."`
	Predecessor        domain.ID            `json:"predecessor,omitempty" doc:"The closed referral that this one takes up again; to the owner."`
	Outcome            *OutcomeView         `json:"outcome,omitempty" doc:"How the copy was closed."`
	CreatedAt          time.Time            `json:"createdAt,omitzero" doc:"When the copy was opened or received."`
	ChangedAt          time.Time            `json:"changedAt,omitzero" doc:"Of the last event."`
	LastProgressAt     time.Time            `json:"lastProgressAt,omitzero" doc:"Of creation or acceptance, then of the last stage, win or loss."`
}

// StageView is the present stage: its percentage, its name by the policy of today, and the stages marked on the way.
type StageView struct {
	Percent int    `json:"percent" doc:"Percentage of the stage table."`
	Name    string `json:"name" doc:"Its name by the policy of today."`
	Marked  []int  `json:"marked,omitempty" doc:"The stages marked on the way, this one among them."`
}

// InvitationView is what an inviter asked: it stays as it was.
type InvitationView struct {
	From               domain.Organisation `json:"from" doc:"Who invited."`
	Deadline           time.Time           `json:"deadline" doc:"An answer at this instant is in time."`
	Seen               bool                `json:"seen" doc:"Whether the receiver has looked at it."`
	Help               string              `json:"help,omitempty" doc:"What is asked for."`
	Notes              string              `json:"notes,omitempty" doc:"Why."`
	EstimatedValue     domain.Money        `json:"estimatedValue,omitzero" doc:"The receiver's part, as the inviter estimates."`
	EstimatedCloseDate domain.Date         `json:"estimatedCloseDate,omitzero" doc:"By when, as the inviter estimates."`
	Solutions          []Solution          `json:"solutions,omitempty" doc:"What the receiver is to bring."`
}

// CounterpartView is what is seen of another copy: no more than this.
type CounterpartView struct {
	Referral   domain.ID           `json:"referral" doc:"That copy."`
	Owner      domain.Organisation `json:"owner" doc:"Whose it is."`
	State      State               `json:"state" doc:"Where it is."`
	AnsweredAt time.Time           `json:"answeredAt,omitzero" doc:"When its owner answered."`
	Team       []domain.TeamMember `json:"team,omitempty" doc:"Who works on it there."`
	Reason     string              `json:"reason,omitempty" doc:"Why it was declined; to who invited it."`
	Note       string              `json:"note,omitempty" doc:"More about that; likewise."`
}

// RegView is a registration as the deal knows it.
type RegView struct {
	ID    domain.ID            `json:"id"`
	Kind  registration.Purpose `json:"kind"`
	State registration.State   `json:"state"`
}

// OutcomeView is how a copy was closed.
type OutcomeView struct {
	Reason   string       `json:"reason,omitempty"`
	Note     string       `json:"note,omitempty"`
	WonValue domain.Money `json:"wonValue,omitzero"`
	WonDate  domain.Date  `json:"wonDate,omitzero"`
	EarlyWin bool         `json:"earlyWin,omitempty" doc:"Won so soon after creation that a registration may be rejected for it."`
	At       time.Time    `json:"at"`
}
