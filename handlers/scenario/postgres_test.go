package scenario_test

import (
	"context"
	"testing"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/stretchr/testify/require"

	"github.com/cosell/cosell/domain"
	"github.com/cosell/cosell/eventstore"
	"github.com/cosell/cosell/eventstore/postgres"
	"github.com/cosell/cosell/eventstore/postgres/localserver/localservertest"
	"github.com/cosell/cosell/handlers/command"
	"github.com/cosell/cosell/handlers/notify"
	"github.com/cosell/cosell/handlers/process"
	"github.com/cosell/cosell/handlers/scenario"
	"github.com/cosell/cosell/projections/runner"
)

func TestMain(m *testing.M) { localservertest.Main(m) }

// newPostgresWorld keeps log and receipts in a database of its own.
func newPostgresWorld(t testing.TB) (*world, *pgxpool.Pool) {
	t.Helper()
	pool, err := pgxpool.New(t.Context(), localservertest.Database(t))
	require.NoError(t, err)
	t.Cleanup(pool.Close)
	require.NoError(t, postgres.Migrate(t.Context(), pool))
	require.NoError(t, command.Migrate(t.Context(), pool))
	require.NoError(t, process.Migrate(t.Context(), pool))
	require.NoError(t, notify.Migrate(t.Context(), pool))
	log, err := postgres.Open(t.Context(), pool, postgres.Options{})
	require.NoError(t, err)
	t.Cleanup(log.Close)
	return &world{log: log, receipts: &counted{Receipts: command.NewPostgresReceipts(pool)}}, pool
}

// processClock lets the managers wait as long as a test has no patience for.
type processClock struct{ *scenario.Clock }

func (processClock) After(time.Duration) <-chan time.Time { return nil }

func TestTell_into_Postgres_gives_the_same_log_and_leaves_our_processes_nothing_to_do(t *testing.T) {
	w, pool := newPostgresWorld(t)
	stage := w.stage(t, now)
	require.NoError(t, demo(t).Tell(t.Context(), stage))
	told := w.events(t)
	sameLog(t, toldDemo(t).events(t), told)

	settled := make(chan process.Point, 1000)
	r := w.manage(t, pool, process.Options{
		Service: stage.Commands, Store: w.log, Pool: pool, Clock: processClock{stage.Clock},
		Hook: func(p process.Point) {
			if p == process.Settled {
				settled <- p
			}
		},
	})
	for _, c := range process.Consumers(process.Options{}) {
		require.NoError(t, r.Wait(t.Context(), c.Name, told[len(told)-1].Position))
	}
	for pending(t, pool, process.Pending) > 0 {
		select {
		case <-settled:
		case <-time.After(time.Minute):
			steps, err := process.Steps(t.Context(), pool, process.Pending, 1)
			require.Fail(t, "a step is never taken", "%+v %v", steps, err)
		}
	}
	require.Zero(t, pending(t, pool, process.Failed))
	sameLog(t, told, w.events(t))
}

func pending(t *testing.T, pool *pgxpool.Pool, s process.State) int {
	t.Helper()
	steps, err := process.Steps(t.Context(), pool, s, 1000)
	require.NoError(t, err)
	return len(steps)
}

// manage runs the process managers until the test ends.
func (w *world) manage(t *testing.T, pool *pgxpool.Pool, o process.Options) (r *runner.Runner) {
	t.Helper()
	codec, err := command.NewCodec()
	require.NoError(t, err)
	o.Reached = func(ctx context.Context, consumer string, p eventstore.Position) error {
		return r.Wait(ctx, consumer, p)
	}
	r, err = runner.New(runner.Options{
		Store: w.log, Pool: pool, Consumers: process.Consumers(o),
		Decode: func(e eventstore.Recorded) (domain.Recorded, error) { return command.Decode(codec, e) },
	})
	require.NoError(t, err)
	_, err = r.Prepare(t.Context())
	require.NoError(t, err)
	ended := make(chan error, 1)
	ctx, stop := context.WithCancel(context.WithoutCancel(t.Context()))
	go func() { ended <- r.Run(ctx) }()
	t.Cleanup(func() {
		stop()
		require.NoError(t, <-ended)
	})
	return r
}
