package projections_test

import (
	"time"

	"github.com/cosell/cosell/domain"
	"github.com/cosell/cosell/domain/opportunity"
	"github.com/cosell/cosell/domain/registration"
)

// step lets one thing happen to a deal that may happen in its state.
func (c *chance) step(d *deal) {
	switch d.state {
	case opportunity.StateNew:
		c.stepNew(d)
	case opportunity.StateSubmitted:
		c.stepSubmitted(d)
	case opportunity.StateDistributed:
		c.stepDistributed(d)
	case opportunity.StateAccepted:
		c.stepAccepted(d)
	default:
		c.stepEnded(d)
	}
}

func (c *chance) stepNew(d *deal) {
	switch n := c.rand.IntN(20); {
	case n < 13:
		d.lead, d.state = partner(c.rand.IntN(20)), opportunity.StateDistributed
		c.add(d.id, vera, opportunity.Distributed{Partner: d.lead, Deadline: c.now.AddDate(0, 0, 14),
			AfterDecline: opportunity.AfterReturn, AfterLapse: opportunity.AfterClose})
	case n < 15:
		c.share(d, nil)
	case n == 15:
		c.add(d.id, clock, opportunity.NoCandidate{Reason: "nobody is left"})
	case n == 16:
		d.state = opportunity.StateLost
		c.add(d.id, vera, opportunity.Lost{Reason: "other", Note: "given up"})
	default:
		c.talk(d, vera)
	}
}

func (c *chance) share(d *deal, former *domain.Party) {
	d.together = []domain.Party{partner(21), partner(22)}
	if former != nil {
		d.together = append(d.together, *former)
	}
	d.state, d.lead, d.assignee = opportunity.StateAccepted, domain.Party{}, ""
	d.stage = max(d.stage, 10)
	c.add(d.id, vera, opportunity.Shared{Partners: d.together, Stage: d.stage, FormerLead: former})
}

func (c *chance) stepSubmitted(d *deal) {
	switch n := c.rand.IntN(10); {
	case n < 5:
		d.state, d.stage = opportunity.StateAccepted, 10
		c.add(d.id, vera, opportunity.Approved{Partner: d.lead, Stage: 10})
	case n == 5:
		d.state = opportunity.StateDeclined
		c.add(d.id, vera, opportunity.Rejected{Reason: "We know that customer."})
	case n == 6:
		c.register(d, registration.Exclusivity)
	default:
		c.talk(d, memberOf(d.lead))
	}
}

func (c *chance) stepDistributed(d *deal) {
	by, was := memberOf(d.lead), d.lead
	switch n := c.rand.IntN(20); {
	case n < 4:
		c.add(d.id, by, opportunity.OfferSeen{Partner: was})
	case n < 12:
		d.state, d.stage = opportunity.StateAccepted, 10
		c.add(d.id, by, opportunity.Accepted{Partner: was, Stage: 10})
	case n == 12:
		d.state = opportunity.StateDeclined
		c.add(d.id, by, opportunity.Declined{Partner: was, Reason: "no-response", Note: "Nobody \\N there."})
	case n == 13:
		d.state = opportunity.StateExpired
		c.add(d.id, clock, opportunity.Expired{Partner: was, Deadline: c.now.Add(-time.Hour)})
	case n == 14:
		d.state, d.lead = opportunity.StateNew, domain.Party{}
		c.add(d.id, by, opportunity.OfferDeclined{Partner: was, Reason: "other", Next: opportunity.AfterReturn})
	case n == 15:
		d.state, d.lead = opportunity.StateNew, domain.Party{}
		c.add(d.id, clock, opportunity.OfferLapsed{Partner: was, Deadline: c.now.Add(-time.Hour), Next: opportunity.AfterReoffer})
	case n == 16:
		d.state, d.lead = opportunity.StateNew, domain.Party{}
		c.add(d.id, vera, opportunity.Recalled{Partner: was, Reason: "A mistake."})
	default:
		c.talk(d, vera)
	}
}

func (c *chance) stepAccepted(d *deal) {
	by := vera
	if d.lead.ID != "" {
		by = memberOf(d.lead)
	}
	switch n := c.rand.IntN(60); {
	case n < 12 || n >= 50:
		from := d.stage
		d.stage = pick(c, 20, 40, 60, 80)
		c.add(d.id, by, opportunity.StageMarked{From: from, Stage: d.stage, Name: "Stage", Reason: pick(c, "", "a step back")})
	case n < 15:
		from := d.close
		d.close = domain.DateOf(from.Start().AddDate(0, 1, 0))
		c.add(d.id, by, opportunity.Extended{From: from, To: d.close})
	case n < 17 && d.lead.ID != "":
		from := d.assignee
		d.assignee = pick(c, "sam", "tina", "")
		c.add(d.id, by, opportunity.AssigneeChanged{From: from, To: d.assignee})
	case n < 19:
		d.paused = !d.paused
		if d.paused {
			c.add(d.id, by, opportunity.Paused{Reason: "holidays", Until: c.date()})
		} else {
			c.add(d.id, clock, opportunity.Resumed{Due: true, At: c.now.Truncate(24 * time.Hour)})
		}
	case n == 19:
		c.back(d, by)
	case n < 22 && d.lead.ID == "":
		c.regroup(d)
	case n == 22 && d.lead.ID != "":
		former := d.lead
		c.share(d, &former)
	case n == 23:
		c.register(d, registration.Exclusivity)
	case n < 29:
		d.state = opportunity.StateWon
		c.add(d.id, by, opportunity.Won{Value: c.money(d.currency), Date: domain.DateOf(c.now)})
	case n < 31:
		d.state = opportunity.StateLost
		c.add(d.id, by, opportunity.Lost{Reason: "budget-inadequate"})
	case n == 31:
		d.state = opportunity.StateError
		c.add(d.id, by, opportunity.ClosedAsError{Reason: "duplicate", Note: "twice"})
	default:
		c.talk(d, by)
	}
}

func (c *chance) back(d *deal, by domain.Actor) {
	e := opportunity.Returned{Partner: d.lead, Reason: "other", Note: "no time"}
	if d.lead.ID == "" {
		e.Collaborators = d.together
	}
	d.state, d.lead, d.together, d.stage, d.assignee, d.paused = opportunity.StateNew, domain.Party{}, nil, 0, "", false
	c.add(d.id, by, e)
}

func (c *chance) regroup(d *deal) {
	if len(d.together) > 2 {
		gone := d.together[0]
		d.together = d.together[1:]
		c.add(d.id, vera, opportunity.CollaboratorRemoved{Partner: gone, Reason: "asked to leave"})
		return
	}
	d.together = append(d.together, partner(23))
	c.add(d.id, vera, opportunity.CollaboratorAdded{Partner: partner(23)})
}

func (c *chance) stepEnded(d *deal) {
	if d.state == opportunity.StateWon && d.registered == "" {
		c.register(d, registration.Incentive)
		return
	}
	c.noted(d)
}

func (c *chance) register(d *deal, kind registration.Purpose) {
	if d.registered != "" {
		c.noted(d)
		return
	}
	d.registered = id(c.all)
	c.add(d.id, vera, opportunity.Registered{Registration: d.registered, Kind: kind})
}

func (c *chance) noted(d *deal) {
	c.add(d.id, clock, opportunity.RegistrationNoted{Registration: id(c.all), Kind: registration.Exclusivity, State: pick(c, registration.StateApproved, registration.StateAction)})
}

// talk adds a note or changes a fact.
func (c *chance) talk(d *deal, by domain.Actor) {
	if c.rand.IntN(2) == 0 {
		c.add(d.id, by, opportunity.NoteAdded{Text: "We met.\nIt went\twell.", Audience: pick(c, opportunity.AudienceOwn, opportunity.AudienceAll), Brief: c.rand.IntN(9) == 0})
		return
	}
	e := opportunity.Revised{Topic: &domain.Change[string]{To: pick(c, "Another topic", "Yet another")}}
	switch c.rand.IntN(4) {
	case 0:
		value := c.money(d.currency)
		e.EstimatedValue = &domain.Change[*domain.Money]{To: &value}
	case 1:
		e.EstimatedValue = &domain.Change[*domain.Money]{}
	case 2:
		e.Customer = &domain.Change[*domain.Customer]{To: &domain.Customer{Name: "Another customer", Country: "SE"}}
		e.Products = &domain.Change[[]string]{}
	case 3:
		d.currency = pick[domain.Currency](c, "USD", "GBP")
		value := c.money(d.currency)
		e.Currency, e.EstimatedValue = &domain.Change[domain.Currency]{To: d.currency}, &domain.Change[*domain.Money]{To: &value}
	}
	c.add(d.id, by, e)
}
