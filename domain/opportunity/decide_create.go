package opportunity

import (
	"fmt"

	"github.com/cosell/cosell/domain"
)

func (c Create) decide(_ Opportunity, in Input) ([]domain.Event, error) {
	relied := in.own()
	if c.Predecessor != "" {
		p, err := predecessor(in)
		if err != nil {
			return nil, err
		}
		relied = append(relied, p)
	}
	if c.Customer != nil && c.Customer.ID != "" {
		f, err := in.customer(c.Customer.ID)
		if err != nil {
			return nil, err
		}
		relied = append(relied, f)
		copied := c.Customer.Completed(in.Evidence.Customer.Customer)
		c.Customer = &copied
	}
	if !in.Caller.IsPartner() {
		return one(Created{Details: c.details(), Predecessor: c.Predecessor, Evidence: relied}), nil
	}
	return one(Submitted{
		Details:     c.details(),
		Partner:     in.party(in.Caller.Partner()),
		Predecessor: c.Predecessor,
		Evidence:    relied,
	}), nil
}

func (c Create) details() Details {
	d := Details{
		Topic:            c.Topic,
		Customer:         c.Customer,
		Contact:          c.Contact,
		Currency:         c.Currency,
		EstimatedValue:   c.EstimatedValue,
		EstimatedClose:   c.EstimatedClose,
		Situation:        c.Situation,
		Need:             c.Need,
		ProposedSolution: c.ProposedSolution,
		Products:         c.Products,
		Solutions:        c.Solutions,
		Territory:        c.Territory,
		LeadType:         c.LeadType,
		CustomerLocation: c.CustomerLocation,
	}
	if d.Currency == "" {
		d.Currency = d.EstimatedValue.Currency()
	}
	return d
}

// predecessor asks whether the deal to take up again is known to the caller, as one that takes part in it, and closed.
func predecessor(in Input) (domain.Evidence, error) {
	p := in.Evidence.Predecessor
	if p == nil || !Sees(p.Deal, in.Caller) || !p.Deal.TakesPart(in.Caller) {
		return domain.Evidence{}, domain.Invalid([]domain.FieldError{{
			Field: "predecessor", Code: "unknown-predecessor", Message: "There is no such deal, or none that you may know of.",
		}})
	}
	if !p.Deal.Ended() {
		return domain.Evidence{}, ErrPredecessorOpen.On("predecessor")
	}
	fact := fmt.Sprintf("the predecessor is closed: %s", p.Deal.state)
	return domain.Evidence{Fact: fact, Stream: p.Stream, Revision: p.Revision}, nil
}

// customer asks whether a customer record is there and the caller's organisation's own.
func (in Input) customer(id domain.ID) (domain.Evidence, error) {
	c := in.Evidence.Customer
	if c == nil || c.Removed || c.Owner != in.Caller.Org {
		return domain.Evidence{}, domain.Invalid([]domain.FieldError{{
			Field: "customer.id", Code: "unknown-customer", Message: "Your organisation has no such customer.",
		}})
	}
	return domain.Evidence{Fact: "the customer is a record of the organisation", Stream: c.Stream, Revision: c.Revision}, nil
}

func (Approve) decide(o Opportunity, in Input) ([]domain.Event, error) {
	switch {
	case !in.Evidence.Partners[o.submitter.ID].Approved:
		return nil, ErrPartnerNotApproved
	case o.exclusiveToAnother(o.submitter.ID, in):
		return nil, ErrExclusiveToAnother
	}
	return one(Approved{
		Partner:  in.party(o.submitter.ID),
		Stage:    in.Policy.Stages.Entry(),
		Evidence: append(in.Evidence.Partners.Relied(o.submitter.ID), in.unclaimed()...),
	}), nil
}

func (c Reject) decide(Opportunity, Input) ([]domain.Event, error) {
	return one(Rejected{Reason: c.Reason}), nil
}

// party names a partner as it is called now.
func (in Input) party(id domain.ID) domain.Party {
	return domain.Party{ID: id, Name: in.Evidence.Partners[id].Name}
}
