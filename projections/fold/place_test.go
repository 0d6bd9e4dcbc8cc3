package fold_test

import (
	"testing"

	"github.com/jackc/pgx/v5"
	"github.com/stretchr/testify/require"

	"github.com/cosell/cosell/projections/runner"
)

func TestAConsumerBesideWritesTablesOfItsOwn(t *testing.T) {
	t.Parallel()
	c := view(1).Consumer()
	pool := prepared(t, c)
	apply(t, pool, c, event(1, 0, set{full()}))
	next := c.Beside(runner.Place{Schema: "cosell", Suffix: "_next"})
	require.Equal(t, []string{"cosell.everything_v1_next"}, next.Tables)
	require.Equal(t, c.Models, next.Models)
	require.Empty(t, next.Shows)
	run(t, pool, next.Schema)
	apply(t, pool, next, event(1, 0, set{full()}), event(2, 0, set{full()}))
	require.NoError(t, pgx.BeginFunc(t.Context(), pool, func(tx pgx.Tx) error { return next.CaughtUp(t.Context(), tx) }))
	require.Len(t, rows(t, pool), 1, "what is shown is the usual table")
	require.Equal(t, []string{"everything_v1_next_1", "everything_v1_next_pkey"},
		texts(t, pool, "select indexname from pg_indexes where tablename = 'everything_v1_next' order by 1"))

	run(t, pool, `alter table cosell.everything_v1 rename to old; alter table cosell.everything_v1_next rename to everything_v1`)
	run(t, pool, c.Shows)
	c.Forget()
	apply(t, pool, c, event(2, 1, grow{1}), event(3, 0, set{full()}))
	require.Len(t, rows(t, pool), 3, "the table that took the place is written and shown")
}

func TestAConsumerInATemporarySchemaLeavesNothing(t *testing.T) {
	t.Parallel()
	c := view(1).Consumer()
	pool := prepared(t, c)
	apply(t, pool, c, event(1, 0, set{full()}))
	apart := c.Beside(runner.Place{Schema: "pg_temp"})
	conn, err := pool.Acquire(t.Context())
	require.NoError(t, err)
	defer conn.Release()
	for range 2 { // the first leaves nothing in the way of the second
		require.NoError(t, pgx.BeginFunc(t.Context(), conn, func(tx pgx.Tx) error {
			apart.Forget()
			if _, err := tx.Exec(t.Context(), apart.Schema); err != nil {
				return err
			}
			for n := range 300 {
				if err := apart.Apply(t.Context(), tx, []runner.Event{event(n, 0, set{full()}), event(n, 1, grow{n})}); err != nil {
					return err
				}
			}
			var there, here int
			err := tx.QueryRow(t.Context(), "select (select count(*) from "+apart.Tables[0]+"), (select count(*) from cosell.everything_v1)").Scan(&there, &here)
			require.Equal(t, []int{300, 1}, []int{there, here})
			return err
		}))
	}
	var left *string
	require.NoError(t, conn.QueryRow(t.Context(), "select to_regclass('pg_temp.everything_v1')::text").Scan(&left))
	require.Nil(t, left)
}
