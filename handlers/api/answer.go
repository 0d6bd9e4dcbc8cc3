package api

import (
	"github.com/cosell/cosell/domain"
	"github.com/cosell/cosell/domain/contact"
	"github.com/cosell/cosell/domain/customer"
	"github.com/cosell/cosell/domain/opportunity"
	"github.com/cosell/cosell/domain/partner"
	"github.com/cosell/cosell/domain/program"
	"github.com/cosell/cosell/domain/referral"
	"github.com/cosell/cosell/domain/registration"
	"github.com/cosell/cosell/eventstore"
	"github.com/cosell/cosell/handlers/command"
	"github.com/cosell/cosell/projections/distributed"
	"github.com/cosell/cosell/projections/managed"
	"github.com/cosell/cosell/projections/referrals"
	"github.com/cosell/cosell/projections/registrations"
	"github.com/cosell/cosell/projections/timeline"
)

// list is one page of a list.
type list[T any] struct {
	Position eventstore.Position `json:"position" doc:"Of the last event that the list takes account of."`
	Items    []T                 `json:"items" doc:"The rows of this page."`
	Next     string              `json:"next,omitempty" doc:"Cursor of the following page; none on the last one."`
}

// summed is one page of a dashboard.
type summed[T, S any] struct {
	Position eventstore.Position `json:"position" doc:"Of the last event that the list takes account of."`
	Items    []T                 `json:"items" doc:"The rows of this page."`
	Next     string              `json:"next,omitempty" doc:"Cursor of the following page; none on the last one."`
	Summary  S                   `json:"summary" doc:"Over all pages."`
}

type offersSummary struct {
	Count int64 `json:"count" doc:"Offers that wait for an answer."`
}

// answered documents command.Answer with the type that its state has.
type answered[S any] struct {
	ID       domain.ID           `json:"id" doc:"The aggregate."`
	Revision int64               `json:"revision" doc:"Of its last event when the command was done."`
	Position eventstore.Position `json:"position" doc:"Of that event in the whole log; min_position of a query waits for it."`
	Events   []writtenEvent      `json:"events" doc:"What the command led to; empty when there was nothing to do."`
	State    S                   `json:"state" doc:"What the caller sees of the aggregate at that revision."`
}

type writtenEvent struct {
	ID   domain.ID `json:"id" doc:"The event."`
	Kind string    `json:"kind" doc:"What happened, such as opportunity.accepted."`
}

// shown documents command.Seen with the type that its state has.
type shown[S any] struct {
	ID       domain.ID               `json:"id" doc:"The aggregate."`
	Revision int64                   `json:"revision" doc:"Of the last event that the state takes account of."`
	Position eventstore.Position     `json:"position" doc:"Of that event in the whole log."`
	State    S                       `json:"state" doc:"What the caller sees."`
	Allowed  []domain.AllowedCommand `json:"allowed,omitempty" doc:"For each command whether the caller may issue it now, and if not, the code of the refusal. Not given for the past."`
}

// The bodies that are documented by a name.
type (
	opportunityAnswer  answered[opportunity.Deal]
	referralAnswer     answered[referral.Deal]
	registrationAnswer answered[registration.Dossier]
	partnerAnswer      answered[partner.PartnerView]
	customerAnswer     answered[customer.CustomerView]
	contactAnswer      answered[contact.ContactView]
	programAnswer      answered[program.PolicyView]
	shownOpportunity   shown[opportunity.Deal]
	shownReferral      shown[referral.Deal]
	shownRegistration  shown[command.RegistrationView]
	shownPartner       shown[partner.PartnerView]
	shownCustomer      shown[customer.CustomerView]
	shownContact       shown[contact.ContactView]
	shownProgram       shown[program.PolicyView]
	historyPage        list[HistoryEvent]
	timelinePage       list[timeline.Line]
	referralsPage      list[referrals.Copy]
	registrationsPage  list[registrations.Registration]
	distributedPage    summed[distributed.Offer, offersSummary]
	managedPage        summed[managed.Deal, managed.Summary]
)
