package main

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgtype"

	"github.com/cosell/cosell/eventstore"
	"github.com/cosell/cosell/handlers/scenario/workload"
)

const (
	writers      = 64
	appendRounds = 5
	appendEvents = 20_000 // in one round at most
)

// benchAppend lets 64 writers append, each event durable before the next of the same writer, beside the same rows put together
// beforehand and written by one connection in transactions of as many: nothing looked at, nothing decided. The rounds of the
// two take turns, so that what else the machine does meets both.
func benchAppend(ctx context.Context, b *bench) error {
	ours, err := b.database(ctx, "append")
	if err != nil {
		return err
	}
	theirs, err := b.database(ctx, "by_hand")
	if err != nil {
		return err
	}
	o, err := b.open(ctx, ours)
	if err != nil {
		return err
	}
	defer o.close()
	hand, err := b.open(ctx, theirs)
	if err != nil {
		return err
	}
	defer hand.close()
	conn, err := hand.pool.Acquire(ctx)
	if err != nil {
		return err
	}
	defer conn.Release()

	each := min(appendEvents, b.verb.Events)
	var through, byHand []float64
	for round := range b.times(appendRounds) {
		rows, err := someRows(b.verb.Seed+uint64(round), each, round*each)
		if err != nil {
			return err
		}
		began := time.Now()
		if err := appendAll(ctx, o.store, rows); err != nil {
			return err
		}
		through = append(through, rate(each, time.Since(began)))
		began = time.Now()
		if err := rows.insert(ctx, conn.Conn(), writers); err != nil {
			return err
		}
		byHand = append(byHand, rate(each, time.Since(began)))
	}
	b.appended = middle(through)
	b.found(figure{
		Bench: "append", What: "append, 64 writers, durable", Value: b.appended, Unit: "events/s", Rounds: through,
	}.beside(limit{What: "the same rows, hand-batched by 64", Value: middle(byHand), Rounds: byHand}, 0.9))
	return nil
}

// appendAll lets the writers take one event after the other, each in a stream of its own.
func appendAll(ctx context.Context, store eventstore.Store, rows *logRows) error {
	var next atomic.Int64
	var running sync.WaitGroup
	failed := make(chan error, writers)
	for range writers {
		running.Go(func() {
			for {
				i := int(next.Add(1)) - 1
				if i >= len(rows.events) {
					return
				}
				if _, err := store.Append(ctx, rows.streams[i], eventstore.NoStream, rows.events[i:i+1]); err != nil {
					failed <- err
					return
				}
			}
		})
	}
	running.Wait()
	close(failed)
	return errors.Join(<-failed)
}

// logRows are events, and the same by column as unnest takes them: each the first of its stream.
type logRows struct {
	events               []eventstore.Pending
	positions, revisions []int64
	versions             []int32
	ids                  []pgtype.UUID
	streams, kinds       []string
	metadata, data       [][]byte
}

// someRows are the first events of a log, in streams of their own, at positions after some that were written.
func someRows(seed uint64, n, written int) (*logRows, error) {
	r := &logRows{}
	for e, err := range workload.New(workload.Options{Seed: seed, Events: n}).Tell().Events() {
		if err == nil {
			err = r.add(e, written)
		}
		if err != nil {
			return nil, err
		}
		if len(r.events) == n {
			break
		}
	}
	return r, nil
}

func (r *logRows) add(e eventstore.Recorded, written int) error {
	var id pgtype.UUID
	if err := id.Scan(e.ID); err != nil {
		return err
	}
	metadata, err := e.Metadata.Encode()
	if err != nil {
		return err
	}
	r.events = append(r.events, e.Pending)
	r.positions, r.revisions = append(r.positions, int64(written+len(r.events))), append(r.revisions, 0)
	r.versions, r.ids = append(r.versions, int32(e.SchemaVersion)), append(r.ids, id)
	r.streams, r.kinds = append(r.streams, eventstore.StreamName("bench", e.ID)), append(r.kinds, e.Kind)
	r.metadata, r.data = append(r.metadata, metadata), append(r.data, e.Data)
	return nil
}

// insert writes the rows in transactions of size, each in one round trip.
func (r *logRows) insert(ctx context.Context, conn *pgx.Conn, size int) error {
	for i := 0; i < len(r.events); i += size {
		k := min(i+size, len(r.events))
		batch := &pgx.Batch{}
		batch.Queue("begin")
		batch.Queue(`
			insert into cosell_log.events (position, revision, schema_version, id, stream, kind, metadata, data)
			select * from unnest($1::bigint[], $2::bigint[], $3::integer[], $4::uuid[], $5::text[], $6::text[], $7::bytea[], $8::bytea[])`,
			r.positions[i:k], r.revisions[i:k], r.versions[i:k], r.ids[i:k], r.streams[i:k], r.kinds[i:k], r.metadata[i:k], r.data[i:k])
		batch.Queue("commit")
		if err := conn.SendBatch(ctx, batch).Close(); err != nil {
			return fmt.Errorf("by hand, row %d: %w", i, err)
		}
	}
	return nil
}
