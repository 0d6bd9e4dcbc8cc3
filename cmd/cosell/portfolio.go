package main

import (
	"fmt"

	"github.com/cosell/cosell/domain"
	"github.com/cosell/cosell/domain/opportunity"
	"github.com/cosell/cosell/domain/program"
	"github.com/cosell/cosell/domain/referral"
	"github.com/cosell/cosell/domain/registration"
)

// portfolio is every deal and registration as of a place in history, with the policy of then.
type portfolio struct {
	order         []subject
	opportunities map[domain.ID]opportunity.Opportunity
	referrals     map[domain.ID]referral.Referral
	registrations map[domain.ID]registration.Registration
	program       program.Program
}

func newPortfolio() *portfolio {
	return &portfolio{
		opportunities: map[domain.ID]opportunity.Opportunity{},
		referrals:     map[domain.ID]referral.Referral{},
		registrations: map[domain.ID]registration.Registration{},
	}
}

func (p *portfolio) fold(e recorded) {
	switch e.Event.(type) {
	case opportunity.Event:
		p.open(anOpportunity, e)
		p.opportunities[e.Subject] = opportunity.Evolve(p.opportunities[e.Subject], e.Recorded)
	case referral.Event:
		p.open(aReferral, e)
		p.referrals[e.Subject] = referral.Evolve(p.referrals[e.Subject], e.Recorded)
	case registration.Event:
		p.open(aRegistration, e)
		p.registrations[e.Subject] = registration.Evolve(p.registrations[e.Subject], e.Recorded)
	case program.Event:
		p.program = program.Evolve(p.program, e.Recorded)
	}
}

func (p *portfolio) open(kind string, e recorded) {
	if e.Revision == 0 {
		p.order = append(p.order, subject{kind: kind, id: e.Subject})
	}
}

// Lines of JSON: what an auditor sees, and of which kind it is.
type (
	opportunityLine struct {
		Kind string `json:"kind"`
		opportunity.Deal
	}
	referralLine struct {
		Kind string `json:"kind"`
		referral.Deal
	}
	registrationLine struct {
		Kind string `json:"kind"`
		registration.Dossier
	}
)

func (p *portfolio) lines() (all []any) {
	policy := p.program.Policy()
	for _, s := range p.order {
		switch s.kind {
		case anOpportunity:
			all = append(all, opportunityLine{s.kind, opportunity.View(p.opportunities[s.id], operator, policy)})
		case aReferral:
			all = append(all, referralLine{s.kind, referral.View(p.referrals[s.id], operator, policy)})
		case aRegistration:
			all = append(all, registrationLine{s.kind, registration.View(p.registrations[s.id], operator)})
		}
	}
	return all
}

// row is one line of the table for people.
type row struct {
	kind, id, state, stage, value, partner, topic string
}

func (p *portfolio) rows() (all []row) {
	for _, line := range p.lines() {
		switch l := line.(type) {
		case opportunityLine:
			all = append(all, ofOpportunity(l))
		case referralLine:
			all = append(all, ofReferral(l))
		case registrationLine:
			all = append(all, ofRegistration(l))
		}
	}
	return all
}

func ofOpportunity(d opportunityLine) row {
	r := row{kind: d.Kind, id: string(d.ID), state: string(d.State), value: worth(d.EstimatedValue), topic: d.Topic}
	if d.Stage != nil {
		r.stage = fmt.Sprintf("%d %s", d.Stage.Percent, d.Stage.Name)
	}
	switch {
	case d.LeadPartner != nil:
		r.partner = d.LeadPartner.Name
	case d.Offer != nil:
		r.partner = d.Offer.Partner.Name + " (asked)"
	case len(d.Collaborators) > 0:
		r.partner = fmt.Sprintf("%d collaborators", len(d.Collaborators))
	}
	return r
}

func ofReferral(d referralLine) row {
	r := row{kind: d.Kind, id: string(d.ID), state: string(d.State), value: worth(d.EstimatedValue), topic: d.Name}
	if d.Stage != nil {
		r.stage = fmt.Sprintf("%d %s", d.Stage.Percent, d.Stage.Name)
	}
	if d.Owner != nil {
		r.partner = d.Owner.Name
	}
	return r
}

func ofRegistration(d registrationLine) row {
	r := row{kind: d.Kind, id: string(d.ID), state: string(d.State), value: worth(d.AnnualUSD), topic: string(d.Purpose)}
	if d.Partner != nil {
		r.partner = d.Partner.Name
	}
	return r
}

// worth is an amount, "" for none.
func worth(m domain.Money) string {
	if m.IsZero() {
		return ""
	}
	return m.String()
}
