package command

import (
	"context"
	"errors"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/cosell/cosell/eventstore"
)

// PostgresSnapshots keeps snapshots in cosell_ops.snapshots. Its errors match eventstore.ErrUnavailable when the database
// cannot work now.
type PostgresSnapshots struct{ pool *pgxpool.Pool }

// NewPostgresSnapshots keeps snapshots in a database that Migrate has prepared.
func NewPostgresSnapshots(pool *pgxpool.Pool) *PostgresSnapshots { return &PostgresSnapshots{pool} }

// Find is part of Snapshots.
func (p *PostgresSnapshots) Find(ctx context.Context, stream string) (Snapshot, error) {
	const sql = `
select revision, event, position, recorded_at, schema, code, data from cosell_ops.snapshots where stream = $1`
	s := Snapshot{Stream: stream}
	var position string
	err := p.pool.QueryRow(ctx, sql, stream).
		Scan(&s.Revision, &s.Event, &position, &s.RecordedAt, &s.Schema, &s.Code, &s.Data)
	if errors.Is(err, pgx.ErrNoRows) {
		return Snapshot{}, nil
	}
	if err != nil {
		return Snapshot{}, unreachable(ctx, "snapshots", err)
	}
	s.RecordedAt = s.RecordedAt.UTC()
	s.Position, err = eventstore.ParsePosition(position)
	return s, err
}

// Keep is part of Snapshots.
func (p *PostgresSnapshots) Keep(ctx context.Context, s Snapshot) error {
	const sql = `
insert into cosell_ops.snapshots as old (stream, revision, event, position, recorded_at, schema, code, data)
values ($1, $2, $3, $4, $5, $6, $7, $8)
on conflict (stream) do update set
    revision = excluded.revision, event = excluded.event, position = excluded.position, recorded_at = excluded.recorded_at,
    schema = excluded.schema, code = excluded.code, data = excluded.data, kept_at = now()
where (old.schema, old.code) <> (excluded.schema, excluded.code) or old.revision < excluded.revision`
	_, err := p.pool.Exec(ctx, sql, s.Stream, s.Revision, s.Event, s.Position.String(), s.RecordedAt, s.Schema, s.Code, s.Data)
	return unreachable(ctx, "snapshots", err)
}

// Drop is part of Snapshots.
func (p *PostgresSnapshots) Drop(ctx context.Context, s Snapshot) error {
	const sql = `delete from cosell_ops.snapshots where stream = $1 and revision = $2 and event = $3`
	_, err := p.pool.Exec(ctx, sql, s.Stream, s.Revision, s.Event)
	return unreachable(ctx, "snapshots", err)
}
