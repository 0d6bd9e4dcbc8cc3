package runner

import (
	"context"

	"github.com/jackc/pgx/v5"
)

// waiter is a parked event, as the list has it.
type waiter struct {
	Stream   string
	Revision int64
	ID       string
	Touches  []string
	Itself   bool // it could not be applied itself; otherwise it waits behind another
	Asked    bool
}

// answer does what was asked for about parked events. Those that are free to go are applied in the order of the log; one that
// fails again stays, with the new error, and so does what waits behind it.
func (l *lane) answer(ctx context.Context) error {
	asked, err := l.pass(ctx)
	if err != nil || !asked {
		return err
	}
	waiters, err := l.waiters(ctx)
	if err != nil {
		return err
	}
	d := &drain{lane: l, behind: held{}}
	if err := d.run(ctx, waiters); err != nil {
		return err
	}
	const answered = `update cosell_ops.parked set asked = null where ` + key + ` and asked is not null`
	if _, err := l.conn.Exec(ctx, answered, l.cp.name, l.cp.version, l.cp.side); err != nil {
		return err
	}
	l.ledger, err = readLedger(ctx, l.conn, l.cp)
	l.r.metrics.shelf(l.c.Name, l.ledger)
	return err
}

// pass skips what is to be skipped, and reports whether anything was asked for. Those that wait behind a skipped one are free
// to go.
func (l *lane) pass(ctx context.Context) (asked bool, err error) {
	const any = `select exists (select from cosell_ops.parked where ` + key + ` and asked is not null)`
	if err := l.conn.QueryRow(ctx, any, l.cp.name, l.cp.version, l.cp.side).Scan(&asked); err != nil || !asked {
		return asked, err
	}
	const skip = `update cosell_ops.parked p set state = 'skipped', ended_at = now()
		where ` + key + ` and state = 'parked' and asked = 'skip'`
	done, err := l.conn.Exec(ctx, skip, l.cp.name, l.cp.version, l.cp.side)
	if err == nil && done.RowsAffected() > 0 {
		l.r.at(Skipped)
	}
	return true, err
}

func (l *lane) waiters(ctx context.Context) ([]waiter, error) {
	const sql = `select stream, revision, event_id::text, touches, error is not null, asked is not null
		from cosell_ops.parked where ` + key + ` and state = 'parked' order by position`
	rows, err := l.conn.Query(ctx, sql, l.cp.name, l.cp.version, l.cp.side)
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, pgx.RowToStructByPos[waiter])
}
