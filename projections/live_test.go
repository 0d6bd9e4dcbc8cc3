package projections_test

import (
	"context"
	"testing"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/stretchr/testify/require"

	"github.com/cosell/cosell/eventstore"
	"github.com/cosell/cosell/eventstore/postgres"
	"github.com/cosell/cosell/eventstore/postgres/localserver/localservertest"
	"github.com/cosell/cosell/projections/deals"
	"github.com/cosell/cosell/projections/managed"
	"github.com/cosell/cosell/projections/runner"
)

// postgresLog is a log in the same database as the views.
func postgresLog(t testing.TB) (*pgxpool.Pool, eventstore.Store) {
	t.Helper()
	pool, err := pgxpool.New(t.Context(), localservertest.Database(t))
	require.NoError(t, err)
	t.Cleanup(pool.Close)
	require.NoError(t, postgres.Migrate(t.Context(), pool))
	log, err := postgres.Open(t.Context(), pool, postgres.Options{})
	require.NoError(t, err)
	t.Cleanup(func() { log.Close() })
	return pool, log
}

func newRunner(t testing.TB, pool *pgxpool.Pool, log eventstore.Store, consumers ...runner.Consumer) *runner.Runner {
	t.Helper()
	r, err := runner.New(runner.Options{Store: log, Decode: decoder(newCodec(t)), Pool: pool, Consumers: consumers,
		Standby: 5 * time.Millisecond, FirstPause: time.Millisecond})
	require.NoError(t, err)
	_, err = r.Prepare(t.Context())
	require.NoError(t, err)
	return r
}

func soon(t testing.TB) context.Context {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	t.Cleanup(cancel)
	return ctx
}

func TestWhatGrewLiveIsWhatARebuildGives(t *testing.T) {
	t.Parallel()
	events := random(8, 4000, 100)
	pool, log := postgresLog(t)
	live := newRunner(t, pool, log, consumers()...)
	stop := run(t, live)
	second := newRunner(t, pool, log, consumers()...) // another process, which takes over now and then
	run(t, second)
	cut := cutting(t, pool)
	write(t, log, events, 8)
	cut()
	end, err := log.End(t.Context())
	require.NoError(t, err)
	for view := range views() {
		require.NoError(t, second.Wait(soon(t), view, end))
	}
	stop()
	grown := tables(t, pool)
	require.Len(t, grown["timeline"], stories(events))

	fresh := empty(t)
	again := newRunner(t, fresh, log, consumers()...)
	run(t, again)
	require.NoError(t, again.CaughtUp(soon(t)))
	require.Equal(t, grown, tables(t, fresh))

	for view, rows := range indexes(t, fresh) {
		require.NotZero(t, rows, "%s has no index but its key", view)
	}
}

// cutting cuts the connections of all projectors again and again until it is called.
func cutting(t *testing.T, pool *pgxpool.Pool) (enough func()) {
	t.Helper()
	stop, done := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(done)
		tick := time.NewTicker(100 * time.Millisecond)
		defer tick.Stop()
		for {
			select {
			case <-stop:
				return
			case <-tick.C:
				_, _ = pool.Exec(t.Context(), `select pg_terminate_backend(pid) from pg_stat_activity
					where application_name = 'cosell projections' and datname = current_database()`)
			}
		}
	}()
	return func() {
		close(stop)
		<-done
	}
}

// indexes counts what helps views that promise an index.
func indexes(t *testing.T, pool *pgxpool.Pool) map[string]int {
	t.Helper()
	all := map[string]int{}
	for _, view := range []string{"deals", "registrations"} {
		var n int
		require.NoError(t, pool.QueryRow(t.Context(), "select count(*) - 1 from pg_indexes where schemaname || '.' || tablename = $1", table(view)).Scan(&n))
		all[view] = n
	}
	return all
}

func TestARowSaysHowFarTheLogWasReadForIt(t *testing.T) {
	t.Parallel()
	pool, log := postgresLog(t)
	r := newRunner(t, pool, log, deals.Consumer())
	run(t, r)
	write(t, log, portfolio().events, 1)
	end, err := log.End(t.Context())
	require.NoError(t, err)
	require.NoError(t, r.Wait(soon(t), deals.Name, end))
	p, err := managed.Query(t.Context(), pool, managed.Filter{Org: "vendor", Now: begin})
	require.NoError(t, err)
	require.Equal(t, end, p.Position)
}
