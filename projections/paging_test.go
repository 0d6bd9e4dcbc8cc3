package projections_test

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/stretchr/testify/require"

	"github.com/cosell/cosell/domain"
	"github.com/cosell/cosell/domain/opportunity"
	"github.com/cosell/cosell/projections/deals"
	"github.com/cosell/cosell/projections/distributed"
	"github.com/cosell/cosell/projections/managed"
	"github.com/cosell/cosell/projections/page"
)

// walk reads a list page by page to its end.
func walk[T any](t *testing.T, sort string, limit int, query func(page.Request) (page.Page[T], error)) (all []T) {
	t.Helper()
	r := page.Request{Sort: sort, Limit: limit}
	for {
		p, err := query(r)
		require.NoError(t, err)
		require.LessOrEqual(t, len(p.Items), limit)
		all = append(all, p.Items...)
		if p.Next == "" {
			return all
		}
		require.Len(t, p.Items, limit, "only the last page is shorter")
		r.Cursor = p.Next
	}
}

func ofVendor(t *testing.T, pool *pgxpool.Pool) func(page.Request) (page.Page[managed.Deal], error) {
	t.Helper()
	return func(r page.Request) (page.Page[managed.Deal], error) {
		return managed.Query(t.Context(), pool, managed.Filter{Org: domain.Vendor, Now: begin, Request: r})
	}
}

// byKey compares two deals in the ascending order of a sort; zero is null, and comes last whatever the direction.
var byKey = map[string]func(a, b managed.Deal) (order int, null bool){
	"changed": func(a, b managed.Deal) (int, bool) { return a.ChangedAt.Compare(b.ChangedAt), false },
	"created": func(a, b managed.Deal) (int, bool) { return a.CreatedAt.Compare(b.CreatedAt), false },
	"topic": func(a, b managed.Deal) (int, bool) {
		return strings.Compare(strings.ToLower(a.Topic), strings.ToLower(b.Topic)), false
	},
	"value": func(a, b managed.Deal) (int, bool) {
		x, y := a.EstimatedValue, b.EstimatedValue
		if x.IsZero() || y.IsZero() {
			return cmp.Compare(btoi(x.IsZero()), btoi(y.IsZero())), true
		}
		return cmp.Or(cmp.Compare(x.Currency(), y.Currency()), cmp.Compare(x.Minor(), y.Minor())), false
	},
	"closeDate": func(a, b managed.Deal) (int, bool) { return a.CloseDate.Start().Compare(b.CloseDate.Start()), false },
	"lastProgress": func(a, b managed.Deal) (int, bool) {
		x, y := a.LastProgressAt, b.LastProgressAt
		if x.IsZero() || y.IsZero() {
			return cmp.Compare(btoi(x.IsZero()), btoi(y.IsZero())), true
		}
		return x.Compare(y), false
	},
}

func ids(all []managed.Deal) (ids []string) {
	for _, d := range all {
		ids = append(ids, fmt.Sprint(d.ID, d.EstimatedValue, d.LastProgressAt, d.CloseDate))
	}
	return ids
}

func btoi(b bool) int {
	if b {
		return 1
	}
	return 0
}

func TestEverySortIsWalkedWithoutGapsOrRepeatsInItsOrder(t *testing.T) {
	t.Parallel()
	pool := empty(t)
	apply(t, pool, random(6, 900, 40), consumers()...)
	query := ofVendor(t, pool)
	all := walk(t, "", 200, query)
	require.Greater(t, len(all), 80)
	for _, name := range managed.Sorts.Names() {
		for _, sign := range []string{"", "-"} {
			t.Run(sign+name, func(t *testing.T) {
				want := slices.Clone(all)
				slices.SortFunc(want, func(a, b managed.Deal) int {
					order, null := byKey[name](a, b)
					if order != 0 && null {
						return order
					}
					order = cmp.Or(order, strings.Compare(string(a.ID), string(b.ID)))
					if sign == "-" {
						return -order
					}
					return order
				})
				require.Equal(t, ids(want), ids(walk(t, sign+name, 7, query)))
			})
		}
	}
}

func TestOffersAreWalkedInEverySort(t *testing.T) {
	t.Parallel()
	h := newHistory()
	for i := range 30 {
		value := usd(int64(i%4) * 100)
		if i%5 == 0 {
			value = domain.Money{}
		}
		h.offer(i, string(rune('a'+i%3)), value, contoso, 1+i%6)
	}
	pool := given(t, h)
	for _, name := range distributed.Sorts.Names() {
		for _, sign := range []string{"", "-"} {
			query := func(r page.Request) (page.Page[distributed.Offer], error) {
				return distributed.Query(t.Context(), pool, distributed.Filter{Org: domain.Vendor, Now: begin, Request: r})
			}
			whole := walk(t, sign+name, 200, query)
			require.Len(t, whole, 30)
			require.Equal(t, whole, walk(t, sign+name, 4, query), sign+name)
		}
	}
}

func TestAWalkMissesNothingThatStaysWhereItIs(t *testing.T) {
	t.Parallel()
	h := newHistory()
	for i := range 20 {
		h.add(id(i), vera, opportunity.Created{Details: facts("x", usd(int64(i)))})
	}
	pool := given(t, h)
	first, err := ofVendor(t, pool)(page.Request{Sort: "created", Limit: 5})
	require.NoError(t, err)
	later := newHistory()
	later.now = begin.AddDate(-1, 0, 0)
	later.add(id(99), vera, opportunity.Created{Details: facts("before all", usd(1))})
	apply(t, pool, later.events, deals.Consumer())
	rest, err := ofVendor(t, pool)(page.Request{Sort: "created", Limit: 100, Cursor: first.Next})
	require.NoError(t, err)
	require.Len(t, rest.Items, 15)
	require.Equal(t, id(5), rest.Items[0].ID)
}

func TestWhatIsNoPageIsRefusedAndSaysWhy(t *testing.T) {
	t.Parallel()
	h := portfolio()
	pool := given(t, h)
	good, err := ofVendor(t, pool)(page.Request{Sort: "value", Limit: 2})
	require.NoError(t, err)
	offers, err := distributed.Query(t.Context(), pool, distributed.Filter{Org: domain.Vendor, Now: begin, Request: page.Request{Limit: 1}})
	require.NoError(t, err)
	require.NotEmpty(t, good.Next)
	for name, c := range map[string]struct {
		r    page.Request
		code string
	}{
		"a cursor of another sort":      {page.Request{Sort: "topic", Cursor: good.Next}, "bad-cursor"},
		"a cursor of another direction": {page.Request{Sort: "-value", Cursor: good.Next}, "bad-cursor"},
		"a cursor of another list":      {page.Request{Sort: "changed", Cursor: offers.Next + "A"}, "bad-cursor"},
		"garbage":                       {page.Request{Cursor: "garbage"}, "bad-cursor"},
		"an unknown sort":               {page.Request{Sort: "colour"}, "unknown-sort"},
		"too many rows":                 {page.Request{Limit: 201}, "out-of-range"},
		"fewer than none":               {page.Request{Limit: -1}, "out-of-range"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := ofVendor(t, pool)(c.r)
			var refused *domain.Error
			require.True(t, errors.As(err, &refused))
			require.Equal(t, domain.ClassInvalid, refused.Class)
			require.Equal(t, c.code, refused.Code)
			require.Len(t, refused.Fields, 1)
		})
	}
}

func TestAPartnersOwnAndSharedDealsAreWalkedAsOneList(t *testing.T) {
	t.Parallel()
	h := newHistory()
	for i := range 12 {
		h.accepted(i, string(rune('a'+i%5)), usd(int64(i%4)*100+1))
		if i%3 == 0 {
			h.add(id(i), vera, opportunity.Shared{Partners: []domain.Party{contoso, fabrikam}, Stage: 10})
		}
	}
	h.add(id(50), vera, opportunity.Created{Details: facts("nobody's", usd(1))})
	pool := given(t, h)
	for of, want := range map[domain.ID]int{contoso.ID: 12, fabrikam.ID: 4, partner(9).ID: 0} {
		for _, name := range managed.Sorts.Names() {
			for _, sign := range []string{"", "-"} {
				query := func(r page.Request) (page.Page[managed.Deal], error) {
					return managed.Query(t.Context(), pool, managed.Filter{Org: domain.Org(of), Now: begin, Request: r})
				}
				whole := walk(t, sign+name, 200, query)
				require.Len(t, whole, want)
				require.Equal(t, whole, walk(t, sign+name, 3, query), sign+name)
				require.True(t, slices.IsSortedFunc(whole, func(a, b managed.Deal) int {
					order, _ := byKey[name](a, b)
					order = cmp.Or(order, strings.Compare(string(a.ID), string(b.ID)))
					if sign == "-" {
						return -order
					}
					return order
				}), sign+name)
			}
		}
	}
}
