package referral

import (
	"fmt"

	"github.com/cosell/cosell/domain"
)

func (c Create) decide(_ Referral, in Input) ([]domain.Event, error) {
	relied := in.own()
	for _, ask := range []func(Create, Input) ([]domain.Evidence, error){placed, vetted, recorded, preceded} {
		more, err := ask(c, in)
		if err != nil {
			return nil, err
		}
		relied = append(relied, more...)
	}
	solutions, more, err := in.solutions("solutions", c.Solutions)
	if err != nil {
		return nil, err
	}
	if c.Intent == IntentYes && !in.incentivised(solutions) {
		return nil, ErrNeedsIncentivised.On("solutions")
	}
	if f := in.Evidence.Customer; f != nil {
		copied := c.Customer.Completed(f.Customer)
		c.Customer = &copied
	}
	if err := in.employed("team", c.Team); err != nil {
		return nil, err
	}
	invitations, err := c.invite(in)
	if err != nil {
		return nil, err
	}
	created := c.created(in, solutions, append(relied, more...))
	return append(append(one(created), c.asks(created.Engagement, in)...), invitations...), nil
}

func (c Create) created(in Input, solutions []Solution, relied []domain.Evidence) Created {
	e := Created{
		Engagement: in.ID.Derive("engagement"),
		Owner:      in.organisation(in.Caller.Org),
		Details: Details{
			Name:           c.Name,
			EstimatedValue: c.EstimatedValue,
			EstimatedClose: c.EstimatedClose,
			CRM:            c.CRM,
			Campaign:       c.Campaign,
			Notes:          c.Notes,
			Customer:       c.Customer,
			Contact:        c.Contact,
			Intent:         c.Intent,
			Location:       c.Location,
		},
		Team:           c.Team,
		Solutions:      solutions,
		Consent:        c.Consent,
		PartnerRole:    c.PartnerRole,
		PartnerProgram: c.PartnerProgram,
		Predecessor:    c.Predecessor,
		Evidence:       relied,
	}
	e.Stage = table(Assessing(solutions), in).Entry()
	return e
}

// asks are the events of what was asked of the vendor while creating.
func (c Create) asks(engagement domain.ID, in Input) (all []domain.Event) {
	if c.Visible {
		all = append(all, VisibilityGranted{Evidence: in.own()})
	}
	if c.Help != "" {
		vendors := CopyID(engagement, domain.Vendor)
		all = append(all, HelpRequested{Help: c.Help, Notes: c.HelpNotes, Referral: vendors, Evidence: in.own()})
	}
	return all
}

// invite makes an event of every invitation; a partner is asked once.
func (c Create) invite(in Input) (all []domain.Event, err error) {
	asked := map[domain.ID]bool{}
	for i, invitation := range c.Invitations {
		at := fmt.Sprintf("invitations[%d].", i)
		if asked[invitation.Partner] {
			return nil, ErrAlreadyInvited.On(at + "partner")
		}
		asked[invitation.Partner] = true
		e, err := c.complete(invitation).event(in.ID.Derive("engagement"), at, in)
		if err != nil {
			return nil, err
		}
		e.Evidence = append(in.own(), e.Evidence...)
		all = append(all, e)
	}
	return all, nil
}

// placed asks whether the location is an open one of the caller's partner.
func placed(c Create, in Input) ([]domain.Evidence, error) {
	if !in.Caller.IsPartner() {
		return nil, nil
	}
	own := in.Evidence.Partners[in.Caller.Partner()]
	switch l, known := own.Locations[c.Location]; {
	case !known:
		return nil, unknown("location", "unknown-location", "Your organisation has no such location.")
	case l.Closed:
		return nil, ErrLocationClosed.On("location")
	default:
		return []domain.Evidence{own.Believed(l.Name + " is an open location")}, nil
	}
}

// vetted asks whether the caller's partner may open a solution assessment, if it is one.
func vetted(c Create, in Input) ([]domain.Evidence, error) {
	own := in.Evidence.Partners[in.Caller.Partner()]
	switch {
	case !Assessing(c.Solutions):
		return nil, nil
	case !in.Caller.IsPartner() || !own.AssessmentVetted:
		return nil, ErrNotVetted.On("solutions")
	}
	return []domain.Evidence{own.Believed(own.Name + " is vetted for solution assessments")}, nil
}

// recorded asks whether the customer record is one of the caller's organisation, if one is named.
func recorded(c Create, in Input) ([]domain.Evidence, error) {
	if c.Customer == nil || c.Customer.ID == "" {
		return nil, nil
	}
	f := in.Evidence.Customer
	if f == nil || f.Removed || f.Owner != in.Caller.Org {
		return nil, unknown("customer.id", "unknown-customer", "Your organisation has no such customer record.")
	}
	return []domain.Evidence{{Fact: "the customer is on record", Stream: f.Stream, Revision: f.Revision}}, nil
}

// preceded asks whether the deal to take up again is a closed one of the caller's organisation.
func preceded(c Create, in Input) ([]domain.Evidence, error) {
	if c.Predecessor == "" {
		return nil, nil
	}
	p := in.Evidence.Predecessor
	if p == nil || p.Deal.owner.Org != in.Caller.Org || !Sees(p.Deal, in.Caller) {
		return nil, unknown("predecessor", "unknown-predecessor", "There is no such referral, or none that you may know of.")
	}
	if !p.Deal.final() {
		return nil, ErrPredecessorOpen.On("predecessor")
	}
	fact := fmt.Sprintf("the predecessor is closed: %s", p.Deal.state)
	return []domain.Evidence{{Fact: fact, Stream: p.Stream, Revision: p.Revision}}, nil
}

// organisation names one as it is called now.
func (in Input) organisation(org domain.Org) domain.Organisation {
	if org == domain.Vendor {
		return domain.Organisation{Org: org, Name: domain.VendorName}
	}
	return domain.Organisation{Org: org, Name: in.Evidence.Partners[domain.ID(org)].Name}
}

func unknown(field, code, message string) error {
	return domain.Invalid([]domain.FieldError{{Field: field, Code: code, Message: message}})
}
