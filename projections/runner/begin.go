package runner

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/cosell/cosell/eventstore"
)

// lockName is what the owner of a consumer locks. Versions and sides that live side by side have one each.
func lockName(c Consumer, side string) string {
	if c.Beside == nil && side == "" {
		return "cosell:consumer:" + c.Name
	}
	return fmt.Sprintf("cosell:consumer:%s:%d:%s", c.Name, c.Version, side)
}

// tryLock takes the session's lock on the consumer if nobody has it.
func (l *lane) tryLock(ctx context.Context) (taken bool, err error) {
	const sql = `select pg_try_advisory_lock(hashtextextended($1, 0))`
	err = l.conn.QueryRow(ctx, sql, lockName(l.c, l.side)).Scan(&taken)
	return taken, err
}

// errBusy says that another process does the same.
var errBusy = errors.New("another process is at it")

// lingers is how long a process that was broken off may still hold its locks: the server has to notice.
const lingers = 2 * time.Second

// unlessBusy does something, again and again for a moment while another process is at it.
func (r *Runner) unlessBusy(ctx context.Context, do func() error) error {
	moment, cancel := context.WithTimeout(ctx, lingers)
	defer cancel()
	for wait := r.backoff(); ; wait.wait(moment) {
		if err := do(); !errors.Is(err, errBusy) || moment.Err() != nil {
			return err
		}
	}
}

// lock takes the lock; of what is built beside the rows that serve, only if nobody has it. It asks again and again: a session that waits in the server would hold back vacuum.
func (l *lane) lock(ctx context.Context) error {
	for {
		taken, err := l.tryLock(ctx)
		if err != nil || taken {
			return err
		}
		if l.side != "" {
			return errBusy // Rebuild asks again for a moment
		}
		if err := l.oust(ctx); err != nil {
			return err
		}
		pause(ctx, l.r.o.Standby)
	}
}

// load reads the checkpoint and believes it only if the log holds what it says.
func (l *lane) load(ctx context.Context) (err error) {
	l.forget()
	l.cp = checkpoint{name: l.c.Name, version: l.c.Version, side: l.side}
	if l.cp, err = load(ctx, l.conn, l.cp); err != nil {
		return err
	}
	end, err := l.r.o.Store.End(ctx)
	if err != nil {
		return err
	}
	l.aim, l.done, l.verified, l.remarked, l.pulse, l.meter = end, false, false, "", pulse{}, meter{since: l.r.age()}
	l.size = l.c.batch()
	because, err := l.doubt(ctx, end)
	if err != nil {
		return err
	}
	if because != "" {
		l.log.Warn("consumer is emptied and begins again", "because", because)
		if l.cp, err = restart(ctx, l.conn, l.c, l.cp, because); err != nil {
			return err
		}
	}
	if l.ledger, err = readLedger(ctx, l.conn, l.cp); err != nil {
		return err
	}
	if err := resume(ctx, l.conn, l.cp, end); err != nil {
		return err
	}
	if err := l.answer(ctx); err != nil {
		return err
	}
	if err := l.finish(ctx); err != nil { // before anybody hears that it has caught up
		return err
	}
	l.tell(false)
	return nil
}

// doubt compares the checkpoint with the log. It returns why the checkpoint is not to be believed, "" when it is.
func (l *lane) doubt(ctx context.Context, end eventstore.Position) (because string, err error) {
	switch {
	case l.cp.position.IsZero():
		return "", nil
	case end.Before(l.cp.position):
		return fmt.Sprintf("the log ends at %s, before the checkpoint at %s", end, l.cp.position), nil
	}
	last := l.cp.last
	for r, err := range l.r.o.Store.Read(ctx, last.stream, eventstore.From{Revision: last.revision, Limit: 1}) {
		if err != nil {
			return "", err
		}
		if r.ID == last.id && r.Position == l.cp.position {
			return "", nil
		}
	}
	return fmt.Sprintf("the log does not hold event %s of %s at %s", last.id, last.stream, l.cp.position), nil
}

// finish does what is done when the consumer has caught up: what it asks for itself, once; and, until its rows serve, to
// have them do so.
func (l *lane) finish(ctx context.Context) error {
	if l.cp.position.Before(l.aim) || l.done && l.cp.built {
		return nil
	}
	if !l.done {
		l.r.at(Built)
		if l.c.CaughtUp != nil {
			err := pgx.BeginFunc(ctx, l.conn, func(tx pgx.Tx) error { return l.c.CaughtUp(ctx, tx) })
			if err != nil {
				return err
			}
		}
		l.r.at(Indexed)
		l.done = true
	}
	if l.cp.built {
		return nil
	}
	return l.complete(ctx)
}
