package main

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"log/slog"

	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/cosell/cosell/eventstore"
	"github.com/cosell/cosell/eventstore/kurrent"
	"github.com/cosell/cosell/eventstore/postgres"
	"github.com/cosell/cosell/eventstore/postgres/localserver"
	"github.com/cosell/cosell/handlers/command"
	"github.com/cosell/cosell/projections/deals"
	"github.com/cosell/cosell/projections/registrations"
	"github.com/cosell/cosell/projections/runner"
	"github.com/cosell/cosell/projections/timeline"
)

// This file is the only one that chooses adapters.

// openBase opens the database that a verb reads: --database, else the private one below the data folder, started by
// open: localserver.Serve for an owner that stays, localserver.Attach for a verb that comes and goes. Commands take their time
// from clock.
func openBase(ctx context.Context, s source, open opener, term terminal) (b *base, err error) {
	if err := s.checked(); err != nil {
		return nil, err
	}
	b = &base{log: s.logger(term)}
	defer func() {
		if err != nil {
			b.close()
		}
	}()
	if err = b.openDatabase(ctx, s, open); err != nil {
		return b, err
	}
	if b.store, err = s.openLog(ctx, b.pool, b.log); err != nil {
		return b, err
	}
	if b.codec, err = command.NewCodec(); err != nil {
		return b, err
	}
	b.service, err = command.New(command.Options{
		Store: b.store, Receipts: command.NewPostgresReceipts(b.pool), Exclusive: command.NewPostgresExclusive(b.pool),
		Snapshots: command.Snapshotting{Kept: command.NewPostgresSnapshots(b.pool)},
		Memory:    16 << 20,
		Clock:     open.clock, Log: b.log,
	})
	return b, err
}

// openDatabase connects to --database, else to the private one.
func (b *base) openDatabase(ctx context.Context, s source, open opener) (err error) {
	url := s.Database
	if url == "" {
		if err = open.there(s.Data); err != nil {
			return err
		}
		b.localOptions = localserver.Options{Dir: s.Data, BinDir: s.PostgresBin, Log: b.log}
		if b.local, err = open.start(ctx, b.localOptions); err != nil {
			return err
		}
		url = b.local.URL()
	}
	if b.pool, err = pgxpool.New(ctx, url); err != nil {
		return fmt.Errorf("the database's URL: %w", err)
	}
	return nil
}

// views are the read models.
func views() []runner.Consumer {
	return []runner.Consumer{deals.Consumer(), registrations.Consumer(), timeline.Consumer()}
}

// runner feeds the read models, and whatever else is given.
func (b *base) runner(more ...runner.Consumer) (*runner.Runner, error) {
	return runner.New(runner.Options{
		Store:     b.store,
		Decode:    b.decode,
		Pool:      b.pool,
		Consumers: append(views(), more...),
		Count:     b.store.count,
		Log:       b.log,
	})
}

// fill loads a log that is made up into an empty database.
func fill(ctx context.Context, pool *pgxpool.Pool, events iter.Seq2[eventstore.Recorded, error]) error {
	_, err := postgres.Load(ctx, pool, events)
	return err
}

// inPostgres gives the log in a database, made there if there is none.
func inPostgres(ctx context.Context, pool *pgxpool.Pool) (*eventLog, error) {
	if err := postgres.Migrate(ctx, pool); err != nil {
		return nil, err
	}
	s, err := postgres.Open(ctx, pool, postgres.Options{})
	if err != nil {
		return nil, err
	}
	return &eventLog{
		Store: s, close: s.Close, count: s.Count,
		keyID: func(ctx context.Context) (string, error) {
			i, err := s.Identity(ctx)
			return i.KeyID, err
		},
		bind: func(ctx context.Context, id string) error { return otherKey(s.BindKey(ctx, id), postgres.ErrOtherKey) },
	}, nil
}

// inCluster gives the log in a cluster, begun there if there is none.
func inCluster(ctx context.Context, url string, log *slog.Logger) (*eventLog, error) {
	s, err := kurrent.Open(ctx, url, kurrent.Options{Log: log})
	switch {
	case errors.Is(err, eventstore.ErrUnavailable):
		return nil, fmt.Errorf("the cluster does not answer; see that it runs and has a leader, and that the URL leads to it: %w", err)
	case err != nil:
		return nil, err
	}
	return &eventLog{
		Store: s, close: within(s.Close),
		keyID: func(ctx context.Context) (string, error) {
			i, err := s.Identity(ctx)
			return i.KeyID, err
		},
		bind: func(ctx context.Context, id string) error { return otherKey(s.BindKey(ctx, id), kurrent.ErrOtherKey) },
	}, nil
}
