package command

import (
	"context"
	"iter"

	"github.com/cosell/cosell/domain"
	"github.com/cosell/cosell/eventstore"
)

// fold is a stream as far as it was folded.
type fold[S any] struct {
	Version[S]
	stream  string
	event   domain.ID // at the version's revision
	marks   marks
	behind  int  // events that no snapshot spares the next who folds
	strange bool // its recorded times go back: of a snapshot nobody could say what it holds of a time
}

// folding is what is asked of a stream.
type folding[S any] struct {
	stream string
	as     AsOf
	by     *uint32                         // mark of the command whose events must be met; nil for none
	see    func(*Version[S], *Entry) error // is shown each event that is met, with the version it leads to; nil for nobody
}

// fold folds a stream as far as it is asked to. It looks for a snapshot after some events only, so that short streams do
// not pay for what long ones gain; it is then known that the stream has its beginning.
func (h *Handler[S, C]) fold(ctx context.Context, g folding[S]) (fold[S], error) {
	f := fold[S]{Version: Version[S]{Revision: -1}, stream: g.stream}
	head, more, err := h.head(ctx, g.stream, h.snapshots.probe)
	if err != nil {
		return f, classed(err)
	}
	if n := len(head); more && n > 0 && g.as.reaches(head[n-1].Revision, head[n-1].Metadata.RecordedAt, head[n-1].Position) {
		from, found := h.snapshot(ctx, g.stream)
		switch {
		case !found || !g.as.reaches(from.Revision, from.RecordedAt, from.Position):
		case g.by != nil && from.marks.may(*g.by):
			f.behind = -int(from.Revision) - 1
		default:
			if holds, err := h.foldOn(ctx, &from, g); holds || err != nil {
				return from, err
			}
		}
	}
	return f, h.through(&f, g, h.entries(h.resume(ctx, g.stream, head, more)))
}

// foldOn folds what follows a snapshot. It does not hold where the log has another event at its place, or none: the log was
// restored from a time before; the snapshot is then dropped.
func (h *Handler[S, C]) foldOn(ctx context.Context, f *fold[S], g folding[S]) (holds bool, err error) {
	last := *f
	err = h.through(f, g, func(yield func(Entry, error) bool) {
		for e, err := range h.read(ctx, g.stream, last.Revision) {
			if err == nil && !holds {
				holds = e.EventID == last.event && e.Position == last.Position && e.RecordedAt.Equal(last.RecordedAt)
				if !holds {
					return
				}
				continue
			}
			if !yield(e, err) {
				return
			}
		}
	})
	if !holds && err == nil {
		h.snapshots.drop(ctx, Snapshot{Stream: g.stream, Revision: last.Revision, Event: last.event}, "the log has another past")
	}
	return holds, err
}

// through folds events as far as they are covered.
func (h *Handler[S, C]) through(f *fold[S], g folding[S], events iter.Seq2[Entry, error]) error {
	for e, err := range events {
		if err != nil {
			return err
		}
		if !g.as.covers(&e) {
			return nil
		}
		f.strange = f.strange || e.RecordedAt.Before(f.RecordedAt)
		f.State = h.aggregate.Evolve(f.State, e.Recorded) // in place: states are large
		f.Revision, f.Position, f.RecordedAt, f.event = e.Revision, e.Position, e.RecordedAt, e.EventID
		f.marks.add(&e.Metadata)
		f.behind++
		if g.see == nil {
			continue
		}
		if err := g.see(&f.Version, &e); err != nil {
			return err
		}
	}
	return nil
}

// head reads the first events of a stream, and reports whether there may be more. With a limit of 0 it reads none.
func (j journal) head(ctx context.Context, stream string, limit int) (head []eventstore.Recorded, more bool, err error) {
	if limit == 0 {
		return nil, true, nil
	}
	for r, err := range j.store.Read(ctx, stream, eventstore.From{Limit: limit}) {
		if err != nil {
			return nil, false, err
		}
		head = append(head, r)
	}
	return head, len(head) == limit, nil
}

// resume yields what was read of a stream, and what follows it if there may be more.
func (j journal) resume(
	ctx context.Context, stream string, head []eventstore.Recorded, more bool,
) iter.Seq2[eventstore.Recorded, error] {
	return func(yield func(eventstore.Recorded, error) bool) {
		for _, r := range head {
			if !yield(r, nil) {
				return
			}
		}
		if more {
			j.store.Read(ctx, stream, eventstore.From{Revision: int64(len(head))})(yield)
		}
	}
}
