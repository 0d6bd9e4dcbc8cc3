package referral

import (
	"github.com/cosell/cosell/domain"
	"github.com/cosell/cosell/domain/program"
)

func (Win) guard(r Referral, in Input) error {
	if r.assessment() && len(in.Policy.Assessment.Skipped(program.Won, r.marked)) > 0 {
		return ErrStagesMissing
	}
	return nil
}

func (c Win) decide(r Referral, in Input) ([]domain.Event, error) {
	on := c.Date
	if on.IsZero() {
		on = domain.DateOf(in.Now)
	}
	switch currency := r.details.EstimatedValue.Currency(); {
	case currency != "" && c.Value.Currency() != currency:
		return nil, ErrCurrencyMismatch.Saying("This must be in the currency of the deal, %s.", currency).On("value.currency")
	case on.Before(domain.DateOf(r.createdAt)):
		return nil, ErrBeforeCreation.On("date")
	}
	early := in.Now.Sub(r.createdAt) < in.Policy.Registration.SoonAfterCreation
	return one(Won{Value: c.Value, Date: on, EarlyWin: early, Evidence: in.own()}), nil
}

func (c Lose) decide(_ Referral, in Input) ([]domain.Event, error) {
	return one(Lost{Reason: c.Reason, Note: c.Note, Evidence: in.own()}), nil
}

func (c CloseAsError) decide(_ Referral, in Input) ([]domain.Event, error) {
	return one(ClosedAsError{Reason: c.Reason, Note: c.Note, Evidence: in.own()}), nil
}
