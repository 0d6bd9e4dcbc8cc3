package opportunity

import (
	"time"

	"github.com/cosell/cosell/domain"
)

func (c Distribute) decide(o Opportunity, in Input) ([]domain.Event, error) {
	var choice choice
	choice.take(o, in, "partner", c.Partner)
	if err := choice.err(); err != nil {
		return nil, err
	}
	window := in.Policy.AnswerWindow
	if c.AnswerWithinDays != nil {
		window = time.Duration(*c.AnswerWithinDays) * 24 * time.Hour
	}
	return one(Distributed{
		Partner:      choice.partners[0],
		Deadline:     in.Now.Add(window),
		AfterDecline: orClose(c.AfterDecline),
		AfterLapse:   orClose(c.AfterLapse),
		Evidence:     in.relied(c.Partner),
	}), nil
}

func orClose(a After) After {
	if a == "" {
		return AfterClose
	}
	return a
}

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
	if !looks || in.removed() || in.standing() != nil {
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

func (c NoteNoCandidate) decide(o Opportunity, _ Input) ([]domain.Event, error) {
	if o.state != StateNew || o.noCandidate {
		return nil, nil
	}
	return one(NoCandidate{Reason: c.Reason}), nil
}
