package opportunity

import "github.com/cosell/cosell/domain"

func (Return) guard(o Opportunity, in Input) error {
	if in.Caller.IsPartner() && o.source == SourcePartner {
		return ErrNotVendorSourced
	}
	return nil
}

func (c Return) decide(o Opportunity, in Input) ([]domain.Event, error) {
	return one(Returned{
		Partner:       o.lead,
		Collaborators: o.collaborators,
		Reason:        c.Reason,
		Note:          c.Note,
		Evidence:      in.own(),
	}), nil
}

func (c Win) decide(o Opportunity, in Input) ([]domain.Event, error) {
	on := c.Date
	if on.IsZero() {
		on = domain.DateOf(in.Now)
	}
	switch {
	case c.Value.Currency() != o.details.Currency:
		return nil, ErrCurrencyMismatch.Saying("This must be in the currency of the deal, %s.", o.details.Currency).On("value.currency")
	case on.Before(domain.DateOf(o.createdAt)):
		return nil, ErrBeforeCreation.On("date")
	}
	early := in.Now.Sub(o.createdAt) < in.Policy.Registration.SoonAfterCreation
	return one(Won{Value: c.Value, Date: on, EarlyWin: early, Evidence: in.own()}), nil
}

func (c Lose) decide(_ Opportunity, in Input) ([]domain.Event, error) {
	return one(Lost{Reason: c.Reason, Note: c.Note, Evidence: in.own()}), nil
}

func (c CloseAsError) decide(_ Opportunity, in Input) ([]domain.Event, error) {
	return one(ClosedAsError{Reason: c.Reason, Note: c.Note, Evidence: in.own()}), nil
}
