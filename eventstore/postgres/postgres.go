// Package postgres keeps the log in a Postgres database, in the schema cosell_log.
//
// The appends of a process that wait at the same time share one transaction, which takes the lock of the log's row,
// looks where the streams are, decides each append in memory and writes all that fit. Several processes may write to one
// log; the lock orders their transactions, so that positions have no gaps and become visible in order.
//
// Connections must be sessions of their own: a pooler that shares one between transactions loses settings and notifications.
package postgres

import (
	"context"
	"fmt"
	"sync"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/cosell/cosell/eventstore"
)

// Options of a store; the zero value is the usual one.
type Options struct {
	// Patience is how long an append waits for a database that cannot be reached, before it returns ErrUnavailable or, when it
	// may have been written, ErrUnknown; 5 s when zero.
	Patience time.Duration

	// Poll is how often a subscription looks by itself, in case a notification was lost; 1 s when zero.
	Poll time.Duration
}

// Store is a log in Postgres.
type Store struct {
	pool    *pgxpool.Pool
	options Options
	signal  *signal
	writer  *writer
	listen  func() // starts the listener, once

	closed chan struct{}
	close  func()
	ended  sync.WaitGroup
}

var _ eventstore.Store = (*Store)(nil)

// Open gives the log in pool's database, which Migrate has prepared. The caller keeps the pool and closes it after the
// store. Beside the pool's connections the store opens one when the first append comes and one when the first subscription
// does. A log of another format is ErrFormat.
func Open(ctx context.Context, pool *pgxpool.Pool, o Options) (*Store, error) {
	s := &Store{pool: pool, options: o, signal: newSignal(), closed: make(chan struct{})}
	if s.options.Patience == 0 {
		s.options.Patience = 5 * time.Second
	}
	if s.options.Poll == 0 {
		s.options.Poll = time.Second
	}
	identity, err := s.Identity(ctx)
	if err == nil {
		err = known(identity.Format)
	}
	if err != nil {
		return nil, err
	}
	s.start(context.WithoutCancel(ctx))
	return s, nil
}

func (s *Store) start(ctx context.Context) {
	ctx, cancel := context.WithCancel(ctx)
	wanted := make(chan struct{})
	s.listen = sync.OnceFunc(func() { close(wanted) })
	s.writer = newWriter(s)
	s.close = sync.OnceFunc(func() {
		close(s.closed)
		giveUp := time.AfterFunc(s.options.Patience, cancel)
		<-s.writer.ended
		giveUp.Stop()
		cancel()
		s.ended.Wait()
	})
	s.ended.Go(func() { s.writer.run(ctx) })
	s.ended.Go(func() {
		select {
		case <-wanted:
			s.notifications(ctx)
		case <-ctx.Done():
		}
	})
}

// Close ends every read and subscription with eventstore.ErrClosed, and so answers every later call. The transaction that is
// being written is finished, for as long as Options.Patience. It may be called again.
func (s *Store) Close() { s.close() }

// End implements eventstore.Store.
func (s *Store) End(ctx context.Context) (eventstore.Position, error) {
	var head int64
	if err := s.ask(ctx, func() error { return s.pool.QueryRow(ctx, headStatement).Scan(&head) }); err != nil {
		return eventstore.Position{}, fmt.Errorf("end of the log: %w", err)
	}
	return position(head), nil
}

func position(n int64) eventstore.Position {
	return eventstore.Position{Commit: uint64(n), Prepare: uint64(n)}
}

// Stats counts what a store has written since it was opened; Events divided by Transactions is how many share one.
type Stats struct{ Transactions, Events int64 }

// Stats returns the present counts.
func (s *Store) Stats() Stats {
	return Stats{Transactions: s.writer.transactions.Load(), Events: s.writer.events.Load()}
}

// connect opens a connection beside the pool, so that a pool in full use does not keep the store from writing.
func (s *Store) connect(ctx context.Context) (*pgx.Conn, error) {
	config := s.pool.Config()
	if config.BeforeConnect != nil {
		if err := config.BeforeConnect(ctx, config.ConnConfig); err != nil {
			return nil, unavailable(err)
		}
	}
	conn, err := pgx.ConnectConfig(ctx, config.ConnConfig)
	if err != nil {
		return nil, unavailable(err)
	}
	return conn, nil
}
