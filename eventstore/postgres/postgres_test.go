package postgres_test

import (
	"context"
	"iter"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/stretchr/testify/require"

	"github.com/cosell/cosell/eventstore"
	"github.com/cosell/cosell/eventstore/eventstoretest"
	"github.com/cosell/cosell/eventstore/postgres"
	"github.com/cosell/cosell/eventstore/postgres/localserver/localservertest"
)

func TestMain(m *testing.M) { localservertest.Main(m) }

// process is a store with a pool of its own, as a program has it.
type process struct {
	*postgres.Store
	pool *pgxpool.Pool
	url  string
}

// Close ends the store and then its pool.
func (p process) Close() {
	p.Store.Close()
	p.pool.Close()
}

// start opens the log of a database as a program does. The options of the pool may be changed before it connects.
func start(t testing.TB, url string, o postgres.Options, change ...func(*pgxpool.Config)) process {
	t.Helper()
	ctx := context.WithoutCancel(t.Context())
	config, err := pgxpool.ParseConfig(url)
	require.NoError(t, err)
	for _, c := range change {
		c(config)
	}
	pool, err := pgxpool.NewWithConfig(ctx, config)
	require.NoError(t, err)
	t.Cleanup(pool.Close)
	require.NoError(t, postgres.Migrate(ctx, pool))
	store, err := postgres.Open(ctx, pool, o)
	require.NoError(t, err)
	t.Cleanup(store.Close)
	return process{store, pool, url}
}

// emptied hands out databases, and takes them back: making one takes longer than most tests.
type emptied struct {
	owner testing.TB
	mu    sync.Mutex
	free  []string
}

// database gives an empty log until t ends.
func (e *emptied) database(t testing.TB) (url string) {
	e.mu.Lock()
	defer e.mu.Unlock()
	if n := len(e.free); n > 0 {
		url, e.free = e.free[n-1], e.free[:n-1]
		conn, err := pgx.Connect(t.Context(), url)
		require.NoError(t, err)
		defer conn.Close(t.Context())
		_, err = conn.Exec(t.Context(), "truncate cosell_log.events")
		require.NoError(t, err)
	} else {
		url = localservertest.Database(e.owner)
	}
	t.Cleanup(func() {
		e.mu.Lock()
		defer e.mu.Unlock()
		e.free = append(e.free, url)
	})
	return url
}

func TestPostgresKeepsTheContract(t *testing.T) {
	databases := emptied{owner: t}
	eventstoretest.Run(t, eventstoretest.Harness{
		Open: func(t testing.TB) eventstoretest.Store { return start(t, databases.database(t), postgres.Options{}) },
		Reopen: func(t testing.TB, closed eventstoretest.Store) eventstoretest.Store {
			return start(t, closed.(process).url, postgres.Options{})
		},
	})
}

func TestTwoProcessesOverOneLogKeepTheContractTogether(t *testing.T) {
	databases := emptied{owner: t}
	two := func(t testing.TB, url string) eventstoretest.Store {
		return &pair{of: [2]process{start(t, url, postgres.Options{}), start(t, url, postgres.Options{})}}
	}
	eventstoretest.Run(t, eventstoretest.Harness{
		Open: func(t testing.TB) eventstoretest.Store { return two(t, databases.database(t)) },
		Reopen: func(t testing.TB, closed eventstoretest.Store) eventstoretest.Store {
			return two(t, closed.(*pair).of[0].url)
		},
	})
}

// pair is two processes that take turns.
type pair struct {
	of    [2]process
	calls atomic.Uint64
}

func (p *pair) turn() process { return p.of[p.calls.Add(1)%2] }

func (p *pair) Append(
	ctx context.Context, stream string, at eventstore.Expected, events []eventstore.Pending,
) (eventstore.Appended, error) {
	return p.turn().Append(ctx, stream, at, events)
}

func (p *pair) Read(ctx context.Context, stream string, from eventstore.From) iter.Seq2[eventstore.Recorded, error] {
	return p.turn().Read(ctx, stream, from)
}

func (p *pair) Subscribe(ctx context.Context, after eventstore.Position) iter.Seq2[eventstore.Recorded, error] {
	return p.turn().Subscribe(ctx, after)
}

func (p *pair) End(ctx context.Context) (eventstore.Position, error) { return p.turn().End(ctx) }

func (p *pair) Close() {
	p.of[0].Close()
	p.of[1].Close()
}
