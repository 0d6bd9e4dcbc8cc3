package runner

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"

	"github.com/jackc/pgx/v5"
)

var nextTo = Place{Schema: "cosell", Suffix: "_next"}

// Rebuild makes the rows of a read model again, from the whole log, beside those that serve, in this process, and exchanges
// the ones for the others once they are complete and were verified; nobody reads anything in between. When ctx ends it
// returns its cause and keeps what was done: the next call goes on from there. It refuses a consumer that has no Beside, and
// one that another process rebuilds, and returns an error, with everything kept, when events could not be applied.
// Watch, if it is not nil, is told of the progress about once a second. It works without Run, after Prepare.
func (r *Runner) Rebuild(ctx context.Context, name string, watch func(Progress)) error {
	return r.RebuildAll(ctx, []string{name}, watch)
}

// RebuildAll is Rebuild for several read models at once, which are fed by one reading of the log. One that cannot be rebuilt
// does not hold the others up; its error is returned when they are done.
func (r *Runner) RebuildAll(ctx context.Context, names []string, watch func(Progress)) error {
	var serving []Consumer
	for _, name := range names {
		c, err := r.besidable(name)
		if err != nil {
			return err
		}
		serving = append(serving, c)
	}
	life, end := context.WithCancel(ctx)
	h := r.newHub(life)
	h.grace = longGrace
	defer h.done.Wait()
	defer end()
	watch = oneByOne(watch)
	errs := make([]error, len(serving))
	var all sync.WaitGroup
	for i, c := range serving {
		all.Go(func() { errs[i] = r.rebuild(ctx, h, c, watch) })
	}
	all.Wait()
	err := errors.Join(errs...)
	if err != nil && ctx.Err() != nil {
		return context.Cause(ctx)
	}
	return err
}

func (r *Runner) rebuild(ctx context.Context, h *hub, c Consumer, watch func(Progress)) error {
	name, side := c.Name, c.Beside(nextTo)
	if err := beginBeside(ctx, r, c, side); err != nil {
		return fmt.Errorf("rebuild %s: %w", name, err)
	}
	l := r.newLane(side, besides, h)
	l.serving = c
	l.watch = r.watcher(ctx, watch)
	for wait := r.backoff(); ; wait.wait(ctx) {
		err := r.unlessBusy(ctx, func() error { return l.own(ctx, l.direct, wait.reset) })
		switch {
		case errors.Is(err, errSwitched):
			return nil
		case ctx.Err() != nil:
			return context.Cause(ctx)
		case !transient(err) && !errors.As(err, new(*moved)):
			return fmt.Errorf("rebuild %s: %w", name, err)
		}
		r.log.Warn("rebuild begins again", "consumer", name, "error", err)
	}
}

// besidable returns the consumer of a name, if it may be made beside itself.
func (r *Runner) besidable(name string) (Consumer, error) {
	c, ok := r.consumer(name)
	if ok && c.Beside == nil {
		return c, fmt.Errorf("%s does more than fill tables that can be made again: it is not rebuilt, lest anything happen twice", name)
	}
	if !ok {
		return c, fmt.Errorf("%q is none of the read models, which are %s; what acts on events is not made again, lest anything happen twice",
			name, strings.Join(r.Rebuildable(), ", "))
	}
	return c, nil
}

func (r *Runner) consumer(name string) (Consumer, bool) {
	for _, c := range r.o.Consumers {
		if c.Name == name {
			return c, true
		}
	}
	return Consumer{}, false
}

// beginBeside makes the tables of a rebuild, if none was begun. What was skipped stays so.
func beginBeside(ctx context.Context, r *Runner, c, side Consumer) error {
	return pgx.BeginFunc(ctx, r.o.Pool, func(tx pgx.Tx) error {
		if _, err := tx.Exec(ctx, `select pg_advisory_xact_lock(hashtext('cosell:prepare'))`); err != nil {
			return err
		}
		const insert = `insert into cosell_ops.checkpoints (name, version, side, tables)
			select name, version, $3, $4 from cosell_ops.checkpoints where name = $1 and version = $2 and side = ''
			on conflict do nothing returning true`
		var begun bool
		switch err := tx.QueryRow(ctx, insert, c.Name, c.Version, besides, list(side.Tables)).Scan(&begun); {
		case errors.Is(err, pgx.ErrNoRows):
			return there(ctx, tx, c)
		case err != nil:
			return err
		}
		if _, err := tx.Exec(ctx, side.Schema); err != nil {
			return err
		}
		const skipped = `insert into cosell_ops.parked (name, version, side, stream, revision, position, event_id, kind, touches, state, error, attempts, parked_at, reason, by, ended_at)
			select name, version, $3, stream, revision, position, event_id, kind, touches, state, error, attempts, parked_at, reason, by, ended_at
			from cosell_ops.parked where name = $1 and version = $2 and side = '' and state = 'skipped'`
		if _, err := tx.Exec(ctx, skipped, c.Name, c.Version, besides); err != nil {
			return err
		}
		r.at(Begun)
		return nil
	})
}

// there makes sure that the database knows this version. What a rebuild could not apply before is tried again.
func there(ctx context.Context, tx pgx.Tx, c Consumer) error {
	const sql = `select from cosell_ops.checkpoints where name = $1 and version = $2 and side = ''`
	err := tx.QueryRow(ctx, sql, c.Name, c.Version).Scan()
	if errors.Is(err, pgx.ErrNoRows) {
		return fmt.Errorf("version %d: %w", c.Version, errSuperseded)
	}
	if err != nil {
		return err
	}
	const again = `update cosell_ops.parked set asked = 'unpark' where ` + key + ` and state = 'parked'`
	_, err = tx.Exec(ctx, again, c.Name, c.Version, besides)
	return err
}

// Cancel drops what a rebuild has made so far. It refuses while a process is at it, and returns false when there is none.
func (r *Runner) Cancel(ctx context.Context, name string) (dropped bool, err error) {
	c, err := r.besidable(name)
	if err != nil {
		return false, err
	}
	const sql = `select version, tables from cosell_ops.checkpoints where name = $1 and side = $2`
	var tables []string
	switch err := r.o.Pool.QueryRow(ctx, sql, name, besides).Scan(&c.Version, &tables); {
	case errors.Is(err, pgx.ErrNoRows):
		return false, nil
	case err != nil:
		return false, err
	}
	if err := r.unlessBusy(ctx, func() error { return drop(ctx, r.o.Pool, c, besides, tables) }); err != nil {
		return false, fmt.Errorf("cancel the rebuild of %s: %w", name, err)
	}
	return true, nil
}

// Rebuildable names the consumers of this program that may be rebuilt and checked.
func (r *Runner) Rebuildable() (names []string) {
	for _, c := range r.o.Consumers {
		if c.Beside != nil {
			names = append(names, c.Name)
		}
	}
	return names
}
