package process

import (
	"context"
	"fmt"

	"github.com/cosell/cosell/domain"
	"github.com/cosell/cosell/domain/claim"
	"github.com/cosell/cosell/domain/opportunity"
	"github.com/cosell/cosell/domain/referral"
	"github.com/cosell/cosell/domain/registration"
	"github.com/cosell/cosell/eventstore"
	"github.com/cosell/cosell/handlers/command"
)

// register makes the commands of the registrar: what a deal asked for, with the deal as it was then, and what a deal is told
// of its registration.
func (w *worker) register(ctx context.Context, s *Step, c cause) (domain.Command, error) {
	switch p := c.Event.Event.(type) {
	case opportunity.Registered:
		v, err := w.Service.Opportunities.Load(ctx, c.Subject, c.then())
		return registration.Request{
			Purpose: p.Kind, Subject: v.State.Subject(c.Ref(), c.Actor.Member), Form: or(p.Form), Verdict: or(p.Verdict),
		}, err
	case referral.Registered:
		v, err := w.Service.Referrals.Load(ctx, c.Subject, c.then())
		return registration.Request{
			Purpose: p.Kind, Subject: v.State.Subject(c.Ref(), c.Actor.Member), Form: p.Form, Verdict: p.Verdict,
		}, err
	case referral.ExceptionNoted:
		v, err := w.Service.Referrals.Load(ctx, c.Subject, c.then())
		return registration.OpenException{
			Text: p.Text, Subject: v.State.Subject(c.Ref(), c.Actor.Member), Verdict: p.Verdict,
		}, err
	case registration.Event:
		v, err := w.Service.Registrations.Load(ctx, c.Subject, c.then())
		if err != nil {
			return nil, err
		}
		return w.follows(ctx, s, v.State, c)
	}
	return nil, fmt.Errorf("step %s: %s calls for no %s", s.ID, c.Event.Event.EventKind(), s.Command)
}

// follows is what a registration's own event calls for.
func (w *worker) follows(ctx context.Context, s *Step, r registration.Registration, c cause) (domain.Command, error) {
	about := r.Subject()
	switch s.Command {
	case claim.File{}.CommandName():
		return claim.File{
			MatchKey: matchKey(about), Registration: c.Subject, Deal: about.Deal.Stream, Partner: about.Partner, Products: r.Products(),
		}, nil
	case registration.Close{}.CommandName():
		return w.outlived(ctx, about.Deal.Stream, c)
	}
	return noted(s, c.Subject, r.State()), nil
}

// outlived closes a registration whose deal had ended when it was handed in again; it asks for nothing while the deal goes on.
func (w *worker) outlived(ctx context.Context, deal string, c cause) (domain.Command, error) {
	_, id, err := eventstore.ParseStream(deal)
	if err != nil {
		return nil, err
	}
	v, err := w.Service.Opportunities.Load(ctx, domain.ID(id), command.AsOf{Position: &c.Position})
	if err != nil || !v.State.Ended() {
		return nil, err
	}
	return registration.Close{Why: registration.ClosedDealEnded}, nil
}

// then is the place in the history of the cause's aggregate at which it happened.
func (c *cause) then() command.AsOf { return command.AsOf{Revision: &c.Revision} }

// noted is what the deal is told: in its own words.
func noted(s *Step, id domain.ID, now registration.State) domain.Command {
	switch {
	case s.Command == referral.NoteException{}.CommandName():
		return referral.NoteException{Registration: id, State: now}
	case s.Aggregate == "referral":
		return referral.NoteRegistration{Registration: id, State: now}
	}
	return opportunity.NoteRegistration{Registration: id, State: now}
}

// or is what p points to, the zero value where that is nothing.
func or[T any](p *T) (v T) {
	if p != nil {
		v = *p
	}
	return v
}
