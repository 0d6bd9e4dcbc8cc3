package process

import (
	"context"
	"fmt"

	"github.com/cosell/cosell/domain"
	"github.com/cosell/cosell/domain/opportunity"
	"github.com/cosell/cosell/domain/referral"
	"github.com/cosell/cosell/eventstore"
	"github.com/cosell/cosell/projections/runner"
)

// Understudy plays the parts of the managers that only react to what happens: invitations, registrar and reoffer. It works
// without a database, on behalf of whoever fills a log before the managers run. It takes their steps under their ids, so
// that there is nothing left for them to do. It must not be used concurrently, or beside them.
type Understudy struct {
	o            Options
	seen         eventstore.Position
	copies       *copies
	recognitions *recognitions
	workers      map[string]*worker
}

// NewUnderstudy needs of the options only Service, Store and Decode.
func NewUnderstudy(o Options) *Understudy {
	o.Issue = through(o.Service)
	u := &Understudy{
		o:            o,
		copies:       &copies{by: map[domain.ID]*share{}, of: map[domain.ID][]*share{}, changed: map[domain.ID]*share{}},
		recognitions: &recognitions{by: map[domain.ID]*recognition{}, changed: map[domain.ID]*recognition{}},
		workers:      map[string]*worker{},
	}
	for process, makes := range map[string]func(*worker) maker{
		Invitations: func(w *worker) maker { return w.share },
		Registrar:   func(w *worker) maker { return w.register },
		Reoffer:     func(w *worker) maker { return w.nextOffer },
	} {
		w := newWorker(o, process)
		w.make = makes(w)
		u.workers[process] = w
	}
	return u
}

// maker makes the command of a step that was stored without.
type maker = func(context.Context, *Step, cause) (domain.Command, error)

// React takes the steps that the events up to a position lead to, and then those that follow from what came of them. It
// returns the place of the last event that it has looked at. A step that is refused is an error.
func (u *Understudy) React(ctx context.Context, upTo eventstore.Position) (eventstore.Position, error) {
	for u.seen.Before(upTo) {
		events, err := u.read(ctx, upTo)
		if err != nil {
			return u.seen, err
		}
		for i := range events {
			came, err := u.follow(ctx, &events[i])
			if err != nil {
				return u.seen, err
			}
			if upTo.Before(came) {
				upTo = came
			}
			u.seen = events[i].Position
		}
	}
	return u.seen, nil
}

// read reads what is not seen yet, up to a position that the log has reached.
func (u *Understudy) read(ctx context.Context, upTo eventstore.Position) (events []runner.Event, err error) {
	for r, err := range u.o.Store.Subscribe(ctx, u.seen) {
		if err != nil {
			return nil, err
		}
		e := runner.Event{Position: r.Position}
		if e.Recorded, err = u.o.Decode(r); err != nil {
			return nil, err
		}
		if events = append(events, e); !r.Position.Before(upTo) {
			break
		}
	}
	return events, nil
}

// follow takes the steps that an event leads to, and returns the place of the last event that came of them.
func (u *Understudy) follow(ctx context.Context, e *runner.Event) (last eventstore.Position, err error) {
	steps := u.recognitions.follow(e)
	if p, ok := e.Event.(referral.Event); ok {
		steps = append(steps, u.copies.follow(e, p)...)
	}
	if wantsAnother(e.Event) {
		steps = append(steps, because(Reoffer, e).to("opportunity", e.Subject).making(opportunity.Reoffer{}))
	}
	for i := range steps {
		steps[i].identify()
	}
	for i := range steps {
		s := &steps[i]
		a, err := u.workers[s.Process].issue(ctx, s)
		if err != nil {
			return last, fmt.Errorf("%s %s to %s %s: %w", s.Process, s.Command, s.Aggregate, s.Subject, err)
		}
		if len(a.Events) > 0 && last.Before(a.Position) {
			last = a.Position
		}
	}
	return last, nil
}
