package runner

import (
	"context"
	"fmt"

	"github.com/cosell/cosell/eventstore"
)

// verify compares what was applied with the log, which is read apart from the feed: the event on which the checkpoint stands,
// and how many there are up to it.
func (l *lane) verify(ctx context.Context) error {
	wrong := func(format string, args ...any) error {
		return &failure{position: l.cp.position, stream: l.cp.last.stream, err: fmt.Errorf(format, args...)}
	}
	end, err := l.r.o.Store.End(ctx)
	if err != nil {
		return err
	}
	because, err := l.doubt(ctx, end)
	if err != nil {
		return err
	}
	if because != "" {
		return wrong("%s", because)
	}
	if l.cp.events == nil {
		return nil
	}
	if l.watch != nil {
		l.watch(l)
	}
	n, err := l.r.count(ctx, l.cp.position)
	if err != nil {
		return err
	}
	if n != *l.cp.events {
		return wrong("the log holds %d events up to there, and %d were applied", n, *l.cp.events)
	}
	return nil
}

// count is how many events the log holds up to a position. It reads them all where nobody can tell.
func (r *Runner) count(ctx context.Context, upTo eventstore.Position) (n int64, err error) {
	if r.o.Count != nil && !upTo.IsZero() {
		return r.o.Count(ctx, upTo)
	}
	var last eventstore.Position
	for wait := r.backoff(); last.Before(upTo); wait.wait(ctx) {
		for e, err := range r.o.Store.Subscribe(ctx, last) {
			if ctx.Err() != nil {
				return 0, context.Cause(ctx)
			}
			if err != nil {
				break
			}
			if last.Before(e.Position) {
				n, last = n+1, e.Position
			}
			if !last.Before(upTo) {
				return n, nil
			}
		}
	}
	return n, nil
}
