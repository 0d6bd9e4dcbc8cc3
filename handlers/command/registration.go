package command

import (
	"context"

	"github.com/cosell/cosell/domain"
	"github.com/cosell/cosell/domain/program"
	"github.com/cosell/cosell/domain/registration"
	"github.com/cosell/cosell/eventstore"
)

// Registrations issues commands to registrations and reads their histories.
type Registrations struct {
	*Handler[registration.Registration, registration.Command]
	witness *witness
	claims  *Claims
	deals   *deals
}

// deals are what a registration may be about.
type deals struct {
	opportunities *Opportunities
	referrals     *Referrals
}

// verdict is that on the deal of a registration as it is now, for the partner that asked.
func (d *deals) verdict(ctx context.Context, about registration.Subject, c Case) (*registration.Verdict, error) {
	kind, id, err := eventstore.ParseStream(about.Deal.Stream)
	if err != nil {
		return nil, err
	}
	b := basis{at: c.Now, policy: c.Policy}
	var verdict registration.Verdict
	if kind == d.referrals.aggregate.Kind {
		v, err := d.referrals.Load(ctx, domain.ID(id), AsOf{})
		if err != nil {
			return nil, err
		}
		verdict, err = d.referrals.verdict(ctx, v.State, b)
		return &verdict, err
	}
	v, err := d.opportunities.Load(ctx, domain.ID(id), AsOf{})
	if err != nil {
		return nil, err
	}
	verdict, err = d.opportunities.verdict(ctx, v.State, about.Partner.ID, b)
	return &verdict, err
}

func newRegistrations(e *engine, w *witness) *Registrations {
	r := &Registrations{witness: w, claims: w.claims, deals: &deals{}}
	r.Handler = newHandler(e, Aggregate[registration.Registration, registration.Command]{
		Kind: "registration",
		Validate: func(cmd registration.Command, c Case) error {
			return registration.Validate(cmd, registrationInput(c, registration.Evidence{}))
		},
		Sees:    registration.Sees,
		Recalls: registration.Sees,
		Permit:  registration.Permit,
		Decide:  r.decide,
		Evolve:  registration.Evolve,
		View: func(s registration.Registration, who domain.Caller, _ program.Policy) any {
			return registration.View(s, who)
		},
		Allowed: r.allowed,
	})
	return r
}

func registrationInput(c Case, e registration.Evidence) registration.Input {
	return registration.Input{ID: c.ID, Caller: c.Caller, Now: c.Now, Policy: c.Policy, Evidence: e}
}

func (r *Registrations) decide(
	ctx context.Context, s registration.Registration, cmd registration.Command, c Case,
) ([]domain.Event, error) {
	needed := registration.Needs(s, cmd, c.Caller)
	partners, err := r.witness.partnersOf(ctx, needed.Partners, AsOf{})
	if err != nil {
		return nil, err
	}
	e := registration.Evidence{Partners: partners}
	if needed.Verdict {
		if e.Verdict, err = r.deals.verdict(ctx, s.Subject(), c); err != nil {
			return nil, err
		}
	}
	if _, approves := cmd.(registration.Approve); approves {
		return r.approve(ctx, s, cmd, c, e)
	}
	return registration.Decide(s, cmd, registrationInput(c, e))
}

func (r *Registrations) allowed(ctx context.Context, s registration.Registration, c Case) ([]domain.AllowedCommand, error) {
	partners, err := r.witness.partnersOf(ctx, registration.Needs(s, nil, c.Caller).Partners, AsOf{})
	if err != nil {
		return nil, err
	}
	return registration.Allowed(s, registrationInput(c, registration.Evidence{Partners: partners})), nil
}
