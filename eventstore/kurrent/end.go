package kurrent

import (
	"context"
	"fmt"
	"math"
	"sync"

	"github.com/EventStore/EventStore-Client-Go/v4/esdb"

	"github.com/cosell/cosell/eventstore"
)

// end remembers what is known of the log's end, so that the events of others after it are looked through once.
type end struct {
	mu    sync.Mutex
	floor eventstore.Position // up to here everything was looked through
	last  eventstore.Position // of ours, at or before floor
	high  eventstore.Position // the greatest that was acknowledged or seen
}

func (e *end) seen() eventstore.Position {
	e.mu.Lock()
	defer e.mu.Unlock()
	return e.high
}

func (e *end) see(p eventstore.Position) {
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.high.Before(p) {
		e.high = p
	}
}

func (e *end) known() (floor, last, high eventstore.Position) {
	e.mu.Lock()
	defer e.mu.Unlock()
	return e.floor, e.last, e.high
}

func (e *end) learn(floor, last eventstore.Position) {
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.floor.Before(floor) {
		e.floor, e.last = floor, last
	}
	if e.high.Before(last) {
		e.high = last
	}
}

// End implements eventstore.Store: the end of this log, wherever the cluster's is. No read of the client has a filter, so it is found
// by reading backwards, as far as nobody has looked before.
func (s *Store) End(ctx context.Context) (last eventstore.Position, err error) {
	err = s.pursue(ctx, never, func(ctx context.Context, m *member) (err error) {
		last, err = s.lookBack(ctx, m)
		return err
	})
	if err != nil {
		return eventstore.Position{}, fmt.Errorf("end of the log: %w", err)
	}
	return last, nil
}

// Pages of a look back: most often the first event is ours.
const (
	shortLook = 16
	longLook  = math.MaxInt64
)

func (s *Store) lookBack(ctx context.Context, m *member) (eventstore.Position, error) {
	l := look{store: s}
	l.floor, l.last, l.high = s.end.known()
	for _, count := range []uint64{shortLook, longLook} {
		n, err := l.page(ctx, m, count)
		if err != nil {
			return eventstore.Position{}, err
		}
		if l.found || uint64(n) < count {
			break
		}
	}
	s.end.learn(l.top, l.last)
	return l.last, nil
}

// look is one search for the end.
type look struct {
	store       *Store
	floor, high eventstore.Position
	last        eventstore.Position // the answer
	top, bottom eventstore.Position // of what was looked through
	found       bool
}

// page looks through count events further back, and returns how many there were.
func (l *look) page(ctx context.Context, m *member, count uint64) (n int, err error) {
	options := esdb.ReadAllOptions{Direction: esdb.Backwards, From: esdb.End{}}
	if !l.bottom.IsZero() {
		options.From = esdb.Position{Commit: l.bottom.Commit, Prepare: l.bottom.Prepare}
	}
	f := start(ctx, m, func(ctx context.Context, c *esdb.Client, f *flow) error {
		stream, err := c.ReadAll(ctx, options, count)
		if err != nil {
			return err
		}
		return drain(stream, func(e *esdb.ResolvedEvent) bool { return f.push(ctx, e.OriginalEvent()) })
	})
	defer f.leave()
	for {
		b := f.take(ctx, nil, l.store.options.Timeout)
		n += len(b.events)
		for _, e := range b.events {
			if err := l.pass(e); l.found || err != nil {
				return n, err
			}
		}
		switch {
		case b.silent:
			return n, errUnanswered
		case b.ended:
			return n, b.reason
		}
	}
}

// pass looks at the next event back.
func (l *look) pass(e *esdb.RecordedEvent) error {
	at := eventstore.Position(e.Position)
	if l.top.IsZero() {
		if l.top = at; at.Before(l.floor) || at.Before(l.high) {
			return lost(errBehind)
		}
	}
	l.bottom = at
	if !l.floor.Before(at) {
		l.found = true // as far as it is known
	} else if _, ours := l.store.isOurs(e); ours {
		l.found, l.last = true, at
	}
	return nil
}
