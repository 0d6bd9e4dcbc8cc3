package process

import (
	"context"
	"errors"
	"sync/atomic"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/cosell/cosell/eventstore"
	"github.com/cosell/cosell/projections/runner"
)

const (
	page     = 100             // steps read at once
	longest  = time.Minute     // between two looks at the clock, which may jump
	firstTry = time.Second     // before an attempt is repeated; doubles
	lastTry  = 5 * time.Minute // at most between two attempts
)

// worker takes the steps of one manager, in order of due time, while this process owns the manager's consumer.
type worker struct {
	Options
	process string
	// fire turns what has fallen due by now into steps, and says when the next will. nil when steps come with the events.
	fire  func(ctx context.Context, tx pgx.Tx, now time.Time) (next time.Time, err error)
	dirty atomic.Bool   // the batch that is applied wrote something to look at
	wake  chan struct{} // such a batch was committed
}

func newWorker(o Options, process string) *worker {
	return &worker{Options: o, process: process, wake: make(chan struct{}, 1)}
}

// committed wakes the worker when there is something new to look at.
func (w *worker) committed(eventstore.Position) {
	if w.dirty.Swap(false) {
		select {
		case w.wake <- struct{}{}:
		default:
		}
	}
}

// run takes steps until ctx ends. It begins when the consumer has seen what was in the log, since deciding on clocks that
// were stopped long ago is harmless but idle.
func (w *worker) run(ctx context.Context) {
	w.catchUp(ctx)
	trouble, sure := 0, false
	for ctx.Err() == nil {
		var next time.Time
		err := w.makeSure(ctx, &sure)
		if err == nil {
			next, err = w.round(ctx)
		}
		wait := longest
		if err == nil {
			trouble = 0
			if !next.IsZero() {
				wait = min(longest, max(0, next.Sub(w.Clock.Now())))
			}
		} else if ctx.Err() == nil {
			w.Log.WarnContext(ctx, "process waits", "process", w.process, "error", err)
			wait = backOff(trouble)
			trouble++
		}
		select {
		case <-ctx.Done():
		case <-w.wake:
		case <-w.Clock.After(wait):
		}
	}
}

func (w *worker) catchUp(ctx context.Context) {
	for trouble := 0; ctx.Err() == nil; trouble++ {
		end, err := w.Store.End(ctx)
		if err == nil {
			err = w.Reached(ctx, w.process, end)
		}
		if err == nil || errors.Is(err, runner.ErrViewStopped) {
			return
		}
		select {
		case <-ctx.Done():
		case <-w.Clock.After(backOff(trouble)):
		}
	}
}

// makeSure takes back, once, what is believed done although the log was read to its end and does not hold it: the log was
// restored from a time before.
func (w *worker) makeSure(ctx context.Context, sure *bool) error {
	if *sure {
		return nil
	}
	_, err := w.Pool.Exec(ctx, `update cosell_ops.steps set state = 'pending', retry_at = due_at
where process = $1 and state = 'done' and not seen`, w.process)
	*sure = err == nil
	return err
}

// round takes every step that is due, and returns when there will be something to do again; zero when that is not known.
func (w *worker) round(ctx context.Context) (next time.Time, err error) {
	if w.fire != nil {
		err = pgx.BeginFunc(ctx, w.Pool, func(tx pgx.Tx) (err error) {
			next, err = w.fire(ctx, tx, w.Clock.Now())
			return err
		})
	}
	for err == nil {
		var steps []Step
		if steps, err = w.due(ctx); err == nil && len(steps) == 0 {
			return w.earlier(ctx, next)
		}
		for i := 0; i < len(steps) && err == nil; i++ {
			err = w.take(ctx, &steps[i])
		}
	}
	return next, err
}

// due reads the steps that are to be taken now, in the order in which they fell due.
func (w *worker) due(ctx context.Context) ([]Step, error) {
	return query(ctx, w.Pool, `select `+columns+` from cosell_ops.steps
where process = $1 and state = 'pending' and retry_at <= $2 order by due_at, cause_position, id limit $3`,
		w.process, w.Clock.Now(), page)
}

// earlier is the earlier of next and the time at which a pending step is tried again.
func (w *worker) earlier(ctx context.Context, next time.Time) (time.Time, error) {
	var retry *time.Time
	err := w.Pool.QueryRow(ctx, `
select min(retry_at) from cosell_ops.steps where process = $1 and state = 'pending'`, w.process).Scan(&retry)
	if retry != nil && (next.IsZero() || retry.Before(next)) {
		next = *retry
	}
	return next, err
}

func backOff(trouble int) time.Duration {
	return min(lastTry, firstTry<<min(trouble, 20))
}
