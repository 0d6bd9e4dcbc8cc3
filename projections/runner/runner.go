// Package runner feeds the log to read models and process managers.
//
// The rules are:
//
//   - Rows and position commit together, by compare-and-set on the position before. Applying a batch twice changes
//     nothing, and a second owner is noticed, not let in.
//   - One process owns a consumer at a time; the others stand by and take over when it is gone.
//   - An event that cannot be applied is parked, and so is every later one of its stream or of the rows that it touches, in
//     the transaction that moves the checkpoint. Events written by a newer program stop the consumer, which lets the
//     others go on.
//   - New versions and rebuilds are made beside the rows that serve, and shown when they are complete and were verified.
//   - What the log no longer holds is not believed: such rows are emptied and made again.
package runner

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/prometheus/client_golang/prometheus"

	"github.com/cosell/cosell/domain"
	"github.com/cosell/cosell/eventstore"
)

// Options are what a Runner is made of. Zero durations stand for the ones named.
type Options struct {
	Store      eventstore.Store
	Decode     func(eventstore.Recorded) (domain.Recorded, error) // an error stops the consumers at that event
	Pool       *pgxpool.Pool                                      // for reading, and to open connections of the runner's own like these
	Consumers  []Consumer
	Log        *slog.Logger  // nil discards
	Standby    time.Duration // between tries to own what another process owns: 1 s
	FirstPause time.Duration // after a first failure; each later pause doubles, up to 5 s: 50 ms
	// Count returns how many events the log holds up to a position; nil reads them all.
	Count   func(context.Context, eventstore.Position) (int64, error)
	Beat    time.Duration // between signs of life of a consumer at rest; what has stalled is found after two: 5 s
	Silence time.Duration // of an owner before another process puts it out: 15 s
	Hook    func(Point)   // called between durable steps, so that tests can crash there; nil for none
}

// Runner runs consumers. Its methods may be called concurrently.
type Runner struct {
	o       Options
	log     *slog.Logger
	board   *board
	metrics *metrics
	begun   *prometheus.Timer
	lanes   lanes // while Run runs
}

// New checks the consumers. It neither reads nor writes.
func New(o Options) (*Runner, error) {
	if o.Standby == 0 {
		o.Standby = time.Second
	}
	if o.FirstPause == 0 {
		o.FirstPause = firstPause
	}
	if o.Silence == 0 {
		o.Silence = usualSilence
	}
	if o.Beat == 0 {
		o.Beat = usualBeat
	}
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	seen := map[string]bool{}
	for _, c := range o.Consumers {
		if err := c.check(); err != nil {
			return nil, err
		}
		if seen[c.Name] {
			return nil, fmt.Errorf("consumer %q: there are two", c.Name)
		}
		seen[c.Name] = true
	}
	if len(seen) == 0 {
		return nil, errors.New("runner: no consumers")
	}
	return &Runner{o: o, log: o.Log, board: newBoard(o.Consumers), metrics: newMetrics(), begun: prometheus.NewTimer(nil)}, nil
}

// age is how long the runner has been there.
func (r *Runner) age() time.Duration { return r.begun.ObserveDuration() }

// Run feeds the consumers until ctx ends; then it returns nil within seconds. It returns an error only when it cannot
// begin. It is called once, after Prepare.
func (r *Runner) Run(ctx context.Context) error {
	end, err := r.o.Store.End(ctx)
	if ctx.Err() != nil {
		return nil
	}
	if err != nil {
		return fmt.Errorf("end of the log: %w", err)
	}
	r.board.aimAt(end)
	h := r.newHub(ctx)
	r.lanes = lanes{}
	for _, c := range r.o.Consumers {
		r.lanes[c.Name] = r.newLane(c, "", h)
	}
	router, err := newRouter(r.lanes, r.log)
	if err != nil {
		return err
	}
	var listening sync.WaitGroup
	listening.Go(func() { r.listen(ctx) })
	err = router.Run(ctx)
	listening.Wait()
	h.done.Wait()
	return err
}
