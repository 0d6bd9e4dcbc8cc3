package referral

import (
	"github.com/cosell/cosell/domain"
	"github.com/cosell/cosell/domain/registration"
)

// guard asks all that the form says nothing of, so that nobody fills one in for a deal that is not eligible.
func (Register) guard(r Referral, in Input) error {
	if r.registrationLive() {
		return ErrRegistrationLive
	}
	return registration.Judge(r.Facts(in.Evidence), in.Policy, in.Now).Refusal()
}

func (c Register) decide(r Referral, in Input) ([]domain.Event, error) {
	bad := registration.CheckForm(c.Form, registration.Incentive, r.dates(), in.Policy, in.Now)
	bad = append(bad, r.foreign(c.Form.Solution, in)...)
	for i := range bad {
		bad[i].Field = "form." + bad[i].Field
	}
	if len(bad) > 0 {
		return nil, domain.Invalid(bad)
	}
	facts := r.Facts(in.Evidence)
	facts.HoldsContract = c.Form.Attested()
	verdict := registration.Judge(facts, in.Policy, in.Now)
	if err := verdict.Refusal(); err != nil {
		return nil, err
	}
	return one(Registered{
		Registration: in.Registration,
		Kind:         registration.Incentive,
		Form:         c.Form,
		Verdict:      verdict,
		Evidence:     append(in.own(), judged(verdict)...),
	}), nil
}

// foreign is the complaint about a solution of the contract that is none of the deal's, or not an eligible one. Of a partner
// that nobody read, none is known not to be.
func (r Referral) foreign(id string, in Input) []domain.FieldError {
	of := false
	for _, s := range r.solutions {
		p, known := in.Evidence.Partners[s.partner(r.owner.Org)]
		switch counts := s.partner(r.owner.Org) != ""; {
		case s.ID != id:
		case counts && (!known || p.Solutions[id].Eligible):
			return nil
		default:
			of = true
		}
	}
	switch {
	case id == "":
		return nil
	case of:
		return fault("solution", "not-eligible", "This solution is not an eligible one.")
	}
	return fault("solution", "not-of-the-deal", "This is not among the solutions of the deal.")
}

// judged is what a verdict relied upon of other streams: the record of the solution that counts.
func judged(v registration.Verdict) (all []domain.Evidence) {
	if c, _ := v.Find(registration.CriterionSolution); c.Outcome == registration.Pass {
		all = append(all, domain.Evidence{Fact: c.Text, Stream: c.Event.Stream, Revision: c.Event.Revision})
	}
	return all
}

func (RequestException) guard(r Referral, in Input) error {
	end := r.outcome.at.Add(in.Policy.Registration.Exception)
	switch {
	case r.excepted:
		return registration.ErrExceptionUsed
	case r.registrationLive():
		return ErrRegistrationLive
	case in.Now.After(end):
		return ErrExceptionWindowOver.Saying("The time to ask for an exception ended at %s.", end.UTC().Format("2006-01-02 15:04 UTC"))
	}
	return nil
}

func (c RequestException) decide(r Referral, in Input) ([]domain.Event, error) {
	verdict := registration.Judge(r.Facts(in.Evidence), in.Policy, in.Now)
	if verdict.Eligible != registration.Fail {
		return nil, ErrNothingToExcept
	}
	return one(ExceptionNoted{
		Registration: in.Registration,
		State:        registration.StateException,
		Text:         c.Text,
		Verdict:      verdict,
		Evidence:     in.own(),
	}), nil
}

// registrationLive reports whether any registration binds the deal.
func (r Referral) registrationLive() bool {
	for _, e := range r.registrations {
		if e.state.Live() {
			return true
		}
	}
	return r.exception != nil && r.exception.state.Live()
}

func (c NoteRegistration) decide(r Referral, _ Input) ([]domain.Event, error) {
	for _, e := range r.registrations {
		switch {
		case e.id != c.Registration:
		case e.state == c.State:
			return nil, nil
		default:
			return one(RegistrationNoted{Registration: e.id, Kind: e.kind, State: c.State}), nil
		}
	}
	return nil, ErrUnknownRegistration.Saying("The deal has no registration %s.", c.Registration).On("registration")
}

func (c NoteException) decide(r Referral, _ Input) ([]domain.Event, error) {
	switch {
	case r.exception == nil || r.exception.id != c.Registration:
		return nil, ErrUnknownRegistration.Saying("The deal has no exception %s.", c.Registration).On("registration")
	case r.exception.state == c.State:
		return nil, nil
	}
	return one(ExceptionNoted{Registration: c.Registration, State: c.State}), nil
}
