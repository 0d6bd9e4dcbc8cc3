// Package distributed answers what waits for a partner's answer, and until when.
package distributed

import (
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
	"github.com/cosell/cosell/projections/sale"
)

// Name of the view, of its checkpoint, and of what it shows in the schema cosell.
const Name = "distributed"

// Offer is one open offer: a deal that waits for the answer of the partner it was offered to.
type Offer struct {
	fold.Stamp
	sale.Sale
	Partner   domain.Party `db:"partner" json:"partner" doc:"The partner that is asked."`
	OfferedAt time.Time    `db:"offered_at timestamptz" json:"offeredAt" doc:"When the offer was made (UTC)."`
	Deadline  time.Time    `db:"deadline timestamptz" json:"deadline" doc:"Until when the partner may answer (UTC)."`
	SeenAt    time.Time    `db:"seen_at timestamptz" json:"seenAt,omitzero" doc:"When the partner first looked at it (UTC); null before."`
}

var table = fold.Table{
	Comment: "Open offers: deals that wait for a partner's answer. An offer that was answered, taken back or closed is not here; one whose deadline has passed still is until its expiry is recorded.",
	Where:   "partner_id is not null",
	Indexes: []string{"(partner_id, deadline, id) where partner_id is not null", "(deadline, id) where partner_id is not null"},
}

// View declares the view. Its table also keeps the deals that may be offered later; only those that are offered show.
func View() *fold.View {
	v := fold.New(Name, 1)
	offers := fold.NewRows[Offer](v, table)

	fold.Add(offers, func(o *Offer, e opportunity.Created, _ *runner.Event) { o.Begin(e.Details) })
	fold.Add(offers, func(o *Offer, e opportunity.Submitted, _ *runner.Event) { o.Begin(e.Details) })
	fold.On(offers, (*Offer).distributed)
	fold.On(offers, func(o *Offer, _ opportunity.OfferSeen, m *runner.Event) { o.SeenAt = m.Effective })
	fold.On(offers, func(o *Offer, _ opportunity.Accepted, _ *runner.Event) { o.answered() })
	fold.On(offers, func(o *Offer, _ opportunity.OfferDeclined, _ *runner.Event) { o.answered() })
	fold.On(offers, func(o *Offer, _ opportunity.OfferLapsed, _ *runner.Event) { o.answered() })
	fold.On(offers, func(o *Offer, _ opportunity.Recalled, _ *runner.Event) { o.answered() })
	fold.On(offers, func(o *Offer, e opportunity.Revised, _ *runner.Event) { o.Revise(e) })
	fold.On(offers, func(*Offer, opportunity.NoteAdded, *runner.Event) {})
	fold.On(offers, func(*Offer, opportunity.RegistrationNoted, *runner.Event) {})
	fold.On(offers, func(o *Offer, e opportunity.Extended, _ *runner.Event) { o.Extend(e) })
	fold.Drop[opportunity.Rejected](offers)
	fold.Drop[opportunity.Declined](offers)
	fold.Drop[opportunity.Expired](offers)
	fold.Drop[opportunity.Won](offers)
	fold.Drop[opportunity.Lost](offers)
	fold.Drop[opportunity.ClosedAsError](offers)
	v.Ignore(opportunity.Approved{}, opportunity.Shared{}, opportunity.CollaboratorAdded{}, opportunity.CollaboratorRemoved{},
		opportunity.NoCandidate{}, opportunity.Returned{}, opportunity.StageMarked{}, opportunity.AssigneeChanged{},
		opportunity.Paused{}, opportunity.Resumed{}, opportunity.Registered{})
	v.Apart(claim.Catalogue, contact.Catalogue, customer.Catalogue, partner.Catalogue, program.EventTypes, referral.Catalogue, registration.Catalogue)
	return v
}

// Consumer fills the view.
func Consumer() runner.Consumer { return View().Consumer() }

func (o *Offer) distributed(e opportunity.Distributed, m *runner.Event) {
	o.Partner, o.Deadline, o.OfferedAt, o.SeenAt = e.Partner, e.Deadline, m.Effective, time.Time{}
}

func (o *Offer) answered() {
	o.Partner, o.Deadline, o.OfferedAt, o.SeenAt = domain.Party{}, time.Time{}, time.Time{}, time.Time{}
}
