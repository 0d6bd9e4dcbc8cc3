package process

import (
	"context"
	"errors"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/cosell/cosell/domain"
	"github.com/cosell/cosell/domain/opportunity"
	"github.com/cosell/cosell/projections/runner"
)

// Expiry is the manager that ends offers nobody answered and pauses whose date has come.
const Expiry = "expiry"

// kind says what a deadline is of; a deal has at most one of each.
type kind string

const (
	offer kind = "offer"
	pause kind = "pause"
)

// deadline is a clock that runs.
type deadline struct {
	dueAt time.Time
	cause *runner.Event
}

type clockID struct {
	deal domain.ID
	kind kind
}

func expiry(o Options) runner.Consumer {
	w := newWorker(o, Expiry)
	w.fire = fire
	return runner.Consumer{
		Name:      Expiry,
		Version:   1,
		Tables:    []string{"cosell_ops.deadlines"},
		Emptied:   forget(Expiry),
		Committed: w.committed,
		Owner:     w.run,
		Apply: func(ctx context.Context, tx pgx.Tx, events []runner.Event) error {
			changes := map[clockID]*deadline{}
			for i := range events {
				follow(changes, &events[i])
			}
			if len(changes) > 0 {
				w.dirty.Store(true)
			}
			if err := write(ctx, tx, changes); err != nil {
				return err
			}
			return see(ctx, tx, Expiry, events)
		},
	}
}

// follow notes which clocks an event starts and stops.
func follow(changes map[clockID]*deadline, e *runner.Event) {
	start := func(k kind, due time.Time) { changes[clockID{e.Subject, k}] = &deadline{due, e} }
	stop := func(k kind) { changes[clockID{e.Subject, k}] = nil }
	switch p := e.Event.(type) {
	case opportunity.Distributed:
		start(offer, p.Deadline)
	case opportunity.Accepted, opportunity.Declined, opportunity.Expired, opportunity.OfferDeclined,
		opportunity.OfferLapsed, opportunity.Recalled:
		stop(offer)
	case opportunity.Paused:
		start(pause, p.Until.Start())
	case opportunity.Resumed, opportunity.Returned, opportunity.Won, opportunity.Lost:
		stop(pause)
	case opportunity.ClosedAsError:
		stop(offer)
		stop(pause)
	}
}

// write makes the table what the events say, in two statements.
func write(ctx context.Context, tx pgx.Tx, changes map[clockID]*deadline) error {
	if len(changes) == 0 {
		return nil
	}
	var deals, kinds, startedDeals, startedKinds, events, positions []string
	var due []time.Time
	var revisions []int64
	for id, d := range changes {
		deals, kinds = append(deals, string(id.deal)), append(kinds, string(id.kind))
		if d == nil {
			continue
		}
		startedDeals, startedKinds = append(startedDeals, string(id.deal)), append(startedKinds, string(id.kind))
		due, events = append(due, d.dueAt), append(events, string(d.cause.EventID))
		revisions, positions = append(revisions, d.cause.Revision), append(positions, d.cause.Position.String())
	}
	b := &pgx.Batch{}
	b.Queue(`delete from cosell_ops.deadlines
where (deal, kind) in (select * from unnest($1::uuid[], $2::text[]))`, deals, kinds)
	b.Queue(`insert into cosell_ops.deadlines (deal, kind, due_at, event, revision, position)
select * from unnest($1::uuid[], $2::text[], $3::timestamptz[], $4::uuid[], $5::bigint[], $6::text[])`,
		startedDeals, startedKinds, due, events, revisions, positions)
	return tx.SendBatch(ctx, b).Close()
}

// fire turns the clocks that went off into steps, and returns when the next one will. It waits for no clock that is being
// set or stopped at the moment: its turn comes right after.
func fire(ctx context.Context, tx pgx.Tx, now time.Time) (next time.Time, err error) {
	rows, err := tx.Query(ctx, `delete from cosell_ops.deadlines where (deal, kind) in (
    select deal, kind from cosell_ops.deadlines where due_at < $1 for update skip locked)
returning deal, kind, due_at, event, revision, position`, now)
	if err != nil {
		return next, err
	}
	var steps []Step
	var k kind
	s := Step{Process: Expiry}
	into := []any{&s.Subject, &k, &s.DueAt, &s.CauseEvent, &s.CauseRevision, &s.CausePosition}
	_, err = pgx.ForEachRow(rows, into, func() error {
		s.CauseStream = "opportunity-" + string(s.Subject)
		s.asks(goesOff(k, s.DueAt))
		steps = append(steps, s)
		return nil
	})
	if err == nil {
		err = store(ctx, tx, steps, now)
	}
	if err != nil {
		return next, err
	}
	err = tx.QueryRow(ctx, `
select due_at + interval '1 microsecond' from cosell_ops.deadlines order by due_at limit 1`).Scan(&next)
	if errors.Is(err, pgx.ErrNoRows) {
		err = nil
	}
	return next, err
}

// goesOff is the command for a clock that went off. It names the deadline that is meant, so that it can end no other.
func goesOff(k kind, due time.Time) opportunity.Command {
	if k == pause {
		return opportunity.EndPause{Until: domain.DateOf(due)}
	}
	return opportunity.Expire{Deadline: due.UTC()}
}
