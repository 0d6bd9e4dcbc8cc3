package runner

import (
	"context"
	"errors"
	"fmt"

	"github.com/jackc/pgx/v5"
)

// What complete returns in the place of going on.
var (
	errSwitched = errors.New("the rows that were built beside the others have taken their place")
	errBehind   = errors.New("the rows that serve are further on")
	errParked   = errors.New("events could not be applied, and are parked")
)

// complete has rows serve that are all there, once they were verified and are as new as those that they replace, and nothing
// of them is parked. Until then it says why not, and the consumer goes on. Where nothing else serves, parked events do
// not hold the others up.
func (l *lane) complete(ctx context.Context) error {
	alone, err := l.alone(ctx)
	if err != nil {
		return err
	}
	if l.ledger.parked > 0 && !alone {
		if l.side != "" {
			return fmt.Errorf("%d %w", l.ledger.parked, errParked)
		}
		return l.remark(ctx, fmt.Sprintf("complete but for %d parked events: unpark or skip them", l.ledger.parked))
	}
	if !l.verified && (l.c.Beside != nil || l.side != "") {
		if err := l.verify(ctx); err != nil {
			return err
		}
		l.verified = true
		l.r.at(Verified)
	}
	switch err := l.exchange(ctx); {
	case errors.Is(err, errBehind):
		return nil
	case err != nil:
		return err
	}
	l.r.at(Switched)
	if l.side != "" {
		return errSwitched
	}
	l.cp.built = true
	l.tell(false)
	return nil
}

// alone reports whether no other rows serve.
func (l *lane) alone(ctx context.Context) (yes bool, err error) {
	if l.side != "" {
		return false, nil
	}
	const sql = `select not exists (select from cosell_ops.checkpoints where name = $1 and version <> $2 and shown)`
	err = l.conn.QueryRow(ctx, sql, l.cp.name, l.cp.version).Scan(&yes)
	return yes, err
}

// remark keeps a sentence about rows that are all there and do not serve.
func (l *lane) remark(ctx context.Context, why string) error {
	if why == l.remarked {
		return nil
	}
	l.remarked = why
	const sql = `update cosell_ops.checkpoints set error = $4, updated_at = now() where ` + key
	_, err := l.conn.Exec(ctx, sql, l.cp.name, l.cp.version, l.cp.side, why)
	return err
}

// exchange has the rows serve. Locks that readers hold it asks for again and again, each time briefly.
func (l *lane) exchange(ctx context.Context) error {
	for wait := l.r.backoff(); ; wait.wait(ctx) {
		err := pgx.BeginFunc(ctx, l.conn, func(tx pgx.Tx) error {
			if l.side != "" {
				return l.takePlace(ctx, tx)
			}
			return l.takeOver(ctx, tx)
		})
		if err == nil || ctx.Err() != nil || l.conn.IsClosed() || !transient(err) {
			return err
		}
		l.log.Info("the views are being read", "error", err)
	}
}

// takeOver shows this version in the place of an earlier one, if there is any.
func (l *lane) takeOver(ctx context.Context, tx pgx.Tx) error {
	const others = `from cosell_ops.checkpoints where name = $1 and shown and side = '' and version <> $2`
	var positions []string
	rows, err := tx.Query(ctx, `select position `+others, l.cp.name, l.cp.version)
	if err != nil {
		return err
	}
	if positions, err = pgx.CollectRows(rows, pgx.RowTo[string]); err != nil {
		return err
	}
	if len(positions) > 0 {
		if err := l.show(ctx, tx, `select position `+others+` for update`); err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, `update cosell_ops.checkpoints set shown = false where name = $1 and version <> $2`, l.cp.name, l.cp.version); err != nil {
			return err
		}
	}
	if err := stand(ctx, tx, l.cp); err != nil {
		return err
	}
	if err := built(ctx, tx, l.cp); err != nil {
		return err
	}
	l.r.at(Switching)
	now := l.cp
	now.built = true
	return notify(ctx, tx, now, false)
}

// show makes the models show these rows, unless those that they show now are further on.
func (l *lane) show(ctx context.Context, tx pgx.Tx, others string) error {
	if err := lockModels(ctx, tx, l.c.Models, nil); err != nil {
		return err
	}
	if err := l.notBehind(ctx, tx, others, l.cp.name, l.cp.version); err != nil {
		return err
	}
	kept, err := l.r.showing(ctx, tx, l.c)
	if err != nil {
		return err
	}
	l.r.stay(l.c, kept)
	_, err = tx.Exec(ctx, grantAnalyst)
	return err
}

// notBehind compares the checkpoint with those that a statement selects, which it keeps where they are until tx ends.
func (l *lane) notBehind(ctx context.Context, tx pgx.Tx, positions string, args ...any) error {
	rows, err := tx.Query(ctx, positions, args...)
	if err != nil {
		return err
	}
	others, err := pgx.CollectRows(rows, pgx.RowTo[string])
	if err != nil {
		return err
	}
	for _, other := range others {
		if l.cp.position.String() < other {
			return errBehind
		}
	}
	return nil
}
