package projections_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/stretchr/testify/require"

	"github.com/cosell/cosell/domain"
	"github.com/cosell/cosell/eventstore"
	"github.com/cosell/cosell/eventstore/memory"
	"github.com/cosell/cosell/eventstore/postgres"
	"github.com/cosell/cosell/eventstore/postgres/localserver/localservertest"
	"github.com/cosell/cosell/projections/runner"
)

const (
	benchEvents = 200_000
	benchWindow = 1700 // deals open at once: about 20,000 in all, each open for a twelfth of the time
)

// BenchmarkRebuild asks how fast the views are made from a log that lies in the same Postgres, and how that compares
// with copying the very same rows by hand, and with reading and decoding the log alone.
func BenchmarkRebuild(b *testing.B) {
	pool, log := benchLog(b)
	decode := decoder(newCodec(b))
	read := readAlone(b, log, decode)
	for b.Loop() {
		b.StopTimer()
		dropViews(b, pool)
		r, err := runner.New(runner.Options{Store: log, Decode: decode, Pool: pool, Consumers: consumers(), Count: log.Count})
		require.NoError(b, err)
		_, err = r.Prepare(b.Context())
		require.NoError(b, err)
		b.StartTimer()
		stop := run(b, r)
		require.NoError(b, r.CaughtUp(b.Context()))
		b.StopTimer()
		all, err := r.Status(b.Context())
		require.NoError(b, err)
		for _, s := range all {
			require.True(b, s.CaughtUp && s.Error == "" && s.Parked == 0, "%+v", s)
		}
		stop()
		b.StartTimer()
	}
	perSecond := benchEvents * float64(b.N) / b.Elapsed().Seconds()
	copied := copyAlone(b, pool)
	b.ReportMetric(perSecond, "events/s")
	b.ReportMetric(perSecond/copied, "of-copy")
	b.ReportMetric(perSecond/read, "of-read")
	b.ReportMetric(copied, "copy-events/s")
	b.ReportMetric(read, "read-events/s")
}

// benchLog is a log of benchEvents on a server that waits for the disk.
func benchLog(b *testing.B) (*pgxpool.Pool, *postgres.Store) {
	b.Helper()
	pool, err := pgxpool.New(b.Context(), localservertest.Durable(b))
	require.NoError(b, err)
	b.Cleanup(pool.Close)
	require.NoError(b, postgres.Migrate(b.Context(), pool))
	log, err := postgres.Open(b.Context(), pool, postgres.Options{})
	require.NoError(b, err)
	b.Cleanup(func() { log.Close() })
	write(b, log, random(1, benchEvents, benchWindow), 64)
	return pool, log
}

// readAlone is the events per second of reading and decoding the log.
func readAlone(b *testing.B, log eventstore.Store, decode func(eventstore.Recorded) (domain.Recorded, error)) float64 {
	b.Helper()
	begin, n := time.Now(), 0
	for r, err := range log.Subscribe(b.Context(), eventstore.Position{}) {
		require.NoError(b, err)
		_, err = decode(r)
		require.NoError(b, err)
		if n++; n == benchEvents {
			break
		}
	}
	return float64(n) / time.Since(begin).Seconds()
}

// copyAlone is the events per second of copying the finished rows into tables like the views', with their keys and indexes.
func copyAlone(b *testing.B, pool *pgxpool.Pool) float64 {
	b.Helper()
	var spent time.Duration
	for _, c := range consumers() {
		for _, table := range c.Tables {
			spent += copyRows(b, pool, table)
		}
	}
	return benchEvents / spent.Seconds()
}

func copyRows(b *testing.B, pool *pgxpool.Pool, table string) time.Duration {
	b.Helper()
	conn, err := pool.Acquire(b.Context())
	require.NoError(b, err)
	defer conn.Release()
	var rows strings.Builder
	_, err = conn.Conn().PgConn().CopyTo(b.Context(), &rows, fmt.Sprintf("copy %s to stdout", table))
	require.NoError(b, err)
	_, err = conn.Exec(b.Context(), fmt.Sprintf("create schema if not exists copied; create table %s (like %s including all)", copyOf(table), table))
	require.NoError(b, err)
	begin := time.Now()
	_, err = conn.Conn().PgConn().CopyFrom(b.Context(), strings.NewReader(rows.String()), fmt.Sprintf("copy %s from stdin", copyOf(table)))
	require.NoError(b, err)
	return time.Since(begin)
}

func copyOf(table string) string { return strings.Replace(table, "cosell.", "copied.", 1) }

// BenchmarkSmallBatches asks how long the views take together, one after another, for as few events as come at a time once
// they have caught up; the log and the runner are not in it.
func BenchmarkSmallBatches(b *testing.B) {
	for _, size := range []int{1, 10, 100} {
		b.Run(fmt.Sprint(size), func(b *testing.B) {
			config, err := pgxpool.ParseConfig(localservertest.Durable(b))
			require.NoError(b, err)
			config.ConnConfig.RuntimeParams["synchronous_commit"] = "off" // as the runner's connections do
			pool, err := pgxpool.NewWithConfig(b.Context(), config)
			require.NoError(b, err)
			b.Cleanup(pool.Close)
			all := consumers()
			r, err := runner.New(runner.Options{Pool: pool, Store: memory.New(), Consumers: all})
			require.NoError(b, err)
			_, err = r.Prepare(b.Context())
			require.NoError(b, err)
			events := random(1, 60_000, benchWindow)
			apply(b, pool, events[:40_000], all...)
			for _, c := range all {
				require.NoError(b, pgx.BeginFunc(b.Context(), pool, func(tx pgx.Tx) error { return c.CaughtUp(b.Context(), tx) }))
			}
			var took []time.Duration
			for at := 40_000; b.Loop(); at += size {
				if at+size > len(events) {
					at = 40_000
				}
				begin := time.Now()
				apply(b, pool, events[at:at+size], all...)
				took = append(took, time.Since(begin))
			}
			slices.Sort(took)
			b.ReportMetric(float64(took[len(took)/2].Microseconds())/1000, "p50-ms")
			b.ReportMetric(float64(took[len(took)*99/100].Microseconds())/1000, "p99-ms")
		})
	}
}

// dropViews makes the database what it was before any view was there.
func dropViews(b *testing.B, pool *pgxpool.Pool) {
	b.Helper()
	_, err := pool.Exec(context.WithoutCancel(b.Context()), "drop schema if exists copied cascade; drop schema if exists cosell cascade; drop schema if exists cosell_ops cascade")
	require.NoError(b, err)
}
