package runner

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"

	"github.com/cosell/cosell/eventstore"
)

// lock takes the session's lock on the consumer. It asks again and again: a session that waits in the server would hold back
// vacuum.
func (l *lane) lock(ctx context.Context) error {
	const sql = `select pg_try_advisory_lock(hashtextextended('cosell:consumer:' || $1, 0))`
	for {
		var taken bool
		if err := l.conn.QueryRow(ctx, sql, l.c.Name).Scan(&taken); err != nil || taken {
			return err
		}
		pause(ctx, l.r.o.Standby)
	}
}

// load reads the checkpoint and believes it only if the log holds what it says.
func (l *lane) load(ctx context.Context) (err error) {
	l.forget()
	if l.cp, err = load(ctx, l.conn, l.c); err != nil {
		return err
	}
	end, err := l.r.o.Store.End(ctx)
	if err != nil {
		return err
	}
	l.aim, l.done = end, false
	because, err := l.doubt(ctx, end)
	if err != nil {
		return err
	}
	if because != "" {
		l.log.Warn("consumer is emptied and begins again", "because", because)
		if l.cp, err = restart(ctx, l.conn, l.c, because); err != nil {
			return err
		}
	}
	if err := resume(ctx, l.conn, l.cp, end); err != nil {
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

// finish does once what is done when the consumer has caught up.
func (l *lane) finish(ctx context.Context) error {
	if l.done || l.c.CaughtUp == nil || l.cp.position.Before(l.aim) {
		return nil
	}
	l.done = true
	return pgx.BeginFunc(ctx, l.conn, func(tx pgx.Tx) error { return l.c.CaughtUp(ctx, tx) })
}
