// Package transfer copies a log from one store to another: the same streams, ids, kinds, data and metadata in the same order.
// Only positions are the other store's own.
package transfer

import (
	"context"
	"errors"
	"fmt"
	"iter"

	"github.com/cosell/cosell/eventstore"
)

// The ways in which a target is found not to be a copy.
var (
	// ErrOther says that the target held something else before.
	ErrOther = errors.New("target holds events that the source does not have at that place")

	// ErrDiffers says that the target is not the same after it was copied.
	ErrDiffers = errors.New("copy differs from the source")
)

// Report says what a copy consists of.
type Report struct {
	Events  int // that the source had when the copy began
	Copied  int // of these, by this call; the others were there
	Streams int
}

// Copy brings to the target what the source holds when it is called, and then compares both: the order of all events, and of
// every stream how many events it has and what is in them. A target that holds the beginning of the source is continued, which
// is how a copy that broke off is taken up again; one that holds anything else is ErrOther, and is left as it is.
//
// Nobody else may write to the target meanwhile. Each time events were written, progress hears how far the copy has
// come; it may be nil. After an error the report counts what was copied.
func Copy(ctx context.Context, from, to eventstore.Store, progress func(events int)) (Report, error) {
	end, err := from.End(ctx)
	if err != nil {
		return Report{}, fmt.Errorf("source: %w", err)
	}
	p := pair{from, to, end}
	w := writer{to: to, progress: progress}
	err = p.walk(ctx, func(e, there *eventstore.Recorded) error {
		switch {
		case there == nil:
			return w.take(ctx, e)
		case e == nil || !same(e, there):
			return fmt.Errorf("%s at revision %d: %w", there.Stream, there.Revision, ErrOther)
		}
		w.report.Events++
		return nil
	})
	if err == nil {
		err = w.flush(ctx)
	}
	if err == nil {
		w.report.Streams, err = p.verify(ctx)
	}
	return w.report, err
}

// pair is a source up to where it ended, and its target.
type pair struct {
	from, to eventstore.Store
	end      eventstore.Position
}

// walk goes over the source up to its end and over the whole target, side by side. What has nothing beside it comes with nil.
func (p pair) walk(ctx context.Context, meet func(e, there *eventstore.Recorded) error) error {
	last, err := p.to.End(ctx)
	if err != nil {
		return fmt.Errorf("target: %w", err)
	}
	next, stop := iter.Pull2(upTo(ctx, p.to, last))
	defer stop()
	for e, err := range upTo(ctx, p.from, p.end) {
		if err != nil {
			return fmt.Errorf("source: %w", err)
		}
		there, err, found := next()
		if err != nil {
			return fmt.Errorf("target: %w", err)
		}
		beside := &there
		if !found {
			beside = nil
		}
		if err := meet(&e, beside); err != nil {
			return err
		}
	}
	there, err, found := next()
	switch {
	case err != nil:
		return fmt.Errorf("target: %w", err)
	case found:
		return meet(nil, &there)
	}
	return nil
}

// upTo yields a log from its beginning to the event at end.
func upTo(ctx context.Context, s eventstore.Store, end eventstore.Position) iter.Seq2[eventstore.Recorded, error] {
	return func(yield func(eventstore.Recorded, error) bool) {
		if end.IsZero() {
			return
		}
		for e, err := range s.Subscribe(ctx, eventstore.Position{}) {
			if !yield(e, err) || err != nil || !e.Position.Before(end) {
				return
			}
		}
	}
}
