package main

import (
	"context"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/cosell/cosell/domain"
	"github.com/cosell/cosell/eventstore"
	"github.com/cosell/cosell/eventstore/codec"
	"github.com/cosell/cosell/eventstore/postgres"
	"github.com/cosell/cosell/eventstore/postgres/localserver"
	"github.com/cosell/cosell/handlers/command"
	"github.com/cosell/cosell/projections/distributed"
	"github.com/cosell/cosell/projections/managed"
	"github.com/cosell/cosell/projections/runner"
	"github.com/cosell/cosell/projections/timeline"
)

// This file is the only one that chooses adapters.

// base is the database and the log in it, opened.
type base struct {
	log   *slog.Logger
	local *localserver.Server // nil with --database

	localOptions localserver.Options
	pool         *pgxpool.Pool
	store        *postgres.Store
	codec        *codec.Codec
	service      *command.Service
}

// stopWithin bounds how long the private Postgres may take to stop.
const stopWithin = 4 * time.Second

// openBase opens the database that a verb reads: --database, else the private one below the data folder, started by
// open: localserver.Serve for an owner that stays, localserver.Attach for a verb that comes and goes. Commands take their time
// from clock.
func openBase(ctx context.Context, s source, open opener, term terminal) (b *base, err error) {
	b = &base{log: s.logger(term)}
	defer func() {
		if err != nil {
			b.close()
		}
	}()
	url := s.Database
	if url == "" {
		if err = open.there(s.Data); err != nil {
			return b, err
		}
		b.localOptions = localserver.Options{Dir: s.Data, BinDir: s.PostgresBin, Log: b.log}
		if b.local, err = open.start(ctx, b.localOptions); err != nil {
			return b, err
		}
		url = b.local.URL()
	}
	if b.pool, err = pgxpool.New(ctx, url); err != nil {
		return b, fmt.Errorf("the database's URL: %w", err)
	}
	if err = postgres.Migrate(ctx, b.pool); err != nil {
		return b, err
	}
	if b.store, err = postgres.Open(ctx, b.pool, postgres.Options{}); err != nil {
		return b, err
	}
	if b.codec, err = command.NewCodec(); err != nil {
		return b, err
	}
	b.service, err = command.New(command.Options{
		Store: b.store, Receipts: command.NewPostgresReceipts(b.pool), Clock: open.clock, Log: b.log,
	})
	return b, err
}

// opener says how a verb opens the base.
type opener struct {
	start func(context.Context, localserver.Options) (*localserver.Server, error)
	there func(folder string) error // refuses a data folder
	clock func() time.Time          // of commands; the machine's when nil
}

// reader opens for a verb that only looks: it makes nothing where nothing is.
var reader = opener{start: localserver.Attach, there: hasCluster}

// hasCluster refuses a folder that no server was ever started on, which most likely is not the one that is meant.
func hasCluster(folder string) error {
	for _, mark := range []string{"postgres", "postgres.at"} {
		if _, err := os.Stat(filepath.Join(folder, mark)); err == nil {
			return nil
		}
	}
	return fmt.Errorf("there is nothing of cosell's in %s: name the folder that cosell serve was given, with --data", folder)
}

// close releases what openBase opened, in the opposite order.
func (b *base) close() {
	if b.store != nil {
		b.store.Close()
	}
	if b.pool != nil {
		b.pool.Close()
	}
	if b.local == nil {
		return
	}
	ctx, cancel := context.WithTimeout(context.Background(), stopWithin)
	defer cancel()
	if err := b.local.Close(ctx); err != nil {
		b.log.Error("stopping the private Postgres", "error", err)
	}
}

// decode gives the domain's reading of a recorded event.
func (b *base) decode(r eventstore.Recorded) (domain.Recorded, error) {
	return command.Decode(b.codec, r)
}

// runner feeds the read models, and whatever else is given.
func (b *base) runner(more ...runner.Consumer) (*runner.Runner, error) {
	return runner.New(runner.Options{
		Store:     b.store,
		Decode:    b.decode,
		Pool:      b.pool,
		Consumers: append([]runner.Consumer{distributed.Consumer(), managed.Consumer(), timeline.Consumer()}, more...),
		Log:       b.log,
	})
}
