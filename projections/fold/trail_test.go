package fold_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/cosell/cosell/domain"
	"github.com/cosell/cosell/eventstore/postgres/localserver/localservertest"
	"github.com/cosell/cosell/projections/fold"
	"github.com/cosell/cosell/projections/runner"
)

// trace says how a row came to be what it is.
type trace struct {
	ID       domain.ID `db:"id uuid not null"`
	Revision int64     `db:"revision bigint not null"`
	Begins   bool      `db:"begins boolean not null"`
	Was      int       `db:"was integer"`
	Is       int       `db:"now integer"`
	WasWords []string  `db:"was_words text[]"`
	Words    []string  `db:"words text[]"`
}

// counter is a row that has little in it.
type counter struct {
	fold.Stamp
	Whole int      `db:"whole integer"`
	Text  string   `db:"words text"`
	Words []string `db:"list text[]"`
	At    int64    `db:"at bigint"`
}

// gist is what is kept of a counter by itself.
type gist struct {
	fold.Stamp
	At    int64 `db:"at bigint"`
	Whole int   `db:"whole integer"`
}

func gistOf(r *counter) gist { return gist{At: r.At, Whole: r.Whole} }

// trailed is a view of rows, of what is taken from them, of how they came to be, and of what happened. Its rules change lists in place.
func trailed() *fold.View {
	v := fold.New("trailed", 1)
	rows := fold.NewRows[counter](v, fold.Table{Comment: "Rows."})
	fold.Add(rows, func(r *counter, e set, _ *runner.Event) { r.Whole, r.Words = e.Row.Whole, slices.Clone(e.Row.Words) })
	fold.On(rows, func(r *counter, e grow, _ *runner.Event) {
		r.Whole += e.By
		for i := range r.Words {
			r.Words[i] = fmt.Sprint(r.Whole)
		}
	})
	fold.Upsert(rows, func(r *counter, e more, _ *runner.Event) { r.Words = append(r.Words, fmt.Sprint(e.By)) })
	fold.Other(rows, func(e link) domain.ID { return e.To }, func(r *counter, _ link, m *runner.Event) { r.Text = string(m.Subject) })
	rows.Always(func(r *counter, m *runner.Event) { r.At = m.Revision })
	fold.NewExtract(v, rows, fold.Table{Part: "gist", Comment: "In short.", Indexes: []string{"(at)"}}, gistOf)
	fold.NewTrail(v, rows, fold.Table{Part: "trail", Comment: "How."}, func(before, after *counter, m *runner.Event) (trace, bool) {
		l := trace{ID: after.ID, Revision: m.Revision, Begins: before == nil, Is: after.Whole, Words: after.Words}
		if before != nil {
			l.Was, l.WasWords = before.Whole, before.Words
		}
		return l, after.Whole%7 != 6
	}, "id", "revision")
	passing := fold.NewRows[counter](v, fold.Table{Part: "passing", Comment: "Rows that end."})
	fold.Add(passing, func(r *counter, e set, _ *runner.Event) { r.Whole = e.Row.Whole })
	fold.On(passing, func(r *counter, e grow, _ *runner.Event) { r.Whole += e.By })
	fold.Drop[end](passing)
	fold.NewExtract(v, passing, fold.Table{Part: "passing_gist", Comment: "Those in short."}, gistOf)
	lines := fold.NewLines[trace](v, fold.Table{Part: "lines", Comment: "What."}, "id", "revision")
	fold.Line(lines, func(l *trace, e grow, m *runner.Event) { l.ID, l.Revision, l.Is = m.Subject, m.Revision, e.By })
	return v
}

const traces = `select revision || ' ' || begins || ' ' || coalesce(was, 0) || coalesce(array_to_string(was_words, ','), '') || ' ' || coalesce(now, 0) ||
	coalesce(array_to_string(words, ','), '') from cosell.trailed_trail_v1 order by id, revision`

func TestATrailTellsEachChangeFromTheRowBeforeAndAfterIt(t *testing.T) {
	t.Parallel()
	c := trailed().Consumer()
	pool := prepared(t, c)
	row := everything{Whole: 1, Words: []string{"a"}}
	apply(t, pool, c, event(1, 0, set{row}), event(1, 1, grow{1}), event(1, 1, grow{1}), event(1, 2, more{9}), event(1, 3, grow{4}), event(1, 4, grow{1}),
		event(2, 0, link{id(1)}), event(3, 0, grow{1}))
	want := []string{"0 true 0 1a", "1 false 1a 22", "2 false 22 22,9", "4 false 66,6 77,7"}
	require.Equal(t, want, trail(t, pool))
	apply(t, pool, trailed().Consumer(), event(1, 0, set{row}), event(1, 1, grow{1}))
	require.Equal(t, want, trail(t, pool), "the same events make the same lines")
}

func trail(t *testing.T, pool *pgxpool.Pool) []string {
	t.Helper()
	return texts(t, pool, traces)
}

func dump(t *rapid.T, pool *pgxpool.Pool, c runner.Consumer) (all []string) {
	for _, table := range c.Tables {
		rows, err := pool.Query(t.Context(), "select to_jsonb(v)::text from "+table+" v order by id, revision")
		require.NoError(t, err)
		for rows.Next() {
			var line string
			require.NoError(t, rows.Scan(&line))
			all = append(all, table+" "+line)
		}
		require.NoError(t, rows.Err())
	}
	return all
}

// gists is what an extract of a table has to say, or has said.
func gists(t *rapid.T, pool *pgxpool.Pool, table string) (all string) {
	const sql = "select coalesce(json_agg(json_build_array(id, revision, at, whole) order by id)::text, '') from cosell.%s_v1"
	require.NoError(t, pool.QueryRow(t.Context(), fmt.Sprintf(sql, table)).Scan(&all))
	return all
}

// story draws the events of a few rows, in one order. An event names only rows that began before it, and nothing follows
// the end of one.
func story(t *rapid.T) (events []runner.Event) {
	next, begun, ended := map[int]int64{}, []int{0}, map[int]bool{}
	for range rapid.IntRange(1, 40).Draw(t, "events") {
		n := rapid.IntRange(1, 5).Draw(t, "row")
		by := rapid.IntRange(-3, 9).Draw(t, "by")
		kinds := []domain.Event{grow{by}, grow{by}, more{by}, link{id(rapid.SampledFrom(begun).Draw(t, "to"))}, other{}, end{}}
		if next[n] == 0 {
			begun = append(begun, n)
			kinds = []domain.Event{set{everything{Whole: by, Words: []string{"a", "b"}}}, more{by}}
		}
		e := rapid.SampledFrom(kinds).Draw(t, "event")
		if ended[n] {
			continue
		}
		events = append(events, event(n, next[n], e))
		_, ended[n] = e.(end)
		next[n]++
	}
	return events
}

func TestAnySplitAndAnyRepetitionGiveTheSameTables(t *testing.T) {
	t.Parallel()
	pool, err := pgxpool.New(t.Context(), localservertest.Database(t))
	require.NoError(t, err)
	t.Cleanup(pool.Close)
	c := trailed().Consumer()
	prepare(t, pool, c)
	rapid.Check(t, func(rt *rapid.T) {
		events := story(rt)
		replay := func(batches [][]runner.Event, fresh func(i int) bool) []string {
			_, err := pool.Exec(rt.Context(), "truncate "+strings.Join(c.Tables, ", "))
			require.NoError(rt, err)
			to := trailed().Consumer()
			for i, batch := range batches {
				if fresh(i) {
					to = trailed().Consumer()
				}
				require.NoError(rt, pgx.BeginFunc(rt.Context(), pool, func(tx pgx.Tx) error { return to.Apply(rt.Context(), tx, batch) }))
			}
			for rows, gist := range map[string]string{"": "_gist", "_passing": "_passing_gist"} {
				require.Equal(rt, gists(rt, pool, "trailed"+rows), gists(rt, pool, "trailed"+gist))
			}
			return dump(rt, pool, c)
		}
		want := replay([][]runner.Event{events}, func(int) bool { return false })
		var batches [][]runner.Event
		for from := 0; from < len(events); {
			to := rapid.IntRange(from+1, len(events)).Draw(rt, "to")
			batches = append(batches, events[from:to])
			if again := rapid.IntRange(0, to).Draw(rt, "again"); rapid.Bool().Draw(rt, "repeats") {
				batches = append(batches, events[again:to]) // as after a crash
			}
			from = to
		}
		got := replay(batches, func(int) bool { return rapid.Bool().Draw(rt, "forgets") })
		require.Len(rt, got, len(want))
		require.Empty(rt, slices.DeleteFunc(got, func(line string) bool { return slices.Contains(want, line) }))
	})
}
