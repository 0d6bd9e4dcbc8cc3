package fold_test

import (
	"context"
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/stretchr/testify/require"

	"github.com/cosell/cosell/domain"
	"github.com/cosell/cosell/eventstore"
	"github.com/cosell/cosell/eventstore/memory"
	"github.com/cosell/cosell/eventstore/postgres/localserver/localservertest"
	"github.com/cosell/cosell/projections/fold"
	"github.com/cosell/cosell/projections/page"
	"github.com/cosell/cosell/projections/runner"
)

func TestMain(m *testing.M) { localservertest.Main(m) }

// everything has a field of every kind that rows hold.
type everything struct {
	fold.Stamp
	Text     string              `db:"words text" doc:"Words."`
	Whole    int                 `db:"whole integer" doc:"A number."`
	Yes      bool                `db:"yes boolean not null" doc:"Whether."`
	At       time.Time           `db:"at timestamptz" doc:"When."`
	Day      domain.Date         `db:"day date" doc:"Which day."`
	Place    eventstore.Position `db:"place text" doc:"Where in the log."`
	Price    domain.Money        `db:"price" doc:"What it costs."`
	Partner  domain.Party        `db:"partner" doc:"Who."`
	Partners []domain.Party      `db:"partners" doc:"Who all."`
	Words    []string            `db:"list text[]" doc:"A list's words."`
	IDs      []domain.ID         `db:"ids uuid[]" doc:"Ids."`
}

type (
	set   struct{ Row everything }
	grow  struct{ By int }
	link  struct{ To domain.ID }
	end   struct{}
	other struct{}
)

func (set) EventKind() string   { return "test.set" }
func (grow) EventKind() string  { return "test.grown" }
func (link) EventKind() string  { return "test.linked" }
func (end) EventKind() string   { return "test.ended" }
func (other) EventKind() string { return "test.other" }

func view(version int) *fold.View {
	v := fold.New("everything", version)
	rows := fold.NewRows[everything](v, fold.Table{Comment: "All of it.", Indexes: []string{"(whole)"}})
	fold.Add(rows, func(r *everything, e set, _ *runner.Event) {
		stamp := r.Stamp
		*r = e.Row
		r.Stamp = stamp
	})
	fold.On(rows, func(r *everything, e grow, _ *runner.Event) { r.Whole += e.By })
	fold.Other(rows, func(e link) domain.ID { return e.To }, func(r *everything, _ link, m *runner.Event) { r.Text = "linked from " + string(m.Subject) })
	fold.Drop[end](rows)
	return v
}

func id(n int) domain.ID { return domain.ID(fmt.Sprintf("00000000-0000-4000-8000-%012d", n)) }

func event(n int, revision int64, e domain.Event) runner.Event {
	return runner.Event{Recorded: domain.Recorded{Event: e, Meta: domain.Meta{Subject: id(n), Revision: revision}}}
}

func prepared(t *testing.T, c runner.Consumer) *pgxpool.Pool {
	t.Helper()
	pool, err := pgxpool.New(t.Context(), localservertest.Database(t))
	require.NoError(t, err)
	t.Cleanup(pool.Close)
	prepare(t, pool, c)
	return pool
}

func prepare(t *testing.T, pool *pgxpool.Pool, c runner.Consumer) {
	t.Helper()
	r, err := runner.New(runner.Options{Pool: pool, Store: memory.New(), Consumers: []runner.Consumer{c}})
	require.NoError(t, err)
	_, err = r.Prepare(t.Context())
	require.NoError(t, err)
}

func apply(t *testing.T, pool *pgxpool.Pool, c runner.Consumer, events ...runner.Event) {
	t.Helper()
	require.NoError(t, pgx.BeginFunc(t.Context(), pool, func(tx pgx.Tx) error { return c.Apply(t.Context(), tx, events) }))
}

var sorts = page.Sorts{{Name: "whole", Keys: []page.Key{{SQL: "whole", Kind: page.Number, Nullable: true}}}}

func rows(t *testing.T, pool *pgxpool.Pool) []everything {
	t.Helper()
	p, err := fold.List[everything](t.Context(), pool, fold.Listing{View: "everything", Sorts: sorts})
	require.NoError(t, err)
	return p.Items
}

// full is a row without a zero.
func full() everything {
	awkward := "tab\t, newline\n, \\N, {braces}, \"quotes\", 'more', ü, NULL"
	day, _ := domain.ParseDate("2026-02-28")
	return everything{
		Stamp: fold.Stamp{ID: id(1), Revision: 0}, Text: awkward, Whole: -7, Yes: true,
		At: time.Date(2026, 3, 31, 23, 59, 59, 123456000, time.UTC), Day: day, Place: eventstore.Position{Commit: 1, Prepare: 2},
		Price: domain.NewMoney(-1_234_567, "KWD"), Partner: domain.Party{ID: id(8), Name: awkward},
		Partners: []domain.Party{{ID: id(9), Name: awkward}, {ID: id(8), Name: "NULL"}}, Words: []string{awkward, "", "NULL"}, IDs: []domain.ID{id(3)},
	}
}

func TestEveryKindOfFieldComesBackAsItWas(t *testing.T) {
	t.Parallel()
	c := view(1).Consumer()
	pool := prepared(t, c)
	empty := everything{Stamp: fold.Stamp{ID: id(2)}}
	apply(t, pool, c, event(1, 0, set{full()}), event(2, 0, set{empty}))
	require.Equal(t, []everything{full(), empty}, rows(t, pool))
	var nulls int
	require.NoError(t, pool.QueryRow(t.Context(), `select num_nulls(words, whole, at, day, price,
		price_currency, partner_id, partner_name, partners_ids, list, ids) from cosell.everything where id = $1`, string(id(2))).Scan(&nulls))
	require.Equal(t, 11, nulls, "what is nothing is null to analysts")

	later := view(1).Consumer() // it reads what it changes from the table
	apply(t, pool, later, event(1, 1, grow{10}))
	want := full()
	want.Whole, want.Revision = 3, 1
	require.Equal(t, []everything{want, empty}, rows(t, pool))
}

func TestARowIsAddedChangedLinkedAndDropped(t *testing.T) {
	t.Parallel()
	c := view(1).Consumer()
	pool := prepared(t, c)
	apply(t, pool, c,
		event(1, 0, set{}), event(1, 1, grow{2}), event(1, 1, grow{2}), // the second is the same event again
		event(2, 0, set{}), event(2, 1, grow{5}),
		event(3, 4, grow{1}), // there is no such row
		event(4, 0, set{}), event(4, 1, end{}),
		event(9, 0, link{id(2)}), event(9, 1, link{id(4)}), event(9, 2, link{}), event(9, 3, other{}))
	got := map[domain.ID]string{}
	for _, r := range rows(t, pool) {
		got[r.ID] = fmt.Sprint(r.Revision, " ", r.Whole, " ", r.Text)
	}
	require.Equal(t, map[domain.ID]string{id(1): "1 2 ", id(2): "1 5 linked from " + string(id(9))}, got)

	apply(t, pool, c, event(1, 2, end{}), event(2, 2, grow{1}))
	require.Len(t, rows(t, pool), 1)
}

func TestManyRowsAtOnceAreWrittenAsFewAre(t *testing.T) {
	t.Parallel()
	var events []runner.Event
	for n := range 700 {
		row := full()
		row.Whole = n
		events = append(events, event(n, 0, set{row}))
	}
	for n := range 700 {
		events = append(events, event(n, 1, grow{n%7 + 1}))
		if n%5 == 0 {
			events = append(events, event(n, 2, end{}))
		}
	}
	few, some, all := view(1).Consumer(), view(1).Consumer(), view(1).Consumer()
	bit, halves, whole := prepared(t, few), prepared(t, some), prepared(t, all)
	for part := range slices.Chunk(events, 100) {
		apply(t, bit, few, part...)
	}
	apply(t, halves, some, events[:900]...)
	apply(t, halves, some, events[900:]...)
	apply(t, whole, all, events...)
	require.Len(t, contents(t, bit), 560)
	require.Equal(t, contents(t, bit), contents(t, halves))
	require.Equal(t, contents(t, bit), contents(t, whole))
}

func contents(t *testing.T, pool *pgxpool.Pool) []string {
	t.Helper()
	rows, err := pool.Query(t.Context(), "select to_jsonb(v)::text from cosell.everything v order by id")
	require.NoError(t, err)
	all, err := pgx.CollectRows(rows, pgx.RowTo[string])
	require.NoError(t, err)
	return all
}

func TestAKindThatAViewForgetsIsNamed(t *testing.T) {
	t.Parallel()
	catalogue := []domain.EventType{{Zero: set{}}, {Zero: grow{}}, {Zero: link{}}, {Zero: end{}}, {Zero: other{}}}
	require.ErrorContains(t, view(1).Covers(catalogue), "test.other")
	v := view(1)
	v.Ignore(other{})
	require.NoError(t, v.Covers(catalogue))
	v.Ignore(end{})
	require.ErrorContains(t, v.Covers(catalogue), "test.ended")
}

func TestIndexesAreMadeWhenTheRowsAreThereAndTakenAwayWhenTheyGo(t *testing.T) {
	t.Parallel()
	c := view(1).Consumer()
	pool := prepared(t, c)
	count := func() (n int) {
		require.NoError(t, pool.QueryRow(t.Context(), "select count(*) from pg_indexes where tablename = 'everything_v1'").Scan(&n))
		return n
	}
	require.Equal(t, 1, count())
	for range 2 {
		require.NoError(t, pgx.BeginFunc(t.Context(), pool, func(tx pgx.Tx) error { return c.CaughtUp(t.Context(), tx) }))
		require.Equal(t, 2, count())
	}
	require.NoError(t, pgx.BeginFunc(t.Context(), pool, func(tx pgx.Tx) error { return c.Emptied(t.Context(), tx) }))
	require.Equal(t, 1, count())
}

func TestATableIsKeptOnceItsRowsAreThere(t *testing.T) {
	t.Parallel()
	c := view(1).Consumer()
	pool := prepared(t, c)
	const sql = `select array_to_string(reloptions, ' ') || ', ' || reltuples from pg_class where oid = 'cosell.everything_v1'::regclass`
	step := func(do func(context.Context, pgx.Tx) error) {
		require.NoError(t, pgx.BeginFunc(t.Context(), pool, func(tx pgx.Tx) error { return do(t.Context(), tx) }))
	}
	require.Equal(t, []string{"fillfactor=60 autovacuum_enabled=false, -1"}, texts(t, pool, sql))
	apply(t, pool, c, event(1, 0, set{full()}))
	step(c.CaughtUp)
	require.Equal(t, []string{"fillfactor=60, 1"}, texts(t, pool, sql))
	apply(t, pool, c, event(2, 0, set{full()}))
	step(c.CaughtUp)
	require.Equal(t, []string{"fillfactor=60, 1"}, texts(t, pool, sql), "it is counted once; the rest is vacuum's")
	step(c.Emptied)
	require.Contains(t, texts(t, pool, sql)[0], "autovacuum_enabled=false")
}

type (
	start struct{ Beside int }
	more  struct{ By int }
)

func (start) EventKind() string { return "test.started" }
func (more) EventKind() string  { return "test.more" }

// pair is a view of two tables, the one of which decides what the other shows.
func pair(version int) *fold.View {
	v := fold.New("pair", version)
	beside := fold.NewRows[everything](v, fold.Table{Part: "beside", Comment: "What decides."})
	rows := fold.NewRows[everything](v, fold.Table{Comment: "What is shown.",
		Where: fmt.Sprintf("exists (select from cosell.pair_beside_v%d b where b.id = pair_v%[1]d.id and b.yes)", version)})
	fold.Add(beside, func(r *everything, e start, _ *runner.Event) { r.Whole = e.Beside })
	fold.Upsert(beside, func(r *everything, e more, _ *runner.Event) { r.Whole, r.Yes = r.Whole+e.By, true })
	fold.Upsert(rows, func(r *everything, e more, _ *runner.Event) { r.Whole += e.By })
	return v
}

func TestATableBesideTheViewsOwnDecidesWhatItShows(t *testing.T) {
	t.Parallel()
	c := pair(1).Consumer()
	pool := prepared(t, c)
	require.Equal(t, []string{"cosell.pair_beside_v1", "cosell.pair_v1"}, c.Tables)
	apply(t, pool, c, event(1, 0, start{10}), event(1, 1, more{1}), event(1, 2, more{2}), event(2, 0, more{5}))
	for sql, want := range map[string][]int64{
		"select whole from cosell.pair order by 1":           {3, 5},
		"select whole from cosell.pair_beside_v1 order by 1": {5, 13},
	} {
		rows, err := pool.Query(t.Context(), sql)
		require.NoError(t, err)
		got, err := pgx.CollectRows(rows, pgx.RowTo[int64])
		require.NoError(t, err)
		require.Equal(t, want, got)
	}
	require.Equal(t, []string{"pair"}, c.Models)
}

func TestAnAggregateThatDoesNotConcernAViewIsNamedAsAWhole(t *testing.T) {
	t.Parallel()
	apart := []domain.EventType{{Zero: start{}}, {Zero: more{}}}
	v := view(1)
	require.ErrorContains(t, v.Covers(apart), "test.started, test.more")
	v.Apart(apart)
	require.NoError(t, v.Covers(apart))
}

func TestRowsThatEventsOfTwoStreamsChangeAreNamed(t *testing.T) {
	t.Parallel()
	touched := func(v *fold.View, e runner.Event) []string { return v.Consumer().Touches(&e) }
	require.Equal(t, []string{"everything " + string(id(1))}, touched(view(1), event(1, 1, grow{1})))
	require.Equal(t, []string{"everything " + string(id(1))}, touched(view(1), event(2, 1, link{id(1)})))
	require.Empty(t, touched(view(1), event(2, 1, link{})))
	require.Empty(t, touched(view(1), event(2, 1, other{})))
	require.Empty(t, touched(view(1), runner.Event{}), "what cannot be read")
	require.Empty(t, touched(pair(1), event(1, 1, more{1})), "no row has two masters")
}
