package referral

import (
	"cmp"
	"maps"
	"slices"

	"github.com/cosell/cosell/domain"
	"github.com/cosell/cosell/domain/evidence"
	"github.com/cosell/cosell/domain/program"
)

func (c Accept) decide(r Referral, in Input) ([]domain.Event, error) {
	if err := in.employed("team", c.Team); err != nil {
		return nil, err
	}
	d := r.details
	d.Name, d.CRM, d.Campaign = c.Name, c.CRM, c.Campaign
	if !c.EstimatedValue.IsZero() {
		d.EstimatedValue = c.EstimatedValue
	}
	if !c.EstimatedClose.IsZero() {
		d.EstimatedClose = c.EstimatedClose
	}
	if c.Notes != "" {
		d.Notes = c.Notes
	}
	return one(Accepted{Details: d, Team: c.Team, Stage: in.Policy.Stages.Entry(), Evidence: in.own()}), nil
}

func (c Decline) decide(_ Referral, in Input) ([]domain.Event, error) {
	return one(Declined{Reason: c.Reason, Note: c.Note, Evidence: in.own()}), nil
}

func (See) decide(r Referral, in Input) ([]domain.Event, error) {
	looks := r.state == StateReceived && !r.seen && in.Caller.Org == r.owner.Org && !r.lapsed(in)
	if !looks || in.Evidence.Partners.Membership(in.Caller) != nil || in.Evidence.Partners.Standing(in.Caller) != nil {
		return nil, nil
	}
	return one(Seen{Evidence: in.own()}), nil
}

// decide routes the copy: a rule of the program picks the location, without one the location that the partner has had the
// longest.
func (c Receive) decide(r Referral, in Input) ([]domain.Event, error) {
	if r.state != "" {
		return nil, nil
	}
	e := Received{
		Engagement:     c.Engagement,
		Owner:          c.Owner,
		Inviter:        c.Inviter,
		Deadline:       c.Deadline,
		Details:        c.Details,
		Share:          c.Share,
		PartnerRole:    c.PartnerRole,
		PartnerProgram: c.PartnerProgram,
		Visible:        c.Visible,
		HelpAsked:      c.HelpAsked,
		Counterparts:   c.Counterparts,
	}
	if e.Deadline.IsZero() {
		e.Deadline = in.Now.Add(in.Policy.AnswerWindow)
	}
	e.Location, e.Route = c.route(in)
	e.Evidence = c.relied(e.Location, in)
	return one(e), nil
}

// route is the location to which the copy goes, and the rule that says so. A rule that leads to a closed one counts for
// nothing, so that the next one that fits does.
func (c Receive) route(in Input) (domain.ID, string) {
	partner := partnerOf(c.Owner.Org)
	if partner == "" {
		return "", ""
	}
	market := ""
	if c.Details.Customer != nil {
		market = c.Details.Customer.Country
	}
	var own []string
	for _, s := range c.Share.Solutions {
		if s.Kind == SolutionOwn {
			own = append(own, s.ID)
		}
	}
	locations := in.Evidence.Partners[partner].Locations
	open := in.Policy
	open.Routing = slices.DeleteFunc(slices.Clone(open.Routing), func(to program.Route) bool {
		l, known := locations[to.Location]
		return !known || l.Closed
	})
	if at, rule := open.Route(partner, market, own); at != "" {
		return at, rule
	}
	return firstOpen(locations), ""
}

// relied is what the copy of a partner begins with: that it is approved, and that the location is an open one.
func (c Receive) relied(location domain.ID, in Input) (all []domain.Evidence) {
	p := in.Evidence.Partners[partnerOf(c.Owner.Org)]
	if p.Approved {
		all = in.Evidence.Partners.Relied(partnerOf(c.Owner.Org))
	}
	if l, known := p.Locations[location]; known {
		all = append(all, p.Believed(l.Name+" is an open location"))
	}
	return all
}

// firstOpen is the open location that was opened first, "" where none is open.
func firstOpen(locations map[domain.ID]evidence.Location) domain.ID {
	open := slices.DeleteFunc(slices.Collect(maps.Keys(locations)), func(id domain.ID) bool { return locations[id].Closed })
	if len(open) == 0 {
		return ""
	}
	return slices.MinFunc(open, func(a, b domain.ID) int {
		return cmp.Or(cmp.Compare(locations[a].Place, locations[b].Place), cmp.Compare(a, b))
	})
}

func (c Expire) decide(r Referral, in Input) ([]domain.Event, error) {
	switch {
	case r.state != StateReceived:
		return nil, nil
	case r.lapsed(in) && (c.Deadline.IsZero() || c.Deadline.Equal(r.deadline)):
		return one(Expired{Deadline: r.deadline}), nil
	case c.Suspended && !in.Evidence.Partners[partnerOf(r.owner.Org)].Approved:
		p := in.Evidence.Partners[partnerOf(r.owner.Org)]
		relied := []domain.Evidence{p.Believed(p.Name + " takes no part in the program")}
		return one(Expired{Deadline: in.Now, Suspended: true, Evidence: relied}), nil
	case c.Suspended, !c.Deadline.IsZero() && !c.Deadline.Equal(r.deadline):
		return nil, nil
	}
	return nil, ErrNotDue
}

// decide leaves an invitation whose deadline has passed to the clock.
func (c Withdraw) decide(r Referral, in Input) ([]domain.Event, error) {
	if r.state != StateReceived || r.lapsed(in) {
		return nil, nil
	}
	return one(Withdrawn(c)), nil
}
