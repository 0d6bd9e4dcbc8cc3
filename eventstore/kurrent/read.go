package kurrent

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"math"

	"github.com/EventStore/EventStore-Client-Go/v4/esdb"

	"github.com/cosell/cosell/eventstore"
)

// Read implements eventstore.Store. A read whose connection breaks goes on where it was, on another one.
func (s *Store) Read(ctx context.Context, stream string, from eventstore.From) iter.Seq2[eventstore.Recorded, error] {
	return func(yield func(eventstore.Recorded, error) bool) {
		if _, _, err := eventstore.ParseStream(stream); err != nil {
			yield(eventstore.Recorded{}, err)
			return
		}
		r := reading{store: s, stream: stream, cursor: newCursor(from), yield: yield}
		if err := r.run(ctx); err != nil && !errors.Is(err, errLeft) {
			yield(eventstore.Recorded{}, fmt.Errorf("read %s: %w", stream, err))
		}
	}
}

// reading is one read under way.
type reading struct {
	store  *Store
	stream string
	cursor cursor
	yield  func(eventstore.Recorded, error) bool
}

// run yields until the read is complete, or breaks for good.
func (r *reading) run(ctx context.Context) error {
	err := r.store.pursue(ctx, func() int { return r.cursor.left }, r.once)
	if errors.Is(err, errMissing) {
		return r.missing(ctx, err)
	}
	return err
}

// missing is what becomes of a read whose stream the server does not find.
func (r *reading) missing(ctx context.Context, err error) error {
	if r.cursor.begun {
		return fmt.Errorf("%w: %w", eventstore.ErrTruncated, err)
	}
	return r.store.intact(ctx, r.store.options.Prefix+r.stream)
}

// once reads on, on one client. It returns nil when the read is complete.
func (r *reading) once(ctx context.Context, m *member) error {
	if r.cursor.complete() {
		return nil
	}
	p := r.cursor.page(r.store.options.Prefix + r.stream)
	f := start(ctx, m, func(ctx context.Context, c *esdb.Client, f *flow) error {
		return p.read(ctx, c, func(e *esdb.ResolvedEvent) bool { return f.push(ctx, e.OriginalEvent()) })
	})
	defer f.leave()
	for old := []*esdb.RecordedEvent(nil); ; {
		b := f.take(ctx, old, r.store.options.Timeout)
		if err := r.pass(ctx, b.events); err != nil {
			return err
		}
		switch {
		case b.silent:
			return errUnanswered
		case b.ended && b.reason != nil:
			return b.reason
		case b.ended:
			return r.cursor.end()
		}
		old = b.events
	}
}

// pass yields events that follow on each other.
func (r *reading) pass(ctx context.Context, events []*esdb.RecordedEvent) error {
	for _, raw := range events {
		if err := r.store.err(ctx); err != nil {
			return err
		}
		stream, ok := r.store.isOurs(raw)
		if !ok {
			continue // and so the next one does not follow
		}
		if err := r.cursor.pass(int64(raw.EventNumber)); err != nil {
			return err
		}
		e, err := recorded(stream, raw)
		if err != nil {
			return err
		}
		if !r.yield(e, nil) {
			return errLeft
		}
	}
	return nil
}

// cursor is how far a read of a stream has come. It sees to it that nothing is missing.
type cursor struct {
	next  int64 // the revision to come; backwards at first, the greatest that may come
	left  int   // events that are still wanted
	back  bool
	begun bool
}

func newCursor(from eventstore.From) cursor {
	c := cursor{next: max(0, from.Revision), left: math.MaxInt, back: from.Backwards}
	if from.Limit > 0 {
		c.left = from.Limit
	}
	if c.back {
		c.next = from.Revision
	}
	return c
}

// page asks for what is to come.
func (c *cursor) page(stream string) page {
	p := page{stream: stream, count: uint64(c.left), backwards: c.back}
	if c.next < 0 {
		p.from = esdb.End{}
	} else {
		p.from = esdb.Revision(uint64(c.next))
	}
	return p
}

func (c *cursor) pass(revision int64) error {
	if revision != c.next && (c.begun || !c.back) {
		return fmt.Errorf("revision %d in the place of %d: %w", revision, c.next, eventstore.ErrTruncated)
	}
	c.begun = true
	c.left--
	if c.next = revision + 1; c.back {
		c.next = revision - 1
	}
	return nil
}

// complete reports that nothing is wanted any more.
func (c *cursor) complete() bool { return c.left == 0 || c.back && c.begun && c.next < 0 }

// end is called when nothing more came of a stream that exists.
func (c *cursor) end() error {
	if c.complete() || !c.back && (c.begun || c.next > 0) {
		return nil
	}
	return fmt.Errorf("nothing at revision %d: %w", max(0, c.next), eventstore.ErrTruncated)
}
