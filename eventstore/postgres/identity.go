package postgres

import (
	"context"
	"embed"
	"errors"
	"fmt"

	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/cosell/cosell/eventstore"
	"github.com/cosell/cosell/eventstore/postgres/migrate"
)

// format is the number of the only log format that this program reads and writes.
const format = 0

// ErrOtherKey says that a log is bound to another key than the one at hand.
var ErrOtherKey = errors.New("log is bound to another key")

//go:embed migrations/*.sql
var migrations embed.FS

// Migrate makes the schema cosell_log, or brings it to the form that this program knows. Processes that start together take
// turns. The pool must allow two connections.
func Migrate(ctx context.Context, pool *pgxpool.Pool) error {
	return migrate.Up(ctx, pool, migrate.Set{Schema: "cosell_log", Owner: "log", Files: migrations})
}

// Identity says which log this is.
type Identity struct {
	Log    string // a UUID that the log got when it was made; a restored backup has the same
	Format int
	KeyID  string // of the key that signs for the log; empty until BindKey
}

// known refuses a log that another program has made or moved on.
func known(is int) error {
	if is == format {
		return nil
	}
	return fmt.Errorf("format %d, known is %d: %w", is, format, eventstore.ErrFormat)
}

// Identity reads which log this is.
func (s *Store) Identity(ctx context.Context) (i Identity, err error) {
	const query = "select id::text, format, coalesce(key_id, '') from cosell_log.log"
	err = s.ask(ctx, func() error { return s.pool.QueryRow(ctx, query).Scan(&i.Log, &i.Format, &i.KeyID) })
	var said *pgconn.PgError
	if errors.As(err, &said) && said.Code == "42P01" {
		return i, fmt.Errorf("database has no log, Migrate makes it: %w", err)
	}
	if err != nil {
		return i, fmt.Errorf("identity of the log: %w", err)
	}
	return i, nil
}

// BindKey records the key that signs for this log, when none is recorded. When another one is, it returns ErrOtherKey.
func (s *Store) BindKey(ctx context.Context, keyID string) error {
	const query = "update cosell_log.log set key_id = coalesce(key_id, $1) returning key_id"
	var bound string
	if err := s.ask(ctx, func() error { return s.pool.QueryRow(ctx, query, keyID).Scan(&bound) }); err != nil {
		return fmt.Errorf("bind key %s: %w", keyID, err)
	}
	if bound != keyID {
		return fmt.Errorf("key %s, the log has %s: %w", keyID, bound, ErrOtherKey)
	}
	return nil
}
