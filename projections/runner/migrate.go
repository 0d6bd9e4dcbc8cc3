package runner

import (
	"context"
	"embed"
	"errors"
	"fmt"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/cosell/cosell/eventstore/postgres/migrate"
)

//go:embed migrations/*.sql
var migrations embed.FS

const (
	insufficientPrivilege = "42501"
	duplicateObject       = "42710"
	uniqueViolation       = "23505"
)

const analystRole = `create role cosell_analyst nologin`

// grantAnalyst gives the role what analysts read: the views of the schema cosell, and nothing beside them.
const grantAnalyst = `do $$
declare one name;
begin
    if not exists (select from pg_roles where rolname = 'cosell_analyst') then
        return;
    end if;
    perform pg_advisory_xact_lock(hashtext('cosell:prepare'));
    grant usage on schema cosell to cosell_analyst;
    for one in select viewname from pg_views where schemaname = 'cosell' loop
        execute format('grant select on cosell.%I to cosell_analyst', one);
    end loop;
end $$`

// Prepare migrates the schema cosell_ops as far as the runner owns it, and creates the schema and the checkpoint of each
// consumer version that the database has not seen. Where the database user may not create the role of analysts, advice
// holds the statement for somebody who may; it is "" once the role is there.
func (r *Runner) Prepare(ctx context.Context) (advice string, err error) {
	if err := migrate.Up(ctx, r.o.Pool, migrate.Set{Schema: "cosell_ops", Owner: "runner", Files: migrations}); err != nil {
		return "", err
	}
	for _, c := range r.o.Consumers {
		if err := prepare(ctx, r.o.Pool, c); err != nil {
			return "", fmt.Errorf("prepare %s version %d: %w", c.Name, c.Version, err)
		}
	}
	return welcomeAnalysts(ctx, r.o.Pool)
}

func welcomeAnalysts(ctx context.Context, pool *pgxpool.Pool) (advice string, err error) {
	var there bool
	if err := pool.QueryRow(ctx, `select exists (select from pg_roles where rolname = 'cosell_analyst')`).Scan(&there); err != nil {
		return "", err
	}
	if !there {
		switch _, err := pool.Exec(ctx, analystRole); {
		case sqlState(err, insufficientPrivilege):
			return analystRole, nil
		case err != nil && !sqlState(err, duplicateObject) && !sqlState(err, uniqueViolation):
			return "", fmt.Errorf("%s: %w", analystRole, err)
		}
	}
	_, err = pool.Exec(ctx, grantAnalyst)
	return "", err
}

// prepare makes the checkpoint of a version that is new to the database, together with its tables. The checkpoints of
// older versions go: nothing moves them any more.
func prepare(ctx context.Context, pool *pgxpool.Pool, c Consumer) error {
	return pgx.BeginFunc(ctx, pool, func(tx pgx.Tx) error {
		if _, err := tx.Exec(ctx, `select pg_advisory_xact_lock(hashtext('cosell:prepare'))`); err != nil {
			return err
		}
		var newest int
		const sql = `select coalesce(max(version), 0) from cosell_ops.checkpoints where name = $1`
		if err := tx.QueryRow(ctx, sql, c.Name).Scan(&newest); err != nil || newest >= c.Version {
			return err
		}
		if _, err := tx.Exec(ctx, c.Schema); err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, `delete from cosell_ops.checkpoints where name = $1`, c.Name); err != nil {
			return err
		}
		_, err := tx.Exec(ctx, `insert into cosell_ops.checkpoints (name, version) values ($1, $2)`, c.Name, c.Version)
		return err
	})
}

func sqlState(err error, code string) bool {
	var pg *pgconn.PgError
	return errors.As(err, &pg) && pg.Code == code
}
