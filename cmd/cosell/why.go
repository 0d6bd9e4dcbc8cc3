package main

import (
	"context"
	"fmt"

	"github.com/cosell/cosell/domain"
	"github.com/cosell/cosell/domain/assignment"
	"github.com/cosell/cosell/domain/opportunity"
	"github.com/cosell/cosell/domain/registration"
	"github.com/cosell/cosell/eventstore"
	"github.com/cosell/cosell/handlers/command"
)

type whyVerb struct {
	source
	Subjects []string `arg:"" name:"kind/id" help:"What to explain: opportunity/6d1f0c1e-…, a referral or a registration; several at will."`
	JSON     bool     `name:"json" help:"Print a line of JSON for each."`
}

// explanation is why something is as it is.
type explanation struct {
	Subject      string                `json:"subject"`
	Offers       []*offer              `json:"offers,omitempty"`  // of an opportunity, oldest first
	Verdict      *registration.Verdict `json:"verdict,omitempty"` // of a deal as it is now, of a registration when it was last handed in
	Registration *registered           `json:"registration,omitempty"`
}

// offer is one time that a partner was chosen, by somebody or by the engine, or that nobody could be.
type offer struct {
	Revision   int64              `json:"revision"` // of the event that says so
	By         domain.Actor       `json:"by"`
	To         *domain.Party      `json:"to,omitempty"` // nil for nobody
	Choice     *assignment.Choice `json:"choice,omitempty"`
	Reproduced *bool              `json:"reproduced,omitempty"` // whether the log up to the choice's position leads to the same
	Again      *assignment.Choice `json:"again,omitempty"`      // to what it leads, when to something else

	deal  domain.ID
	event domain.EventRef
	basis *eventstore.Position // of the choice, in this log; nil when it cannot be known
}

// registered is where a registration stands, and the proof of when it came.
type registered struct {
	Purpose registration.Purpose `json:"kind"`
	State   registration.State   `json:"state"`
	Receipt *command.Proof       `json:"receipt"`
}

// Run explains, and makes every choice of a partner again: it fails when one comes out differently.
func (v *whyVerb) Run(ctx context.Context, term terminal) error {
	subjects := make([]subject, len(v.Subjects))
	for i, text := range v.Subjects {
		var err error
		if subjects[i], err = parseSubject(text); err != nil {
			return err
		}
		switch subjects[i].kind {
		case anOpportunity, aReferral, aRegistration:
		default:
			return usagef("there is nothing to explain of a %s: why is about opportunities, referrals and registrations", subjects[i].kind)
		}
	}
	b, err := openBase(ctx, v.source, reader, term)
	if err != nil {
		return err
	}
	defer b.close()
	all, err := b.explain(ctx, subjects)
	if err != nil {
		return err
	}
	if v.JSON {
		err = printLines(term.out, all)
	} else {
		err = printExplanations(term.out, all)
	}
	if err == nil {
		err = verdictOn(all)
	}
	return err
}

// explain gathers what there is to say, and makes the choices again together: that takes one reading of the log.
func (b *base) explain(ctx context.Context, subjects []subject) ([]explanation, error) {
	all := make([]explanation, len(subjects))
	var choices []*offer
	for i, s := range subjects {
		all[i].Subject = s.String()
		if err := b.explainOne(ctx, s, &all[i]); err != nil {
			return nil, fmt.Errorf("%s: %w", s, err)
		}
		for _, o := range all[i].Offers {
			if o.Choice != nil {
				choices = append(choices, o)
			}
		}
	}
	return all, b.retrace(ctx, choices)
}

func (b *base) explainOne(ctx context.Context, s subject, e *explanation) error {
	if s.kind == aRegistration {
		seen, err := b.service.Registrations.Show(ctx, operator, s.id, command.AsOf{})
		if err != nil {
			return err
		}
		view := seen.State.(command.RegistrationView)
		e.Verdict, e.Registration = view.Verdict, &registered{view.Purpose, view.State, view.Receipt}
		return nil
	}
	eligibility := b.service.Opportunities.Eligibility
	if s.kind == aReferral {
		eligibility = b.service.Referrals.Eligibility
	}
	verdict, err := eligibility(ctx, operator, s.id, command.AsOf{})
	if err != nil {
		return err
	}
	if e.Verdict = &verdict; s.kind == anOpportunity {
		e.Offers, err = b.offers(ctx, s.id)
	}
	return err
}

// offers are all times that the deal was offered to somebody, or could not be.
func (b *base) offers(ctx context.Context, deal domain.ID) (all []*offer, err error) {
	for entry, err := range b.service.Opportunities.History(ctx, deal) {
		if err != nil {
			return nil, err
		}
		if o := offerOf(entry.Recorded); o != nil {
			all = append(all, o)
		}
	}
	return all, nil
}

// offerOf is the offer that an event tells of; nil for none.
func offerOf(r domain.Recorded) *offer {
	o := &offer{deal: r.Subject, event: r.Ref(), Revision: r.Revision, By: r.Actor}
	switch e := r.Event.(type) {
	case opportunity.Distributed:
		o.To, o.Choice = &e.Partner, e.Choice
	case opportunity.NoCandidate:
		o.Choice = e.Choice
	default:
		return nil
	}
	return o
}

// verdictOn is an error when a choice came out differently.
func verdictOn(all []explanation) error {
	for _, e := range all {
		for _, o := range e.Offers {
			if o.Reproduced != nil && !*o.Reproduced {
				return fmt.Errorf("%s at revision %d: the log up to %s leads to another choice", e.Subject, o.Revision, o.Choice.Position)
			}
		}
	}
	return nil
}
