package reports

import (
	"context"
	"fmt"
	"slices"

	"github.com/jackc/pgx/v5"

	"github.com/cosell/cosell/domain"
	"github.com/cosell/cosell/domain/program"
	"github.com/cosell/cosell/projections/page"
)

// table holds the rates that were known at a place: by currency, those of its months in their order.
type table struct {
	month string // of the place
	by    map[domain.Currency][]program.Rate
}

// known reads the rates that had been published at a place: for each month and currency the last one.
func known(ctx context.Context, db page.DB, p Place) (t table, err error) {
	at, err := p.when(ctx, db)
	if err != nil {
		return t, err
	}
	if !at.IsZero() {
		t.month = at.UTC().Format(monthForm)
	}
	var w page.Where
	rows, err := db.Query(ctx, fmt.Sprintf(`select distinct on (currency, month) currency, month, usd::text from %s
where %s order by currency, month, position desc`, rates, p.sql(&w)), w.Args()...)
	if err != nil {
		return t, err
	}
	t.by = map[domain.Currency][]program.Rate{}
	var r program.Rate
	_, err = pgx.ForEachRow(rows, []any{&r.Currency, &r.Month, &r.USD}, func() error {
		t.by[r.Currency] = append(t.by[r.Currency], r)
		return nil
	})
	return t, err
}

// usd is what m was worth in USD in a month, or in the latest one before it of which a rate was known; to the cent, halves to
// the even one. It is false where there is no such rate.
func (t table) usd(m domain.Money, month string) (domain.Money, bool) {
	var found program.Policy
	all := t.by[m.Currency()]
	if i, exact := slices.BinarySearchFunc(all, month, func(r program.Rate, month string) int {
		return compare(r.Month, month)
	}); exact {
		found.Rates = all[i : i+1]
	} else if i > 0 {
		found.Rates = all[i-1 : i]
	}
	of := month
	if len(found.Rates) > 0 {
		of = found.Rates[0].Month
	}
	usd, _, ok := found.USD(m, of)
	return usd, ok
}
