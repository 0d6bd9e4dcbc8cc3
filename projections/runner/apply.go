package runner

import (
	"context"
	"errors"
	"time"

	"github.com/prometheus/client_golang/prometheus"
)

// settle applies events in their order. After an error that is not transient it tries fewer and fewer of them, so that all
// before the one that cannot be applied are, and gives up at that one alone.
func (l *lane) settle(ctx context.Context, hand deliver, events []Event) error {
	size, attempts, pause := len(events), 0, l.r.backoff()
	for len(events) > 0 {
		n := min(size, len(events))
		err := hand(ctx, events[:n])
		if err == nil {
			events, attempts = events[n:], 0
			pause.reset()
			continue
		}
		l.forget()
		switch {
		case ctx.Err() != nil:
			return context.Cause(ctx)
		case l.conn.IsClosed() || errors.As(err, new(*moved)):
			return err
		case transient(err):
			l.log.Warn("events not applied", "events", n, "error", err)
		case n > 1:
			size = n / 2
			continue
		default:
			if attempts++; attempts == maxAttempts {
				return unapplied(events[0], err)
			}
			l.log.Warn("event not applied", "position", events[0].Position.String(), "attempt", attempts, "error", err)
		}
		pause.wait(ctx)
	}
	return nil
}

// apply is the handler: rows and checkpoint in one transaction. Events that are applied already are not applied again.
func (l *lane) apply(ctx context.Context, events []Event) error {
	last := events[len(events)-1]
	if !l.cp.position.Before(last.Position) {
		return nil
	}
	timer := prometheus.NewTimer(l.r.metrics.seconds.WithLabelValues(l.c.Name))
	tx, err := l.conn.Begin(ctx)
	if err != nil {
		return err
	}
	defer func() { hushed(ctx, tx.Rollback) }()
	if err := l.c.Apply(ctx, tx, events); err != nil {
		return err
	}
	lag, err := advance(ctx, tx, l.cp, last)
	if err != nil {
		return err
	}
	if err := tx.Commit(ctx); err != nil {
		return err
	}
	timer.ObserveDuration()
	l.committed(events, last, lag)
	return nil
}

func (l *lane) committed(events []Event, last Event, lag time.Duration) {
	l.cp.position = last.Position
	l.cp.last = place{stream: last.Stream, revision: last.Revision, id: string(last.EventID)}
	l.r.metrics.applied(l.c.Name, len(events), lag)
	l.tell(false)
	if l.c.Committed != nil {
		l.c.Committed(l.cp.position)
	}
}
