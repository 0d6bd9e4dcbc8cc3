package opportunity

import (
	"time"

	"github.com/cosell/cosell/domain"
	"github.com/cosell/cosell/domain/registration"
)

// Deal is what a caller sees of an opportunity. What is not there, or not for the caller, is left out of the JSON.
type Deal struct {
	ID                 domain.ID        `json:"id" doc:"The deal."`
	State              State            `json:"state,omitempty" doc:"Where the deal is; to a former party, where it was when it left."`
	Source             Source           `json:"source,omitempty" doc:"Who brought the deal: vendor or partner."`
	Topic              string           `json:"topic,omitempty" doc:"What the sale is about."`
	Customer           *domain.Customer `json:"customer,omitempty" doc:"The organisation that may buy."`
	Contact            *domain.Contact  `json:"contact,omitempty" doc:"The person to talk to there; not for analysts."`
	Currency           domain.Currency  `json:"currency,omitempty" doc:"Currency of the deal."`
	EstimatedValue     domain.Money     `json:"estimatedValue,omitzero" doc:"What the customer may spend."`
	ValueBand          *Band            `json:"valueBand,omitempty" doc:"Instead of the value, in a teaser."`
	EstimatedCloseDate domain.Date      `json:"estimatedCloseDate,omitzero" doc:"When the customer may decide."`
	CustomerSituation  string           `json:"customerSituation,omitempty" doc:"Where the customer stands."`
	CustomerNeed       string           `json:"customerNeed,omitempty" doc:"What the customer needs."`
	ProposedSolution   string           `json:"proposedSolution,omitempty" doc:"What would meet the need."`
	Products           []string         `json:"products,omitempty" doc:"Products of the vendor."`
	Solutions          []string         `json:"solutions,omitempty" doc:"Solutions of partners."`
	Territory          string           `json:"territory,omitempty" doc:"Where the customer is, in the words of the program."`
	LeadType           string           `json:"leadType,omitempty" doc:"Type of the deal, in the words of the program."`
	CustomerLocation   *domain.Point    `json:"customerLocation,omitempty" doc:"Where the customer is on earth."`
	Submitter          *domain.Party    `json:"submitter,omitempty" doc:"The partner that brought the deal."`
	LeadPartner        *domain.Party    `json:"leadPartner,omitempty" doc:"The partner that drives the deal."`
	Assignee           string           `json:"assignee,omitempty" doc:"Member of the lead partner."`
	Collaborators      []domain.Party   `json:"collaborators,omitempty" doc:"The partners that share the deal; none where one leads it."`
	Stage              *StageView       `json:"stage,omitempty" doc:"How far the sale has come, once the deal is accepted."`
	Offer              *OfferView       `json:"offer,omitempty" doc:"While the deal is distributed."`
	Asked              *AskedView       `json:"asked,omitempty" doc:"To a former party: that it was a party, and how that ended."`
	Registration       *RegView         `json:"registration,omitempty" doc:"The last registration, to the vendor and the partner that asked for it."`
	Predecessor        domain.ID        `json:"predecessor,omitempty" doc:"The closed deal that this one takes up again."`
	Paused             *PausedView      `json:"paused,omitempty" doc:"While the work rests."`
	Outcome            *OutcomeView     `json:"outcome,omitempty" doc:"How the deal was closed."`
	Excluded           []domain.Party   `json:"excluded,omitempty" doc:"To the vendor: partners that cannot be offered the deal again."`
	CreatedAt          time.Time        `json:"createdAt,omitzero" doc:"When the deal was opened or submitted."`
	ChangedAt          time.Time        `json:"changedAt,omitzero" doc:"Of the last event; to a former party, when it left."`
	LastProgressAt     time.Time        `json:"lastProgressAt,omitzero" doc:"Of acceptance, then of the last stage, win or loss."`
}

// StageView is the present stage: its percentage, its name by the policy of today, and the stages marked on the way.
type StageView struct {
	Percent int    `json:"percent" doc:"Percentage of the stage table."`
	Name    string `json:"name" doc:"Its name by the policy of today."`
	Marked  []int  `json:"marked,omitempty" doc:"The stages marked on the way, this one among them."`
}

// OfferView is an open offer.
type OfferView struct {
	Partner      domain.Party `json:"partner"`
	OfferedAt    time.Time    `json:"offeredAt"`
	Deadline     time.Time    `json:"deadline" doc:"An answer at this instant is in time."`
	Seen         bool         `json:"seen" doc:"Whether the partner has looked at it."`
	AfterDecline After        `json:"afterDecline,omitempty" doc:"To the vendor."`
	AfterLapse   After        `json:"afterLapse,omitempty" doc:"To the vendor."`
}

// AskedView is what a former party keeps: that it was asked or took part, and how that ended.
type AskedView struct {
	OfferedAt time.Time `json:"offeredAt,omitzero"`
	Deadline  time.Time `json:"deadline,omitzero"`
	EndedAt   time.Time `json:"endedAt"`
	Ending    Ending    `json:"ending" doc:"declined, lapsed, recalled, closed, returned or removed."`
}

// RegView is a registration as the deal knows it.
type RegView struct {
	ID    domain.ID            `json:"id"`
	Kind  registration.Purpose `json:"kind"`
	State registration.State   `json:"state"`
}

// PausedView is a pause.
type PausedView struct {
	Reason string      `json:"reason"`
	Until  domain.Date `json:"until" doc:"The day on which work goes on by itself."`
}

// OutcomeView is how a deal was closed.
type OutcomeView struct {
	Reason   string       `json:"reason,omitempty"`
	Note     string       `json:"note,omitempty"`
	WonValue domain.Money `json:"wonValue,omitzero"`
	WonDate  domain.Date  `json:"wonDate,omitzero"`
	At       time.Time    `json:"at"`
}
