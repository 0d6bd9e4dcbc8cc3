package managed

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/cosell/cosell/domain"
	"github.com/cosell/cosell/projections/fold"
	"github.com/cosell/cosell/projections/page"
)

// Sorts are the orders of the list. Values are in the order of their currencies' codes, and by amount within one.
var Sorts = page.Sorts{
	{Name: "changed", Keys: []page.Key{{SQL: "changed_at", Kind: page.Time}}},
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
	p, err := fold.List[Deal](ctx, db, fold.Listing{View: Name, Sorts: Sorts, Where: f.where(), Request: f.Request})
	for i := range p.Items {
		p.Items[i].Alert = f.alert(&p.Items[i])
	}
	return p, err
}

// Summary is what a dashboard shows above the list.
type Summary struct {
	Open        int64          `json:"open"`        // deals that ShowOpen lists
	WonThisYear []domain.Money `json:"wonThisYear"` // one amount for each currency, by its code
}

// Summarise counts deals that the organisation may see. Of the filter it takes whose they are and what time it is: Org,
// Member, OnlyMember, Mine, Partner and Now, whose UTC year is this year.
func Summarise(ctx context.Context, db page.DB, f Filter) (s Summary, err error) {
	mine := Filter{Org: f.Org, Member: f.Member, OnlyMember: f.OnlyMember, Mine: f.Mine, Partner: f.Partner, Now: f.Now}
	open, won := mine, mine
	open.Show, won.Show = ShowOpen, ShowWon
	w := open.where()
	if err := db.QueryRow(ctx, "select count(*) from cosell.managed"+w.SQL(), w.Args()...).Scan(&s.Open); err != nil {
		return s, err
	}
	w = won.where()
	year := f.Now.UTC().Year()
	w.And("won_date >= ? and won_date < ?", newYear(year), newYear(year+1))
	rows, err := db.Query(ctx, "select won_value_currency, sum(won_value)::text from cosell.managed"+w.SQL()+
		" group by 1 order by 1", w.Args()...)
	if err != nil {
		return s, err
	}
	s.WonThisYear, err = pgx.CollectRows(rows, func(row pgx.CollectableRow) (domain.Money, error) {
		var currency domain.Currency
		var sum string
		if err := row.Scan(&currency, &sum); err != nil {
			return domain.Money{}, err
		}
		return domain.ParseMoney(sum, currency)
	})
	return s, err
}

func newYear(year int) time.Time { return time.Date(year, time.January, 1, 0, 0, 0, 0, time.UTC) }
