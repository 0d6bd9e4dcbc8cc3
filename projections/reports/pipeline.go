package reports

import (
	"context"
	"fmt"
	"maps"
	"slices"

	"github.com/jackc/pgx/v5"

	"github.com/cosell/cosell/domain"
	"github.com/cosell/cosell/eventstore"
	"github.com/cosell/cosell/projections/page"
	"github.com/cosell/cosell/projections/runner"
)

// Splits are what a pipeline may be split by.
var Splits = []string{ByStage, ByType, ByPartner, ByMonth}

// Group says which deals of a pipeline a line is about. What the report is not split by is not said.
type Group struct {
	Stage    *int            `json:"stage,omitempty" doc:"Stage in percent; 0 before a deal is accepted."`
	Type     string          `json:"type,omitempty" doc:"Type of the deals: opportunity, partner-led, co-sell, solution-assessment, and private in a partner's own report."`
	Partner  domain.Party    `json:"partner,omitzero" doc:"The partner that leads, was offered or brought the opportunity, or owns the copy, as it was called at that time; none for deals of the vendor alone and those of several together."`
	Month    string          `json:"month,omitempty" doc:"Month of the estimated close date, such as 2026-03; none for deals without one."`
	Currency domain.Currency `json:"currency,omitempty" doc:"Currency of the deals (ISO 4217); amounts of several are never added. None for deals without a value whose currency is not known."`
}

// Line is a group of a pipeline.
type Line struct {
	Group
	Amounts
}

// Pipeline is what is open at a place.
type Pipeline struct {
	Position eventstore.Position // that the view had reached
	Month    string              // whose rates were used; "" where nothing had happened yet
	Lines    []Line              // by group, with currency last
	Total    Total               // over all groups
}

// sheet gathers the groups of one movement.
type sheet map[key]*total

func (s sheet) at(k key) *total {
	if s[k] == nil {
		s[k] = &total{}
	}
	return s[k]
}

func (k key) group(by []string, n names) Group {
	g := Group{Type: k.typ, Partner: n.party(k.partner), Month: k.month, Currency: k.currency}
	if slices.Contains(by, ByStage) {
		g.Stage = &k.stage
	}
	return g
}

// Open gives the deals of a scope that were open at a place, split by any of Splits and always by currency.
//
// What an open deal might be worth in USD is converted at the rate of the month of the place, or of the latest month before it
// that has one, among the rates that had been published there. So a past report stays what it was when rates are published
// later, and the same report for another time uses other rates.
func Open(ctx context.Context, db page.DB, s Scope, p Place, by []string) (r Pipeline, err error) {
	if err := checkBy(by, Splits); err != nil {
		return r, err
	}
	if r.Position, err = runner.ReachedIn(ctx, db, changes); err != nil {
		return r, err
	}
	terms, err := known(ctx, db, p)
	if err != nil {
		return r, err
	}
	r.Month = terms.month
	names, err := called(ctx, db, p)
	if err != nil {
		return r, err
	}
	var w page.Where
	sql := unmoved(p, p, s, &w)
	if !p.all {
		sql += fmt.Sprintf(" union all select %s from %s d cross join %s was where here and not %s and %s",
			columns("was"), among(p), asOf(p, s, &w), p.still(&w), s.ever(&w))
	}
	rows, err := db.Query(ctx, sql, w.Args()...)
	if err != nil {
		return r, err
	}
	found := sheet{}
	var d raw
	_, err = pgx.ForEachRow(rows, d.into(), func() error {
		s, err := d.standing(terms)
		found.at(s.in(by)).add(s, 1)
		return err
	})
	for _, k := range slices.SortedFunc(maps.Keys(found), key.compare) {
		r.Lines = append(r.Lines, Line{k.group(by, names), found[k].amounts(k.currency)})
	}
	r.Total = found.total("")
	return r, err
}
