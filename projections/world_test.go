package projections_test

import (
	"context"
	"slices"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/stretchr/testify/require"

	"github.com/cosell/cosell/eventstore/memory"
	"github.com/cosell/cosell/eventstore/postgres/localserver/localservertest"
	"github.com/cosell/cosell/projections/deals"
	"github.com/cosell/cosell/projections/fold"
	"github.com/cosell/cosell/projections/registrations"
	"github.com/cosell/cosell/projections/runner"
	"github.com/cosell/cosell/projections/timeline"
)

func TestMain(m *testing.M) { localservertest.Main(m) }

// views are the read models there are.
func views() map[string]*fold.View {
	return map[string]*fold.View{
		deals.Name: deals.View(), registrations.Name: registrations.View(), timeline.Name: timeline.View(),
	}
}

func consumers() (all []runner.Consumer) {
	return []runner.Consumer{deals.Consumer(), registrations.Consumer(), timeline.Consumer()}
}

// empty is a database with the tables of every view.
func empty(t testing.TB) *pgxpool.Pool {
	t.Helper()
	pool, err := pgxpool.New(t.Context(), localservertest.Database(t))
	require.NoError(t, err)
	t.Cleanup(pool.Close)
	r, err := runner.New(runner.Options{Pool: pool, Store: memory.New(), Consumers: consumers()})
	require.NoError(t, err)
	_, err = r.Prepare(t.Context())
	require.NoError(t, err)
	return pool
}

// apply has consumers apply one batch, each in a transaction of its own.
func apply(t testing.TB, pool *pgxpool.Pool, events []runner.Event, to ...runner.Consumer) {
	t.Helper()
	for _, c := range to {
		require.NoError(t, pgx.BeginFunc(t.Context(), pool, func(tx pgx.Tx) error { return c.Apply(t.Context(), tx, events) }), c.Name)
	}
}

// given is a database in which a history has been applied.
func given(t testing.TB, h *history) *pgxpool.Pool {
	t.Helper()
	pool := empty(t)
	apply(t, pool, h.events, consumers()...)
	return pool
}

// tables are the whole contents of the views' tables: those of the views by name, those beside them by their own.
func tables(t testing.TB, pool *pgxpool.Pool) map[string][]string {
	t.Helper()
	all := map[string][]string{}
	for name, view := range views() {
		for _, of := range view.Consumer().Tables {
			if of == table(name) {
				all[name] = contents(t.Context(), t, pool, of)
			} else {
				all[of] = contents(t.Context(), t, pool, of)
			}
		}
	}
	return all
}

// table is where a view's rows are, with nothing hidden.
func table(view string) string {
	all := views()[view].Consumer().Tables
	return all[slices.IndexFunc(all, func(t string) bool { return strings.HasPrefix(t, "cosell."+view+"_v") })]
}

func contents(ctx context.Context, t testing.TB, pool *pgxpool.Pool, table string) []string {
	t.Helper()
	rows, err := pool.Query(ctx, "select to_jsonb(v)::text from "+table+" v order by 1")
	require.NoError(t, err)
	all, err := pgx.CollectRows(rows, pgx.RowTo[string])
	require.NoError(t, err)
	return all
}
