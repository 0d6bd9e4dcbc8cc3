package process

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/cosell/cosell/handlers/command"
)

// page is how many clocks go off in one transaction, so that an outage of weeks is made up for in bounded memory, and who sets or
// stops a clock waits for few others. A page of reminders takes about a second.
const page = 500

// goneOff is a clock that went off, with what becomes a step of it.
type goneOff struct {
	Step
	kind  kind
	about string
}

// goesOff is when a clock goes off: later than it fell due where nothing could be made of it then.
const goesOff = `coalesce(retry_at, due_at)`

// loud are the clocks of a process that may go off: those that a pause silences may not while it lasts.
const loud = `process = $1 and not (kind in ('overdue', 'stalled') and exists (
    select from cosell_ops.deadlines p where p.process = $1 and p.subject = deadlines.subject and p.kind = 'silence'))`

// goOff gives use the clocks that have gone off by now, a page of them in the order in which they did, and takes them away.
// One that it cannot use yet is put back for a while, so that it holds up no other. It returns when the next goes off. It
// waits for no clock that is being set or stopped at the moment: its turn comes right after.
func (w *worker) goOff(ctx context.Context, tx pgx.Tx, now time.Time, use func(*goneOff) error) (next time.Time, err error) {
	gone, err := w.gone(ctx, tx, now)
	if err != nil {
		return next, err
	}
	for i := range gone {
		if err := w.used(ctx, &gone[i], now, use); err != nil {
			return next, err
		}
	}
	if err := putAway(ctx, tx, w.process, gone); err != nil {
		return next, err
	}
	err = tx.QueryRow(ctx, `
select `+goesOff+` + interval '1 microsecond' from cosell_ops.deadlines where `+loud+` order by `+goesOff+` limit 1`, w.process).Scan(&next)
	if errors.Is(err, pgx.ErrNoRows) {
		err = nil
	}
	return next, err
}

// gone reads and locks a page of clocks that have gone off.
func (w *worker) gone(ctx context.Context, tx pgx.Tx, now time.Time) (gone []goneOff, err error) {
	rows, err := tx.Query(ctx, `
select subject, kind, due_at, event, stream, revision, position, about, attempts from cosell_ops.deadlines
where `+goesOff+` < $2 and `+loud+` order by `+goesOff+`, position, kind limit $3 for update skip locked`, w.process, now, page)
	if err != nil {
		return nil, err
	}
	g := goneOff{Step: Step{Process: w.process, State: Done}}
	into := []any{
		&g.Subject, &g.kind, &g.DueAt, &g.CauseEvent, &g.CauseStream, &g.CauseRevision, &g.CausePosition, &g.about, &g.Attempts,
	}
	_, err = pgx.ForEachRow(rows, into, func() error {
		g.DueAt = g.DueAt.UTC()
		gone = append(gone, g)
		return nil
	})
	return gone, err
}

// used notes whether a clock could be made use of. An error means that none can be now.
func (w *worker) used(ctx context.Context, g *goneOff, now time.Time, use func(*goneOff) error) error {
	err := func() (err error) {
		defer recovered(&err)
		return use(g)
	}()
	switch {
	case err == nil:
		return nil
	case ctx.Err() != nil:
		return context.Cause(ctx)
	case errors.Is(err, command.ErrUnreachable):
		return err
	}
	g.State, g.RetryAt = Pending, now.Add(backOff(g.Attempts))
	g.Attempts++
	w.Log.WarnContext(ctx, "clock put back", "process", w.process, "kind", g.kind, "subject", g.Subject, "due", g.DueAt,
		"attempts", g.Attempts, "error", err)
	return nil
}

// putAway removes the clocks that were made use of, and gives the others their time.
func putAway(ctx context.Context, tx pgx.Tx, process string, gone []goneOff) error {
	if len(gone) == 0 {
		return nil
	}
	var subjects, kinds []string
	b := &pgx.Batch{}
	for i := range gone {
		g := &gone[i]
		if g.State == Done {
			subjects, kinds = append(subjects, string(g.Subject)), append(kinds, string(g.kind))
			continue
		}
		b.Queue(`update cosell_ops.deadlines set retry_at = $4, attempts = $5 where process = $1 and subject = $2 and kind = $3`,
			process, g.Subject, g.kind, g.RetryAt, g.Attempts)
	}
	b.Queue(stopClocks, process, subjects, kinds)
	return tx.SendBatch(ctx, b).Close()
}

// recovered makes a panic an error, where it is deferred.
func recovered(err *error) {
	if p := recover(); p != nil {
		*err = fmt.Errorf("panic: %v", p)
	}
}
