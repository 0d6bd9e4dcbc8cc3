package command

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/cosell/cosell/domain"
)

// MaxQueue bounds how long an assignment waits for those before it, of this process and of others: below the time that the
// API gives a request. On two cores a thousand at once were done in two seconds.
const MaxQueue = 25 * time.Second

// ErrAssigning says that the assignments before this one were not done after MaxQueue.
var ErrAssigning = fault(domain.ClassUnavailable, "assignment-busy", "Many deals are being assigned; try again in a moment.")

// Exclusive enters a section that one process at a time is in, by its name, and gives what leaves it. It returns the
// context's cause when that ends first.
type Exclusive func(ctx context.Context, name string) (release func(), err error)

// section is what one decision at a time is in: of this process in the order of arrival, then of all.
type section struct {
	name  string
	turns turns
	among Exclusive // the processes; nil when there is one
}

// enter waits for the turn, at most MaxQueue. The caller leaves by calling done.
func (s *section) enter(ctx context.Context) (done func(), err error) {
	patience, cancel := context.WithTimeoutCause(ctx, MaxQueue, ErrAssigning)
	defer cancel()
	leave, err := s.turns.within(patience, s.name)
	if err != nil || s.among == nil {
		return leave, err
	}
	release, err := s.among(patience, s.name)
	if err != nil {
		leave()
		if cause := context.Cause(patience); cause != nil {
			return nil, cause
		}
		return nil, ErrUnreachable.Because(err)
	}
	return func() { release(); leave() }, nil
}

// NewPostgresExclusive lets the processes that share a database take turns by an advisory lock, held on a connection of
// its own. When that connection breaks the lock is gone before its holder has left: two may then decide side by side once.
func NewPostgresExclusive(pool *pgxpool.Pool) Exclusive {
	return func(ctx context.Context, name string) (func(), error) {
		conn, err := pool.Acquire(ctx)
		if err != nil {
			return nil, fmt.Errorf("lock %s: %w", name, err)
		}
		if _, err := conn.Exec(ctx, `select pg_advisory_lock(hashtextextended('cosell:section:' || $1, 0))`, name); err != nil {
			err = errors.Join(err, conn.Hijack().Close(context.WithoutCancel(ctx)))
			return nil, fmt.Errorf("lock %s: %w", name, err)
		}
		return func() { unlock(conn) }, nil
	}
}

// unlock gives a connection back to its pool without locks; one that does not answer is closed, and its locks with it.
func unlock(conn *pgxpool.Conn) {
	ctx, cancel := context.WithTimeout(context.Background(), settling)
	defer cancel()
	if _, err := conn.Exec(ctx, `select pg_advisory_unlock_all()`); err != nil {
		_ = conn.Hijack().Close(ctx) // the server ends the session either way
		return
	}
	conn.Release()
}
