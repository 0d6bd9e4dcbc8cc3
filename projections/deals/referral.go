package deals

import (
	"cmp"

	"github.com/cosell/cosell/domain"
	"github.com/cosell/cosell/domain/opportunity"
	"github.com/cosell/cosell/domain/referral"
	"github.com/cosell/cosell/domain/registration"
	"github.com/cosell/cosell/projections/fold"
	"github.com/cosell/cosell/projections/runner"
)

// referrals says what each event of a copy of a co-sell deal does, in the order of its life.
func referrals(rows *fold.Rows[Deal]) {
	fold.Add(rows, (*Deal).opened)
	fold.Add(rows, (*Deal).received)
	fold.On(rows, func(d *Deal, _ referral.Seen, m *runner.Event) { d.seen(m) })
	fold.On(rows, (*Deal).accepted)
	fold.On(rows, func(d *Deal, e referral.Declined, m *runner.Event) { d.over(referral.StateDeclined, e.Reason, m) })
	fold.On(rows, func(d *Deal, _ referral.Expired, m *runner.Event) { d.over(referral.StateExpired, "", m) })
	fold.On(rows, func(d *Deal, _ referral.Withdrawn, m *runner.Event) { d.over(referral.StateWithdrawn, "", m) })
	fold.On(rows, func(d *Deal, e referral.StageMarked, m *runner.Event) { d.progressed(e.Stage, e.Name, m) })
	fold.On(rows, (*Deal).reworded)
	fold.On(rows, func(d *Deal, e referral.TeamChanged, _ *runner.Event) { d.Team = members(e.To) })
	fold.On(rows, func(d *Deal, e referral.SolutionsChanged, _ *runner.Event) {
		d.Solutions = solutions(e.To)
		d.typed(referral.Assessing(e.To))
	})
	fold.On(rows, func(*Deal, referral.NoteAdded, *runner.Event) {})
	fold.On(rows, func(d *Deal, _ referral.VisibilityGranted, _ *runner.Event) { d.upgrade("") })
	fold.On(rows, func(d *Deal, e referral.HelpRequested, _ *runner.Event) {
		d.upgrade(e.Help)
		d.VendorState = referral.StateReceived
	})
	fold.On(rows, func(d *Deal, e referral.PartnerInvited, _ *runner.Event) { d.meet(domain.Org(e.Partner.ID)) })
	fold.On(rows, func(d *Deal, e referral.CounterpartAnswered, _ *runner.Event) { d.heard(e.Counterpart) })
	fold.On(rows, func(d *Deal, e referral.CounterpartClosed, _ *runner.Event) { d.heard(e.Counterpart) })
	fold.On(rows, func(d *Deal, e referral.CounterpartNoted, _ *runner.Event) {
		d.heard(e.Counterpart)
		if e.Visible || e.Help != "" {
			d.upgrade(e.Help)
		}
	})
	fold.On(rows, func(d *Deal, e referral.AccountMatched, _ *runner.Event) {
		if d.Customer != "" {
			d.Account = e.Account
		}
	})
	fold.On(rows, func(d *Deal, e referral.Won, m *runner.Event) { d.won(e.Value, e.Date, m) })
	fold.On(rows, func(d *Deal, e referral.Lost, m *runner.Event) { d.lost(e.Reason, m) })
	fold.On(rows, func(d *Deal, e referral.ClosedAsError, m *runner.Event) { d.over(referral.StateError, e.Reason, m) })
	fold.On(rows, func(d *Deal, e referral.Registered, _ *runner.Event) {
		d.registered(e.Registration, e.Kind, registration.StatePending)
	})
	fold.On(rows, func(d *Deal, e referral.RegistrationNoted, _ *runner.Event) {
		d.registered(e.Registration, e.Kind, e.State)
	})
	fold.On(rows, func(d *Deal, e referral.ExceptionNoted, _ *runner.Event) {
		d.registered(e.Registration, registration.Incentive, e.State)
	})
}

func (d *Deal) opened(e referral.Created, m *runner.Event) {
	d.copied(e.Engagement, e.Owner, e.Details, m)
	d.Direction, d.AcceptedAt, d.Solutions, d.Team = referral.Outbound, m.Effective, solutions(e.Solutions), members(e.Team)
	d.PartnerRole, d.PartnerProgram, d.Counted = e.PartnerRole, e.PartnerProgram, true
	d.typed(referral.Assessing(e.Solutions))
	d.to(string(referral.StateAccepted), m)
	d.progressed(e.Stage, d.stageName(e.Stage), m)
}

func (d *Deal) received(e referral.Received, m *runner.Event) {
	d.copied(e.Engagement, e.Owner, e.Details, m)
	d.Direction, d.Inviter, d.InviterName = referral.Inbound, e.Inviter.Owner.Org, e.Inviter.Owner.Name
	d.Solutions, d.PartnerRole, d.PartnerProgram = solutions(e.Share.Solutions), e.PartnerRole, e.PartnerProgram
	d.Visible, d.HelpAsked = e.Visible, e.HelpAsked
	d.Offer = Offer{OfferedAt: m.Effective, Deadline: e.Deadline}
	d.OfferedTo = owner(d)
	d.meet(e.Owner.Org)
	for _, o := range e.Counterparts {
		d.heard(o)
	}
	d.heard(e.Inviter)
	d.typed(referral.Assessing(e.Share.Solutions))
	d.to(string(referral.StateReceived), m)
}

// copied begins a copy.
func (d *Deal) copied(engagement domain.ID, owner domain.Organisation, e referral.Details, m *runner.Event) {
	d.Nature = Nature{Kind: Referral}
	d.Engagement, d.Owner, d.OwnerName = engagement, owner.Org, owner.Name
	if id := partnerOf(owner.Org); id != "" {
		d.Parties = []domain.ID{id}
	}
	d.by(e.Customer)
	d.named(e)
	d.Intent, d.Location = e.Intent, e.Location
	d.born(m)
}

// opener is the organisation that opened the deal.
func (d *Deal) opener() domain.Org { return cmp.Or(d.Inviter, d.Owner) }

// typed says what type the deal is of, and what follows from it.
func (d *Deal) typed(assessment bool) {
	kind := referral.TypeOf(assessment, d.opener(), d.HelpAsked, d.Visible)
	d.Type, d.Visible, d.Source = string(kind), kind != referral.TypePrivate, string(opportunity.SourcePartner)
	if d.opener() == domain.Vendor {
		d.Source = string(opportunity.SourceVendor)
	}
}

// upgrade lets the vendor see the deal, and asks it for help where help is not "".
func (d *Deal) upgrade(help string) {
	d.Visible, d.HelpAsked = true, cmp.Or(d.HelpAsked, help)
	d.typed(d.Type == string(referral.TypeAssessment))
}

// meet marks a deal in which a partner invited another.
func (d *Deal) meet(o domain.Org) { d.P2P = d.P2P || referral.Between(d.opener(), o) }

// heard takes what another copy came to.
func (d *Deal) heard(o referral.Counterpart) {
	d.meet(o.Owner.Org)
	if o.Owner.Org == domain.Vendor {
		d.VendorState = o.State
	}
}

func (d *Deal) accepted(e referral.Accepted, m *runner.Event) {
	d.to(string(referral.StateAccepted), m)
	d.AcceptedAt, d.Team, d.OfferedTo = m.Effective, members(e.Team), domain.Party{}
	d.Offer = Offer{SeenAt: d.SeenAt}
	d.named(e.Details)
	d.Intent, d.Location = cmp.Or(e.Intent, d.Intent), cmp.Or(e.Location, d.Location)
	if e.Customer != nil {
		d.by(e.Customer)
	}
	d.progressed(e.Stage, d.stageName(e.Stage), m)
}

func (d *Deal) reworded(e referral.Revised, _ *runner.Event) {
	e.Name.Set(&d.Topic)
	e.EstimatedClose.Set(&d.CloseDate)
	e.Intent.Set(&d.Intent)
	if e.EstimatedValue != nil {
		d.worth(e.EstimatedValue.To)
	}
}

// over closes a copy. Who never took part loses sight of the customer.
func (d *Deal) over(as referral.State, reason string, m *runner.Event) {
	if d.Stage == 0 {
		d.Buyer = Buyer{}
	}
	d.OfferedTo, d.Offer = domain.Party{}, Offer{SeenAt: d.SeenAt}
	d.closed(string(as), reason, m)
}

func members(team []domain.TeamMember) (ids []string) {
	for _, m := range team {
		if m.Member != "" {
			ids = append(ids, m.Member)
		}
	}
	return ids
}
