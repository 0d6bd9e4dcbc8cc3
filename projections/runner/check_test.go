package runner_test

import (
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/cosell/cosell/projections/runner"
)

func TestACheckFindsEveryCellThatIsNotWhatTheLogSays(t *testing.T) {
	t.Parallel()
	pool, log := database(t), newLog()
	story(t, rand.New(rand.NewPCG(4, 1)), log, 120)
	d := diary{name: "diary", version: 1}
	p := start(t, pool, log, d.consumer())
	require.NoError(t, p.CaughtUp(soon(t)))
	check := func() runner.Findings {
		f, err := p.Check(t.Context(), "diary", nil)
		require.NoError(t, err)
		return f
	}
	f := check()
	require.False(t, f.Differ(), "%+v", f)
	require.EqualValues(t, 120, f.Events)
	require.EqualValues(t, 120, f.Tables[1].Rows)

	_, err := pool.Exec(t.Context(), "update cosell.diary_rows_v1 set told = 'by hand' where stream = $1", stream(2))
	require.NoError(t, err)
	_, err = pool.Exec(t.Context(), "delete from cosell.diary_lines_v1 where stream = $1 and revision = 3", stream(2))
	require.NoError(t, err)
	_, err = pool.Exec(t.Context(), "insert into cosell.diary_lines_v1 values ('nobody', 0, null)")
	require.NoError(t, err)
	f = check()
	require.True(t, f.Differ())
	rows, lines := f.Tables[0], f.Tables[1]
	require.EqualValues(t, []int64{0, 0, 1}, []int64{rows.Missing, rows.Extra, rows.Different})
	require.Equal(t, "different", rows.First[0].What)
	require.Equal(t, stream(2), rows.First[0].Key)
	require.Len(t, rows.First[0].Columns, 1)
	require.Equal(t, `told "by hand"`, rows.First[0].Columns[0].Column+" "+rows.First[0].Columns[0].Is)
	require.EqualValues(t, []int64{1, 1, 0}, []int64{lines.Missing, lines.Extra, lines.Different})
	require.Equal(t, "nobody 0", lines.First[0].Key)
	require.Equal(t, stream(2)+" 3", lines.First[1].Key)

	require.NoError(t, p.Rebuild(soon(t), "diary", nil))
	require.False(t, check().Differ(), "a rebuild mends it")
}

func TestACheckRunsWhileTheConsumerDoes(t *testing.T) {
	t.Parallel()
	pool, log := database(t), newLog()
	story(t, rand.New(rand.NewPCG(5, 1)), log, 100)
	p := start(t, pool, log, diary{name: "diary", version: 1}.consumer())
	stop := writer(t, p, log)
	require.NoError(t, p.CaughtUp(soon(t)))
	for range 5 {
		f, err := p.Check(t.Context(), "diary", nil)
		require.NoError(t, err)
		require.False(t, f.Differ(), "%+v", f)
	}
	p.reach(t, "diary", stop())
}

func TestRowsThatAreAheadOfTheLogAreNotCompared(t *testing.T) {
	t.Parallel()
	pool, log := database(t), newLog()
	p := start(t, pool, log, diary{name: "diary", version: 1}.consumer())
	p.reach(t, "diary", say(t, log, 1, -1, "one"))
	p.stop()
	_, err := prepared(t, pool, newLog(), nil, diary{name: "diary", version: 1}.consumer()).Check(t.Context(), "diary", nil)
	require.ErrorContains(t, err, "the log ends at")
}
