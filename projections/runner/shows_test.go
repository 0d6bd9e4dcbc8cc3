package runner_test

import (
	"context"
	"fmt"
	"testing"

	"github.com/jackc/pgx/v5"
	"github.com/stretchr/testify/require"

	"github.com/cosell/cosell/eventstore"
	"github.com/cosell/cosell/projections/runner"
)

// showing is a diary's consumer that shows its rows under names of the test's own.
func showing(d diary, models ...string) runner.Consumer {
	c := d.consumer()
	c.Models, c.Shows = models, ""
	for _, m := range models {
		c.Shows += fmt.Sprintf("create or replace view cosell.%s as select stream, told from cosell.diary_rows_v%d;", m, d.version)
	}
	return c
}

func TestWhatIsDefinedOtherwiseIsShownFromTheNextStartOn(t *testing.T) {
	t.Parallel()
	pool, log := database(t), newLog()
	last := say(t, log, 1, -1, "one")
	d := diary{name: "diary", version: 1}
	p := start(t, pool, log, showing(d, "first", "second"))
	p.reach(t, "diary", last)
	p.stop()

	p = start(t, pool, log, showing(d, "second", "third"))
	p.reach(t, "diary", last)
	var told string
	require.NoError(t, pool.QueryRow(t.Context(), "select told from cosell.third").Scan(&told))
	require.Equal(t, "one", told)
	require.ElementsMatch(t, []string{"second", "third", "freshness"}, stableViews(t, pool))
	models := func() []string {
		rows, err := pool.Query(t.Context(), "select model from cosell.freshness order by model")
		require.NoError(t, err)
		return must(pgx.CollectRows(rows, pgx.RowTo[string]))
	}
	require.Equal(t, []string{"second", "third"}, models())
	require.EqualValues(t, 1, *p.status(t, "diary").Events, "its rows stay")
}

func stableViews(t *testing.T, db reader) []string {
	t.Helper()
	rows, err := db.Query(t.Context(), "select viewname from pg_views where schemaname = 'cosell'")
	require.NoError(t, err)
	return must(pgx.CollectRows(rows, pgx.RowTo[string]))
}

type reader interface {
	Query(ctx context.Context, sql string, args ...any) (pgx.Rows, error)
}

func TestAViewThatOthersAreBuiltOnStaysUntilTheyAreGone(t *testing.T) {
	t.Parallel()
	pool, log := database(t), newLog()
	d := diary{name: "diary", version: 1}
	prepared(t, pool, log, nil, showing(d, "first", "second"))
	_, err := pool.Exec(t.Context(), "create schema mine; create view mine.own as select told from cosell.first")
	require.NoError(t, err)
	prepared(t, pool, log, nil, showing(d, "second"))
	require.Contains(t, stableViews(t, pool), "first")

	_, err = pool.Exec(t.Context(), "drop schema mine cascade")
	require.NoError(t, err)
	d.version = 2
	p := start(t, pool, log, showing(d, "second", "third"))
	p.reach(t, "diary", say(t, log, 1, -1, "one"))
	require.ElementsMatch(t, []string{"second", "third", "freshness"}, stableViews(t, pool))
}

func TestAModelMovesFromOneConsumerToAnother(t *testing.T) {
	t.Parallel()
	pool, log := database(t), newLog()
	prepared(t, pool, log, nil, showing(diary{name: "diary", version: 1}, "first", "second"))
	heir := showing(diary{name: "diary", version: 1}, "second")
	heir.Name, heir.Schema, heir.Tables = "heir", "", nil
	p := start(t, pool, log, showing(diary{name: "diary", version: 1}, "first"), heir)
	last := say(t, log, 1, -1, "one")
	p.reach(t, "diary", last)
	p.reach(t, "heir", last)
	require.ElementsMatch(t, []string{"first", "second", "freshness"}, stableViews(t, pool))
}

func TestAReaderOfATableIsToldHowFarThatOneHasCome(t *testing.T) {
	t.Parallel()
	pool, log := database(t), newLog()
	early := say(t, log, 1, -1, "one")
	old := start(t, pool, log, diary{name: "diary", version: 1}.consumer())
	old.reach(t, "diary", early)
	old.stop()
	late := say(t, log, 2, -1, "two")
	newer := start(t, pool, log, diary{name: "diary", version: 2}.consumer())
	newer.reach(t, "diary", late)
	for of, want := range map[string]eventstore.Position{"cosell.diary_rows_v1": early, "cosell.diary_rows_v2": late} {
		got, err := runner.ReachedIn(t.Context(), pool, of)
		require.NoError(t, err)
		require.Equal(t, want, got, of)
	}
	got, err := runner.Reached(t.Context(), pool, "diary")
	require.NoError(t, err)
	require.Equal(t, late, got, "the stable views show the newer one")
	_, err = runner.ReachedIn(t.Context(), pool, "cosell.nothing_v1")
	require.ErrorIs(t, err, pgx.ErrNoRows)
}
