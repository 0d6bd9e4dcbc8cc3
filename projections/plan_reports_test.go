package projections_test

import (
	"testing"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/stretchr/testify/require"

	"github.com/cosell/cosell/domain"
	"github.com/cosell/cosell/domain/opportunity"
	"github.com/cosell/cosell/projections/deals"
	"github.com/cosell/cosell/projections/grid"
	"github.com/cosell/cosell/projections/page"
	"github.com/cosell/cosell/projections/reports"
)

// travelled is a database with 10,000 deals of ten partners, three in ten of them open, and the 40,000 changes that led to
// what they are.
func travelled(t *testing.T) *pgxpool.Pool {
	t.Helper()
	h := newHistory().accepted(80, "topic", usd(100))
	h.add(id(80), anna, opportunity.StageMarked{From: 10, Stage: 40, Name: "Developed"})
	pool := empty(t)
	apply(t, pool, h.events, deals.Consumer())
	another := func(of string) string {
		return "case when n % 10 > 0 then overlay(" + of + "::text placing lpad((n % 10)::text, 8, '0') from 1)::uuid else " + of + " end"
	}
	multiply(t, pool, deals.ChangesTable, "true", 10_000, map[string]string{
		"id": "md5(n::text)::uuid", "position": "lpad((n * 10 + revision)::text, 32, '0')", "recorded_at": "recorded_at + n * interval '1 min'",
		"partner_id": another("partner_id"), "party_id": another("party_id"),
		"parties": "case when party_id is null then parties else array[" + another("party_id") + "] end",
	})
	multiply(t, pool, deals.Table, "true", 10_000, map[string]string{
		"id": "md5(n::text)::uuid", "changed_at": "changed_at + n * interval '1 min'", "position": "lpad((n * 10 + revision)::text, 32, '0')",
		"party_id": another("party_id"), "holder_id": another("holder_id"), "parties": "array[" + another("party_id") + "]",
		"open": "n % 10 < 3", "state": "case when n % 10 < 3 then state else 'won' end", "created_at": "created_at + n * interval '1 min'",
	})
	extracted(t, pool)
	settled(t, pool, deals.Consumer())
	return pool
}

// managing is what a partner's manager gets, who sees of its co-sell deals those on whose team it is.
var managing = reports.Scope{Org: domain.Org(contoso.ID), Only: &deals.Reader{Org: domain.Org(contoso.ID), Member: "max", OnlyTeams: true}}

func TestEveryPageOfTransitionsIsReadWhereItBegins(t *testing.T) {
	t.Parallel()
	pool := travelled(t)
	after := reports.By(begin.AddDate(0, 0, 6).Add(20 * time.Hour))
	for name, f := range map[string]reports.Filter{
		"the vendor": {Scope: reports.Scope{Org: domain.Vendor}}, "a partner": {Scope: reports.Scope{Org: domain.Org(contoso.ID)}},
		"its manager":                  {Scope: managing},
		"of a partner, for the vendor": {Scope: reports.Scope{Org: domain.Vendor}, Partner: contoso.ID},
		"of a deal":                    {Scope: reports.Scope{Org: domain.Vendor}, Deal: id(80)},
		"of the last minutes":          {Scope: reports.Scope{Org: domain.Vendor}, After: &after},
	} {
		far(t, pool, "transitions, "+name, reports.Sorts.Names(), func(db page.DB, r page.Request) (page.Page[deals.Change], error) {
			f.Request = r
			return reports.Transitions(t.Context(), db, f)
		})
	}
}

func TestTransitionsOfDealsOfSeveralAreReadWhereTheyBegin(t *testing.T) {
	t.Parallel()
	pool := travelled(t)
	for n, with := range map[int]domain.ID{2_000: contoso.ID, 100: partner(78).ID} {
		multiply(t, pool, deals.ChangesTable, "revision = 2 and id = '"+string(id(80))+"'", n, map[string]string{
			"id": "gen_random_uuid()", "position": "lpad((n * 10 + 5)::text, 32, '0')", "recorded_at": "recorded_at + n * interval '1 min'",
			"party_id": "null", "parties": "array['" + string(partner(77).ID) + "', '" + string(with) + "']::uuid[]",
		})
	}
	settled(t, pool, deals.Consumer())
	for name, who := range map[string]domain.ID{"many": contoso.ID, "few": partner(78).ID} {
		far(t, pool, name, reports.Sorts.Names(), func(db page.DB, r page.Request) (page.Page[deals.Change], error) {
			return reports.Transitions(t.Context(), db, reports.Filter{Scope: reports.Scope{Org: domain.Org(who)}, Request: r})
		})
	}
}

func TestEveryPageOfTheGridIsReadWhereItBegins(t *testing.T) {
	t.Parallel()
	pool := crowded(t, 1)
	for name, r := range map[string]deals.Reader{"the vendor": {Org: domain.Vendor}, "its auditor": {Org: domain.Vendor, All: true}, "a partner": {Org: domain.Org(contoso.ID)}} {
		far(t, pool, "grid, "+name, grid.Sorts.Names(), func(db page.DB, q page.Request) (page.Page[deals.Deal], error) {
			return grid.Query(t.Context(), db, grid.Filter{Reader: r, Request: q})
		})
	}
}

func TestNoReportOfThePresentReadsAWholeTable(t *testing.T) {
	t.Parallel()
	pool := travelled(t)
	now, from := reports.Now(begin.AddDate(0, 1, 0)), reports.By(begin.AddDate(0, 0, 6).Add(20*time.Hour))
	for who, s := range map[string]reports.Scope{"the vendor": {Org: domain.Vendor}, "a partner": {Org: domain.Org(contoso.ID)}, "its manager": managing} {
		for name, ask := range map[string]func(page.DB) error{
			"pipeline": func(db page.DB) error { _, err := reports.Open(t.Context(), db, s, now, reports.Splits); return err },
			"funnel": func(db page.DB) error {
				_, err := reports.Reached(t.Context(), db, s, reports.Cohort{At: now, By: reports.FunnelSplits, Stages: stagesOf})
				return err
			},
			"cohort": func(db page.DB) error {
				_, err := reports.Reached(t.Context(), db, s, reports.Cohort{After: &from, At: now, Stages: stagesOf})
				return err
			},
			"scorecard": func(db page.DB) error {
				_, err := reports.Scores(t.Context(), db, s, reports.Offers{At: now, Stalled: time.Hour})
				return err
			},
			"what became of the last minutes": func(db page.DB) error {
				_, err := reports.Between(t.Context(), db, s, from, now, reports.Splits)
				return err
			},
		} {
			p := &planned{Pool: pool}
			require.NoError(t, ask(p), name)
			require.Greater(t, len(p.plans), 1, "with the position")
			for _, plan := range p.plans {
				require.NotRegexp(t, whole, plan, "%s of %s", name, who)
			}
		}
	}
}
