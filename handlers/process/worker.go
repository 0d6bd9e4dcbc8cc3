package process

import (
	"context"
	"errors"
	"sync/atomic"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/cosell/cosell/domain"
	"github.com/cosell/cosell/projections/runner"
)

const (
	atOnce   = 100             // steps read at once
	longest  = time.Minute     // between two looks at the clock, which may jump
	firstTry = time.Second     // before an attempt is repeated; doubles
	lastTry  = 5 * time.Minute // at most between two attempts
)

// worker takes the steps of one manager, in order of due time, while this process owns the manager's consumer. Steps to one
// subject are taken one after the other: while one is to be tried again, those after it wait.
type worker struct {
	Options
	process string
	// fire turns what has fallen due by now into steps or notices, and says when the next will. nil when steps come with the
	// events.
	fire func(ctx context.Context, tx pgx.Tx, now time.Time) (next time.Time, err error)
	// make is the command of a step that was stored without. It depends on nothing but what the log held when the cause was
	// written, so that it is the same each time. nil where all steps have theirs.
	make   func(ctx context.Context, s *Step, c cause) (domain.Command, error)
	latest time.Time     // of the times at which steps of events fell due
	dirty  atomic.Bool   // the batch that is applied wrote something to look at
	wake   chan struct{} // such a batch was committed, or somebody rang
}

func newWorker(o Options, process string) *worker {
	return &worker{Options: o, process: process, wake: make(chan struct{}, 1)}
}

// run takes steps until ctx ends. It begins when the consumer has seen what was in the log, since deciding on clocks that
// were stopped long ago is harmless but idle.
func (w *worker) run(ctx context.Context) {
	w.catchUp(ctx)
	defer w.bell.join(ctx, w)()
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

// makeSure takes back, once, what is believed done although the log was read to its end and does not hold what it led to, or
// ends before that for which there was nothing to do: the log was restored from a time before.
func (w *worker) makeSure(ctx context.Context, sure *bool) error {
	if *sure {
		return nil
	}
	end, err := w.Store.End(ctx)
	if err != nil {
		return err
	}
	_, err = w.Pool.Exec(ctx, `update cosell_ops.steps set retry_at = created_at,
    seen = coalesce(nothing_at <= $2, false), state = case when nothing_at <= $2 then 'done' else 'pending' end
where process = $1 and state = 'done' and not seen`, w.process, end.String())
	*sure = err == nil
	return err
}

// round takes every step that is due, and returns when there will be something to do again; zero when that is not known.
func (w *worker) round(ctx context.Context) (next time.Time, err error) {
	if w.fire != nil {
		next, err = w.fireNow(ctx)
	}
	for err == nil {
		var steps []Step
		if steps, err = w.due(ctx); err == nil && len(steps) == 0 {
			return w.earlier(ctx, next)
		}
		if err == nil {
			err = w.takeAll(ctx, steps)
		}
	}
	return next, err
}

// fireNow is fire in a transaction of its own. A panic is an error, and nothing has gone off.
func (w *worker) fireNow(ctx context.Context) (next time.Time, err error) {
	defer recovered(&err)
	err = pgx.BeginFunc(ctx, w.Pool, func(tx pgx.Tx) (err error) {
		next, err = w.fire(ctx, tx, w.Clock.Now())
		return err
	})
	return next, err
}

// takeAll takes steps in their order, but for those behind one that is to be tried again.
func (w *worker) takeAll(ctx context.Context, steps []Step) error {
	blocked := map[domain.ID]bool{}
	for i := range steps {
		s := &steps[i]
		if blocked[s.Subject] {
			continue
		}
		if err := w.take(ctx, s); err != nil {
			return err
		}
		blocked[s.Subject] = s.State == Pending
	}
	return nil
}

// due reads the steps that are to be taken now, in the order in which they fell due.
func (w *worker) due(ctx context.Context) ([]Step, error) {
	return query(ctx, w.Pool, `select `+columns+` from cosell_ops.steps
where process = $1 and state = 'pending' and retry_at <= $2 and not exists (
    select from cosell_ops.steps earlier
    where earlier.process = $1 and earlier.state = 'pending' and earlier.retry_at > $2 and earlier.subject = steps.subject
    and (earlier.due_at, earlier.cause_position, earlier.cause_revision, earlier.seq, earlier.id)
      < (steps.due_at, steps.cause_position, steps.cause_revision, steps.seq, steps.id)
) order by due_at, cause_position, cause_revision, seq, id limit $3`,
		w.process, w.Clock.Now(), atOnce)
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
