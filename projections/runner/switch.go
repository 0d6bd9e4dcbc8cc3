package runner

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/jackc/pgx/v5"
)

// takePlace exchanges the tables that serve for those that were built beside them: names, views and checkpoint in one
// transaction. The views are locked before the tables, as every reader does, so that none finds a view whose tables are
// gone.
func (l *lane) takePlace(ctx context.Context, tx pgx.Tx) error {
	serving := l.serving
	if _, err := tx.Exec(ctx, `select pg_advisory_xact_lock(hashtext('cosell:prepare'))`); err != nil { // one at a time changes what is shown
		return err
	}
	const other = `select position from cosell_ops.checkpoints where name = $1 and version = $2 and side = ''`
	if err := l.notBehind(ctx, tx, other, l.cp.name, l.cp.version); err != nil {
		return err
	}
	if err := oustVacuum(ctx, tx, slices.Concat(serving.Tables, l.c.Tables)); err != nil {
		return err
	}
	if err := lockModels(ctx, tx, serving.Models, serving.Tables); err != nil {
		return err
	}
	if err := l.notBehind(ctx, tx, other+" for update", l.cp.name, l.cp.version); err != nil {
		return err
	}
	if err := stand(ctx, tx, l.cp); err != nil {
		return err
	}
	for i, table := range serving.Tables {
		for _, rename := range [][2]string{{table, bare(table) + "_old"}, {l.c.Tables[i], bare(table)}} {
			if _, err := tx.Exec(ctx, fmt.Sprintf("alter table %s rename to %s", rename[0], rename[1])); err != nil {
				return err
			}
		}
	}
	kept, err := l.r.showing(ctx, tx, serving)
	if err != nil {
		return err
	}
	l.r.stay(serving, kept)
	for i, table := range serving.Tables {
		if _, err := tx.Exec(ctx, "drop table "+table+"_old"); err != nil {
			return err
		}
		if err := renameIndexes(ctx, tx, table, bare(l.c.Tables[i])); err != nil {
			return err
		}
	}
	if _, err := tx.Exec(ctx, grantAnalyst); err != nil {
		return err
	}
	if err := l.handOver(ctx, tx); err != nil {
		return err
	}
	l.r.at(Switching)
	return nil
}

// oustVacuum waits until nobody vacuums tables, and keeps them from it until tx ends. Postgres breaks off a vacuum of its own for
// whoever has waited a second for the lock, which is longer than readers are to wait; this one they do not notice.
func oustVacuum(ctx context.Context, tx pgx.Tx, tables []string) error {
	if len(tables) == 0 {
		return nil
	}
	_, err := tx.Exec(ctx, "set local lock_timeout = '2s'; lock table "+strings.Join(tables, ", ")+" in share update exclusive mode")
	return err
}

// bare is the name of a table without its schema.
func bare(table string) string { return table[strings.LastIndexByte(table, '.')+1:] }

// lockModels keeps readers away from views, and from tables, until tx ends.
func lockModels(ctx context.Context, tx pgx.Tx, models, tables []string) error {
	if _, err := tx.Exec(ctx, patience); err != nil {
		return err
	}
	const sql = `select format('cosell.%I', viewname) from pg_views where schemaname = 'cosell' and viewname = any($1) order by viewname`
	rows, err := tx.Query(ctx, sql, list(models))
	if err != nil {
		return err
	}
	all, err := pgx.CollectRows(rows, pgx.RowTo[string])
	if err != nil {
		return err
	}
	if all = append(all, tables...); len(all) == 0 {
		return nil
	}
	_, err = tx.Exec(ctx, "lock table "+strings.Join(all, ", ")+" in access exclusive mode")
	return err
}

// renameIndexes gives the indexes of a table the names that they would have had in its place.
func renameIndexes(ctx context.Context, tx pgx.Tx, table, was string) error {
	rows, err := tx.Query(ctx, `select c.relname from pg_index i join pg_class c on c.oid = i.indexrelid
		where i.indrelid = $1::text::regclass and starts_with(c.relname, $2)`, table, was)
	if err != nil {
		return err
	}
	indexes, err := pgx.CollectRows(rows, pgx.RowTo[string])
	if err != nil {
		return err
	}
	schema := strings.TrimSuffix(table, bare(table))
	for _, index := range indexes {
		sql := fmt.Sprintf("alter index %s%s rename to %s%s", schema, index, bare(table), strings.TrimPrefix(index, was))
		if _, err := tx.Exec(ctx, sql); err != nil {
			return err
		}
	}
	return nil
}

// handOver gives the checkpoint that serves what this one has reached, in a generation of its own.
func (l *lane) handOver(ctx context.Context, tx pgx.Tx) error {
	const sql = `update cosell_ops.checkpoints as c
		set position = n.position, stream = n.stream, revision = n.revision, event_id = n.event_id, recorded_at = n.recorded_at,
		    events = n.events, seen = n.seen, log_end = greatest(c.log_end, n.log_end), generation = c.generation + 1, shown = true,
		    rebuilt_at = now(), rebuilt_because = 'rebuilt beside', built_at = now(), begun_at = n.begun_at, updated_at = now(), error = null
		from cosell_ops.checkpoints as n
		where c.name = $1 and c.version = $2 and c.side = '' and n.name = $1 and n.version = $2 and n.side = $3
		returning c.generation`
	now := l.cp
	now.side, now.built = "", true
	if err := tx.QueryRow(ctx, sql, l.cp.name, l.cp.version, l.cp.side).Scan(&now.generation); err != nil {
		return err
	}
	const parked = `delete from cosell_ops.parked where ` + key
	if _, err := tx.Exec(ctx, parked, l.cp.name, l.cp.version, ""); err != nil {
		return err
	}
	const mine = `update cosell_ops.parked set side = '' where ` + key
	if _, err := tx.Exec(ctx, mine, l.cp.name, l.cp.version, l.cp.side); err != nil {
		return err
	}
	if err := forgetSide(ctx, tx, l.cp); err != nil {
		return err
	}
	return notify(ctx, tx, now, false)
}
