package kurrent

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"sync"
	"sync/atomic"
	"time"

	"github.com/EventStore/EventStore-Client-Go/v4/esdb"

	"github.com/cosell/cosell/eventstore"
)

// Pauses between attempts double from the first to the longest, or to a part of the callers' patience; each is cut by chance to
// between a half and all of it, so that the programs of a cluster do not come back in step.
const (
	firstPause   = 10 * time.Millisecond
	longestPause = time.Second
)

func (o *Options) pause(n int) time.Duration {
	d := max(firstPause, min(firstPause<<min(n, 20), longestPause, o.Patience/8))
	return d/2 + rand.N(d/2)
}

// supervisor sees to it that there is a client, and one for all callers.
type supervisor struct {
	options Options
	config  func() esdb.Configuration // holds the secrets, where nothing prints them
	address string
	grace   time.Duration  // how long a call may be stuck in a client, at most
	running sync.WaitGroup // everything that connects and buries
	ctx     context.Context
	cancel  context.CancelCauseFunc // with ErrClosed

	clients, repeats atomic.Int64

	mu       sync.Mutex
	present  *member       // nil while there is none
	arrival  *arrival      // of the next; nil when nobody is at it
	failures int           // in a row, of attempts and of clients that did not last
	leader   esdb.EndPoint // that a node has named; empty when none
	fault    error         // of the last attempt
}

// arrival is a client that is being made.
type arrival struct {
	done   chan struct{}
	member *member // when done, unless err
	err    error
}

func newSupervisor(config *esdb.Configuration, o Options) *supervisor {
	s := &supervisor{options: o, address: addressOf(config)}
	s.ctx, s.cancel = context.WithCancelCause(context.Background())
	s.config = func() esdb.Configuration { return *config }
	seeds := max(1, len(config.GossipSeeds))
	s.grace = 2*o.Timeout + time.Duration(seeds*2*config.GossipTimeout)*time.Second
	return s
}

// now gives the present client; nil when there is none.
func (s *supervisor) now() *member {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.present
}

// member gives the present client, or waits for the next.
func (s *supervisor) member(ctx context.Context) (*member, error) {
	s.mu.Lock()
	if s.ctx.Err() != nil {
		s.mu.Unlock()
		return nil, eventstore.ErrClosed
	}
	if m := s.present; m != nil {
		s.mu.Unlock()
		return m, nil
	}
	if s.arrival == nil {
		s.arrival = &arrival{done: make(chan struct{})}
		next, n := s.arrival, s.failures
		s.running.Go(func() { s.connect(next, n) })
	}
	next := s.arrival
	s.mu.Unlock()
	select {
	case <-next.done:
		return next.member, next.err
	case <-ctx.Done():
		return nil, marked{s.why(ctx), []error{errNotSent}}
	}
}

// why says what is in the way of somebody whose context ended.
func (s *supervisor) why(ctx context.Context) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	cause := context.Cause(ctx)
	switch {
	case s.fault == nil:
		return cause
	case errors.Is(cause, errPatience): // it would say only that this took as long as it may
		return unavailable(s.fault, errPatience)
	}
	return fmt.Errorf("%w: %w", cause, s.fault)
}

// lost retires a client, at the word of the first who noticed.
func (s *supervisor) lost(m *member, why error) {
	s.mu.Lock()
	if s.present == m {
		s.present = nil
		s.failures++
		if m.useful.Load() {
			s.failures = 0
		}
	}
	s.mu.Unlock()
	m.retire(why)
}

// connect tries until there is a client or no hope.
func (s *supervisor) connect(next *arrival, n int) {
	defer close(next.done)
	for ; ; n++ {
		if !s.rest(n) {
			next.err = eventstore.ErrClosed
			return
		}
		m, err := s.dial()
		if s.settled(next, m, err) {
			return
		}
	}
}

// settled answers those who wait when an attempt led to a client, or showed that none will.
func (s *supervisor) settled(next *arrival, m *member, err error) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if err == nil && s.ctx.Err() != nil {
		m.retire(eventstore.ErrClosed)
		m, err = nil, eventstore.ErrClosed
	}
	if s.fault = err; isPassing(err) {
		return false
	}
	s.arrival, s.present, next.member, next.err = nil, m, m, err
	return true
}

// rest pauses before the n-th attempt but the first; false when the store is closed.
func (s *supervisor) rest(n int) bool {
	if n == 0 {
		return s.ctx.Err() == nil
	}
	timer := time.NewTimer(s.options.pause(n))
	defer timer.Stop()
	select {
	case <-s.ctx.Done():
		return false
	case <-timer.C:
		return true
	}
}

// stop is called when the store is closed. It waits for all goroutines, but not longer than an append may take to end.
func (s *supervisor) stop() {
	s.mu.Lock()
	s.cancel(eventstore.ErrClosed)
	m := s.present
	s.mu.Unlock()
	if m != nil {
		s.lost(m, eventstore.ErrClosed)
	}
	ended := make(chan struct{})
	go func() { s.running.Wait(); close(ended) }()
	timer := time.NewTimer(2 * s.options.Timeout)
	defer timer.Stop()
	select {
	case <-ended:
	case <-timer.C:
	}
}
