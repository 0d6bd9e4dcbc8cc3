package runner

import (
	"context"
	"errors"
	"fmt"
	"sync"

	"github.com/jackc/pgx/v5"

	"github.com/cosell/cosell/eventstore"
)

// hole is what a subscription left out before an event.
type hole struct {
	stream      string
	first, last int64
	at          eventstore.Position // of the event that came instead
}

// firstMissing looks behind an event whose stream is not remembered: everything of it that lies behind the horizon should
// have come. It returns the first revision that did not; that of the event when there is none.
func (s *source) firstMissing(ctx context.Context, e *eventstore.Recorded) (int64, error) {
	for _, h := range s.holes[e.Position] {
		if h.stream == e.Stream {
			return h.first, nil
		}
	}
	if before, ok := s.before[e.Stream]; ok && !s.gate.horizon.Before(before) {
		return e.Revision, nil
	}
	first := e.Revision
	for r, err := range s.hub.store.Read(ctx, e.Stream, eventstore.From{Revision: e.Revision - 1, Backwards: true}) {
		switch {
		case errors.Is(err, eventstore.ErrTruncated):
			return 0, lost(hole{e.Stream, 0, first - 1, e.Position}, err)
		case err != nil:
			return 0, err
		case !s.gate.horizon.Before(r.Position):
			if r.Revision != first-1 {
				return 0, lost(hole{e.Stream, r.Revision + 1, first - 1, e.Position}, nil)
			}
			return first, nil
		case r.Revision != first-1:
			return 0, lost(hole{e.Stream, r.Revision + 1, first - 1, e.Position}, nil)
		}
		first = r.Revision
	}
	if first > 0 {
		return 0, lost(hole{e.Stream, 0, first - 1, e.Position}, nil)
	}
	return 0, nil
}

// errLost says that the log itself lacks events.
var errLost = errors.New("the log does not hold what lies between")

func lost(h hole, err error) error {
	return fmt.Errorf("hole in %s: revision %d came, and %d to %d are missing: %w", h.stream, h.last+1, h.first, h.last, errors.Join(errLost, err))
}

// missing heals a hole, if it is one.
func (s *source) missing(ctx context.Context, h hole) ([]eventstore.Recorded, error) {
	if h.first > h.last {
		return nil, nil
	}
	return s.heal(ctx, h)
}

// heal reads what is missing from its stream, and notes the hole.
func (s *source) heal(ctx context.Context, h hole) (missing []eventstore.Recorded, err error) {
	from := eventstore.From{Revision: h.first, Limit: int(h.last - h.first + 1)}
	for r, err := range s.hub.store.Read(ctx, h.stream, from) {
		if errors.Is(err, eventstore.ErrTruncated) {
			return nil, lost(h, err)
		}
		if err != nil {
			return nil, err
		}
		missing = append(missing, r)
	}
	if len(missing) != from.Limit || !missing[len(missing)-1].Position.Before(h.at) {
		return nil, lost(h, nil)
	}
	s.hub.at(Holed)
	if err := s.note(ctx, h); err != nil {
		return nil, err
	}
	s.hub.at(Noted)
	s.hub.metrics.healed.Add(float64(len(missing)))
	s.hub.log.Warn("hole healed", "stream", h.stream, "first", h.first, "last", h.last, "position", h.at.String())
	return missing, nil
}

func (s *source) note(ctx context.Context, h hole) error {
	if s.hub.pool == nil {
		return nil
	}
	const sql = `insert into cosell_ops.holes (stream, first, last, position) values ($1, $2, $3, $4) on conflict do nothing`
	_, err := s.hub.pool.Exec(ctx, sql, h.stream, h.first, h.last, h.at.String())
	return err
}

// recall reads which holes were found behind a position: whoever begins there has not been handed what was missing.
func (h *hub) recall(ctx context.Context, after eventstore.Position) (map[eventstore.Position][]hole, error) {
	if h.pool == nil {
		return nil, nil
	}
	rows, err := h.pool.Query(ctx, `select stream, first, last, position from cosell_ops.holes where position > $1`, after.String())
	if err != nil {
		return nil, err
	}
	known := map[eventstore.Position][]hole{}
	var o hole
	var at string
	_, err = pgx.ForEachRow(rows, []any{&o.stream, &o.first, &o.last, &at}, func() (err error) {
		o.at, err = eventstore.ParsePosition(at)
		known[o.at] = append(known[o.at], o)
		return err
	})
	return known, err
}

// lookers is how many streams are asked for at the same time.
const lookers = 8

// lookBehind asks where the event lies that goes before each first event of a stream that is not remembered, for many at
// once. What cannot be read now is asked for again where it is needed.
func (s *source) lookBehind(ctx context.Context, chunk []eventstore.Recorded) {
	clear(s.before)
	var ask []*eventstore.Recorded
	for i := range chunk {
		e := &chunk[i]
		begins := e.Revision == 0
		if _, ok := s.before[e.Stream]; !ok && (begins || s.gate.judge(e.Stream, e.Revision) == unknown) {
			s.before[e.Stream] = eventstore.Position{Commit: ^uint64(0), Prepare: ^uint64(0)}
			if !begins { // what goes before the others of the stream is in the chunk
				ask = append(ask, e)
			}
		}
	}
	var mu sync.Mutex
	var all sync.WaitGroup
	for n := range min(lookers, len(ask)) {
		all.Go(func() {
			for i := n; i < len(ask); i += lookers {
				for r, err := range s.hub.store.Read(ctx, ask[i].Stream, eventstore.From{Revision: ask[i].Revision - 1, Limit: 1}) {
					if err == nil {
						mu.Lock()
						s.before[r.Stream] = r.Position
						mu.Unlock()
					}
				}
			}
		})
	}
	all.Wait()
}
