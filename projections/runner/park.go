package runner

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"
)

// maxParked is how many events of a consumer are parked at most. One that cannot apply so many is wrong itself, and stops.
const maxParked = 10_000

// park puts an event that cannot be applied aside, with those that belong to it, and moves on behind it.
func (l *lane) park(ctx context.Context, e Event, why error, attempts int) error {
	if l.ledger.parked >= maxParked {
		return unapplied(e, fmt.Errorf("%d events are parked already: %w", l.ledger.parked, why))
	}
	waiting := flat([]Event{e})
	s := sorted{waiting: waiting, holds: held{}, count: len(waiting)}
	for i := range waiting {
		s.holds.add(waiting[i].Stream, touched(&waiting[i], l.c.Touches))
	}
	err := pgx.BeginFunc(ctx, l.conn, func(tx pgx.Tx) error {
		if err := l.shelve(ctx, tx, waiting, &excuse{why, attempts}); err != nil {
			return err
		}
		l.r.at(Parking)
		_, err := advance(ctx, tx, l.cp, step{last: e, events: s.count, rate: l.meter.rate})
		return err
	})
	if err != nil {
		return err
	}
	l.r.at(Parked)
	if l.ledger, err = readLedger(ctx, l.conn, l.cp); err != nil {
		return err
	}
	l.log.Error("event is parked", "position", e.Position.String(), "stream", e.Stream, "revision", e.Revision, "error", why)
	l.reached(e, s.count)
	return nil
}

// excuse is why an event was not applied, and how often that was tried.
type excuse struct {
	why      error
	attempts int
}

// shelve writes events into the list of those that are parked. The excuse, where there is one, is the first one's; the others
// wait behind something.
func (l *lane) shelve(ctx context.Context, tx pgx.Tx, events []Event, first *excuse) error {
	const sql = `insert into cosell_ops.parked as p (name, version, side, stream, revision, position, event_id, kind, touches, error, attempts)
		values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
		on conflict (name, version, side, stream, revision) do update
		set position = excluded.position, event_id = excluded.event_id, state = 'parked', error = excluded.error,
		    attempts = p.attempts + excluded.attempts, parked_at = now(), asked = null, reason = null, by = null, ended_at = null`
	var b pgx.Batch
	for i := range events {
		e := &events[i]
		var why *string
		attempts := 0
		if i == 0 && first != nil {
			text := clipped(first.why)
			why, attempts = &text, first.attempts
		}
		rows := touched(e, l.c.Touches)
		if rows == nil {
			rows = []string{}
		}
		b.Queue(sql, l.cp.name, l.cp.version, l.cp.side, e.Stream, e.Revision, e.Position.String(), string(e.EventID), e.kindName(), rows, why, attempts)
	}
	if b.Len() == 0 {
		return nil
	}
	return tx.SendBatch(ctx, &b).Close()
}
