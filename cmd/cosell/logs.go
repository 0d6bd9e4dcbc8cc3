package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/cosell/cosell/eventstore"
)

// eventLog is the log, with what the program asks of it beside the contract.
type eventLog struct {
	eventstore.Store
	keyID func(context.Context) (string, error) // of the key that it is bound to; empty before bind
	bind  func(context.Context, string) error   // errOtherKey when it is bound to another one
	close func()

	// count is how many events lie up to a position; nil where that cannot be had without reading them.
	count func(context.Context, eventstore.Position) (int64, error)
}

var errOtherKey = errors.New("the log is bound to another key")

// isCluster reports whether a URL leads to a cluster.
func isCluster(url string) bool {
	for _, scheme := range []string{"esdb://", "esdb+discover://", "kurrentdb://", "kurrentdb+discover://"} {
		if strings.HasPrefix(url, scheme) {
			return true
		}
	}
	return false
}

// checked refuses what can be no cluster. It does not repeat the URL, which may hold a password.
func (s source) checked() error {
	if s.Events == "" || isCluster(s.Events) {
		return nil
	}
	return usagef("--events takes the URL of a cluster, esdb://… or kurrentdb://…; without it the log is in the Postgres of --database or --data")
}

// openLog opens the log: in the cluster of --events, else in the database.
func (s source) openLog(ctx context.Context, pool *pgxpool.Pool, log *slog.Logger) (*eventLog, error) {
	if s.Events == "" {
		return inPostgres(ctx, pool)
	}
	l, err := inCluster(ctx, s.Events, log)
	if err != nil {
		return nil, fmt.Errorf("--events: %w", err)
	}
	return l, nil
}

// leaveWithin bounds how long a cluster may hold up a stop. All that was asked of it has ended before.
const leaveWithin = 400 * time.Millisecond

// within waits until end has ended, but not longer than leaveWithin.
func within(end func()) func() {
	return func() {
		ended := make(chan struct{})
		go func() { end(); close(ended) }()
		timer := time.NewTimer(leaveWithin)
		defer timer.Stop()
		select {
		case <-ended:
		case <-timer.C:
		}
	}
}

// otherKey says errOtherKey in the place of an adapter's own word for it.
func otherKey(err, own error) error {
	if errors.Is(err, own) {
		return fmt.Errorf("%w: %w", errOtherKey, err)
	}
	return err
}
