package kurrent_test

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/cosell/cosell/eventstore"
	"github.com/cosell/cosell/eventstore/eventstoretest"
)

// writer appends to a stream of its own, as a program does that cannot be told to stop.
type writer struct {
	n            int
	stream       string
	made         int
	at           eventstore.Expected
	acknowledged map[string]int64 // id to revision
	took, late   []time.Duration  // how long each append took, and past its deadline
	doubts       int
	there        []string // the stream in the log, once it was looked at
}

func newWriter(n int) *writer {
	return &writer{n: n, stream: fmt.Sprintf("deal-00000000-0000-4000-8000-%012x", n), acknowledged: map[string]int64{}}
}

// batch makes one to three events that nobody has made before.
func (w *writer) batch() (events []eventstore.Pending) {
	for range 1 + w.made%3 {
		events = append(events, eventstoretest.Typical(w.n<<24+w.made))
		w.made++
	}
	return events
}

func (w *writer) run(ctx context.Context, d *day) error {
	for events := w.batch(); ; {
		select {
		case <-d.over:
			return nil
		default:
		}
		done, err := w.append(ctx, d.store, events)
		var conflict *eventstore.Conflict
		switch {
		case err == nil:
			w.acknowledge(events, done)
			select {
			case d.acknowledged <- struct{}{}:
			default:
			}
			events = w.batch()
		case errors.As(err, &conflict):
			w.at = conflict.Actual // what was given up was written after all
		case errors.Is(err, eventstore.ErrUnknown):
			if w.doubts++; w.doubts%2 == 0 {
				events = w.batch() // gives it up; every other time it asks what became of it
			}
		case !errors.Is(err, eventstore.ErrUnavailable) && !errors.Is(err, context.DeadlineExceeded):
			return err
		}
	}
}

func (w *writer) append(ctx context.Context, s eventstore.Store, events []eventstore.Pending) (eventstore.Appended, error) {
	deadline := deadlines[len(w.took)%len(deadlines)]
	ctx, cancel := context.WithTimeout(ctx, deadline)
	defer cancel()
	began := time.Now()
	done, err := s.Append(ctx, w.stream, w.at, events)
	took := time.Since(began)
	w.took, w.late = append(w.took, took), append(w.late, took-deadline)
	return done, err
}

func (w *writer) acknowledge(events []eventstore.Pending, done eventstore.Appended) {
	first := done.Revision - int64(len(events)) + 1
	for i, e := range events {
		w.acknowledged[e.ID] = first + int64(i)
	}
	w.at = eventstore.At(done.Revision)
}

// placed gives the ids of the writer's stream in the log.
func (w *writer) placed(_ context.Context, t *testing.T, s eventstore.Store) []string {
	if w.there == nil {
		w.there = ids(read(t, s, w.stream, eventstore.From{}))
	}
	return w.there
}

// tail is a subscriber that subscribes again when it is told that the log broke away.
type tail struct {
	mu   sync.Mutex
	seen []eventstore.Recorded
}

func (s *tail) run(ctx context.Context, store eventstore.Store) {
	for after := (eventstore.Position{}); ctx.Err() == nil; {
		for e, err := range store.Subscribe(ctx, after) {
			if err != nil {
				break
			}
			after = e.Position
			s.mu.Lock()
			s.seen = append(s.seen, e)
			s.mu.Unlock()
		}
	}
}

// until waits until the end was seen.
func (s *tail) until(t *testing.T, end eventstore.Position) (seen []eventstore.Recorded) {
	require.Eventually(t, func() bool {
		s.mu.Lock()
		defer s.mu.Unlock()
		seen = s.seen
		return len(seen) > 0 && !seen[len(seen)-1].Position.Before(end)
	}, 30*time.Second, 5*time.Millisecond)
	return seen
}
