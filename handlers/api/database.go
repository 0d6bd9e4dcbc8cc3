package api

import (
	"context"
	"errors"
	"strings"

	"github.com/jackc/pgx/v5/pgconn"

	"github.com/cosell/cosell/domain"
	"github.com/cosell/cosell/handlers/command"
)

// reached gives an error of the database its class: what Postgres says of a statement is ours to mend, unless it says that
// it goes or comes; anything else is a connection that is not there.
func reached(err error) error {
	var said *domain.Error
	var refused *pgconn.PgError
	switch {
	case err == nil, errors.As(err, &said), errors.Is(err, context.Canceled), errors.Is(err, context.DeadlineExceeded):
		return err
	case errors.As(err, &refused) && !passing(refused.Code):
		return err
	}
	return command.ErrUnreachable.Because(err)
}

// passing reports whether a condition of Postgres goes away by itself: a connection that broke, a server that stops or
// starts, resources that ran out, a transaction that gave way to another.
func passing(code string) bool {
	for _, class := range []string{"08", "40", "53", "57"} {
		if strings.HasPrefix(code, class) {
			return true
		}
	}
	return false
}
