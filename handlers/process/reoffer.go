package process

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"

	"github.com/cosell/cosell/domain"
	"github.com/cosell/cosell/domain/opportunity"
	"github.com/cosell/cosell/projections/runner"
)

// Reoffer is the manager that has another partner looked for when an offer was declined or lapsed, where that was
// wanted.
const Reoffer = "reoffer"

func reoffer(o Options) runner.Consumer {
	w := newWorker(o, Reoffer)
	w.make = w.nextOffer
	return w.consumer(func(ctx context.Context, tx pgx.Tx, events []runner.Event) error {
		var steps []Step
		for i := range events {
			if e := &events[i]; wantsAnother(e.Event) {
				steps = append(steps, because(Reoffer, e).to("opportunity", e.Subject).making(opportunity.Reoffer{}))
			}
		}
		return w.keep(ctx, tx, steps)
	})
}

func wantsAnother(e domain.Event) bool {
	switch p := e.(type) {
	case opportunity.OfferDeclined:
		return p.Next == opportunity.AfterReoffer
	case opportunity.OfferLapsed:
		return p.Next == opportunity.AfterReoffer
	}
	return false
}

// nextOffer names the offer that the cause put an end to: the last one before it.
func (w *worker) nextOffer(ctx context.Context, s *Step, c cause) (domain.Command, error) {
	offered := int64(-1)
	for e, err := range w.Service.Opportunities.History(ctx, s.Subject) {
		if err != nil {
			return nil, err
		}
		if e.Revision >= c.Revision {
			break
		}
		if _, ok := e.Event.(opportunity.Distributed); ok {
			offered = e.Revision
		}
	}
	if offered < 0 {
		return nil, fmt.Errorf("step %s: %s at %d ends no offer", s.ID, c.Stream, c.Revision)
	}
	return opportunity.Reoffer{Offer: offered}, nil
}
