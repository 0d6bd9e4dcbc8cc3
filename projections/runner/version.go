package runner

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
)

// prepare makes the checkpoint of a version that is new to the database, together with its tables. The first version is shown
// at once, since there is nothing else to show; a later one when it is complete. The checkpoints of older versions go where
// versions do not live side by side: nothing moves them any more.
func (r *Runner) prepare(ctx context.Context, c Consumer, empty bool) error {
	return pgx.BeginFunc(ctx, r.o.Pool, func(tx pgx.Tx) error {
		if _, err := tx.Exec(ctx, `select pg_advisory_xact_lock(hashtext('cosell:prepare'))`); err != nil {
			return err
		}
		var newest int
		const sql = `select coalesce(max(version), 0) from cosell_ops.checkpoints where name = $1 and side = ''`
		if err := tx.QueryRow(ctx, sql, c.Name).Scan(&newest); err != nil || newest >= c.Version {
			return err
		}
		if _, err := tx.Exec(ctx, c.Schema); err != nil {
			return err
		}
		if c.Beside == nil {
			if _, err := tx.Exec(ctx, `delete from cosell_ops.checkpoints where name = $1`, c.Name); err != nil {
				return err
			}
		}
		return r.enter(ctx, tx, c, empty)
	})
}

func (r *Runner) enter(ctx context.Context, tx pgx.Tx, c Consumer, empty bool) error {
	const sql = `insert into cosell_ops.checkpoints (name, version, tables, models, shown, built_at)
		select $1, $2, $3, $4, first, case when first and $5 then now() end
		from (select not exists (select from cosell_ops.checkpoints where name = $1 and shown)) as s (first)
		returning shown`
	var shown bool
	if err := tx.QueryRow(ctx, sql, c.Name, c.Version, list(c.Tables), list(c.Models), empty).Scan(&shown); err != nil || !shown {
		return err
	}
	kept, err := r.showing(ctx, tx, c)
	r.stay(c, kept)
	return err
}

// list is never null.
func list(names []string) []string { return append([]string{}, names...) }

// retire drops what earlier versions have left: their tables and checkpoints, where a later one is shown and nobody owns
// them. What somebody still reads, or has built views on, goes another time.
func (r *Runner) retire(ctx context.Context, c Consumer) error {
	const sql = `select version, side, tables from cosell_ops.checkpoints as c
		where name = $1 and version < (select max(version) from cosell_ops.checkpoints where name = $1 and shown and side = '')`
	rows, err := r.o.Pool.Query(ctx, sql, c.Name)
	if err != nil {
		return err
	}
	type old struct {
		Version int
		Side    string
		Tables  []string
	}
	left, err := pgx.CollectRows(rows, pgx.RowToStructByPos[old])
	if err != nil {
		return err
	}
	for _, o := range left {
		c.Version = o.Version
		switch err := drop(ctx, r.o.Pool, c, o.Side, o.Tables); {
		case err != nil && (transient(err) || errors.Is(err, errBusy) || sqlState(err, dependentObjects)):
			r.log.Info("an earlier version stays for now", "consumer", c.Name, "version", o.Version, "error", err)
		case err != nil:
			return err
		}
	}
	return nil
}

// patience bounds how long readers wait behind a change of tables that waits for other readers.
const patience = `set local lock_timeout = '200ms'`

// drop removes the tables of one version or side, and what is remembered of it, if nobody owns it.
func drop(ctx context.Context, pool *pgxpool.Pool, c Consumer, side string, tables []string) error {
	return pgx.BeginFunc(ctx, pool, func(tx pgx.Tx) error {
		var free bool
		const lock = `select pg_try_advisory_xact_lock(hashtextextended($1, 0))`
		if err := tx.QueryRow(ctx, lock, lockName(c, side)).Scan(&free); err != nil {
			return err
		}
		if !free {
			return fmt.Errorf("%s version %d: %w", c.Name, c.Version, errBusy)
		}
		statements := []string{patience}
		if len(tables) > 0 {
			statements = append(statements, "drop table if exists "+strings.Join(tables, ", "))
		}
		for _, s := range statements {
			if _, err := tx.Exec(ctx, s); err != nil {
				return err
			}
		}
		return forgetSide(ctx, tx, checkpoint{name: c.Name, version: c.Version, side: side})
	})
}

func forgetSide(ctx context.Context, tx pgx.Tx, cp checkpoint) error {
	for _, table := range []string{"checkpoints", "parked"} {
		if _, err := tx.Exec(ctx, "delete from cosell_ops."+table+" where "+key, cp.name, cp.version, cp.side); err != nil {
			return err
		}
	}
	return nil
}
