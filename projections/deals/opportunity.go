package deals

import (
	"slices"
	"time"

	"github.com/cosell/cosell/domain"
	"github.com/cosell/cosell/domain/opportunity"
	"github.com/cosell/cosell/domain/registration"
	"github.com/cosell/cosell/projections/fold"
	"github.com/cosell/cosell/projections/runner"
)

// opportunities says what each event of an opportunity does, in the order of its life.
func opportunities(rows *fold.Rows[Deal]) {
	fold.Add(rows, (*Deal).created)
	fold.Add(rows, (*Deal).submitted)
	fold.Other(rows, func(e opportunity.Created) domain.ID { return e.Predecessor },
		func(d *Deal, _ opportunity.Created, m *runner.Event) { d.Successor = m.Subject })
	fold.Other(rows, func(e opportunity.Submitted) domain.ID { return e.Predecessor },
		func(d *Deal, _ opportunity.Submitted, m *runner.Event) { d.Successor = m.Subject })
	fold.On(rows, func(d *Deal, e opportunity.Approved, m *runner.Event) { d.led(e.Partner, e.Stage, m) })
	fold.On(rows, func(d *Deal, _ opportunity.Rejected, m *runner.Event) { d.ended(opportunity.StateDeclined, "", m) })
	fold.On(rows, func(d *Deal, e opportunity.Distributed, m *runner.Event) { d.offered(e.Partner, e.Deadline, m) })
	fold.On(rows, (*Deal).shared)
	fold.On(rows, func(d *Deal, e opportunity.CollaboratorAdded, _ *runner.Event) { d.join(e.Partner) })
	fold.On(rows, func(d *Deal, e opportunity.CollaboratorRemoved, _ *runner.Event) { d.part(e.Partner.ID) })
	fold.On(rows, func(d *Deal, _ opportunity.OfferSeen, m *runner.Event) { d.seen(m) })
	fold.On(rows, func(d *Deal, e opportunity.Accepted, m *runner.Event) { d.led(e.Partner, e.Stage, m) })
	fold.On(rows, func(d *Deal, e opportunity.Declined, m *runner.Event) {
		d.ended(opportunity.StateDeclined, e.Reason, m)
	})
	fold.On(rows, func(d *Deal, _ opportunity.Expired, m *runner.Event) { d.ended(opportunity.StateExpired, "", m) })
	fold.On(rows, func(d *Deal, _ opportunity.OfferDeclined, m *runner.Event) { d.renewed(m) })
	fold.On(rows, func(d *Deal, _ opportunity.OfferLapsed, m *runner.Event) { d.renewed(m) })
	fold.On(rows, func(*Deal, opportunity.NoCandidate, *runner.Event) {})
	fold.On(rows, func(d *Deal, _ opportunity.Recalled, m *runner.Event) { d.renewed(m) })
	fold.On(rows, func(d *Deal, _ opportunity.Returned, m *runner.Event) { d.returned(m) })
	fold.On(rows, func(d *Deal, e opportunity.StageMarked, m *runner.Event) { d.progressed(e.Stage, e.Name, m) })
	fold.On(rows, func(d *Deal, e opportunity.Revised, _ *runner.Event) { d.revise(e) })
	fold.On(rows, func(d *Deal, e opportunity.Extended, _ *runner.Event) { d.CloseDate = e.To })
	fold.On(rows, func(d *Deal, e opportunity.AssigneeChanged, _ *runner.Event) { d.Assignee = e.To })
	fold.On(rows, func(*Deal, opportunity.NoteAdded, *runner.Event) {})
	fold.On(rows, func(d *Deal, e opportunity.Paused, _ *runner.Event) { d.PausedUntil = e.Until })
	fold.On(rows, func(d *Deal, _ opportunity.Resumed, _ *runner.Event) { d.PausedUntil = domain.Date{} })
	fold.On(rows, func(d *Deal, e opportunity.Won, m *runner.Event) { d.won(e.Value, e.Date, m) })
	fold.On(rows, func(d *Deal, e opportunity.Lost, m *runner.Event) { d.lost(e.Reason, m) })
	fold.On(rows, func(d *Deal, e opportunity.ClosedAsError, m *runner.Event) {
		d.ended(opportunity.StateError, e.Reason, m)
	})
	fold.On(rows, func(d *Deal, e opportunity.Registered, _ *runner.Event) {
		d.registered(e.Registration, e.Kind, registration.StatePending)
	})
	fold.On(rows, func(d *Deal, e opportunity.RegistrationNoted, _ *runner.Event) {
		d.registered(e.Registration, e.Kind, e.State)
	})
}

func (d *Deal) created(e opportunity.Created, m *runner.Event) {
	d.begin(opportunity.SourceVendor, opportunity.StateNew, e.Details, m)
	d.Predecessor = e.Predecessor
}

func (d *Deal) submitted(e opportunity.Submitted, m *runner.Event) {
	d.begin(opportunity.SourcePartner, opportunity.StateSubmitted, e.Details, m)
	d.Predecessor, d.Submitter, d.Parties = e.Predecessor, e.Partner, []domain.ID{e.Partner.ID}
}

func (d *Deal) begin(source opportunity.Source, s opportunity.State, e opportunity.Details, m *runner.Event) {
	d.Nature = Nature{Kind: Opportunity, Type: Opportunity, Source: string(source)}
	d.Sale.begin(e)
	d.Owner, d.OwnerName, d.Visible, d.Counted = domain.Vendor, domain.VendorName, true, true
	d.born(m)
	d.to(string(s), m)
}

func (d *Deal) offered(to domain.Party, until time.Time, m *runner.Event) {
	d.to(string(opportunity.StateDistributed), m)
	d.OfferedTo, d.Offer = to, Offer{OfferedAt: m.Effective, Deadline: until}
}

// renewed is the vendor's again after an offer that was not taken.
func (d *Deal) renewed(m *runner.Event) {
	d.to(string(opportunity.StateNew), m)
	d.OfferedTo, d.Offer = domain.Party{}, Offer{}
}

func (d *Deal) led(by domain.Party, stage int, m *runner.Event) {
	d.to(string(opportunity.StateAccepted), m)
	d.OfferedTo, d.Offer = domain.Party{}, Offer{}
	d.AcceptedAt, d.LeadPartner, d.Parties = m.Effective, by, []domain.ID{by.ID}
	d.progressed(stage, d.stageName(stage), m)
}

func (d *Deal) shared(e opportunity.Shared, m *runner.Event) {
	d.to(string(opportunity.StateAccepted), m)
	progress := d.LastProgressAt
	d.progressed(e.Stage, d.stageName(e.Stage), m)
	if !progress.IsZero() {
		d.LastProgressAt = progress
	}
	d.AcceptedAt, d.LeadPartner, d.Assignee = m.Effective, domain.Party{}, ""
	d.Collaborators, d.Parties = nil, nil
	for _, p := range e.Partners {
		d.join(p)
	}
}

func (d *Deal) join(p domain.Party) {
	d.part(p.ID)
	d.Collaborators, d.Parties, d.Collaborating = append(d.Collaborators, p), append(d.Parties, p.ID), true
}

func (d *Deal) part(id domain.ID) {
	d.Collaborators = slices.DeleteFunc(d.Collaborators, func(p domain.Party) bool { return p.ID == id })
	d.Parties = slices.DeleteFunc(d.Parties, func(p domain.ID) bool { return p == id })
}

func (d *Deal) returned(m *runner.Event) {
	d.renewed(m)
	d.Stage, d.StageName, d.AcceptedAt, d.LastProgressAt = 0, "", time.Time{}, time.Time{}
	d.LeadPartner, d.Assignee, d.Collaborators, d.Collaborating, d.Parties = domain.Party{}, "", nil, false, nil
	d.PausedUntil = domain.Date{}
}

// ended closes an opportunity; whoever was asked is asked no more.
func (d *Deal) ended(as opportunity.State, reason string, m *runner.Event) {
	d.OfferedTo, d.Offer = domain.Party{}, Offer{}
	d.closed(string(as), reason, m)
}
