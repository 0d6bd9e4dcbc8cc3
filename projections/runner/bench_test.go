package runner_test

import (
	"context"
	"slices"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/stretchr/testify/require"

	"github.com/cosell/cosell/eventstore"
	"github.com/cosell/cosell/eventstore/postgres"
	"github.com/cosell/cosell/eventstore/postgres/localserver/localservertest"
	"github.com/cosell/cosell/projections/runner"
)

// inPostgres is an empty log on a server that waits for the disk.
func inPostgres(b *testing.B) (*pgxpool.Pool, *postgres.Store) {
	b.Helper()
	pool, err := pgxpool.New(b.Context(), localservertest.Durable(b))
	require.NoError(b, err)
	b.Cleanup(pool.Close)
	require.NoError(b, postgres.Migrate(b.Context(), pool))
	log, err := postgres.Open(b.Context(), pool, postgres.Options{})
	require.NoError(b, err)
	b.Cleanup(log.Close)
	return pool, log
}

// lasts is a consumer that keeps the last text of each stream, written set by set.
func lasts() runner.Consumer {
	const sql = `insert into cosell.lasts_v1 as t select distinct on (s) s, r, x from unnest($1::text[], $2::bigint[], $3::text[]) u (s, r, x)
		order by s, r desc on conflict (stream) do update set revision = excluded.revision, text = excluded.text`
	return runner.Consumer{
		Name: "lasts", Version: 1, Tables: []string{"cosell.lasts_v1"},
		Schema: "create table cosell.lasts_v1 (stream text primary key, revision bigint, text text)",
		Apply: func(ctx context.Context, tx pgx.Tx, events []runner.Event) error {
			var streams, words []string
			var revisions []int64
			for _, e := range events {
				streams, revisions, words = append(streams, e.Stream), append(revisions, e.Revision), append(words, e.Event.(said).Text)
			}
			_, err := tx.Exec(ctx, sql, streams, revisions, words)
			return err
		},
	}
}

// BenchmarkVisible asks how long after its append an event is visible in a read model, at a thousand a second: appends are
// made when they are due, whether or not earlier ones have answered, and each is timed from when it answered.
func BenchmarkVisible(b *testing.B) {
	pool, log := inPostgres(b)
	p := start(b, pool, log, lasts())
	const rate = time.Millisecond
	waits := make(chan time.Duration, b.N)
	begin := time.Now()
	for i := range b.N {
		time.Sleep(time.Until(begin.Add(time.Duration(i) * rate)))
		go func() {
			a, err := log.Append(b.Context(), stream(i), eventstore.NoStream, []eventstore.Pending{pending("test.said", "x")})
			committed := time.Now()
			if err == nil {
				err = p.Wait(b.Context(), "lasts", a.Position)
			}
			if err != nil {
				b.Error(err)
			}
			waits <- time.Since(committed)
		}()
	}
	var all []time.Duration
	for range b.N {
		all = append(all, <-waits)
	}
	slices.Sort(all)
	b.ReportMetric(float64(all[len(all)/2].Microseconds())/1000, "p50-ms")
	b.ReportMetric(float64(all[len(all)*99/100].Microseconds())/1000, "p99-ms")
	b.ReportMetric(float64(all[len(all)-1].Microseconds())/1000, "max-ms")
}

// BenchmarkFeed asks how fast the feed reads and decodes a log in Postgres, beside one goroutine that does nothing else.
func BenchmarkFeed(b *testing.B) {
	_, log := inPostgres(b)
	const events = 200_000
	end := fill(b, log, events)
	perSecond := func(do func()) float64 {
		begin := time.Now()
		do()
		return events / time.Since(begin).Seconds()
	}
	var feed, alone, bare float64
	for b.Loop() {
		feed = perSecond(func() {
			tap := runner.NewHub(b.Context(), log, decode, time.Minute).Join(eventstore.Position{})
			for last := (eventstore.Position{}); last != end; {
				batch, err := tap.Next(b.Context(), 8000)
				require.NoError(b, err)
				last = batch[len(batch)-1].Position
			}
			tap.Leave()
		})
		alone = perSecond(func() { readAll(b, log, end, true) })
		bare = perSecond(func() { readAll(b, log, end, false) })
	}
	b.ReportMetric(feed, "feed-events/s")
	b.ReportMetric(alone, "alone-events/s")
	b.ReportMetric(bare, "undecoded-events/s")
}

func readAll(b *testing.B, log eventstore.Store, end eventstore.Position, decoded bool) {
	b.Helper()
	for r, err := range log.Subscribe(b.Context(), eventstore.Position{}) {
		require.NoError(b, err)
		if decoded {
			_, err = decode(r)
			require.NoError(b, err)
		}
		if r.Position == end {
			return
		}
	}
}
