package reports

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/jackc/pgx/v5"

	"github.com/cosell/cosell/projections/page"
)

// members selects the deals of the cohort as they stood, with what they are split by: null for what they are not.
func (b *funnel) members(s Scope, w *page.Where) string {
	split := func(by, column string) string {
		if slices.Contains(b.By, by) {
			return column
		}
		return "null"
	}
	const stands = "type, source, state, coalesce(furthest_stage, 0) as furthest"
	found := fmt.Sprintf("select id, %s, holder_id::text from %s d where %s and %s and %s",
		stands, present, s.sql(w), b.At.still(w), b.began(w))
	if !b.At.all {
		at := last(fmt.Sprintf("%s, %s, %s as here", stands, held, s.sql(w)), b.At.sql(w))
		found += fmt.Sprintf(" union all select d.id, at.type, at.source, at.state, furthest, at.holder_id"+
			" from %s d cross join %s at where here and not %s and %s and %s", among(b.At), at, b.At.still(w), b.began(w), s.ever(w))
	}
	return fmt.Sprintf("select id, %s as by_type, %s as by_partner, %s as by_source, state, furthest from (%s) found",
		split(ByType, "type"), split(ByPartner, "holder_id"), split(BySource, "source"), found)
}

// began is the condition on deals d of the cohort.
func (b *funnel) began(w *page.Where) string {
	if b.After == nil && b.To == nil {
		return "true"
	}
	began := []string{"revision = 0"}
	if b.After != nil {
		began = append(began, "not "+b.After.sql(w))
	}
	if b.To != nil {
		began = append(began, b.To.sql(w))
	}
	return fmt.Sprintf("d.id in (select id from %s where %s)", changes, strings.Join(began, " and "))
}

// stay measures how long deals stayed: in each stage, and from their beginning to their first acceptance.
func (b *funnel) stay(ctx context.Context, db page.DB, s Scope) error {
	var w page.Where
	rows, err := db.Query(ctx, `with members as materialized (`+b.members(s, &w)+`),
trail as materialized (
	select id, by_type, by_partner, by_source, c.from_state, c.from_stage, c.seconds, c.state, c.effective_at, c.created_at
	from members m join `+changes+` c using (id) where transition and 'accepted' in (from_state, c.state) and `+b.At.sql(&w)+`
),
stays as (
	select by_type, by_partner, by_source, from_stage as stage, coalesce(seconds, 0) as seconds from trail
	where from_state = 'accepted'
	union all
	select by_type, by_partner, by_source, 0, floor(extract(epoch from min(effective_at) filter (where state = 'accepted') - min(created_at)))::bigint
	from trail group by id, by_type, by_partner, by_source having bool_or(state = 'accepted')
)
select coalesce(by_type, ''), coalesce(by_partner::text, ''), coalesce(by_source, ''), stage, count(*), sum(seconds)::bigint,
	(percentile_cont(0.5) within group (order by seconds) * 2)::bigint
from stays group by 1, 2, 3, 4`, w.Args()...)
	if err != nil {
		return err
	}
	var k cohort
	var stage int
	var n, seconds, twice int64
	_, err = pgx.ForEachRow(rows, []any{&k.typ, &k.partner, &k.source, &stage, &n, &seconds, &twice}, func() error {
		b.at(k).stays[stage] = stay{n, quotient(seconds, n), quotient(twice, 2)}
		return nil
	})
	return err
}
