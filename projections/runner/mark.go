package runner

import (
	"context"
	"strings"

	"github.com/jackc/pgx/v5"

	"github.com/cosell/cosell/eventstore"
)

// stop records why and at which event the consumer cannot go on.
func stop(ctx context.Context, conn *pgx.Conn, cp checkpoint, why *failure) error {
	return pgx.BeginFunc(ctx, conn, func(tx pgx.Tx) error {
		const sql = `update cosell_ops.checkpoints
			set state = 'stopped', error = $4, failed_position = $5, failed_kind = $6, failed_stream = $7, updated_at = now(), heartbeat = now()
			where ` + key
		if _, err := tx.Exec(ctx, sql, cp.name, cp.version, cp.side, why.text(), why.position.String(), why.kind, why.stream); err != nil {
			return err
		}
		return notify(ctx, tx, cp, true)
	})
}

// restart empties the consumer's tables and begins a new generation at the start of the log. What was skipped stays so.
func restart(ctx context.Context, conn *pgx.Conn, c Consumer, cp checkpoint, because string) (checkpoint, error) {
	next := checkpoint{name: cp.name, version: cp.version, side: cp.side, events: new(int64)}
	err := pgx.BeginFunc(ctx, conn, func(tx pgx.Tx) error {
		const sql = `update cosell_ops.checkpoints
			set position = default, stream = null, revision = null, event_id = null, recorded_at = null, seen = default,
			    generation = generation + 1, rebuilt_at = now(), rebuilt_because = $4, updated_at = now(), heartbeat = now(),
			    events = 0, built_at = null, begun_at = now()
			where ` + key + ` returning generation`
		if err := tx.QueryRow(ctx, sql, cp.name, cp.version, cp.side, because).Scan(&next.generation); err != nil {
			return err
		}
		const parked = `delete from cosell_ops.parked where ` + key + ` and state <> 'skipped'`
		if _, err := tx.Exec(ctx, parked, cp.name, cp.version, cp.side); err != nil {
			return err
		}
		if len(c.Tables) > 0 {
			if _, err := tx.Exec(ctx, "truncate "+strings.Join(c.Tables, ", ")); err != nil {
				return err
			}
		}
		if c.Emptied != nil {
			return c.Emptied(ctx, tx)
		}
		return nil
	})
	return next, err
}

// resume marks the consumer as running, by an owner that has compared the checkpoint with a log which ends at end.
func resume(ctx context.Context, conn *pgx.Conn, cp checkpoint, end eventstore.Position) error {
	return pgx.BeginFunc(ctx, conn, func(tx pgx.Tx) error {
		const sql = `update cosell_ops.checkpoints
			set state = 'running', error = null, failed_position = null, failed_kind = null, failed_stream = null, log_end = $4,
			    owner = pg_backend_pid(), heartbeat = now()
			where ` + key
		if _, err := tx.Exec(ctx, sql, cp.name, cp.version, cp.side, end.String()); err != nil {
			return err
		}
		return notify(ctx, tx, cp, false)
	})
}

// built marks the rows as complete, and as those that are shown.
func built(ctx context.Context, tx pgx.Tx, cp checkpoint) error {
	const sql = `update cosell_ops.checkpoints set built_at = coalesce(built_at, now()), shown = true, error = null, updated_at = now() where ` + key
	_, err := tx.Exec(ctx, sql, cp.name, cp.version, cp.side)
	return err
}
