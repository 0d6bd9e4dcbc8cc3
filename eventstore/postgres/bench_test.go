package postgres_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgtype"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/stretchr/testify/require"

	"github.com/cosell/cosell/eventstore"
	"github.com/cosell/cosell/eventstore/eventstoretest"
	"github.com/cosell/cosell/eventstore/postgres"
	"github.com/cosell/cosell/eventstore/postgres/localserver/localservertest"
)

func BenchmarkPostgres(b *testing.B) {
	eventstoretest.Benchmarks(b, func(b testing.TB) eventstoretest.Store {
		return start(b, localservertest.Durable(b), postgres.Options{})
	})
}

// BenchmarkAppendBesideHandBatched: what part of the speed that the database allows is left when 64 callers append through the
// store? Its limit is the same rows, put together beforehand and written by one connection in transactions of the store's
// mean size, each in one round trip, with nothing looked at and nothing decided.
func BenchmarkAppendBesideHandBatched(b *testing.B) {
	const writers = 64
	store := start(b, localservertest.Durable(b), postgres.Options{})
	byHand := start(b, localservertest.Durable(b), postgres.Options{})
	requireDurable(b, store.pool)
	events := make([]eventstore.Pending, b.N)
	for n := range events {
		events[n] = eventstoretest.Typical(n)
	}

	var through, hand time.Duration
	var transactions int64
	b.ResetTimer()
	for n := 0; n < b.N; n += 2000 { // in turns, so that what else the machine does meets both
		events := events[n:min(n+2000, b.N)]
		began, before := time.Now(), store.Stats()
		require.NoError(b, eventstoretest.AppendEach(b.Context(), store, writers, events))
		through += time.Since(began)
		b.StopTimer()
		wrote := store.Stats().Transactions - before.Transactions
		transactions += wrote
		rows := rowsOf(b, store, n)
		hand += handBatched(b, byHand.pool, rows, int(max(1, int64(len(events))/wrote)))
		b.StartTimer()
	}

	b.ReportMetric(float64(b.N)/through.Seconds(), "events/s")
	b.ReportMetric(float64(b.N)/hand.Seconds(), "by-hand/s")
	b.ReportMetric(float64(b.N)/float64(transactions), "events/transaction")
	b.ReportMetric(hand.Seconds()/through.Seconds(), "of-by-hand")
}

// requireDurable keeps a benchmark from flattering itself.
func requireDurable(b *testing.B, pool *pgxpool.Pool) {
	for _, setting := range []string{"fsync", "synchronous_commit", "full_page_writes"} {
		var is string
		require.NoError(b, pool.QueryRow(b.Context(), "select current_setting($1)", setting).Scan(&is))
		require.Equal(b, "on", is, setting)
	}
}

// columns are rows of the log, as unnest takes them.
type columns struct {
	positions, revisions []int64
	versions             []int32
	ids                  []pgtype.UUID
	streams, kinds       []string
	metadata, data       [][]byte
}

// rowsOf reads the rows after a position.
func rowsOf(b *testing.B, s process, after int) (c columns) {
	rows, err := s.pool.Query(b.Context(), `
		select position, revision, schema_version, id, stream, kind, metadata, data
		from cosell_log.events where position > $1 order by position`, after)
	require.NoError(b, err)
	for rows.Next() {
		var position, revision int64
		var version int32
		var id pgtype.UUID
		var stream, kind string
		var metadata, data []byte
		require.NoError(b, rows.Scan(&position, &revision, &version, &id, &stream, &kind, &metadata, &data))
		c.positions, c.revisions = append(c.positions, position), append(c.revisions, revision)
		c.versions, c.ids = append(c.versions, version), append(c.ids, id)
		c.streams, c.kinds = append(c.streams, stream), append(c.kinds, kind)
		c.metadata, c.data = append(c.metadata, metadata), append(c.data, data)
	}
	require.NoError(b, rows.Err())
	return c
}

// handBatched returns how long the rows take.
func handBatched(b *testing.B, pool *pgxpool.Pool, c columns, size int) time.Duration {
	conn, err := pool.Acquire(b.Context())
	require.NoError(b, err)
	defer conn.Release()
	began := time.Now()
	for i := 0; i < len(c.positions); i += size {
		k := min(i+size, len(c.positions))
		batch := &pgx.Batch{}
		batch.Queue("begin")
		batch.Queue(`
			insert into cosell_log.events (position, revision, schema_version, id, stream, kind, metadata, data)
			select * from unnest($1::bigint[], $2::bigint[], $3::integer[], $4::uuid[], $5::text[], $6::text[], $7::bytea[], $8::bytea[])`,
			c.positions[i:k], c.revisions[i:k], c.versions[i:k], c.ids[i:k], c.streams[i:k], c.kinds[i:k], c.metadata[i:k], c.data[i:k])
		batch.Queue("commit")
		require.NoError(b, conn.SendBatch(b.Context(), batch).Close(), fmt.Sprint(i))
	}
	return time.Since(began)
}
