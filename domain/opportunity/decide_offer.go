package opportunity

import "github.com/cosell/cosell/domain"

func (Accept) decide(o Opportunity, in Input) ([]domain.Event, error) {
	return one(Accepted{
		Partner:  in.party(in.Caller.Partner()),
		Stage:    in.Policy.Stages.Entry(),
		Evidence: in.own(),
	}), nil
}

func (c Decline) decide(o Opportunity, in Input) ([]domain.Event, error) {
	partner := in.party(in.Caller.Partner())
	if next := o.offer.afterDecline; next != AfterClose {
		return one(OfferDeclined{Partner: partner, Reason: c.Reason, Note: c.Note, Next: next, Evidence: in.own()}), nil
	}
	return one(Declined{Partner: partner, Reason: c.Reason, Note: c.Note, Evidence: in.own()}), nil
}

func (Recall) guard(o Opportunity, in Input) error {
	if o.lapsed(in) {
		return ErrOfferExpired
	}
	return nil
}

// decide by a process takes back the offer to a partner that is not in good standing any more, and no other.
func (c Recall) decide(o Opportunity, in Input) ([]domain.Event, error) {
	if !in.Caller.IsSystem() {
		return one(Recalled{Partner: o.offer.partner, Reason: c.Reason}), nil
	}
	if o.offer == nil || o.lapsed(in) || in.Evidence.Partners[o.offer.partner.ID].Approved {
		return nil, nil
	}
	f := in.Evidence.Partners[o.offer.partner.ID]
	why := domain.Evidence{Fact: f.Name + " is not an approved partner", Stream: f.Stream, Revision: f.Revision}
	return one(Recalled{Partner: o.offer.partner, Reason: c.Reason, Evidence: []domain.Evidence{why}}), nil
}

func (SeeOffer) decide(o Opportunity, in Input) ([]domain.Event, error) {
	looks := o.offer != nil && !o.offer.seen && o.offer.partner.ID == in.Caller.Partner() && !o.lapsed(in)
	if !looks || in.Evidence.Partners.Membership(in.Caller) != nil || in.Evidence.Partners.Standing(in.Caller) != nil {
		return nil, nil
	}
	return one(OfferSeen{Partner: o.offer.partner, Evidence: in.own()}), nil
}

func (c Expire) decide(o Opportunity, in Input) ([]domain.Event, error) {
	switch {
	case o.offer == nil, !c.Deadline.IsZero() && !c.Deadline.Equal(o.offer.deadline):
		return nil, nil
	case !o.lapsed(in):
		return nil, ErrNotDue
	}
	if next := o.offer.afterLapse; next != AfterClose {
		return one(OfferLapsed{Partner: o.offer.partner, Deadline: o.offer.deadline, Next: next}), nil
	}
	return one(Expired{Partner: o.offer.partner, Deadline: o.offer.deadline}), nil
}
