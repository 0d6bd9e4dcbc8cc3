package postgres

import (
	"context"
	"fmt"
	"iter"
	"math"
	"time"

	"github.com/cosell/cosell/eventstore"
)

// Subscribe implements eventstore.Store.
func (s *Store) Subscribe(ctx context.Context, after eventstore.Position) iter.Seq2[eventstore.Recorded, error] {
	return func(yield func(eventstore.Recorded, error) bool) {
		s.listen()
		for r, last := (reader{store: s}), after; ; {
			changed := s.signal.watch()
			broken := r.fill(ctx, pageAfter, pageRows, int64(min(last.Commit, math.MaxInt64)))
			for _, e := range r.page {
				if s.err(ctx) != nil {
					break
				}
				if !yield(e, nil) {
					return
				}
				last = e.Position
			}
			if broken == nil && !r.more {
				broken = s.await(ctx, changed)
			}
			if broken != nil {
				yield(eventstore.Recorded{}, fmt.Errorf("subscribe after %s: %w", last, broken))
				return
			}
		}
	}
}

// await returns when there may be more.
func (s *Store) await(ctx context.Context, changed <-chan struct{}) error {
	poll := time.NewTimer(s.options.Poll)
	defer poll.Stop()
	select {
	case <-changed:
	case <-poll.C:
	case <-ctx.Done():
	case <-s.closed:
	}
	return s.err(ctx)
}
