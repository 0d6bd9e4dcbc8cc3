package fold_test

import (
	"cmp"
	"context"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/stretchr/testify/require"

	"github.com/cosell/cosell/domain"
	"github.com/cosell/cosell/projections/fold"
	"github.com/cosell/cosell/projections/page"
)

// catalogued is a database with 20,000 rows, of which many have no number, price or time.
func catalogued(t *testing.T) *pgxpool.Pool {
	t.Helper()
	v := fold.New("everything", 1)
	fold.NewRows[everything](v, fold.Table{Comment: "All of it.",
		Indexes: []string{"(whole, id)", "(price_currency, price, id)", "(at, id)", "(lower(words), id)", "(partner_id, whole, id)"}})
	c := v.Consumer()
	pool := prepared(t, c)
	run(t, pool, `insert into cosell.everything_v1 (id, revision, words, whole, yes, at, price, price_currency, partner_id)
		select md5(n::text)::uuid, 0, 'Word ' || n % 100, case when n % 3 > 0 then n % 50 + 1 end, n % 2 = 0,
			case when n % 5 > 0 then '2026-01-01'::timestamptz + n % 1000 * interval '1 min' end,
			case when n % 4 > 0 then n % 70 end, case when n % 4 > 0 then case when n % 8 < 4 then 'EUR' else 'USD' end end,
			('10000000-0000-4000-8000-00000000000' || n % 10)::uuid
		from generate_series(1, 20000) n`)
	require.NoError(t, pgx.BeginFunc(t.Context(), pool, func(tx pgx.Tx) error { return c.CaughtUp(t.Context(), tx) }))
	run(t, pool, "analyze cosell.everything_v1")
	return pool
}

var manySorts = page.Sorts{
	{Name: "whole", Keys: []page.Key{{SQL: "whole", Kind: page.Integer, Nullable: true}}},
	{Name: "price", Keys: []page.Key{{SQL: "price_currency", Nullable: true}, {SQL: "price", Kind: page.Number, Nullable: true}}},
	{Name: "at", Keys: []page.Key{{SQL: "at", Kind: page.Time, Nullable: true}}},
	{Name: "words", Keys: []page.Key{{SQL: "lower(words)"}}},
}

// explained answers with the plans of the statements that it is asked.
type explained struct {
	*pgxpool.Pool
	plans []string
}

func (e *explained) Query(ctx context.Context, sql string, args ...any) (pgx.Rows, error) {
	rows, err := e.Pool.Query(ctx, "explain (analyze, timing off, summary off) "+sql, args...)
	if err != nil {
		return nil, err
	}
	lines, err := pgx.CollectRows(rows, pgx.RowTo[string])
	if err != nil {
		return nil, err
	}
	e.plans = append(e.plans, strings.Join(lines, "\n"))
	return e.Pool.Query(ctx, sql, args...)
}

var looked = regexp.MustCompile(`actual rows=(\d+)`)

// frugal requires that no page looked at more rows than eight pages have, and that all but the last few came in the order of
// an index.
func (e *explained) frugal(t *testing.T, limit int) {
	t.Helper()
	sorted := 0
	for _, plan := range e.plans {
		require.NotRegexp(t, `Seq Scan|Rows Removed by Filter`, plan)
		for _, n := range looked.FindAllStringSubmatch(plan, -1) {
			rows, err := strconv.Atoi(n[1])
			require.NoError(t, err)
			require.LessOrEqual(t, rows, 8*(limit+1), plan)
		}
		if strings.Contains(plan, "Sort Key") {
			sorted++
		}
	}
	require.Less(t, sorted, len(e.plans)/5+5, "sorting what little is left of a stretch costs nothing")
}

func TestEveryPageIsReadThroughAnIndexWithoutASort(t *testing.T) {
	t.Parallel()
	pool := catalogued(t)
	for _, sort := range manySorts.Names() {
		for _, name := range []string{sort, "-" + sort} {
			t.Run(name, func(t *testing.T) {
				t.Parallel()
				e := &explained{Pool: pool}
				l := fold.Listing{View: "everything", Sorts: manySorts}
				l.Sort, l.Limit = name, page.MaxLimit
				var seen []everything
				for n := 0; n == 0 || l.Cursor != ""; n++ {
					p, err := fold.List[everything](t.Context(), e, l)
					require.NoError(t, err)
					seen, l.Cursor = append(seen, p.Items...), p.Next
				}
				require.Len(t, seen, 20_000)
				require.True(t, slices.IsSortedFunc(seen, ordered(name)))
				require.GreaterOrEqual(t, len(e.plans), 100)
				e.frugal(t, page.MaxLimit)
			})
		}
	}
}

// ordered compares rows as the list of this name does: nothing comes last in both directions.
func ordered(name string) func(a, b everything) int {
	bare, down := strings.CutPrefix(name, "-")
	return func(a, b everything) int {
		key := func(r everything) (string, bool) {
			switch bare {
			case "whole":
				return fmt.Sprintf("%05d", r.Whole), r.Whole == 0
			case "price":
				return fmt.Sprintf("%s%012d", r.Price.Currency(), r.Price.Minor()), r.Price.IsZero()
			case "at":
				return r.At.Format("2006-01-02T15:04:05"), r.At.IsZero()
			default:
				return strings.ToLower(r.Text), false
			}
		}
		x, noX := key(a)
		y, noY := key(b)
		switch {
		case noX != noY:
			return map[bool]int{true: 1, false: -1}[noX]
		case down:
			return -cmp.Or(cmp.Compare(x, y), cmp.Compare(a.ID, b.ID))
		}
		return cmp.Or(cmp.Compare(x, y), cmp.Compare(a.ID, b.ID))
	}
}

func TestAPartnersPagesAreReadThroughItsIndex(t *testing.T) {
	t.Parallel()
	e := &explained{Pool: catalogued(t)}
	for _, sort := range []string{"whole", "-whole"} {
		l := fold.Listing{View: "everything", Sorts: manySorts}
		l.Where.And("partner_id = ?", domain.ID("10000000-0000-4000-8000-000000000003"))
		l.Sort = sort
		n := 0
		for ; n == 0 || l.Cursor != ""; n++ {
			p, err := fold.List[everything](t.Context(), e, l)
			require.NoError(t, err)
			l.Cursor = p.Next
		}
		require.Equal(t, 40, n)
	}
	e.frugal(t, page.DefaultLimit)
}

func TestColumnsAreWhatTheTagsOfARowSay(t *testing.T) {
	t.Parallel()
	type row struct {
		fold.Stamp
		Stage  int            `db:"stage integer" json:"stage,omitzero" doc:"How far."`
		Hidden bool           `db:"hidden boolean not null" json:"-" doc:"Whether."`
		Price  domain.Money   `db:"price" json:"price,omitzero" doc:"What."`
		Lead   domain.Party   `db:"lead" json:"lead" doc:"Who."`
		All    []domain.Party `db:"all_of" json:"all" doc:"Who all."`
		Tags   []string       `db:"tags text[] not null" json:"tags" doc:"Words."`
	}
	all := fold.Columns[row]()
	require.Equal(t, []string{"id", "revision", "stage", "price.amount", "price.currency", "lead.id", "lead.name", "all.id", "all.name", "tags"}, all.Names())
	require.Contains(t, all, page.Column{Name: "stage", SQL: "stage", Kind: page.Integer, Nullable: true, Doc: "How far."})
	require.Contains(t, all, page.Column{SQL: "hidden", Kind: page.Bool, Doc: "Whether."})
	require.Contains(t, all, page.Column{Name: "price.amount", SQL: "price", Kind: page.Number, Nullable: true, Currency: "price_currency",
		Doc: "What. In the currency of price_currency."})
	require.Contains(t, all, page.Column{Name: "all.id", SQL: "all_of_ids", Kind: page.ID, Nullable: true, List: true, Doc: "Who all. Their ids."})
}

func TestAnyFilterOfAnyColumnIsAnswered(t *testing.T) {
	t.Parallel()
	c := view(1).Consumer()
	pool := prepared(t, c)
	other := everything{Text: "other"}
	apply(t, pool, c, event(1, 0, set{full()}), event(2, 0, set{other}))
	columns := fold.Columns[everything]()
	for i := range columns {
		columns[i].Name = columns[i].SQL // the rows of these tests have no JSON
	}
	for term, want := range map[string]string{
		"whole:eq:-7": "1", "whole:ne:-7": "2", "whole:lt:0": "1", "whole:empty:true": "2", "whole:in:5,-7": "1",
		"words:eq:other": "2", "words:contains:OTH": "2", "words:in:x,other": "2", "words:ge:p": "1",
		"yes:eq:true": "1", "yes:ne:true": "2", "day:le:2026-02-28": "1", "day:gt:2026-02-28": "", "day:in:2026-02-28": "1",
		"at:ge:2026-03-31": "1", "at:lt:2026-04-01T01:59:59.123456+02:00": "", "at:le:2026-04-01T01:59:59.123456+02:00": "1",
		"price:eq:-1234.567": "1", "price_currency:eq:KWD": "1", "price_currency:in:USD,KWD": "1",
		"partner_id:eq:" + string(id(8)): "1", "partner_id:in:" + string(id(9)) + "," + string(id(8)): "1", "partner_id:ne:" + string(id(8)): "2",
		"partners_ids:has:" + string(id(9)): "1", "partners_ids:empty:true": "2", "partners_ids:empty:false": "1", "list:has:NULL": "1", "list:has:nothing": "",
		"id:eq:" + string(id(2)): "2", "place:gt:0": "1", "revision:eq:0": "12",
	} {
		l := fold.Listing{View: "everything", Sorts: columns.Sorts()}
		require.NoError(t, columns.Filter(&l.Where, term), term)
		p, err := fold.List[everything](t.Context(), pool, l)
		require.NoError(t, err, term)
		got := ""
		for _, r := range p.Items {
			got += strings.TrimLeft(string(r.ID)[24:], "0")
		}
		require.Equal(t, want, got, term)
	}
}

func TestAListIsSortedByAnyColumnAndReadToItsEnd(t *testing.T) {
	t.Parallel()
	c := view(1).Consumer()
	pool := prepared(t, c)
	apply(t, pool, c, event(1, 0, set{full()}), event(2, 0, set{everything{Text: "other"}}), event(3, 0, set{full()}))
	columns := fold.Columns[everything]()
	for i := range columns {
		columns[i].Name = columns[i].SQL
	}
	sorts := columns.Sorts()
	require.Len(t, sorts, 12)
	for _, name := range sorts.Names() {
		for _, direction := range []string{"", "-"} {
			l, seen := fold.Listing{View: "everything", Sorts: sorts}, map[domain.ID]bool{}
			l.Sort, l.Limit = direction+name, 1
			for n := 0; n == 0 || l.Cursor != ""; n++ {
				p, err := fold.List[everything](t.Context(), pool, l)
				require.NoError(t, err, l.Sort)
				require.Len(t, p.Items, 1, l.Sort)
				seen[p.Items[0].ID], l.Cursor = true, p.Next
			}
			require.Len(t, seen, 3, l.Sort)
		}
	}
}
