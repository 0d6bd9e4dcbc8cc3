package process

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/cosell/cosell/eventstore"
	"github.com/cosell/cosell/projections/runner"
)

// pace lets steps of events that come without a pause be found together.
const pace = 25 * time.Millisecond

// committed wakes the worker when there is something new to look at.
func (w *worker) committed(eventstore.Position) {
	if w.dirty.Swap(false) {
		w.rouse()
	}
}

func (w *worker) rouse() {
	select {
	case w.wake <- struct{}{}:
	default:
	}
}

// consumer is the manager: what apply notes of the events commits together with its position, and its steps are taken while
// this process owns it. What it wrote is emptied by those statements, and its steps go: they come back from the events,
// and are done once all the same.
func (w *worker) consumer(apply func(context.Context, pgx.Tx, []runner.Event) error, empty ...string) runner.Consumer {
	return runner.Consumer{
		Name:      w.process,
		Version:   1,
		Pace:      pace,
		Committed: w.committed,
		Owner:     w.run,
		Emptied: func(ctx context.Context, tx pgx.Tx) error {
			b := &pgx.Batch{}
			b.Queue(`delete from cosell_ops.steps where process = $1`, w.process)
			for _, statement := range empty {
				b.Queue(statement)
			}
			return tx.SendBatch(ctx, b).Close()
		},
		Apply: func(ctx context.Context, tx pgx.Tx, events []runner.Event) error {
			if err := apply(ctx, tx, events); err != nil {
				return err
			}
			return w.see(ctx, tx, events)
		},
	}
}

// keep stores steps that events led to. They fall due in the order of the log, whatever the clocks said of those who wrote.
func (w *worker) keep(ctx context.Context, tx pgx.Tx, steps []Step) error {
	if len(steps) == 0 {
		return nil
	}
	for i := range steps {
		if s := &steps[i]; s.DueAt.Before(w.latest) {
			s.DueAt = w.latest
		} else {
			w.latest = s.DueAt
		}
	}
	w.dirty.Store(true)
	return store(ctx, tx, steps, w.Clock.Now())
}
