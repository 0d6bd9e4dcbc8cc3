// Package migrate brings a schema of the database up to the version that its owner ships: forward only, each step with
// its head comment, one process at a time.
package migrate

import (
	"context"
	"fmt"
	"io/fs"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/jackc/pgx/v5/stdlib"
	"github.com/pressly/goose/v3"
	"github.com/pressly/goose/v3/database"
)

// Set is what one package owns: its files NNNN_name.sql, the schema they write to, and a name, unique within the
// schema, under which goose keeps what was applied.
type Set struct {
	Schema string
	Owner  string
	Files  fs.FS // with the files in a folder "migrations", as they are embedded
}

// Up creates the schema where it is missing and applies the steps of set that the database has not seen. Processes that start
// together take turns, whatever they migrate. The pool must allow two connections.
func Up(ctx context.Context, pool *pgxpool.Pool, set Set) error {
	conn, err := pool.Acquire(ctx)
	if err != nil {
		return fmt.Errorf("migrate %s: %w", set.Schema, err)
	}
	defer conn.Release()
	if _, err := conn.Exec(ctx, "select pg_advisory_lock(hashtext('cosell:migrate'))"); err != nil {
		return fmt.Errorf("migrate %s: %w", set.Schema, err)
	}
	defer conn.Exec(context.WithoutCancel(ctx), "select pg_advisory_unlock(hashtext('cosell:migrate'))")
	if err := makeSchema(ctx, conn, set.Schema); err != nil {
		return fmt.Errorf("migrate %s: %w", set.Schema, err)
	}
	return apply(ctx, pool, set)
}

// makeSchema asks first: making one that is there already would need the right to make schemas all the same.
func makeSchema(ctx context.Context, conn *pgxpool.Conn, schema string) error {
	var there bool
	err := conn.QueryRow(ctx, "select to_regnamespace($1) is not null", schema).Scan(&there)
	if err == nil && !there {
		_, err = conn.Exec(ctx, "create schema "+pgx.Identifier{schema}.Sanitize())
	}
	return err
}

func apply(ctx context.Context, pool *pgxpool.Pool, set Set) error {
	db := stdlib.OpenDBFromPool(pool)
	defer db.Close()
	store, err := database.NewStore(goose.DialectPostgres, set.Schema+".migrations_"+set.Owner)
	if err != nil {
		return err
	}
	files, err := fs.Sub(set.Files, "migrations")
	if err != nil {
		return err
	}
	provider, err := goose.NewProvider("", db, files, goose.WithStore(store), goose.WithDisableGlobalRegistry(true))
	if err != nil {
		return fmt.Errorf("migrate %s: %w", set.Schema, err)
	}
	if _, err := provider.Up(ctx); err != nil {
		return fmt.Errorf("migrate %s: %w", set.Schema, err)
	}
	return nil
}
