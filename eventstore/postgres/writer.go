package postgres

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"slices"
	"sync/atomic"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/cosell/cosell/eventstore"
)

// Bounds of one transaction.
const (
	groupRequests = 512
	groupBytes    = 4 << 20
	groupTime     = 30 * time.Second
)

// Pauses between attempts to reach the database double from the first to the longest.
const (
	firstPause   = 10 * time.Millisecond
	longestPause = time.Second
)

// writer commits what waits in its queue, one transaction after the other.
type writer struct {
	store *Store
	queue chan *request
	ended chan struct{}
	conn  *pgx.Conn // nil before the first transaction, and after one that broke

	crowded int // groups to write yet without a guess

	transactions, events atomic.Int64
}

func newWriter(s *Store) *writer {
	return &writer{store: s, queue: make(chan *request, 2*groupRequests), ended: make(chan struct{})}
}

func (w *writer) run(ctx context.Context) {
	defer close(w.ended)
	defer w.disconnect()
	for {
		select {
		case <-w.store.closed:
			return
		case r := <-w.queue:
			w.settle(ctx, w.gather(r))
		}
	}
}

// gather takes what waits, and lets the callers that the last transaction woke come in once more.
func (w *writer) gather(first *request) (group []*request) {
	size := 0
	take := func(r *request) {
		if r.taken.CompareAndSwap(false, true) {
			group, size = append(group, r), size+r.size
		}
	}
	take(first)
	for len(group) < groupRequests && size < groupBytes {
		select {
		case r := <-w.queue:
			take(r)
			continue
		default:
		}
		runtime.Gosched()
		if len(w.queue) == 0 {
			break
		}
	}
	return group
}

// settle answers every request of the group. When the connection breaks it tries again: what was written meanwhile is then
// found to be the identical batch, so that nothing is written twice and nobody is left in doubt.
func (w *writer) settle(ctx context.Context, group []*request) {
	for pause := time.Duration(0); len(group) > 0; pause = min(2*pause+firstPause, longestPause) {
		w.rest(ctx, pause)
		err := w.attempt(ctx, group)
		switch {
		case err == nil:
			return
		case errors.Is(err, eventstore.ErrUnavailable):
			group = w.patient(ctx, group, err)
		case len(group) == 1:
			group[0].answer <- answer{err: err}
			return
		default: // one of them cannot be written: the others must not suffer for it
			for _, r := range group {
				w.settle(ctx, []*request{r})
			}
			return
		}
	}
}

func (w *writer) rest(ctx context.Context, pause time.Duration) {
	if pause == 0 {
		return
	}
	timer := time.NewTimer(pause)
	defer timer.Stop()
	select {
	case <-timer.C:
	case <-w.store.closed:
	case <-ctx.Done():
	}
}

// patient answers those of the group that waited long enough, and returns the others.
func (w *writer) patient(ctx context.Context, group []*request, why error) []*request {
	closed := w.store.err(ctx) != nil
	return slices.DeleteFunc(group, func(r *request) bool {
		if !closed && time.Since(r.since) < w.store.options.Patience && r.ctx.Err() == nil {
			return false
		}
		err := why
		switch {
		case r.unknown:
			err = fmt.Errorf("%w: %w", eventstore.ErrUnknown, why)
		case closed:
			err = eventstore.ErrClosed
		}
		r.answer <- answer{err: err}
		return true
	})
}
