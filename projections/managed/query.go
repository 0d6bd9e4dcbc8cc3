// Package managed answers what an organisation works on, and what became of it: opportunities and copies of co-sell deals
// alike.
package managed

import (
	"context"
	"strconv"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/cosell/cosell/domain"
	"github.com/cosell/cosell/projections/deals"
	"github.com/cosell/cosell/projections/fold"
	"github.com/cosell/cosell/projections/page"
)

// Name of the list, and of what analysts see of it in the schema cosell.
const Name = "managed"

// Sorts are the orders of the list. Values are in the order of their currencies' codes, and by amount within one.
var Sorts = page.Sorts{
	{Name: "changed", Keys: []page.Key{{SQL: "changed_at", Kind: page.Time}}, From: deals.Recently + " deals"},
	{Name: "created", Keys: []page.Key{{SQL: "created_at", Kind: page.Time}}},
	{Name: "value", Keys: []page.Key{
		{SQL: "estimated_value_currency", Nullable: true}, {SQL: "estimated_value", Kind: page.Number, Nullable: true},
	}},
	{Name: "topic", Keys: []page.Key{{SQL: "lower(topic)"}}},
	{Name: "closeDate", Keys: []page.Key{{SQL: "close_date", Kind: page.Date, Nullable: true}}},
	{Name: "lastProgress", Keys: []page.Key{{SQL: "last_progress_at", Kind: page.Time, Nullable: true}}},
}

// Query returns one page of deals.
func Query(ctx context.Context, db page.DB, f Filter) (page.Page[Deal], error) {
	p, err := fold.List[Deal](ctx, db, fold.Listing{
		Name: Name, View: deals.Name, Table: deals.Table, Sorts: Sorts, Where: f.where(), Few: f.Mine || f.OnlyMember || f.Alert != NoAlert, Request: f.Request,
	})
	for i := range p.Items {
		p.Items[i].Alert = f.alert(&p.Items[i])
		p.Items[i].HideFrom(f.Org)
	}
	return p, err
}

// Summary is what a dashboard shows above the list.
type Summary struct {
	Open        int64          `json:"open"`        // deals that ShowOpen lists; where the vendor asks for all partners', each co-sell deal once
	WonThisYear []domain.Money `json:"wonThisYear"` // likewise, one amount for each currency, by its code
}

// Summarise counts deals that the organisation may see; to the vendor never private ones. Of the filter it takes whose they
// are and what time it is: Org, Member, OnlyMember, OnlyTeams, Locations, Mine, Partner and Now, whose UTC year is this year.
func Summarise(ctx context.Context, db page.DB, f Filter) (s Summary, err error) {
	sql, args := f.totals()
	rows, err := db.Query(ctx, sql, args...)
	if err != nil {
		return s, err
	}
	var currency *domain.Currency
	var total string
	s.WonThisYear = []domain.Money{}
	_, err = pgx.ForEachRow(rows, []any{&currency, &total}, func() (err error) {
		if currency == nil {
			s.Open, err = strconv.ParseInt(total, 10, 64)
			return err
		}
		won, err := domain.ParseMoney(total, *currency)
		s.WonThisYear = append(s.WonThisYear, won)
		return err
	})
	return s, err
}

// totals selects, in one statement, how many deals are open, without a currency, and then what was won this year in each.
func (f Filter) totals() (sql string, args []any) {
	var open page.Where
	f.summed(&open, ShowOpen)
	won := open.Next()
	f.summed(&won, ShowWon)
	year := f.Now.UTC().Year()
	won.And("won_date >= ? and won_date < ? and won_value is not null", newYear(year), newYear(year+1))
	const table = "cosell." + deals.Table
	return "select null::char(3) as currency, count(*)::text as total from " + open.From(table, "") +
		" union all select won_value_currency, sum(won_value)::text from " + won.From(table, "") +
		" group by won_value_currency order by currency", won.Args()
}

// summed leaves what a total of the deals that show lists counts.
func (f Filter) summed(w *page.Where, show Show) {
	Filter{Org: f.Org, Member: f.Member, OnlyMember: f.OnlyMember, OnlyTeams: f.OnlyTeams, Locations: f.Locations,
		Mine: f.Mine, Partner: f.Partner, Show: show}.ask(w)
	if f.Org == domain.Vendor && f.Partner == "" && !f.Mine {
		w.And("counted")
	}
}

func newYear(year int) time.Time { return time.Date(year, time.January, 1, 0, 0, 0, 0, time.UTC) }
