package postgres

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"strconv"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgtype"
	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/cosell/cosell/eventstore"
)

// ErrNotEmpty says that a log which was to be loaded holds events.
var ErrNotEmpty = errors.New("log is not empty")

// Load fills an empty log with COPY, all or nothing, and returns how many events that were. It takes events in the order in
// which they come, as the only writer there is: positions count from 1 whatever those of the events are. What Check refuses, a
// stream that does not begin at revision 0, and one with a gap are ErrInvalid or eventstore.ErrTruncated. Several times as fast
// as appending, it is for logs that are made up or brought from elsewhere; Migrate comes before it.
func Load(ctx context.Context, pool *pgxpool.Pool, events iter.Seq2[eventstore.Recorded, error]) (n int64, err error) {
	err = pgx.BeginFunc(ctx, pool, func(tx pgx.Tx) error {
		var head int64
		if _, err := tx.Exec(ctx, lockStatement); err != nil {
			return err
		}
		if err := tx.QueryRow(ctx, headStatement).Scan(&head); err != nil {
			return err
		}
		if head > 0 {
			return ErrNotEmpty
		}
		next, stop := iter.Pull2(events)
		defer stop()
		source := &loading{next: next}
		columns := []string{"position", "revision", "schema_version", "id", "stream", "kind", "metadata", "data"}
		if n, err = tx.CopyFrom(ctx, pgx.Identifier{"cosell_log", "events"}, columns, source); source.err != nil {
			return source.err // the server repeats it as a text
		}
		if err != nil {
			return err
		}
		if err := whole(ctx, tx); err != nil {
			return err
		}
		_, err = tx.Exec(ctx, notifyStatement, strconv.FormatInt(n, 10))
		return err
	})
	if err != nil {
		return 0, fmt.Errorf("load the log: %w", err)
	}
	if _, err := pool.Exec(ctx, "vacuum analyze cosell_log.events"); err != nil {
		return n, fmt.Errorf("load the log: %w", err)
	}
	return n, nil
}

// whole refuses streams with gaps: their revisions are told apart by a constraint.
func whole(ctx context.Context, tx pgx.Tx) error {
	const sql = `select stream from cosell_log.events group by stream having max(revision) + 1 <> count(*) limit 1`
	var stream string
	switch err := tx.QueryRow(ctx, sql).Scan(&stream); {
	case errors.Is(err, pgx.ErrNoRows):
		return nil
	case err != nil:
		return err
	}
	return fmt.Errorf("%s: %w", stream, eventstore.ErrTruncated)
}

// loading gives CopyFrom one row for each event.
type loading struct {
	next     func() (eventstore.Recorded, error, bool)
	event    eventstore.Recorded
	position int64
	err      error
}

func (l *loading) Next() (more bool) {
	if l.event, l.err, more = l.next(); l.err != nil {
		return false
	}
	l.position++
	return more
}

func (l *loading) Values() (row []any, err error) {
	row, err = l.row()
	l.err = err
	return row, err
}

func (l *loading) row() ([]any, error) {
	e := &l.event
	if err := eventstore.Check(e.Stream, []eventstore.Pending{e.Pending}); err != nil {
		return nil, err
	}
	metadata, err := e.Metadata.Encode()
	if err != nil {
		return nil, fmt.Errorf("%w: %w", eventstore.ErrInvalid, err)
	}
	var id pgtype.UUID
	if err := id.Scan(e.ID); err != nil {
		return nil, fmt.Errorf("%w: %w", eventstore.ErrInvalid, err)
	}
	return []any{l.position, e.Revision, int32(e.SchemaVersion), id, e.Stream, e.Kind, metadata, e.Data}, nil
}

func (l *loading) Err() error { return l.err }
