package runner

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/cosell/cosell/eventstore"
)

// checkpoint is how far a consumer has come. A generation begins when its rows are emptied or exchanged; within one,
// positions only grow.
type checkpoint struct {
	name       string
	version    int
	side       string // besides for rows that are built beside those that serve
	generation int64
	position   eventstore.Position
	last       spot
	built      bool
	events     *int64 // applied, parked or skipped in this generation; nil where nobody counted from the start
}

// besides is the side on which a consumer is rebuilt.
const besides = "next"

// spot is where the last applied event lies: what is looked up in the log to believe the checkpoint.
type spot struct {
	stream   string
	revision int64
	id       string
}

// news is what others are told of the checkpoint.
func (cp checkpoint) news(stopped bool) known {
	return known{version: cp.version, generation: cp.generation, position: cp.position, stopped: stopped, building: !cp.built}
}

// key selects the row of the checkpoint by the first three arguments of a statement.
const key = `name = $1 and version = $2 and side = $3`

// outcome is what a compare-and-set found.
type outcome string

const (
	alreadyThere outcome = "already there"     // an earlier commit was taken, though we were not told
	someoneAhead outcome = "somebody is ahead" // another process applied these events
	mismatch     outcome = "somewhere else"    // emptied, exchanged, or made anew, by another process
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
func load(ctx context.Context, conn *pgx.Conn, cp checkpoint) (checkpoint, error) {
	const sql = `select generation, position, coalesce(stream, ''), coalesce(revision, 0), coalesce(event_id::text, ''), built_at is not null, events
		from cosell_ops.checkpoints where ` + key
	var position string
	err := conn.QueryRow(ctx, sql, cp.name, cp.version, cp.side).Scan(
		&cp.generation, &position, &cp.last.stream, &cp.last.revision, &cp.last.id, &cp.built, &cp.events)
	if errors.Is(err, pgx.ErrNoRows) {
		return cp, fmt.Errorf("%s version %d: %w", cp.name, cp.version, errSuperseded)
	}
	if err != nil {
		return cp, err
	}
	cp.position, err = eventstore.ParsePosition(position)
	return cp, err
}

// step is what moves a checkpoint: so many events, of which last is the last.
type step struct {
	last   Event
	events int
	rate   float64
}

// asked is a connection, or a transaction.
type asked interface {
	QueryRow(ctx context.Context, sql string, args ...any) pgx.Row
}

// advance moves the checkpoint behind the step, within tx, if it still is where cp says; otherwise it returns a *moved. Lag
// is the time since the last event was recorded.
func advance(ctx context.Context, tx asked, cp checkpoint, s step) (lag time.Duration, err error) {
	const sql = `with moved as (
			update cosell_ops.checkpoints
			set position = $6, stream = $7, revision = $8, event_id = $9, recorded_at = $10, events = events + $11, rate = $12,
			    state = 'running', error = null, updated_at = now(), heartbeat = now(),
			    log_end = greatest(log_end, $6), seen = greatest(seen, $6)
			where ` + key + ` and generation = $4 and position = $5
			returning extract(epoch from clock_timestamp() - recorded_at)::float8 as lag
		)
		select lag, case when $3 = '' then pg_notify('cosell_checkpoints', $13)::text end from moved`
	next, last := cp, s.last
	next.position = last.Position
	var seconds float64
	var sent *string
	err = tx.QueryRow(ctx, sql, cp.name, cp.version, cp.side, cp.generation, cp.position.String(),
		last.Position.String(), last.Stream, last.Revision, string(last.EventID), last.RecordedAt, s.events, s.rate,
		next.news(false).notice(cp.name)).Scan(&seconds, &sent)
	if errors.Is(err, pgx.ErrNoRows) {
		return 0, lookup(ctx, tx, cp, last.Position)
	}
	return time.Duration(seconds * float64(time.Second)), err
}

// stand makes sure, within tx, that the checkpoint is where cp says, and keeps it there until tx ends; otherwise it returns
// a *moved.
func stand(ctx context.Context, tx pgx.Tx, cp checkpoint) error {
	const sql = `update cosell_ops.checkpoints set updated_at = now() where ` + key + ` and generation = $4 and position = $5`
	done, err := tx.Exec(ctx, sql, cp.name, cp.version, cp.side, cp.generation, cp.position.String())
	if err == nil && done.RowsAffected() == 0 {
		return lookup(ctx, tx, cp, cp.position)
	}
	return err
}

// lookup tells why a compare-and-set from cp to aim found no row.
func lookup(ctx context.Context, tx asked, cp checkpoint, aim eventstore.Position) error {
	m := &moved{from: cp, outcome: mismatch}
	const sql = `select generation, position from cosell_ops.checkpoints where ` + key
	var generation int64
	var position string
	switch err := tx.QueryRow(ctx, sql, cp.name, cp.version, cp.side).Scan(&generation, &position); {
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
