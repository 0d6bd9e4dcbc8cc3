package process

import (
	"context"
	"time"

	"github.com/cosell/cosell/domain"
	"github.com/cosell/cosell/domain/opportunity"
	"github.com/cosell/cosell/domain/program"
	"github.com/cosell/cosell/domain/referral"
	"github.com/cosell/cosell/domain/registration"
	"github.com/cosell/cosell/eventstore"
	"github.com/cosell/cosell/handlers/command"
	"github.com/cosell/cosell/handlers/notify"
)

// us is who looks at deals to tell people of them.
var us = domain.Process(Reminders)

func (r *reminding) ofOffer(ctx context.Context, g *goneOff, deadline time.Time) ([]notify.Notice, error) {
	v, err := r.Service.Opportunities.Load(ctx, g.Subject, command.AsOf{})
	d := opportunity.View(v.State, us, program.Policy{})
	if err != nil || d.Offer == nil || !d.Offer.Deadline.Equal(deadline) {
		return nil, err
	}
	return []notify.Notice{{
		Kind:  notify.ExpiringSoon,
		Deal:  notify.Deal{Kind: "opportunity", ID: g.Subject},
		Org:   domain.Org(d.Offer.Partner.ID),
		To:    notify.Administrators(""),
		Facts: notify.Facts{Name: d.Topic, Deadline: deadline, Party: domain.Vendor, PartyName: domain.VendorName},
	}}, nil
}

func (r *reminding) ofInvitation(ctx context.Context, g *goneOff, deadline time.Time) ([]notify.Notice, error) {
	v, err := r.Service.Referrals.Load(ctx, g.Subject, command.AsOf{})
	d := referral.View(v.State, us, program.Policy{})
	if err != nil || d.State != referral.StateReceived || !d.Invitation.Deadline.Equal(deadline) {
		return nil, err
	}
	to := notify.Administrators(d.Location)
	if d.Owner.Org == domain.Vendor {
		to = notify.Filter{Roles: []domain.Role{domain.RoleVendorSeller}}
	}
	return []notify.Notice{{
		Kind:  notify.ExpiringSoon,
		Deal:  notify.Deal{Kind: "referral", ID: g.Subject},
		Org:   d.Owner.Org,
		To:    to,
		Facts: notify.Facts{Name: d.Name, Deadline: deadline, Party: d.Invitation.From.Org, PartyName: d.Invitation.From.Name},
	}}, nil
}

// ofOpportunity tells who works on a deal that it does not come on: its lead partner; where partners share it, the vendor,
// who drives it. When it has stalled the vendor is told in any case.
func (r *reminding) ofOpportunity(ctx context.Context, g *goneOff, since time.Time) (all []notify.Notice, err error) {
	v, err := r.Service.Opportunities.Load(ctx, g.Subject, command.AsOf{})
	d := opportunity.View(v.State, us, program.Policy{})
	if err != nil || d.State != opportunity.StateAccepted || !d.LastProgressAt.Equal(since) {
		return nil, err
	}
	n := notify.Notice{
		Kind:  alert(g.kind),
		Deal:  notify.Deal{Kind: "opportunity", ID: g.Subject},
		Facts: notify.Facts{Name: d.Topic, Days: days(g.DueAt.Sub(since))},
	}
	if lead := d.LeadPartner; lead != nil {
		n.Org, n.To = domain.Org(lead.ID), team(d.Assignee)
		all = append(all, n)
		n.Facts.Party, n.Facts.PartyName = domain.Org(lead.ID), lead.Name
	}
	if d.LeadPartner == nil || g.kind == stalled {
		n.Org, n.To = domain.Vendor, notify.ChannelManagers()
		all = append(all, n)
	}
	return all, nil
}

// ofReferral tells the owner of a copy; what others do on theirs is their own.
func (r *reminding) ofReferral(ctx context.Context, g *goneOff, since time.Time) ([]notify.Notice, error) {
	v, err := r.Service.Referrals.Load(ctx, g.Subject, command.AsOf{})
	d := referral.View(v.State, us, program.Policy{})
	if err != nil || d.State != referral.StateAccepted || !d.LastProgressAt.Equal(since) {
		return nil, err
	}
	var members []string
	for _, m := range d.Team {
		members = append(members, m.Member)
	}
	return []notify.Notice{{
		Kind:  alert(g.kind),
		Deal:  notify.Deal{Kind: "referral", ID: g.Subject},
		Org:   d.Owner.Org,
		To:    team(members...),
		Facts: notify.Facts{Name: d.Name, Days: days(g.DueAt.Sub(since))},
	}}, nil
}

// ofException tells those who have yet to decide.
func (r *reminding) ofException(ctx context.Context, g *goneOff) ([]notify.Notice, error) {
	v, err := r.Service.Registrations.Load(ctx, g.Subject, command.AsOf{})
	if err != nil || v.State.State() != registration.StateException {
		return nil, err
	}
	about := v.State.Subject()
	kind, id, err := eventstore.ParseStream(about.Deal.Stream)
	return []notify.Notice{{
		Kind: notify.ExceptionOverdue,
		Deal: notify.Deal{Kind: kind, ID: domain.ID(id)},
		Org:  domain.Vendor,
		To:   notify.Reviewers(),
		Facts: notify.Facts{
			Party: domain.Org(about.Partner.ID), PartyName: about.Partner.Name, Deadline: g.DueAt, Registration: g.Subject,
		},
	}}, err
}
