// Package managed answers what an organisation works on: every deal that was ever created, as it is now.
package managed

import (
	"slices"
	"time"

	"github.com/cosell/cosell/domain"
	"github.com/cosell/cosell/domain/claim"
	"github.com/cosell/cosell/domain/contact"
	"github.com/cosell/cosell/domain/customer"
	"github.com/cosell/cosell/domain/opportunity"
	"github.com/cosell/cosell/domain/partner"
	"github.com/cosell/cosell/domain/program"
	"github.com/cosell/cosell/domain/referral"
	"github.com/cosell/cosell/domain/registration"
	"github.com/cosell/cosell/projections/fold"
	"github.com/cosell/cosell/projections/runner"
)

// Name of the view, of its checkpoint, and of what it shows in the schema cosell.
const Name = "managed"

// View declares the view, in the order of a deal's life.
func View() *fold.View {
	v := fold.New(Name, 1)
	deals := fold.NewRows[Deal](v, table)
	deals.Always(func(d *Deal, m *runner.Event) { d.ChangedAt, d.Position = m.RecordedAt, m.Position })

	fold.Add(deals, (*Deal).created)
	fold.Add(deals, (*Deal).submitted)
	fold.Other(deals, func(e opportunity.Created) domain.ID { return e.Predecessor },
		func(d *Deal, _ opportunity.Created, m *runner.Event) { d.Successor = m.Subject })
	fold.Other(deals, func(e opportunity.Submitted) domain.ID { return e.Predecessor },
		func(d *Deal, _ opportunity.Submitted, m *runner.Event) { d.Successor = m.Subject })
	fold.On(deals, func(d *Deal, e opportunity.Approved, m *runner.Event) { d.led(e.Partner, e.Stage, m) })
	fold.On(deals, func(d *Deal, _ opportunity.Rejected, m *runner.Event) { d.closed(opportunity.StateDeclined, m) })
	fold.On(deals, func(d *Deal, _ opportunity.Distributed, _ *runner.Event) {
		d.State = string(opportunity.StateDistributed)
	})
	fold.On(deals, (*Deal).shared)
	fold.On(deals, func(d *Deal, e opportunity.CollaboratorAdded, _ *runner.Event) { d.join(e.Partner) })
	fold.On(deals, func(d *Deal, e opportunity.CollaboratorRemoved, _ *runner.Event) { d.part(e.Partner.ID) })
	fold.On(deals, func(*Deal, opportunity.OfferSeen, *runner.Event) {})
	fold.On(deals, func(d *Deal, e opportunity.Accepted, m *runner.Event) { d.led(e.Partner, e.Stage, m) })
	fold.On(deals, func(d *Deal, _ opportunity.Declined, m *runner.Event) { d.closed(opportunity.StateDeclined, m) })
	fold.On(deals, func(d *Deal, _ opportunity.Expired, m *runner.Event) { d.closed(opportunity.StateExpired, m) })
	fold.On(deals, func(d *Deal, _ opportunity.OfferDeclined, _ *runner.Event) { d.State = string(opportunity.StateNew) })
	fold.On(deals, func(d *Deal, _ opportunity.OfferLapsed, _ *runner.Event) { d.State = string(opportunity.StateNew) })
	fold.On(deals, func(*Deal, opportunity.NoCandidate, *runner.Event) {})
	fold.On(deals, func(d *Deal, _ opportunity.Recalled, _ *runner.Event) { d.State = string(opportunity.StateNew) })
	fold.On(deals, (*Deal).returned)
	fold.On(deals, func(d *Deal, e opportunity.StageMarked, m *runner.Event) { d.progressed(e.Stage, e.Name, m) })
	fold.On(deals, (*Deal).revised)
	fold.On(deals, func(d *Deal, e opportunity.Extended, _ *runner.Event) { d.Extend(e) })
	fold.On(deals, func(d *Deal, e opportunity.AssigneeChanged, _ *runner.Event) { d.Assignee = e.To })
	fold.On(deals, func(*Deal, opportunity.NoteAdded, *runner.Event) {})
	fold.On(deals, func(d *Deal, e opportunity.Paused, _ *runner.Event) { d.PausedUntil = e.Until })
	fold.On(deals, func(d *Deal, _ opportunity.Resumed, _ *runner.Event) { d.PausedUntil = domain.Date{} })
	fold.On(deals, (*Deal).won)
	fold.On(deals, (*Deal).lost)
	fold.On(deals, func(d *Deal, _ opportunity.ClosedAsError, m *runner.Event) { d.closed(opportunity.StateError, m) })
	fold.On(deals, func(d *Deal, e opportunity.Registered, _ *runner.Event) {
		d.registered(e.Registration, e.Kind, registration.StatePending)
	})
	fold.On(deals, func(d *Deal, e opportunity.RegistrationNoted, _ *runner.Event) {
		d.registered(e.Registration, e.Kind, e.State)
	})
	v.Apart(claim.Catalogue, contact.Catalogue, customer.Catalogue, partner.Catalogue, program.EventTypes, referral.Catalogue, registration.Catalogue)
	return v
}

// Consumer fills the view.
func Consumer() runner.Consumer { return View().Consumer() }

func (d *Deal) created(e opportunity.Created, m *runner.Event) {
	d.begin(opportunity.StateNew, opportunity.SourceVendor, e.Details, m)
	d.Predecessor = e.Predecessor
}

func (d *Deal) submitted(e opportunity.Submitted, m *runner.Event) {
	d.begin(opportunity.StateSubmitted, opportunity.SourcePartner, e.Details, m)
	d.Predecessor, d.Submitter, d.Parties = e.Predecessor, e.Partner, []domain.ID{e.Partner.ID}
}

func (d *Deal) begin(s opportunity.State, source opportunity.Source, e opportunity.Details, m *runner.Event) {
	d.Kind, d.State, d.Source = "opportunity", string(s), string(source)
	d.Begin(e)
	d.Currency = string(e.Currency)
	d.CreatedAt, d.CreatedBy, d.CreatedByOrg = m.Effective, m.Actor.Member, string(m.Actor.Org)
	d.Parties = []domain.ID{}
}

// stageName is the name of a stage for the events that do not carry it.
func stageName(percent int) string { return program.Default().Stages.Name(percent) }

func (d *Deal) progressed(stage int, name string, m *runner.Event) {
	d.Stage, d.StageName, d.LastProgressAt = stage, name, m.Effective
}

func (d *Deal) led(by domain.Party, stage int, m *runner.Event) {
	d.State, d.AcceptedAt, d.LeadPartner, d.Parties = string(opportunity.StateAccepted), m.Effective, by, []domain.ID{by.ID}
	d.progressed(stage, stageName(stage), m)
}

func (d *Deal) shared(e opportunity.Shared, m *runner.Event) {
	progress := d.LastProgressAt
	d.progressed(e.Stage, stageName(e.Stage), m)
	if !progress.IsZero() {
		d.LastProgressAt = progress
	}
	d.State, d.AcceptedAt = string(opportunity.StateAccepted), m.Effective
	d.LeadPartner, d.Assignee, d.Collaborators, d.Collaborating, d.Parties = domain.Party{}, "", nil, true, nil
	for _, p := range e.Partners {
		d.join(p)
	}
}

func (d *Deal) join(p domain.Party) {
	d.part(p.ID)
	d.Collaborators, d.Parties = append(d.Collaborators, p), append(d.Parties, p.ID)
}

func (d *Deal) part(id domain.ID) {
	d.Collaborators = slices.DeleteFunc(slices.Clone(d.Collaborators), func(p domain.Party) bool { return p.ID == id })
	d.Parties = slices.DeleteFunc(slices.Clone(d.Parties), func(p domain.ID) bool { return p == id })
}

func (d *Deal) returned(opportunity.Returned, *runner.Event) {
	d.State, d.Stage, d.StageName = string(opportunity.StateNew), 0, ""
	d.LeadPartner, d.Assignee, d.Collaborators, d.Collaborating, d.Parties = domain.Party{}, "", nil, false, []domain.ID{}
	d.AcceptedAt, d.LastProgressAt, d.PausedUntil = time.Time{}, time.Time{}, domain.Date{}
}

func (d *Deal) revised(e opportunity.Revised, _ *runner.Event) {
	d.Revise(e)
	if e.Currency != nil {
		d.Currency = string(e.Currency.To)
	}
}

func (d *Deal) won(e opportunity.Won, m *runner.Event) {
	d.progressed(program.Won, stageName(program.Won), m)
	d.WonValue, d.WonDate = e.Value, e.Date
	d.closed(opportunity.StateWon, m)
}

func (d *Deal) lost(_ opportunity.Lost, m *runner.Event) {
	d.LastProgressAt = m.Effective
	d.closed(opportunity.StateLost, m)
}

func (d *Deal) closed(as opportunity.State, m *runner.Event) {
	d.State, d.ClosedAt, d.PausedUntil = string(as), m.Effective, domain.Date{}
}

func (d *Deal) registered(id domain.ID, purpose registration.Purpose, state registration.State) {
	d.Registration, d.RegistrationOf, d.RegistrationIs = id, string(purpose), string(state)
}
