package opportunity

import (
	"slices"

	"github.com/cosell/cosell/domain"
	"github.com/cosell/cosell/domain/registration"
)

// guard asks what holds for the kind that the state allows, whatever the form says.
func (c Register) guard(o Opportunity, in Input) error {
	switch {
	case o.state == StateWon && c.Kind == registration.Exclusivity:
		return domain.ErrTerminalState.Saying("This is closed (won): what can be asked for now is an incentive.")
	case o.state != StateWon && c.Kind == registration.Incentive:
		return domain.ErrWrongState.Saying("An incentive is for won deals; this one is %s.", o.state)
	case o.registrationLive():
		return ErrRegistrationLive
	case o.state == StateWon:
		return o.verdict(registration.Unknown, in).Refusal()
	case o.owner().ID != o.submitter.ID:
		return ErrNotOwnSubmission
	case len(o.details.Products) == 0:
		return ErrNeedsProduct
	}
	return nil
}

func (c Register) decide(o Opportunity, in Input) ([]domain.Event, error) {
	e := Registered{Registration: in.Registration, Kind: registration.Exclusivity, Form: &c.Form, Evidence: in.own()}
	if o.state != StateWon {
		return c.exclusive(e, o, in)
	}
	e.Kind = registration.Incentive
	bad := registration.CheckForm(c.Form, e.Kind, o.dates(), in.Policy, in.Now)
	if err := inForm(append(bad, o.foreign(c.Form.Solution, in)...)); err != nil {
		return nil, err
	}
	verdict := o.verdict(c.Form.Attested(), in)
	if err := verdict.Refusal(); err != nil {
		return nil, err
	}
	e.Verdict = &verdict
	return one(e), nil
}

func (c Register) exclusive(e Registered, o Opportunity, in Input) ([]domain.Event, error) {
	bad := registration.CheckForm(c.Form, e.Kind, o.dates(), in.Policy, in.Now)
	if err := inForm(append(bad, registration.CheckProducts(c.Form, o.details.Products)...)); err != nil {
		return nil, err
	}
	return one(e), nil
}

// verdict is that on the deal for the caller's partner, with what it attests of the contract.
func (o Opportunity) verdict(holds registration.Outcome, in Input) registration.Verdict {
	f := o.Facts(in.Caller.Partner(), in.Evidence)
	f.HoldsContract = holds
	return registration.Judge(f, in.Policy, in.Now)
}

// foreign is the complaint about a solution in the contract that is none of the deal's, or not an eligible one.
func (o Opportunity) foreign(id string, in Input) []domain.FieldError {
	s, known := in.Evidence.Partners[in.Caller.Partner()].Solutions[id]
	of := known && (slices.Contains(o.details.Solutions, id) || slices.Contains(o.details.Solutions, s.Name))
	switch {
	case id == "", of && s.Eligible:
		return nil
	case of:
		return []domain.FieldError{{Field: "solution", Code: "not-eligible", Message: "This solution is not an eligible one."}}
	}
	return []domain.FieldError{{Field: "solution", Code: "not-of-the-deal", Message: "This is not among your solutions in the deal."}}
}

// inForm is what is wrong with a form, by the names of fields in the request.
func inForm(bad []domain.FieldError) error {
	for i := range bad {
		bad[i].Field = "form." + bad[i].Field
	}
	return domain.Invalid(bad)
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
