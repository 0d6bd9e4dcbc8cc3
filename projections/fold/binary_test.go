package fold_test

import (
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/cosell/cosell/domain"
	"github.com/cosell/cosell/eventstore"
	"github.com/cosell/cosell/projections/fold"
	"github.com/cosell/cosell/projections/runner"
)

// anything draws a row with any values that rows may have.
func anything(t *rapid.T, n int) everything {
	word := rapid.StringOf(rapid.Rune().Filter(func(r rune) bool { return r != 0 }))
	ids := rapid.Custom(func(t *rapid.T) domain.ID { return id(rapid.IntRange(0, 99).Draw(t, "id")) })
	party := rapid.Custom(func(t *rapid.T) domain.Party {
		return domain.Party{ID: ids.Draw(t, "party"), Name: word.Draw(t, "name")}
	})
	row := everything{
		Stamp: fold.Stamp{ID: id(n)}, Text: word.Draw(t, "text"), Whole: rapid.IntRange(-1<<31, 1<<31-1).Draw(t, "whole"), Yes: rapid.Bool().Draw(t, "yes"),
		Words: rapid.SliceOf(word).Draw(t, "words"), IDs: rapid.SliceOf(ids).Draw(t, "ids"), Partners: rapid.SliceOf(party).Draw(t, "partners"),
	}
	if rapid.Bool().Draw(t, "filled") {
		row.At = time.UnixMicro(rapid.Int64Range(-1e15, 4e15).Draw(t, "at")).UTC()
		row.Day = domain.DateOf(time.Unix(rapid.Int64Range(-1e9, 4e9).Draw(t, "day"), 0).UTC())
		row.Place = eventstore.Position{Commit: rapid.Uint64().Draw(t, "commit"), Prepare: 7}
		currency := rapid.SampledFrom([]domain.Currency{"USD", "JPY", "KWD", "CLF"}).Draw(t, "currency")
		row.Price = domain.NewMoney(rapid.Int64Range(-1e12+1, 1e12-1).Draw(t, "minor"), currency)
		row.Partner = party.Draw(t, "partner")
	}
	return row
}

func TestEveryValueComesBackAsItWas(t *testing.T) {
	t.Parallel()
	c := view(1).Consumer()
	pool := prepared(t, c)
	rapid.Check(t, func(rt *rapid.T) {
		n := rapid.SampledFrom([]int{1, 1, 1, 110}).Draw(rt, "rows") // in one statement, and streamed
		some := anything(rt, 0)
		var want []everything
		var events []runner.Event
		for i := range n {
			row := some
			row.ID = id(i)
			want, events = append(want, row), append(events, event(i, 0, set{row}))
		}
		_, err := pool.Exec(rt.Context(), "truncate cosell.everything_v1")
		require.NoError(rt, err)
		require.NoError(rt, pgx.BeginFunc(rt.Context(), pool, func(tx pgx.Tx) error { return view(1).Consumer().Apply(rt.Context(), tx, events) }))
		l := fold.Listing{View: "everything", Sorts: sorts}
		l.Limit = 200
		p, err := fold.List[everything](rt.Context(), pool, l)
		require.NoError(rt, err)
		require.Equal(rt, normal(want), normal(p.Items))
	})
}

// normal makes lists that are empty nothing: rows do not tell them apart.
func normal(rows []everything) []everything {
	for i := range rows {
		r := &rows[i]
		if len(r.Words) == 0 {
			r.Words = nil
		}
		if len(r.IDs) == 0 {
			r.IDs = nil
		}
		if len(r.Partners) == 0 {
			r.Partners = nil
		}
	}
	return rows
}

func TestWhatIsNoIDIsRefusedByName(t *testing.T) {
	t.Parallel()
	c := view(1).Consumer()
	pool := prepared(t, c)
	for _, rows := range []int{1, 200} {
		var events []runner.Event
		for n := range rows {
			events = append(events, event(n, 0, set{everything{IDs: []domain.ID{"nobody"}}}))
		}
		err := pgx.BeginFunc(t.Context(), pool, func(tx pgx.Tx) error { return c.Apply(t.Context(), tx, events) })
		require.ErrorContains(t, err, `cosell.everything_v1: column ids: "nobody" is no uuid`)
		c.Forget()
	}
	apply(t, pool, c, event(1, 0, set{full()}))
	require.Len(t, rows(t, pool), 1, "the connections are as good as before")
}
