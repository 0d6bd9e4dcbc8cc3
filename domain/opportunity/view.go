package opportunity

import (
	"github.com/cosell/cosell/domain"
	"github.com/cosell/cosell/domain/program"
)

// View is what the caller sees of the deal: the vendor everything; a partner that works on it everything but what is the
// vendor's, and the customer's record where that is another organisation's; one that it is offered to as much, or with the teaser on what the policy leaves; a
// former party that it was one. To whom Sees says no, the id and nothing else.
func View(o Opportunity, who domain.Caller, p program.Policy) Deal {
	if !Sees(o, who) {
		return Deal{ID: o.id}
	}
	if !who.IsPartner() {
		return o.viewOfVendor(p)
	}
	switch t, _ := o.tie(who.Partner()); {
	case !t.Lasts():
		return o.stub(t)
	case t.Joined == Never && p.Teaser:
		return o.teaser()
	default:
		return o.viewOfPartner(t.Partner.ID, p)
	}
}

func (o Opportunity) viewOfVendor(p program.Policy) Deal {
	v := o.common(p)
	v.Excluded = o.excluded
	if o.offer != nil {
		v.Offer.AfterDecline, v.Offer.AfterLapse = o.offer.afterDecline, o.offer.afterLapse
	}
	v.Registration = o.lastRegistration(func(registered) bool { return true })
	return v
}

func (o Opportunity) viewOfPartner(partner domain.ID, p program.Policy) Deal {
	v := o.common(p)
	if t, _ := o.tie(o.submitter.ID); !t.Lasts() {
		v.Submitter = nil // who had the deal before is the vendor's to know
	}
	v.Registration = o.lastRegistration(func(r registered) bool { return r.partner == partner })
	v.Customer = o.customerFor(domain.Org(partner))
	return v
}

// customerFor is the customer as an organisation sees it: the record is its keeper's alone.
func (o Opportunity) customerFor(org domain.Org) *domain.Customer {
	if o.details.Customer == nil || o.keeper == org {
		return o.details.Customer
	}
	c := *o.details.Customer
	c.ID = ""
	return &c
}

// common is what all parties see.
func (o Opportunity) common(p program.Policy) Deal {
	v := o.sale()
	v.Source, v.Predecessor = o.source, o.predecessor
	v.Customer, v.Contact, v.CustomerLocation = o.details.Customer, o.details.Contact, o.details.CustomerLocation
	v.Currency, v.EstimatedValue = o.details.Currency, o.details.EstimatedValue
	v.Solutions, v.LeadType = o.details.Solutions, o.details.LeadType
	v.Submitter, v.LeadPartner = present(o.submitter), present(o.lead)
	v.Assignee, v.Collaborators = o.assignee, o.collaborators
	v.CreatedAt, v.ChangedAt, v.LastProgressAt = o.createdAt, o.changedAt, o.progressAt
	if o.stage > 0 {
		v.Stage = &StageView{o.stage, p.Stages.Name(o.stage), o.marked}
	}
	if o.paused != nil {
		v.Paused = &PausedView{o.paused.reason, o.paused.until}
	}
	if end := o.outcome; end != nil {
		v.Outcome = &OutcomeView{end.reason, end.note, end.value, end.date, end.at}
	}
	return v
}

// sale is what even a teaser shows.
func (o Opportunity) sale() Deal {
	v := Deal{
		ID:                 o.id,
		State:              o.state,
		Topic:              o.details.Topic,
		EstimatedCloseDate: o.details.EstimatedClose,
		CustomerSituation:  o.details.Situation,
		CustomerNeed:       o.details.Need,
		ProposedSolution:   o.details.ProposedSolution,
		Products:           o.details.Products,
		Territory:          o.details.Territory,
	}
	if o.offer != nil {
		v.Offer = &OfferView{Partner: o.offer.partner, OfferedAt: o.offer.at, Deadline: o.offer.deadline, Seen: o.offer.seen}
	}
	return v
}

func (o Opportunity) teaser() Deal {
	v := o.sale()
	v.ValueBand = band(o.details.EstimatedValue)
	return v
}

func (o Opportunity) stub(t Tie) Deal {
	return Deal{
		ID:        o.id,
		State:     t.then,
		ChangedAt: t.EndedAt,
		Asked:     &AskedView{t.AskedAt, t.Deadline, t.EndedAt, t.How},
	}
}

func (o Opportunity) lastRegistration(of func(registered) bool) *RegView {
	for i := len(o.registrations) - 1; i >= 0; i-- {
		if r := o.registrations[i]; of(r) {
			return &RegView{r.id, r.kind, r.state}
		}
	}
	return nil
}

// TakesPart reports whether the caller's organisation is a party of the deal now, the vendor always.
func (o Opportunity) TakesPart(who domain.Caller) bool {
	t, known := o.tie(who.Partner())
	return who.IsVendor() || known && t.Lasts()
}

func present(p domain.Party) *domain.Party {
	if p.ID == "" {
		return nil
	}
	return &p
}
