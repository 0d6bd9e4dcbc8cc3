package command

import (
	"context"
	"iter"

	"github.com/cosell/cosell/domain"
)

// Telling is an event of a history, with what a caller sees of the aggregate after it.
type Telling struct {
	Entry
	State any // nil before there was anything to see
}

// Retell yields every event of an aggregate in order, each with what the caller sees after it, by the policy of now as Show
// does. The first one has no event: its revision is -1, and its state is that of an aggregate that needs no event to be
// there. ErrMissing as for History, and for whoever may not look back.
func (h *Handler[S, C]) Retell(ctx context.Context, who domain.Caller, id domain.ID) iter.Seq2[Telling, error] {
	return func(yield func(Telling, error) bool) {
		now, err := h.seen(ctx, who, id, AsOf{})
		if err == nil && !h.aggregate.Recalls(now.State, who) {
			err = ErrMissing
		}
		if err != nil {
			yield(Telling{}, err)
			return
		}
		policy, err := h.policies.now(ctx)
		if err != nil {
			yield(Telling{}, err)
			return
		}
		v := Version[S]{Revision: -1}
		t := Telling{Entry: Entry{Recorded: domain.Recorded{Meta: domain.Meta{Revision: -1}}}}
		if h.aggregate.Only != "" {
			t.State = h.aggregate.View(v.State, who, policy)
		}
		if !yield(t, nil) {
			return
		}
		for e, err := range h.History(ctx, id) {
			if err == nil {
				v = h.next(v, e)
				t = Telling{e, h.aggregate.View(v.State, who, policy)}
			}
			if !yield(t, err) || err != nil {
				return
			}
		}
	}
}

// Covers reports whether an event is at or before that place. Of a stream counts only what comes before the first that is not.
func (a AsOf) Covers(e *Entry) bool { return a.covers(e) }
