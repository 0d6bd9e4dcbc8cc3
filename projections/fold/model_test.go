package fold_test

import (
	"testing"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/stretchr/testify/require"

	"github.com/cosell/cosell/domain"
	"github.com/cosell/cosell/projections/fold"
	"github.com/cosell/cosell/projections/runner"
)

// shown is a view whose table has the given models.
func shown(version int, models ...fold.Model) *fold.View {
	v := fold.New("shown", version)
	rows := fold.NewRows[everything](v, fold.Table{Comment: "All of it.", Indexes: []string{"(whole)"}, Models: models})
	fold.Upsert(rows, func(r *everything, e grow, _ *runner.Event) { r.Whole += e.By })
	return v
}

func run(t *testing.T, pool *pgxpool.Pool, sql string) {
	t.Helper()
	_, err := pool.Exec(t.Context(), sql)
	require.NoError(t, err)
}

func texts(t *testing.T, pool *pgxpool.Pool, sql string, args ...any) []string {
	t.Helper()
	rows, err := pool.Query(t.Context(), sql, args...)
	require.NoError(t, err)
	all, err := pgx.CollectRows(rows, pgx.RowTo[string])
	require.NoError(t, err)
	return all
}

const columns = `select attname || ': ' || coalesce(col_description(attrelid, attnum), '') from pg_attribute
	where attrelid = $1::text::regclass and attnum > 0 order by attnum`

var (
	great = fold.Model{Name: "great", Comment: "The great ones.", Columns: []string{"whole", "id", "twice"},
		Shown: map[string]string{"twice": "whole * 2"}, Docs: map[string]string{"twice": "Two times."}, Where: "whole > 5"}
	all = fold.Model{Name: "all_of_them"}
)

func TestATableIsShownAsEachOfItsModels(t *testing.T) {
	t.Parallel()
	c := shown(1, great, all).Consumer()
	pool := prepared(t, c)
	require.Equal(t, []string{"great", "all_of_them"}, c.Models)
	apply(t, pool, c, event(1, 0, grow{5}), event(2, 0, grow{6}))
	require.Equal(t, []string{"6 12"}, texts(t, pool, "select whole || ' ' || twice from cosell.great"))
	require.Len(t, texts(t, pool, "select id::text from cosell.all_of_them"), 2)
	require.Equal(t, []string{"whole: A number.", "id: The deal, or the registration.", "twice: Two times."}, texts(t, pool, columns, "cosell.great"))
	require.Equal(t, texts(t, pool, columns, "cosell.shown_v1"), texts(t, pool, columns, "cosell.all_of_them"))
	require.Equal(t, []string{"The great ones.", "All of it."}, texts(t, pool, `select obj_description(c::regclass)
		from unnest(array['cosell.great', 'cosell.all_of_them']) c`))
}

func TestAModelIsReplacedWhereItsColumnsStayAndMadeAnewWhereTheyChange(t *testing.T) {
	t.Parallel()
	pool := prepared(t, shown(1, great).Consumer())
	run(t, pool, "create view public.mine as select whole from cosell.great")
	next := shown(2, great).Consumer()
	run(t, pool, next.Schema+next.Shows)
	apply(t, pool, next, event(1, 0, grow{9}))
	require.Equal(t, []string{"9"}, texts(t, pool, "select whole::text from public.mine"), "what others built on it shows the new table")

	run(t, pool, "drop view public.mine")
	less := great
	less.Columns = []string{"id"}
	changed := shown(2, less).Consumer()
	run(t, pool, changed.Shows)
	require.Equal(t, []string{"id: The deal, or the registration."}, texts(t, pool, columns, "cosell.great"))
}

func TestAnalystsMayReadAModelThatWasMadeAnew(t *testing.T) {
	t.Parallel()
	pool := prepared(t, shown(1, all).Consumer()) // makes the role
	less := all
	less.Columns = []string{"id"}
	run(t, pool, shown(1, less).Consumer().Shows)
	require.Equal(t, []string{"true"}, texts(t, pool, "select has_table_privilege('cosell_analyst', 'cosell.all_of_them', 'select')::text"))
	require.Equal(t, []string{"false"}, texts(t, pool, "select has_table_privilege('cosell_analyst', 'cosell.shown_v1', 'select')::text"))
}

func TestAModelNamesNoColumnThatIsNotThere(t *testing.T) {
	t.Parallel()
	catalogue := []domain.EventType{{Zero: grow{}}}
	require.NoError(t, shown(1, great, all).Covers(catalogue))
	require.ErrorContains(t, shown(1, fold.Model{Name: "bad", Columns: []string{"id", "nothing"}}).Covers(catalogue), "bad.nothing")
	require.ErrorContains(t, shown(1, fold.Model{Name: "bad", Docs: map[string]string{"nothing": "x"}}).Covers(catalogue), "bad.nothing")
}
