package command

import (
	"context"
	"embed"
	"errors"
	"fmt"
	"slices"

	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/cosell/cosell/eventstore"
	"github.com/cosell/cosell/eventstore/postgres/migrate"
)

//go:embed migrations
var migrations embed.FS

// Migrate makes cosell_ops.receipts and cosell_ops.snapshots, or brings them up to what this package expects.
func Migrate(ctx context.Context, pool *pgxpool.Pool) error {
	return migrate.Up(ctx, pool, migrate.Set{Schema: "cosell_ops", Owner: "command", Files: migrations})
}

// PostgresReceipts keeps receipts in cosell_ops.receipts. Those that wait at the same time share a statement. Its errors
// match eventstore.ErrUnavailable when the database cannot work now.
type PostgresReceipts struct {
	pool     *pgxpool.Pool
	reserve  gather[*Receipt]
	complete gather[bool]
}

// NewPostgresReceipts keeps receipts in a database that Migrate has prepared.
func NewPostgresReceipts(pool *pgxpool.Pool) *PostgresReceipts {
	p := &PostgresReceipts{pool: pool}
	p.reserve.run, p.complete.run = p.reserveAll, p.completeAll
	return p
}

// Reserve is part of Receipts.
func (p *PostgresReceipts) Reserve(ctx context.Context, r Receipt) (Receipt, error) {
	for range MaxAttempts { // a receipt that is in the way may be gone when it is looked at
		stored, err := p.reserve.do(ctx, r)
		if err != nil {
			return r, unreachable(ctx, "receipts", err)
		}
		if stored != nil {
			return *stored, nil
		}
	}
	return r, fmt.Errorf("receipt of %s: %w", r.Stream, eventstore.ErrUnavailable)
}

// Complete is part of Receipts.
func (p *PostgresReceipts) Complete(ctx context.Context, r Receipt) (held bool, err error) {
	held, err = p.complete.do(ctx, r)
	return held, unreachable(ctx, "receipts", err)
}

// Release is part of Receipts.
func (p *PostgresReceipts) Release(ctx context.Context, r Receipt) error {
	const sql = `delete from cosell_ops.receipts where scope = $1 and key = $2 and holder = $3 and completed_at is null`
	_, err := p.pool.Exec(ctx, sql, r.Scope, r.Key, r.Holder)
	return unreachable(ctx, "receipts", err)
}

// unreachable says in the words of the log that a table of ours cannot be reached; a context that ended is its cause. What the
// server says of a statement is an error of its own, unless it says that it cannot work now.
func unreachable(ctx context.Context, what string, err error) error {
	var said *pgconn.PgError
	switch {
	case err == nil:
		return nil
	case ctx.Err() != nil:
		return context.Cause(ctx)
	case errors.As(err, &said) && !slices.Contains(passing, said.Code[:2]):
		return fmt.Errorf("%s: %w", what, err)
	}
	return fmt.Errorf("%s: %w: %w", what, err, eventstore.ErrUnavailable)
}

// passing are the classes of SQLSTATE for connections, transactions to be repeated, resources, and operators at work.
var passing = []string{"08", "40", "53", "57", "58"}
