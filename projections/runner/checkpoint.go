package runner

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/cosell/cosell/eventstore"
)

// checkpoint is how far a consumer has come. A generation begins when its rows are emptied; within one, positions only
// grow.
type checkpoint struct {
	name       string
	version    int
	generation int64
	position   eventstore.Position
	last       place
}

// place is where the last applied event lies: what is looked up in the log to believe the checkpoint.
type place struct {
	stream   string
	revision int64
	id       string
}

// news is what others are told of the checkpoint.
func (cp checkpoint) news(stopped bool) known {
	return known{cp.version, cp.generation, cp.position, stopped}
}

// outcome is what a compare-and-set found.
type outcome string

const (
	alreadyThere outcome = "already there"     // an earlier commit was taken, though we were not told
	someoneAhead outcome = "somebody is ahead" // another process applied these events
	mismatch     outcome = "somewhere else"    // emptied, or made anew, by another process
)

// moved says that the checkpoint was not where the consumer had left it. Nothing was written.
type moved struct {
	from    checkpoint
	outcome outcome
	found   eventstore.Position
}

func (m *moved) Error() string {
	return fmt.Sprintf("checkpoint of %s is %s: at %s, not at %s", m.from.name, m.outcome, m.found, m.from.position)
}

// errSuperseded says that the database holds a newer version of the consumer than this program knows.
var errSuperseded = errors.New("superseded by a newer version")

// load reads the checkpoint.
func load(ctx context.Context, conn *pgx.Conn, c Consumer) (checkpoint, error) {
	const sql = `select generation, position, coalesce(stream, ''), coalesce(revision, 0), coalesce(event_id::text, '')
		from cosell_ops.checkpoints where name = $1 and version = $2`
	cp := checkpoint{name: c.Name, version: c.Version}
	var position string
	err := conn.QueryRow(ctx, sql, c.Name, c.Version).Scan(&cp.generation, &position, &cp.last.stream, &cp.last.revision, &cp.last.id)
	if errors.Is(err, pgx.ErrNoRows) {
		return cp, fmt.Errorf("%s version %d: %w", c.Name, c.Version, errSuperseded)
	}
	if err != nil {
		return cp, err
	}
	cp.position, err = eventstore.ParsePosition(position)
	return cp, err
}

// advance moves the checkpoint behind last, within tx, if it still is where cp says; otherwise it returns a *moved. Lag
// is the time since last was recorded.
func advance(ctx context.Context, tx pgx.Tx, cp checkpoint, last Event) (lag time.Duration, err error) {
	const sql = `with moved as (
			update cosell_ops.checkpoints
			set position = $1, stream = $2, revision = $3, event_id = $4, recorded_at = $5, updated_at = now(), heartbeat = now(),
			    log_end = greatest(log_end, $1)
			where name = $6 and version = $7 and generation = $8 and position = $9
			returning extract(epoch from clock_timestamp() - recorded_at)::float8 as lag
		)
		select lag, pg_notify('cosell_checkpoints', $10)::text from moved`
	next := cp
	next.position = last.Position
	var seconds float64
	var sent string
	err = tx.QueryRow(ctx, sql, last.Position.String(), last.Stream, last.Revision, string(last.EventID), last.RecordedAt,
		cp.name, cp.version, cp.generation, cp.position.String(), next.news(false).notice(cp.name)).Scan(&seconds, &sent)
	if errors.Is(err, pgx.ErrNoRows) {
		return 0, lookup(ctx, tx, cp, last.Position)
	}
	return time.Duration(seconds * float64(time.Second)), err
}

// lookup tells why a compare-and-set from cp to aim found no row.
func lookup(ctx context.Context, tx pgx.Tx, cp checkpoint, aim eventstore.Position) error {
	m := &moved{from: cp, outcome: mismatch}
	const sql = `select generation, position from cosell_ops.checkpoints where name = $1 and version = $2`
	var generation int64
	var position string
	switch err := tx.QueryRow(ctx, sql, cp.name, cp.version).Scan(&generation, &position); {
	case errors.Is(err, pgx.ErrNoRows):
		return m
	case err != nil:
		return err
	}
	var err error
	if m.found, err = eventstore.ParsePosition(position); err != nil {
		return err
	}
	switch {
	case generation != cp.generation:
	case m.found == aim:
		m.outcome = alreadyThere
	case aim.Before(m.found):
		m.outcome = someoneAhead
	}
	return m
}

// stop records why and at which event the consumer cannot go on.
func stop(ctx context.Context, conn *pgx.Conn, cp checkpoint, why *failure) error {
	return pgx.BeginFunc(ctx, conn, func(tx pgx.Tx) error {
		const sql = `update cosell_ops.checkpoints
			set state = 'stopped', error = $3, failed_position = $4, failed_kind = $5, failed_stream = $6, updated_at = now(), heartbeat = now()
			where name = $1 and version = $2`
		if _, err := tx.Exec(ctx, sql, cp.name, cp.version, why.text(), why.position.String(), why.kind, why.stream); err != nil {
			return err
		}
		return notify(ctx, tx, cp.name, cp.news(true))
	})
}

// restart empties the consumer's tables and begins a new generation at the start of the log.
func restart(ctx context.Context, conn *pgx.Conn, c Consumer, because string) (checkpoint, error) {
	cp := checkpoint{name: c.Name, version: c.Version}
	err := pgx.BeginFunc(ctx, conn, func(tx pgx.Tx) error {
		const sql = `update cosell_ops.checkpoints
			set position = default, stream = null, revision = null, event_id = null, recorded_at = null,
			    generation = generation + 1, rebuilt_at = now(), rebuilt_because = $3, updated_at = now(), heartbeat = now()
			where name = $1 and version = $2
			returning generation`
		if err := tx.QueryRow(ctx, sql, c.Name, c.Version, because).Scan(&cp.generation); err != nil {
			return err
		}
		if len(c.Tables) > 0 {
			if _, err := tx.Exec(ctx, "truncate "+strings.Join(c.Tables, ", ")); err != nil {
				return err
			}
		}
		if c.Emptied != nil {
			return c.Emptied(ctx, tx)
		}
		return nil
	})
	return cp, err
}

// resume marks the consumer as running, by an owner that has compared the checkpoint with a log which ends at end.
func resume(ctx context.Context, conn *pgx.Conn, cp checkpoint, end eventstore.Position) error {
	return pgx.BeginFunc(ctx, conn, func(tx pgx.Tx) error {
		const sql = `update cosell_ops.checkpoints
			set state = 'running', error = null, failed_position = null, failed_kind = null, failed_stream = null, log_end = $3,
			    owner = pg_backend_pid(), heartbeat = now()
			where name = $1 and version = $2`
		if _, err := tx.Exec(ctx, sql, cp.name, cp.version, end.String()); err != nil {
			return err
		}
		return notify(ctx, tx, cp.name, cp.news(false))
	})
}

// heartbeat shows that the consumer has an owner, and how far the log has come.
func heartbeat(ctx context.Context, conn *pgx.Conn, cp checkpoint, end eventstore.Position) error {
	const sql = `update cosell_ops.checkpoints set heartbeat = now(), log_end = $3 where name = $1 and version = $2`
	_, err := conn.Exec(ctx, sql, cp.name, cp.version, end.String())
	return err
}
