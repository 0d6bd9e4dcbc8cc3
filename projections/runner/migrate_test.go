package runner_test

import (
	"context"
	"testing"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/stretchr/testify/require"

	"github.com/cosell/cosell/eventstore/postgres/localserver/localservertest"
	"github.com/cosell/cosell/projections/runner"
)

func TestAnalystsReadTheModelsAndNothingElse(t *testing.T) {
	t.Parallel()
	pool, log := database(t), newLog()
	p := start(t, pool, log, heard("left"))
	p.reach(t, "left", say(t, log, 1, -1, "one"))
	as := func(sql string) error {
		return pgx.BeginFunc(t.Context(), pool, func(tx pgx.Tx) error {
			if _, err := tx.Exec(t.Context(), "set local role cosell_analyst"); err != nil {
				return err
			}
			_, err := tx.Exec(t.Context(), sql)
			return err
		})
	}
	require.NoError(t, as("select * from cosell.left"))
	require.NoError(t, as("select * from cosell.freshness"))
	require.Error(t, as("select * from cosell_ops.checkpoints"))
	require.Error(t, as("select * from cosell.left_v1"))
	require.Error(t, as("delete from cosell.left"))
}

func TestAUserWhoMayNotMakeRolesIsToldWhatToAskFor(t *testing.T) {
	t.Parallel()
	server := localservertest.Server(t)
	pool, err := pgxpool.New(t.Context(), server.URL())
	require.NoError(t, err)
	defer pool.Close()
	_, err = pool.Exec(t.Context(), "create role modest; grant create on database cosell to modest")
	require.NoError(t, err)
	config := pool.Config()
	config.AfterConnect = func(ctx context.Context, c *pgx.Conn) error {
		_, err := c.Exec(ctx, "set role modest")
		return err
	}
	modest, err := pgxpool.NewWithConfig(t.Context(), config)
	require.NoError(t, err)
	defer modest.Close()
	r, err := runner.New(runner.Options{Pool: modest, Consumers: []runner.Consumer{heard("left")}})
	require.NoError(t, err)

	advice, err := r.Prepare(t.Context())
	require.NoError(t, err)
	require.Equal(t, "create role cosell_analyst nologin", advice)
	_, err = pool.Exec(t.Context(), advice)
	require.NoError(t, err)
	advice, err = r.Prepare(t.Context())
	require.NoError(t, err)
	require.Empty(t, advice)
	var may bool
	require.NoError(t, pool.QueryRow(t.Context(), "select has_table_privilege('cosell_analyst', 'cosell.left', 'select')").Scan(&may))
	require.True(t, may)
}

func TestFreshnessSpeaksOfReadModelsOnly(t *testing.T) {
	t.Parallel()
	pool, log := database(t), newLog()
	process := heard("clock")
	process.Models = nil
	process.Schema = "create table cosell.clock_v1 (n bigserial, text text)"
	p := start(t, pool, log, heard("left"), process)
	last := say(t, log, 1, -1, "one")
	p.reach(t, "left", last)
	p.reach(t, "clock", last)
	rows, err := pool.Query(t.Context(), "select model || ' ' || state || ' ' || lag || ' ' || as_of::date from cosell.freshness")
	require.NoError(t, err)
	got, err := pgx.CollectRows(rows, pgx.RowTo[string])
	require.NoError(t, err)
	require.Equal(t, []string{"left current 00:00:00 2026-03-31"}, got)
}
