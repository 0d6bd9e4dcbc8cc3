package main

import (
	"context"
	"log/slog"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/cosell/cosell/domain"
	"github.com/cosell/cosell/eventstore"
	"github.com/cosell/cosell/eventstore/codec"
	"github.com/cosell/cosell/eventstore/postgres/localserver"
	"github.com/cosell/cosell/handlers/command"
)

// base is the database and the log, in it or in a cluster, opened.
type base struct {
	log   *slog.Logger
	local *localserver.Server // nil with --database

	localOptions localserver.Options
	pool         *pgxpool.Pool
	store        *eventLog
	codec        *codec.Codec
	service      *command.Service
}

// stopWithin bounds how long the private Postgres may take to stop.
const stopWithin = 4 * time.Second

// close releases what openBase opened, in the opposite order.
func (b *base) close() {
	if b.store != nil {
		b.store.close()
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
