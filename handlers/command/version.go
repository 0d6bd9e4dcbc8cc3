package command

import (
	"context"
	"time"

	"github.com/cosell/cosell/eventstore"
)

// Version is an aggregate as of a revision; -1 is before its first event.
type Version[S any] struct {
	State      S
	Revision   int64
	Position   eventstore.Position // of the event at that revision
	RecordedAt time.Time           // of that event
}

// outcome is the version that a command led to, with its events.
type outcome[S any] struct {
	Version[S]
	events []EventRef
}

func (o *outcome[S]) take(v Version[S], e Entry) {
	o.Version = v
	o.events = append(o.events, EventRef{ID: e.EventID, Kind: e.Kind})
}

func (h *Handler[S, C]) next(v Version[S], e Entry) Version[S] {
	return Version[S]{
		State:      h.aggregate.Evolve(v.State, e.Recorded),
		Revision:   e.Revision,
		Position:   e.Position,
		RecordedAt: e.RecordedAt,
	}
}

// load folds the stream of a command. Where the command is found to have written to it before, what it led to is returned
// beside the present version.
func (h *Handler[S, C]) load(ctx context.Context, c *call[C]) (f fold[S], own *outcome[S], err error) {
	f.Revision = -1
	if !c.id.Valid() {
		return f, nil, nil
	}
	by := c.mark()
	f, err = h.fold(ctx, folding[S]{stream: c.stream, by: &by, see: func(v *Version[S], e *Entry) error {
		if !c.owns(&e.Metadata) {
			return nil
		}
		if e.Metadata.RequestHash != c.hash {
			return ErrKeyReused
		}
		if own == nil {
			own = &outcome[S]{}
		}
		own.take(*v, *e)
		return nil
	}})
	if err != nil {
		own = nil
	}
	return f, own, err
}

// now is the time of a decision on what was last recorded at a time.
func (e *engine) now(recorded time.Time) time.Time {
	now := e.clock().UTC().Truncate(time.Microsecond)
	if now.Before(recorded) {
		now = recorded
	}
	return now
}
