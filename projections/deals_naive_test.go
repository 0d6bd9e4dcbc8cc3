package projections_test

import (
	"cmp"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/cosell/cosell/domain"
	"github.com/cosell/cosell/domain/opportunity"
	"github.com/cosell/cosell/domain/program"
	"github.com/cosell/cosell/domain/referral"
	"github.com/cosell/cosell/domain/registration"
	"github.com/cosell/cosell/projections/deals"
	"github.com/cosell/cosell/projections/runner"
)

// This file makes rows of deals anew, without the view: from what the aggregates say of a history, and where they say
// nothing from a plain walk through its events.

var auditor = domain.Caller{Member: "otto", Org: domain.Vendor, Roles: []domain.Role{domain.RoleAuditor}}

// naive is the row of a deal with that history.
func naive(history []runner.Event) deals.Deal {
	var d deals.Deal
	if _, ok := history[0].Event.(opportunity.Event); ok {
		d = naiveOpportunity(history)
	} else {
		d = naiveReferral(history)
	}
	first, last := history[0], history[len(history)-1]
	d.ID, d.Revision, d.Position, d.ChangedAt = last.Subject, last.Revision, last.Position, last.RecordedAt
	d.CreatedBy, d.CreatedByOrg = first.Actor.Member, first.Actor.Org
	walk := walked(history)
	d.Furthest, d.StageName, d.MovedAt, d.AcceptedAt, d.SeenAt = walk.furthest, walk.name, walk.moved, walk.accepted, walk.seen
	d.Requests, d.RegisteredBy = walk.requests, walk.asking
	if len(d.Parties) == 1 {
		d.Party = d.Parties[0]
	}
	if holder := sightOf(history).holder; holder != "" {
		for n := range 40 {
			if p := partner(n); p.ID == holder {
				d.Holder = p
			}
		}
	}
	hands := map[string]bool{}
	if d.CreatedByOrg != domain.System {
		hands[string(d.CreatedByOrg)+"/"+d.CreatedBy] = true
	}
	if d.Assignee != "" {
		hands[string(d.LeadPartner.ID)+"/"+d.Assignee] = true
	}
	for _, member := range d.Team {
		hands[string(d.Owner)+"/"+member] = true
	}
	for hand := range hands {
		d.Hands = append(d.Hands, hand)
	}
	return d
}

func recorded(history []runner.Event) (all []domain.Recorded) {
	for _, e := range history {
		all = append(all, e.Recorded)
	}
	return all
}

func buyer(c *domain.Customer) deals.Buyer {
	if c == nil {
		return deals.Buyer{}
	}
	return deals.Buyer{Customer: c.Name, City: c.City, Country: c.Country, Account: c.Kind}
}

func naiveOpportunity(history []runner.Event) (d deals.Deal) {
	o := opportunity.Replay(recorded(history))
	v := opportunity.View(o, auditor, program.Default())
	d.Nature = deals.Nature{Kind: "opportunity", Type: "opportunity", Source: string(v.Source), State: string(v.State), Open: !o.Ended()}
	d.Sale = deals.Sale{Topic: v.Topic, Buyer: buyer(v.Customer), Territory: v.Territory, LeadType: v.LeadType, Products: v.Products,
		Terms: deals.Terms{Currency: v.Currency, EstimatedValue: v.EstimatedValue, CloseDate: v.EstimatedCloseDate, Solutions: v.Solutions}}
	d.Owner, d.OwnerName, d.Visible, d.Counted = domain.Vendor, domain.VendorName, true, true
	d.Assignee, d.Collaborators, d.Collaborating, d.Predecessor = v.Assignee, v.Collaborators, len(v.Collaborators) > 0, v.Predecessor
	d.CreatedAt, d.LastProgressAt = v.CreatedAt, v.LastProgressAt
	if v.LeadPartner != nil {
		d.LeadPartner = *v.LeadPartner
	}
	if v.Submitter != nil {
		d.Submitter = *v.Submitter
	}
	if v.Stage != nil {
		d.Stage = v.Stage.Percent
	}
	if v.Paused != nil {
		d.PausedUntil = v.Paused.Until
	}
	if v.Offer != nil {
		d.OfferedTo, d.OfferedAt, d.Deadline = v.Offer.Partner, v.Offer.OfferedAt, v.Offer.Deadline
	}
	if end := v.Outcome; end != nil {
		d.Outcome = deals.Outcome{WonValue: end.WonValue, WonDate: end.WonDate, ClosedAt: end.At, Reason: end.Reason}
	}
	if slices.ContainsFunc(history, func(e runner.Event) bool { _, ok := e.Event.(opportunity.Rejected); return ok }) {
		d.Reason = ""
	}
	if r := v.Registration; r != nil {
		d.Recognition = deals.Recognition{Registration: r.ID, RegistrationOf: string(r.Kind), RegistrationIs: string(r.State)}
	}
	for n := range 40 {
		if ties := o.Ties(partner(n).ID); len(ties) > 0 && ties[len(ties)-1].Lasts() && ties[len(ties)-1].Joined != opportunity.Never {
			d.Parties = append(d.Parties, partner(n).ID)
		}
	}
	return d
}

func naiveReferral(history []runner.Event) (d deals.Deal) {
	r := referral.Replay(recorded(history))
	v := referral.View(r, auditor, program.Default())
	closed := v.Outcome != nil
	d.Nature = deals.Nature{Kind: "referral", Type: string(v.Type), Source: "partner", State: string(v.State), Open: !closed}
	d.Sale = deals.Sale{Topic: v.Name, Buyer: buyer(v.Customer),
		Terms: deals.Terms{Currency: v.EstimatedValue.Currency(), EstimatedValue: v.EstimatedValue, CloseDate: v.EstimatedCloseDate}}
	for _, s := range v.Solutions {
		d.Solutions = append(d.Solutions, cmp.Or(s.Name, s.ID))
	}
	d.CoSell = deals.CoSell{Engagement: v.Engagement, Owner: v.Owner.Org, OwnerName: v.Owner.Name, Direction: v.Direction, P2P: v.PartnerToPartner,
		Visible: v.Visible, HelpAsked: v.Help, Intent: v.MarketplaceIntent, PartnerRole: v.PartnerRole, PartnerProgram: v.PartnerProgram, Location: v.Location}
	for _, m := range v.Team {
		if m.Member != "" {
			d.Team = append(d.Team, m.Member)
		}
	}
	opener := v.Owner.Org
	if i := v.Invitation; i != nil {
		opener, d.Inviter, d.InviterName = i.From.Org, i.From.Org, i.From.Name
	}
	if opener == domain.Vendor {
		d.Source = "vendor"
	}
	if v.State == referral.StateReceived {
		d.OfferedAt, d.Deadline = v.CreatedAt, v.Invitation.Deadline
	}
	if v.Owner.Org != domain.Vendor {
		d.Parties = []domain.ID{domain.ID(v.Owner.Org)}
		if v.State == referral.StateReceived {
			d.OfferedTo = domain.Party{ID: domain.ID(v.Owner.Org), Name: v.Owner.Name}
		}
	}
	d.Counted, d.CreatedAt, d.LastProgressAt = v.Direction == referral.Outbound, v.CreatedAt, v.LastProgressAt
	if v.Stage != nil {
		d.Stage = v.Stage.Percent
	}
	if end := v.Outcome; end != nil {
		d.Outcome = deals.Outcome{WonValue: end.WonValue, WonDate: end.WonDate, ClosedAt: end.At, Reason: end.Reason}
	}
	if v.State == referral.StateWithdrawn {
		d.Reason = ""
	}
	if closed && v.Stage == nil {
		d.Buyer = deals.Buyer{} // who never took part
	}
	d.VendorState, d.Recognition = heard(v.Owner.Org, v.State, history)
	return d
}

// heard is what a copy was told of the vendor's, and of its registrations.
func heard(owner domain.Org, own referral.State, history []runner.Event) (vendor referral.State, last deals.Recognition) {
	var asked []domain.ID
	hear := func(c referral.Counterpart) {
		if c.Owner.Org == domain.Vendor {
			vendor = c.State
		}
	}
	note := func(id domain.ID, of registration.Purpose, is registration.State) {
		if !slices.Contains(asked, id) {
			asked = append(asked, id)
			last = deals.Recognition{Registration: id, RegistrationOf: string(of)}
		}
		if last.Registration == id {
			last.RegistrationIs = string(is)
		}
	}
	for _, m := range history {
		switch e := m.Event.(type) {
		case referral.Received:
			for _, c := range append(slices.Clone(e.Counterparts), e.Inviter) {
				hear(c)
			}
		case referral.HelpRequested:
			vendor = referral.StateReceived
		case referral.CounterpartAnswered:
			hear(e.Counterpart)
		case referral.CounterpartClosed:
			hear(e.Counterpart)
		case referral.CounterpartNoted:
			hear(e.Counterpart)
		case referral.Registered:
			note(e.Registration, e.Kind, registration.StatePending)
		case referral.RegistrationNoted:
			note(e.Registration, e.Kind, e.State)
		case referral.ExceptionNoted:
			note(e.Registration, registration.Incentive, e.State)
		}
	}
	if owner == domain.Vendor {
		vendor = own
	}
	return vendor, last
}

func TestEveryColumnOfADealIsWhatItsHistorySays(t *testing.T) {
	t.Parallel()
	for seed := range uint64(3) {
		events := random(20+seed, 1500, 50)
		pool := empty(t)
		apply(t, pool, events, deals.Consumer())
		histories := map[domain.ID][]runner.Event{}
		successors := map[domain.ID]domain.ID{}
		for _, e := range events {
			switch created := e.Event.(type) {
			case opportunity.Created:
				successors[created.Predecessor] = e.Subject
			case opportunity.Submitted:
				successors[created.Predecessor] = e.Subject
			}
			switch e.Event.(type) {
			case opportunity.Event, referral.Event:
				histories[e.Subject] = append(histories[e.Subject], e)
			}
		}
		rows := every[deals.Deal](t, pool, deals.Table, "id")
		require.Len(t, rows, len(histories))
		for _, got := range rows {
			want := naive(histories[got.ID])
			want.Successor = successors[got.ID]
			require.Equal(t, plain(want), plain(got), "%s after %s", got.ID, histories[got.ID][len(histories[got.ID])-1].Event.EventKind())
		}
		lines := every[deals.Change](t, pool, deals.ChangesTable, "position")
		var want []deals.Change
		for i, e := range events {
			if of := histories[e.Subject]; of != nil {
				if c, ok := naiveChange(of[:e.Revision+1], events[i]); ok {
					want = append(want, c)
				}
			}
		}
		require.Len(t, lines, len(want))
		for i := range lines {
			slices.Sort(lines[i].Parties)
			require.Equal(t, want[i], lines[i])
		}
	}
}
