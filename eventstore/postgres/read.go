package postgres

import (
	"context"
	"fmt"
	"iter"
	"math"

	"github.com/cosell/cosell/eventstore"
)

// Read implements eventstore.Store.
func (s *Store) Read(ctx context.Context, stream string, from eventstore.From) iter.Seq2[eventstore.Recorded, error] {
	return func(yield func(eventstore.Recorded, error) bool) {
		if _, _, err := eventstore.ParseStream(stream); err != nil {
			yield(eventstore.Recorded{}, err)
			return
		}
		if err := s.read(ctx, stream, newCursor(from), yield); err != nil {
			yield(eventstore.Recorded{}, fmt.Errorf("read %s: %w", stream, err))
		}
	}
}

// read yields events until the read is complete, its caller stops, or something breaks.
func (s *Store) read(ctx context.Context, stream string, c cursor, yield func(eventstore.Recorded, error) bool) error {
	r := reader{store: s}
	for {
		broken := r.fill(ctx, c.query, min(pageRows, c.left), c.next, stream)
		for _, e := range r.page {
			if err := s.err(ctx); err != nil {
				return err
			}
			if err := c.pass(e.Revision); err != nil {
				return err
			}
			if !yield(e, nil) {
				return nil
			}
		}
		if broken != nil {
			return broken
		}
		if !r.more || c.left == 0 {
			return c.end()
		}
	}
}

// cursor is how far a read of a stream has come. It sees to it that nothing is missing.
type cursor struct {
	query string
	next  int64 // the revision to come; backwards at first, the greatest that may come
	left  int   // events that are still wanted
	back  bool
	begun bool
}

func newCursor(from eventstore.From) cursor {
	c := cursor{query: pageForwards, next: max(0, from.Revision), left: math.MaxInt, back: from.Backwards}
	if from.Limit > 0 {
		c.left = from.Limit
	}
	if c.back {
		c.query = pageBackwards
		if c.next = from.Revision; c.next < 0 {
			c.next = math.MaxInt64
		}
	}
	return c
}

func (c *cursor) pass(revision int64) error {
	if revision != c.next && (c.begun || !c.back) {
		return fmt.Errorf("revision %d in the place of %d: %w", revision, c.next, eventstore.ErrTruncated)
	}
	c.begun = true
	c.left--
	if c.back {
		c.next = revision - 1
	} else {
		c.next = revision + 1
	}
	return nil
}

// end is called when nothing more came, or is wanted.
func (c *cursor) end() error {
	if c.back && c.begun && c.left > 0 && c.next >= 0 {
		return fmt.Errorf("nothing before revision %d: %w", c.next+1, eventstore.ErrTruncated)
	}
	return nil
}
