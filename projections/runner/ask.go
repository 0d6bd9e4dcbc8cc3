package runner

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/cosell/cosell/eventstore"
)

// ParkedEvent is an event that a consumer could not apply, or a later one that waits behind such a one.
type ParkedEvent struct {
	Name     string              `json:"name"`
	Version  int                 `json:"version"`
	Side     string              `json:"side,omitempty"` // next, where a rebuild could not apply it
	Stream   string              `json:"stream"`
	Revision int64               `json:"revision"`
	Position eventstore.Position `json:"position"`
	EventID  string              `json:"eventId"`
	Kind     string              `json:"kind"`
	State    string              `json:"state"`            // parked, unparked or skipped
	Error    string              `json:"error,omitempty"`  // why; empty for one that waits behind another
	Attempts int                 `json:"attempts"`         // how often it was tried
	ParkedAt time.Time           `json:"parkedAt"`         // by the database's clock
	Asked    string              `json:"asked,omitempty"`  // unpark or skip, while nobody has answered
	Reason   string              `json:"reason,omitempty"` // why it was skipped
	By       string              `json:"by,omitempty"`     // who asked
	EndedAt  time.Time           `json:"endedAt,omitzero"` // when it was unparked or skipped
}

// Parked lists parked and skipped events in the order of the log: of one consumer, or of all when name is "". It works
// without Run, after Migrate.
func (r *Runner) Parked(ctx context.Context, name string) ([]ParkedEvent, error) {
	const sql = `select name, version, side, stream, revision, position, event_id::text, kind, state, coalesce(error, ''), attempts,
			parked_at, coalesce(asked, ''), coalesce(reason, ''), coalesce(by, ''), ended_at
		from cosell_ops.parked where state <> 'unparked' and ($1 = '' or name = $1) order by name, version, side, position`
	rows, err := r.o.Pool.Query(ctx, sql, name)
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, func(row pgx.CollectableRow) (p ParkedEvent, err error) {
		var position string
		var ended *time.Time
		if err = row.Scan(&p.Name, &p.Version, &p.Side, &p.Stream, &p.Revision, &position, &p.EventID, &p.Kind, &p.State, &p.Error,
			&p.Attempts, &p.ParkedAt, &p.Asked, &p.Reason, &p.By, &ended); err != nil {
			return p, err
		}
		if ended != nil {
			p.EndedAt = ended.UTC()
		}
		p.ParkedAt = p.ParkedAt.UTC()
		p.Position, err = eventstore.ParsePosition(position)
		return p, err
	})
}

// What Unpark and Skip answer when there is nothing to do, or when it is not done yet.
var (
	ErrNotParked  = errors.New("no such event is parked")
	ErrUnanswered = errors.New("asked for, and not done yet: the process that owns the consumer will do it")
	ErrStopped    = errors.New("asked for, and not done yet: the consumer has stopped, and does it when it is started again")
)

// Unpark has parked events of a consumer applied, in their order: those of one stream and what waits behind them, or all
// when stream is "". The owner does it; where there is none, this process does. Those that fail again stay parked, with
// the new error: the caller asks Parked. It returns ErrNotParked when there are none, ErrStopped when the
// owner cannot go on and does nothing before the next start, and ErrUnanswered when ctx ends first. By is noted as who asked.
func (r *Runner) Unpark(ctx context.Context, name, stream, by string) error {
	const sql = `update cosell_ops.parked set asked = 'unpark', by = $4
		where name = $1 and side = '' and ($2 = 0 or version = $2) and state = 'parked' and ($3 = '' or stream = $3)`
	return r.ask(ctx, name, sql, stream, by)
}

// Skip has one parked event of a consumer left out for good, and what waits behind it applied. The reason is needed, and
// kept with the event. It returns as Unpark does.
func (r *Runner) Skip(ctx context.Context, name, stream string, revision int64, reason, by string) error {
	if reason == "" {
		return errors.New("an event is skipped for a reason only")
	}
	const sql = `update cosell_ops.parked set asked = 'skip', reason = $5, by = $6
		where name = $1 and side = '' and ($2 = 0 or version = $2) and state = 'parked' and stream = $3 and revision = $4`
	return r.ask(ctx, name, sql, stream, revision, reason, by)
}

// ask marks events of the version that this program knows, if it does, and sees that somebody does what was asked for.
func (r *Runner) ask(ctx context.Context, name, sql string, args ...any) error {
	c, _ := r.consumer(name)
	err := pgx.BeginFunc(ctx, r.o.Pool, func(tx pgx.Tx) error {
		done, err := tx.Exec(ctx, sql, append([]any{name, c.Version}, args...)...)
		if err != nil {
			return err
		}
		if done.RowsAffected() == 0 {
			return ErrNotParked
		}
		_, err = tx.Exec(ctx, `select pg_notify($1, $2)`, askedChannel, name)
		return err
	})
	if err != nil {
		return err
	}
	r.at(Asked)
	for wait := r.backoff(); ; wait.wait(ctx) {
		if ctx.Err() != nil {
			return ErrUnanswered
		}
		if err := r.stepIn(ctx, name); err != nil && !transient(err) {
			return err
		}
		switch asked, stopped, err := r.unanswered(ctx, name, c.Version); {
		case err == nil && !asked:
			return nil
		case err == nil && stopped:
			return ErrStopped
		}
	}
}

// unanswered reports whether what was asked for is not done yet, and whether nobody will do it before the next start.
func (r *Runner) unanswered(ctx context.Context, name string, version int) (asked, stopped bool, err error) {
	const sql = `select count(*) > 0, coalesce(bool_or(state = 'stopped'), false) from cosell_ops.checkpoints c
		where name = $1 and side = '' and ($2 = 0 or version = $2) and exists (
			select from cosell_ops.parked p where (p.name, p.version, p.side) = (c.name, c.version, c.side) and p.asked is not null)`
	err = r.o.Pool.QueryRow(ctx, sql, name, version).Scan(&asked, &stopped)
	return asked, stopped, err
}

// stepIn does what was asked for where nobody owns the consumer, as its owner for a moment.
func (r *Runner) stepIn(ctx context.Context, name string) (err error) {
	c, ok := r.consumer(name)
	if !ok {
		return nil // one that this program does not know: its owner will
	}
	l := r.newLane(c, "", r.newHub(ctx))
	if l.conn, err = r.connect(ctx); err != nil {
		return err
	}
	defer hangUp(ctx, l.conn)
	taken, err := l.tryLock(ctx)
	if err != nil || !taken {
		return err
	}
	l.cp = checkpoint{name: c.Name, version: c.Version}
	if l.cp, err = load(ctx, l.conn, l.cp); err != nil {
		return fmt.Errorf("%s: %w", name, err)
	}
	l.forget()
	return l.answer(ctx)
}
