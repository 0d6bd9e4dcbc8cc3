package process_test

import (
	"context"
	"runtime"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/cosell/cosell/domain"
	"github.com/cosell/cosell/eventstore"
	"github.com/cosell/cosell/handlers/command"
	"github.com/cosell/cosell/handlers/process"
	"github.com/cosell/cosell/projections/runner"
)

// running is a program that runs the managers.
type running struct {
	*runner.Runner
	ctx    context.Context    // ends with it
	points chan process.Point // where its workers come by
	dead   chan struct{}      // closed when it was killed
	stop   func()             // ends it and waits until all is still
}

// start runs the managers until the test ends, they are stopped, or they come by a point at which to die.
func (w *world) start(t *testing.T, die func(process.Point) bool) *running {
	t.Helper()
	ctx, cancel := context.WithCancel(context.WithoutCancel(t.Context()))
	r := &running{ctx: ctx, points: make(chan process.Point, 1000), dead: make(chan struct{})}
	kill := sync.OnceFunc(func() { close(r.dead) })
	codec, err := command.NewCodec()
	require.NoError(t, err)
	decode := func(e eventstore.Recorded) (domain.Recorded, error) { return command.Decode(codec, e) }
	r.Runner, err = runner.New(runner.Options{
		Store:  w.feed,
		Pool:   w.pool,
		Decode: decode,
		Consumers: process.Consumers(process.Options{
			Service: w.Service,
			Store:   w.store,
			Decode:  decode,
			Pool:    w.pool,
			Clock:   w.clock,
			Issue:   w.issue,
			Reached: func(ctx context.Context, consumer string, p eventstore.Position) error {
				return r.Wait(ctx, consumer, p)
			},
			Hook: func(p process.Point) {
				if die != nil && die(p) {
					cancel()
					kill()
					runtime.Goexit()
				}
				r.points <- p
			},
		}),
	})
	require.NoError(t, err)
	_, err = r.Prepare(ctx)
	require.NoError(t, err)
	ended := make(chan error, 1)
	go func() { ended <- r.Run(ctx) }()
	r.stop = sync.OnceFunc(func() {
		cancel()
		require.NoError(t, <-ended)
	})
	t.Cleanup(r.stop)
	return r
}

// seen waits until the managers know what is in the log.
func (w *world) seen(t *testing.T, r *running) {
	t.Helper()
	end := w.end(t)
	for _, name := range managers {
		require.NoError(t, r.Wait(t.Context(), name, end))
	}
}

// settled waits until the managers have taken n steps more. While they sleep, time passes a minute at once.
func (w *world) settled(r *running, n int) {
	for n > 0 {
		select {
		case p := <-r.points:
			if p == process.Settled {
				n--
			}
		case <-w.clock.asleep:
			w.clock.add(time.Minute)
		}
	}
}

// quiet waits until the managers have seen the log to its end and there is nothing that they have to do at the time that
// the clock shows. It returns false when the program was killed before.
func (w *world) quiet(t *testing.T, r *running) (alive bool) {
	t.Helper()
	for {
		end := w.end(t)
		for _, name := range managers {
			if err := r.Wait(r.ctx, name, end); r.ctx.Err() != nil {
				return false
			} else if err != nil {
				require.NoError(t, err)
			}
		}
		busy := w.busy(t)
		switch {
		case busy:
		case w.end(t) == end:
			return true
		default:
			continue
		}
		select {
		case <-r.points:
		case <-r.ctx.Done():
			return false
		case <-w.clock.asleep:
		}
	}
}

func (w *world) end(t *testing.T) eventstore.Position {
	t.Helper()
	end, err := w.store.End(t.Context())
	require.NoError(t, err)
	return end
}

// busy reports whether there is a step to be taken, or a clock to go off.
func (w *world) busy(t *testing.T) (busy bool) {
	t.Helper()
	require.NoError(t, w.pool.QueryRow(t.Context(), `
select exists (select from cosell_ops.steps where state = 'pending' and retry_at <= $1)
    or exists (select from cosell_ops.deadlines d where coalesce(retry_at, due_at) < $1 and not (kind in ('overdue', 'stalled') and exists (
        select from cosell_ops.deadlines p where p.process = d.process and p.subject = d.subject and p.kind = 'silence')))`,
		w.clock.Now()).Scan(&busy))
	return busy
}
