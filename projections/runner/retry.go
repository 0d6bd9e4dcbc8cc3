package runner

import (
	"context"
	"errors"
	"io"
	"net"
	"strings"
	"time"

	"github.com/jackc/pgx/v5/pgconn"

	"github.com/cosell/cosell/eventstore"
)

// Pauses between attempts double from the first to the longest.
const (
	firstPause   = 50 * time.Millisecond
	longestPause = 5 * time.Second
)

// backoff waits longer each time, until reset.
type backoff struct{ first, next time.Duration }

func (r *Runner) backoff() *backoff {
	return &backoff{first: r.o.FirstPause, next: r.o.FirstPause}
}

func (b *backoff) reset() { b.next = b.first }

// wait returns when the pause is over or ctx ends.
func (b *backoff) wait(ctx context.Context) {
	pause(ctx, b.next)
	b.next = min(2*b.next, longestPause)
}

func pause(ctx context.Context, d time.Duration) {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
	case <-ctx.Done():
	}
}

// passing are the classes and codes of SQLSTATE that say nothing about what was asked for: connection, serialization,
// resources, operator intervention, a lock not to be had, the server's own files.
var passing = []string{"08", "40", "53", "57", "58", "55P03"}

// transient reports whether the same attempt may succeed later although nobody mends anything.
func transient(err error) bool {
	var pg *pgconn.PgError
	if errors.As(err, &pg) {
		for _, p := range passing {
			if strings.HasPrefix(pg.Code, p) {
				return true
			}
		}
		return false
	}
	var network net.Error
	return errors.As(err, &network) || pgconn.SafeToRetry(err) || pgconn.Timeout(err) ||
		errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) ||
		errors.Is(err, context.DeadlineExceeded) || errors.Is(err, context.Canceled) ||
		errors.Is(err, eventstore.ErrUnavailable) || errors.Is(err, eventstore.ErrClosed)
}
