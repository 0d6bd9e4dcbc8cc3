package runner

import (
	"context"
	"embed"
	"errors"
	"fmt"

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
	dependentObjects      = "2BP01"
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

// Migrate brings the schema cosell_ops up to what this package expects.
func Migrate(ctx context.Context, pool *pgxpool.Pool) error {
	return migrate.Up(ctx, pool, migrate.Set{Schema: "cosell_ops", Owner: "runner", Files: migrations})
}

// Prepare migrates, creates the tables and the checkpoint of each consumer version that the database has not seen, makes what
// is shown of the others again where it is defined otherwise by now, and drops
// those of versions that are neither shown nor owned any more. Where the database user may not create the role of
// analysts, advice holds the statement for somebody who may; it is "" once the role is there.
func (r *Runner) Prepare(ctx context.Context) (advice string, err error) {
	if err := Migrate(ctx, r.o.Pool); err != nil {
		return "", err
	}
	empty, err := r.empty(ctx)
	if err != nil {
		return "", err
	}
	for _, c := range r.o.Consumers {
		if err := r.prepare(ctx, c, empty); err != nil {
			return "", fmt.Errorf("prepare %s version %d: %w", c.Name, c.Version, err)
		}
		if err := r.reshow(ctx, c); err != nil {
			return "", err
		}
		if err := r.retire(ctx, c); err != nil {
			return "", fmt.Errorf("earlier versions of %s: %w", c.Name, err)
		}
	}
	return welcomeAnalysts(ctx, r.o.Pool)
}

// empty reports whether the log has no events: then rows are complete as soon as their tables are there.
func (r *Runner) empty(ctx context.Context) (bool, error) {
	if r.o.Store == nil {
		return false, nil
	}
	end, err := r.o.Store.End(ctx)
	if err != nil {
		return false, fmt.Errorf("end of the log: %w", err)
	}
	return end.IsZero(), nil
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

func sqlState(err error, code string) bool {
	var pg *pgconn.PgError
	return errors.As(err, &pg) && pg.Code == code
}
