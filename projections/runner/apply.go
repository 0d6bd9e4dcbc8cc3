package runner

import (
	"context"
	"errors"
	"fmt"
	"runtime/debug"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/prometheus/client_golang/prometheus"
)

// maxAttempts are made at one event whose error is not transient.
const maxAttempts = 5

// settle applies events in their order. After an error that is not transient it tries fewer and fewer of them, so that all
// before the one that cannot be applied are; that one it parks, and goes on.
func (l *lane) settle(ctx context.Context, hand deliver, events []Event) error {
	size, attempts, pause := len(events), 0, l.r.backoff()
	for len(events) > 0 {
		n := min(size, len(events))
		err := hand(ctx, events[:n])
		if err == nil {
			events, attempts, size = events[n:], 0, 2*n
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
			if attempts++; attempts < maxAttempts && events[0].fault == nil {
				l.log.Warn("event not applied", "position", events[0].Position.String(), "attempt", attempts, "error", err)
				break
			}
			if err := l.park(ctx, events[0], err, attempts); err != nil {
				return err
			}
			events, attempts, size = events[1:], 0, 1
			continue
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
	s := l.ledger.sort(events, l.c.Touches)
	for i := range s.apply {
		if fault := s.apply[i].fault; fault != nil {
			return fault
		}
	}
	timer := prometheus.NewTimer(l.r.metrics.seconds.WithLabelValues(l.c.Name))
	lag, err := l.commit(ctx, s, step{last: last, events: s.count, rate: l.meter.add(s.count, l.r.age(), !l.done)})
	if err != nil {
		return err
	}
	l.r.at(Committed)
	timer.ObserveDuration()
	l.ledger.take(s)
	l.r.metrics.applied(l.c.Name, s.count, lag)
	l.r.metrics.rate.WithLabelValues(l.c.Name).Set(l.meter.rate)
	l.reached(last, s.count)
	return nil
}

// commit writes what a batch means, and moves the checkpoint behind it. A batch that means nothing moves the checkpoint alone, in
// a statement that is a transaction by itself.
func (l *lane) commit(ctx context.Context, s sorted, to step) (lag time.Duration, err error) {
	heeds := l.c.heeds(s.apply)
	if !heeds && len(s.waiting) == 0 {
		l.r.at(Applied)
		return advance(ctx, l.conn, l.cp, to)
	}
	err = pgx.BeginFunc(ctx, l.conn, func(tx pgx.Tx) error {
		if heeds {
			if err := l.c.Apply(ctx, tx, s.apply); err != nil {
				return err
			}
		}
		if err := l.shelve(ctx, tx, s.waiting, nil); err != nil {
			return err
		}
		l.r.at(Applied)
		lag, err = advance(ctx, tx, l.cp, to)
		if err == nil {
			l.r.at(Advanced)
		}
		return err
	})
	return lag, err
}

// reached notes what was committed.
func (l *lane) reached(last Event, count int) {
	l.cp.position = last.Position
	l.cp.last = spot{stream: last.Stream, revision: last.Revision, id: string(last.EventID)}
	if l.cp.events != nil {
		*l.cp.events += int64(count)
	}
	l.r.metrics.shelf(l.c.Name, l.ledger)
	l.tell(false)
	if l.watch != nil {
		l.watch(l)
	}
	if l.c.Committed != nil {
		l.c.Committed(l.cp.position)
	}
}

// safely turns a panic of what it calls into an error.
func safely(do func() error) (err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("panic: %v\n%s", p, debug.Stack())
		}
	}()
	return do()
}

// direct hands batches to the consumer without a router.
func (l *lane) direct(ctx context.Context, events []Event) error {
	return safely(func() error { return l.apply(ctx, events) })
}
