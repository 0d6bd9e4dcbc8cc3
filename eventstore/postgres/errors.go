package postgres

import (
	"context"
	"errors"
	"fmt"

	"github.com/jackc/pgx/v5/pgconn"

	"github.com/cosell/cosell/eventstore"
)

// err says why an operation must not begin or go on; nil when nothing speaks against it.
func (s *Store) err(ctx context.Context) error {
	select {
	case <-s.closed:
		return eventstore.ErrClosed
	default:
		return context.Cause(ctx)
	}
}

// ask runs a question to the database, which changes nothing when asked twice. The pool may hold connections that died with an
// earlier server: it drops them all when one turns out to be dead, and asks once more.
func (s *Store) ask(ctx context.Context, question func() error) error {
	if err := s.err(ctx); err != nil {
		return err
	}
	err := question()
	if err != nil && s.err(ctx) == nil && isLost(err) {
		s.pool.Reset()
		err = question()
	}
	if err != nil && s.err(ctx) != nil {
		return s.err(ctx)
	}
	return translated(err)
}

// isLost reports whether err took the connection with it.
func isLost(err error) bool {
	var said *pgconn.PgError
	return err != nil && (!errors.As(err, &said) || said.SeverityUnlocalized != "ERROR")
}

// isOpen reports whether nobody knows what became of what was sent.
func isOpen(err error) bool { return isLost(err) && !pgconn.SafeToRetry(err) }

// isBusy reports that a lock was not free.
func isBusy(err error) bool {
	var said *pgconn.PgError
	return errors.As(err, &said) && said.Code == "55P03"
}

// translated is where errors of Postgres get their meaning. What the server refuses for its own state, and every break of the
// connection, is ErrUnavailable; what it refuses for the statement's sake stays what it is.
func translated(err error) error {
	if err == nil {
		return nil
	}
	var said *pgconn.PgError
	if !errors.As(err, &said) {
		return unavailable(err)
	}
	switch said.Code[:2] {
	case "08", "25", "40", "53", "55", "57", "58", "XX":
		return unavailable(err)
	}
	return err
}

func unavailable(err error) error { return fmt.Errorf("%w: %w", eventstore.ErrUnavailable, err) }
