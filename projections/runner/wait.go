package runner

import (
	"context"
	"slices"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/cosell/cosell/domain"
	"github.com/cosell/cosell/eventstore"
)

// What Wait answers when a consumer is not where it was asked to be.
var (
	ErrNotYetVisible = &domain.Error{Class: domain.ClassUnavailable, Code: "not-yet-visible",
		Message: "This view has not reached the position asked for, if there is one, in the time given."}
	ErrViewStopped = &domain.Error{Class: domain.ClassUnavailable, Code: "view-stopped",
		Message: "This view has stopped and shows an older state."}
)

// Wait returns nil as soon as the consumer has committed position p or a later one, in whichever process it runs, and is not
// being built. It
// returns ErrViewStopped when the consumer has stopped before p, and ErrNotYetVisible when ctx ends first. Others'
// commits are heard of while Run runs. Wait must not be called from Apply, which would wait for itself.
func (r *Runner) Wait(ctx context.Context, name string, p eventstore.Position) error {
	if err := r.learn(ctx, name); err != nil {
		return err
	}
	for {
		k, seen, changed, err := r.board.look(name)
		switch {
		case err != nil:
			return err
		case seen && !k.building && !k.position.Before(p):
			return nil
		case seen && k.stopped:
			return ErrViewStopped
		}
		select {
		case <-changed:
		case <-ctx.Done():
			return ErrNotYetVisible.Because(context.Cause(ctx))
		}
	}
}

// learn asks the database about a consumer of which nothing was heard yet.
func (r *Runner) learn(ctx context.Context, name string) error {
	_, seen, _, err := r.board.look(name)
	if err != nil || seen {
		return err
	}
	if err := tellAll(ctx, r.o.Pool, r.board); err != nil {
		return ErrNotYetVisible.Because(err)
	}
	return nil
}

// Waiting names the consumers that have not yet reached the end that the log had when Run began, nor stopped; all of
// them before Run. Once empty it stays so.
func (r *Runner) Waiting() []string {
	return slices.Sorted(slices.Values(r.board.waiting()))
}

// CaughtUp returns nil once Waiting is empty, or the context's cause when it ends first.
func (r *Runner) CaughtUp(ctx context.Context) error {
	for _, c := range r.o.Consumers {
		for {
			_, _, changed, err := r.board.look(c.Name)
			if err != nil {
				return err
			}
			if !slices.Contains(r.board.waiting(), c.Name) {
				break
			}
			select {
			case <-changed:
			case <-ctx.Done():
				return context.Cause(ctx)
			}
		}
	}
	return nil
}

// reader is a pool, a connection or a transaction.
type reader interface {
	Query(ctx context.Context, sql string, args ...any) (pgx.Rows, error)
}

var _ reader = (*pgxpool.Pool)(nil)

// noticesSQL is what the owners of checkpoints would tell: the sessions that have compared them with the log and still hold
// the lock. A checkpoint without an owner says nothing, since its log may have been replaced by an older one.
const noticesSQL = `select concat_ws(' ', name, version, generation, position,
		case when state = 'stopped' then 'stopped' when built_at is null then 'building' else 'running' end)
	from cosell_ops.checkpoints where side = '' and ` + isOwned

// isOwned selects the checkpoints whose owner holds the lock.
const isOwned = `exists (
		select from pg_locks
		where locktype = 'advisory' and pid = owner and granted
		and database = (select oid from pg_database where datname = current_database())
		and classid::bigint << 32 | objid::bigint in (
			hashtextextended('cosell:consumer:' || name, 0), hashtextextended('cosell:consumer:' || name || ':' || version || ':' || side, 0))
	)`

// tellAll puts on the board what the database says of every consumer that has an owner.
func tellAll(ctx context.Context, db reader, b *board) error {
	rows, err := db.Query(ctx, noticesSQL)
	if err != nil {
		return err
	}
	notices, err := pgx.CollectRows(rows, pgx.RowTo[string])
	if err != nil {
		return err
	}
	for _, n := range notices {
		name, k, err := parseNotice(n)
		if err != nil {
			return err
		}
		b.tell(name, k)
	}
	return nil
}
