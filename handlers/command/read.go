package command

import (
	"context"
	"iter"
	"time"

	"github.com/cosell/cosell/domain"
	"github.com/cosell/cosell/eventstore"
)

// AsOf is a place in a history: what came later is left out. The zero value leaves nothing out; where several bounds are
// set each holds.
type AsOf struct {
	Revision *int64               // of the aggregate
	Time     time.Time            // recorded time; the history is cut at the first event that is later
	Position *eventstore.Position // of the whole log
}

func (a AsOf) covers(e *Entry) bool { return a.reaches(e.Revision, e.RecordedAt, e.Position) }

// reaches reports whether an event at that place is covered.
func (a AsOf) reaches(revision int64, recorded time.Time, position eventstore.Position) bool {
	return (a.Revision == nil || revision <= *a.Revision) &&
		(a.Time.IsZero() || !recorded.After(a.Time)) &&
		(a.Position == nil || !a.Position.Before(position))
}

// Seen is what a caller sees of an aggregate.
type Seen struct {
	ID       domain.ID               `json:"id"`
	Revision int64                   `json:"revision"`
	Position eventstore.Position     `json:"position"`
	State    any                     `json:"state"`
	Allowed  []domain.AllowedCommand `json:"allowed,omitempty"` // now; nil for the past
}

// Load folds an aggregate as of a place in its history, for whoever it concerns. ErrMissing when there was nothing yet, or
// the history does not reach that revision.
func (h *Handler[S, C]) Load(ctx context.Context, id domain.ID, as AsOf) (Version[S], error) {
	if !h.holds(id) {
		return Version[S]{Revision: -1}, ErrMissing
	}
	f, err := h.fold(ctx, folding[S]{stream: eventstore.StreamName(h.aggregate.Kind, string(id)), as: as})
	if err != nil {
		return f.Version, err
	}
	if (as == AsOf{}) {
		h.keep(&f)
	}
	v := f.Version
	if v.Revision < 0 && h.aggregate.Only == "" || as.Revision != nil && v.Revision < *as.Revision && as.Time.IsZero() && as.Position == nil {
		return v, ErrMissing
	}
	return v, nil
}

// holds reports whether there may be an aggregate with that id.
func (h *Handler[S, C]) holds(id domain.ID) bool {
	return id.Valid() && (h.aggregate.Only == "" || id == h.aggregate.Only)
}

// History yields every event of an aggregate in order, for whoever it concerns; ErrMissing when there is none.
func (h *Handler[S, C]) History(ctx context.Context, id domain.ID) iter.Seq2[Entry, error] {
	return func(yield func(Entry, error) bool) {
		found := h.aggregate.Only != "" && id == h.aggregate.Only
		if h.holds(id) {
			for e, err := range h.read(ctx, eventstore.StreamName(h.aggregate.Kind, string(id)), 0) {
				if found = true; !yield(e, err) {
					return
				}
			}
		}
		if !found {
			yield(Entry{}, ErrMissing)
		}
	}
}

// Show gives what the caller sees of an aggregate, with the commands that are allowed when it is of now. ErrMissing when
// the caller may not know of it, or may not look back at it, or could not see it then.
func (h *Handler[S, C]) Show(ctx context.Context, who domain.Caller, id domain.ID, as AsOf) (Seen, error) {
	v, err := h.seen(ctx, who, id, as)
	if err != nil {
		return Seen{}, err
	}
	policy, err := h.policies.now(ctx)
	if err != nil {
		return Seen{}, err
	}
	s := Seen{ID: id, State: h.aggregate.View(v.State, who, policy)}
	if s.Revision, s.Position, err = h.reaches(ctx, who, id, v); err != nil {
		return Seen{}, err
	}
	if (as == AsOf{}) {
		c := Case{ID: id, Caller: who, Now: h.now(v.RecordedAt), Policy: policy}
		s.Allowed, err = h.aggregate.Allowed(ctx, v.State, c)
	}
	return s, err
}

// reaches is how far a caller who sees a version may know that the history goes: to its end, or to where the caller left.
func (h *Handler[S, C]) reaches(ctx context.Context, who domain.Caller, id domain.ID, v Version[S]) (int64, eventstore.Position, error) {
	if h.aggregate.Left == nil {
		return v.Revision, v.Position, nil
	}
	last, left := h.aggregate.Left(v.State, who)
	if !left || last >= v.Revision {
		return v.Revision, v.Position, nil
	}
	then, err := h.Load(ctx, id, AsOf{Revision: &last})
	return then.Revision, then.Position, err
}

// seen is the version as of a place in the history, if the caller may look at it.
func (h *Handler[S, C]) seen(ctx context.Context, who domain.Caller, id domain.ID, as AsOf) (Version[S], error) {
	v, err := h.Load(ctx, id, AsOf{})
	if err != nil {
		return v, err
	}
	if (as != AsOf{}) {
		if !h.aggregate.Recalls(v.State, who) {
			return v, ErrMissing
		}
		if v, err = h.Load(ctx, id, as); err != nil {
			return v, err
		}
	}
	if !h.aggregate.Sees(v.State, who) {
		return v, ErrMissing
	}
	return v, nil
}
