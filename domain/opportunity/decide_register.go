package opportunity

import "github.com/cosell/cosell/domain"

// guard asks what holds for the kind that the state allows.
func (c Register) guard(o Opportunity, _ Input) error {
	switch {
	case o.state == StateWon && c.Kind == Exclusivity:
		return domain.ErrTerminalState.Saying("This is closed (won): what can be asked for now is an incentive.")
	case o.state != StateWon && c.Kind == Incentive:
		return domain.ErrWrongState.Saying("An incentive is for won deals; this one is %s.", o.state)
	case o.registrationLive():
		return ErrRegistrationLive
	case o.state == StateWon:
		return nil
	case o.owner().ID != o.submitter.ID:
		return ErrNotOwnSubmission
	case len(o.details.Products) == 0:
		return ErrNeedsProduct
	}
	return nil
}

func (Register) decide(o Opportunity, in Input) ([]domain.Event, error) {
	kind := Exclusivity
	if o.state == StateWon {
		kind = Incentive
	}
	return one(Registered{Registration: in.Registration, Kind: kind, Evidence: in.own()}), nil
}

func (c NoteRegistration) decide(o Opportunity, _ Input) ([]domain.Event, error) {
	r, known := o.registration(c.Registration)
	switch {
	case !known:
		return nil, ErrUnknownRegistration.On("registration")
	case r.state == c.State:
		return nil, nil
	}
	return one(RegistrationNoted{Registration: r.id, Kind: r.kind, State: c.State}), nil
}
