package projections_test

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/stretchr/testify/require"

	"github.com/cosell/cosell/domain"
	"github.com/cosell/cosell/domain/registration"
	"github.com/cosell/cosell/projections/deals"
	"github.com/cosell/cosell/projections/distributed"
	"github.com/cosell/cosell/projections/managed"
	"github.com/cosell/cosell/projections/page"
	"github.com/cosell/cosell/projections/referrals"
	"github.com/cosell/cosell/projections/registrations"
	"github.com/cosell/cosell/projections/runner"
)

// planned is a database that keeps how it answered.
type planned struct {
	*pgxpool.Pool
	plans []string
}

func (p *planned) Query(ctx context.Context, sql string, args ...any) (pgx.Rows, error) {
	rows, err := p.Pool.Query(ctx, "explain (analyze, costs off, timing off, summary off) "+sql, args...)
	if err != nil {
		return nil, err
	}
	lines, err := pgx.CollectRows(rows, pgx.RowTo[string])
	if err != nil {
		return nil, err
	}
	p.plans = append(p.plans, strings.Join(lines, "\n"))
	return p.Pool.Query(ctx, sql, args...)
}

func (p *planned) QueryRow(ctx context.Context, sql string, args ...any) pgx.Row {
	if rows, err := p.Query(ctx, sql, args...); err == nil {
		rows.Close()
	}
	return p.Pool.QueryRow(ctx, sql, args...)
}

// extracted makes the rows of deals that were multiplied known where lists are read in the order of their last changes.
func extracted(t *testing.T, pool *pgxpool.Pool) {
	t.Helper()
	_, err := pool.Exec(t.Context(), `insert into cosell.`+deals.RecentTable+` (id, revision, kind, party_id, parties, changed_at)
select id, revision, kind, party_id, parties, changed_at from cosell.`+deals.Table+` on conflict do nothing`)
	require.NoError(t, err)
}

// multiply makes n more rows of the only one in a table for which a condition holds, with what other says of the n-th in the
// place of its own.
func multiply(t *testing.T, pool *pgxpool.Pool, table, condition string, n int, other map[string]string) {
	t.Helper()
	rows, err := pool.Query(t.Context(), `
select column_name from information_schema.columns where table_schema = 'cosell' and table_name = $1 order by ordinal_position`, table)
	require.NoError(t, err)
	names, err := pgx.CollectRows(rows, pgx.RowTo[string])
	require.NoError(t, err)
	values := make([]string, len(names))
	for i, name := range names {
		if values[i] = other[name]; values[i] == "" {
			values[i] = name
		}
	}
	_, err = pool.Exec(t.Context(), fmt.Sprintf(`insert into cosell.%s (%s) select %s from cosell.%s, generate_series(1, %d) n where %s`,
		table, strings.Join(names, ", "), strings.Join(values, ", "), table, n, condition))
	require.NoError(t, err)
}

// settled makes the indexes of a view, and lets the database know what there is.
func settled(t *testing.T, pool *pgxpool.Pool, c runner.Consumer) {
	t.Helper()
	require.NoError(t, pgx.BeginFunc(t.Context(), pool, func(tx pgx.Tx) error { return c.CaughtUp(t.Context(), tx) }))
	_, err := pool.Exec(t.Context(), "vacuum analyze "+strings.Join(c.Tables, ", "))
	require.NoError(t, err)
}

var (
	whole   = regexp.MustCompile(`Seq Scan on (registrations|deals|deals_recent|deals_changes)_v1`)
	dropped = regexp.MustCompile(`Rows Removed by Filter: (\d+)`)
	scanned = regexp.MustCompile(`(?:Heap Scan|-> +Index Scan|Only Scan) [^(]*\(actual rows=(\d+)`)
)

// direct requires that no plan reads a whole table, sorts more than a few rows, or reads many more than it gives.
func (p *planned) direct(t *testing.T, few int, about string) {
	t.Helper()
	require.NotEmpty(t, p.plans)
	for _, plan := range p.plans {
		require.NotRegexp(t, whole, plan, about)
		for _, count := range append(dropped.FindAllStringSubmatch(plan, -1), scanned.FindAllStringSubmatch(plan, -1)...) {
			n, err := strconv.Atoi(count[1])
			require.NoError(t, err)
			require.Less(t, n, few, "%s\n%s", about, plan)
		}
	}
}

func TestNoFirstPageOfRegistrationsReadsThemAll(t *testing.T) {
	t.Parallel()
	h := newHistory().asks(1, contoso, registration.Exclusivity, registration.Pass).files(1, contoso, "erp")
	pool := filled(t, h)
	multiply(t, pool, "registrations_v1", "true", 20_000, map[string]string{
		"id": "gen_random_uuid()", "deal_id": "gen_random_uuid()", "claim_id": "gen_random_uuid()",
		"partner_id":         "case when n % 50 > 0 then overlay(partner_id::text placing lpad((n % 50)::text, 8, '0') from 1)::uuid else partner_id end",
		"requested_position": "lpad(n::text, 32, '0')", "filed_position": "lpad(n::text, 32, '0')", "position": "lpad(n::text, 32, '0')",
		"changed_at": "changed_at + n * interval '1 s'", "until": "case when n % 3 = 0 then changed_at + n * interval '1 min' end",
		"overdue_at": "case when n % 100 = 0 then changed_at + n * interval '1 min' end",
	})
	settled(t, pool, registrations.Consumer())
	for name, f := range map[string]registrations.Filter{
		"the vendor": {Org: domain.Vendor}, "a partner": {Org: domain.Org(contoso.ID)},
		"a deal's": {Org: domain.Vendor, Deal: id(101)}, "a partner's deal's": {Org: domain.Org(contoso.ID), Deal: id(101)},
	} {
		far(t, pool, name, append(registrations.Sorts.Names(), ""), func(db page.DB, r page.Request) (page.Page[registrations.Registration], error) {
			f.Request = r
			return registrations.Query(t.Context(), db, f)
		})
	}
}

// far reads the first page of a list, the second and a later one, in each of its orders and both directions.
func far[T any](t *testing.T, pool *pgxpool.Pool, about string, sorts []string, query func(page.DB, page.Request) (page.Page[T], error)) {
	t.Helper()
	for _, sort := range sorts {
		for _, sign := range []string{"", "-"} {
			if sign+sort == "-" {
				continue
			}
			r := page.Request{Sort: sign + sort}
			for n := 0; ; n++ {
				p := &planned{Pool: pool}
				found, err := query(p, r)
				require.NoError(t, err, "%s %+v", about, r)
				require.NotEmpty(t, found.Items, about)
				p.direct(t, 1000, fmt.Sprintf("%s, by %s, page %d", about, r.Sort, n))
				if found.Next == "" || n == 2 {
					break
				}
				if jump := r; n == 1 {
					jump.Cursor, jump.Limit = found.Next, page.MaxLimit
					next, err := query(pool, jump)
					require.NoError(t, err)
					found.Next = cmp.Or(next.Next, found.Next)
				}
				r.Cursor = found.Next
			}
		}
	}
}

// crowded is a database with 20,000 deals of two kinds, of ten partners, of which contoso shares many and partner 78 few; or so
// many times as many.
func crowded(t *testing.T, times int) *pgxpool.Pool {
	t.Helper()
	h := newHistory()
	h.events, h.next = engaged().events[:2], engaged().next
	h.now = h.now.Add(time.Hour)
	h.accepted(80, "topic", usd(100))
	h.offer(81, "offered", usd(100), contoso, 14)
	pool := empty(t)
	apply(t, pool, h.events, deals.Consumer())
	const another = "case when n % 10 > 0 then overlay(party_id::text placing lpad((n % 10)::text, 8, '0') from 1)::uuid else party_id end"
	own := map[string]string{
		"id": "gen_random_uuid()", "topic": "md5(n::text)", "created_at": "created_at + n * interval '1 s'", "changed_at": "changed_at + n * interval '1 s'",
		"estimated_value": "case when n % 7 > 0 then n end", "estimated_value_currency": "case when n % 7 > 0 then estimated_value_currency end",
		"close_date": "case when n % 5 > 0 then close_date + n * 7919 % 400 end", "last_progress_at": "case when n % 4 > 0 then changed_at - n * 7919 % 10000 * interval '1 min' end",
		"party_id": another, "parties": "array[" + another + "]", "hands": "array[" + another + " || '/' || n % 500]",
		"state": "case n % 10 when 1 then 'won' when 2 then 'lost' when 3 then 'accepted' else 'declined' end", "open": "n % 10 = 3",
		"won_value": "case when n % 10 = 1 then n end", "won_value_currency": "case when n % 10 = 1 then 'EUR' end", "won_date": "case when n % 10 = 1 then '2026-01-05'::date - n % 900 end",
	}
	multiply(t, pool, deals.Table, "topic = 'topic'", times*9_900, own)
	shared := maps.Clone(own)
	shared["party_id"], shared["parties"] = "null", "array[party_id, '"+string(partner(77).ID)+"'::uuid]"
	multiply(t, pool, deals.Table, "topic = 'topic'", times*2_000, shared)
	shared["parties"] = "array['" + string(partner(77).ID) + "', '" + string(partner(78).ID) + "']::uuid[]"
	multiply(t, pool, deals.Table, "topic = 'topic'", times*100, shared)
	offered := maps.Clone(own)
	for _, column := range []string{"state", "open", "party_id", "parties", "won_value", "won_value_currency", "won_date", "last_progress_at"} {
		delete(offered, column)
	}
	offered["hands"], offered["offered_at"], offered["deadline"] = "'{}'", "offered_at + n * interval '1 s'", "deadline + n * interval '1 min'"
	offered["offered_to_id"] = strings.ReplaceAll(another, "party_id", "offered_to_id")
	multiply(t, pool, deals.Table, "topic = 'offered'", times*3000, offered)
	own["engagement"], own["visible"], own["team"] = "gen_random_uuid()", "n % 4 > 0", "array['' || n % 500]"
	own["owner_org"], own["deadline"] = "("+another+")::text", "case when n % 9 = 0 then changed_at + n * interval '1 min' end"
	own["offered_at"] = "case when n % 9 = 0 then changed_at end"
	own["created_at"], own["changed_at"] = "created_at + n * interval '3 s'", "changed_at + n * interval '3 s'"
	multiply(t, pool, deals.Table, "kind = 'referral'", times*5000, own)
	extracted(t, pool)
	settled(t, pool, deals.Consumer())
	return pool
}

func TestEveryPageOfDealsIsReadWhereItBegins(t *testing.T) {
	t.Parallel()
	pool := crowded(t, 1)
	own, now := domain.Org(contoso.ID), begin.AddDate(0, 0, 1)
	for name, f := range map[string]managed.Filter{
		"the vendor": {Org: domain.Vendor}, "its auditor": {Org: domain.Vendor, All: true}, "a partner": {Org: own},
		"one that shares little": {Org: domain.Org(partner(78).ID)}, "one partner's, for the vendor": {Org: domain.Vendor, Partner: contoso.ID}, "a manager": {Org: own, Member: "0", OnlyTeams: true},
	} {
		far(t, pool, "managed, "+name, managed.Sorts.Names(), func(db page.DB, r page.Request) (page.Page[managed.Deal], error) {
			f.Request, f.Now = r, now
			return managed.Query(t.Context(), db, f)
		})
	}
	for name, f := range map[string]distributed.Filter{"the vendor": {Org: domain.Vendor}, "a partner": {Org: own}} {
		far(t, pool, "distributed, "+name, distributed.Sorts.Names(), func(db page.DB, r page.Request) (page.Page[distributed.Offer], error) {
			f.Request, f.Now = r, now
			return distributed.Query(t.Context(), db, f)
		})
	}
	for name, f := range map[string]referrals.Filter{
		"the vendor": {Org: domain.Vendor}, "its auditor": {Org: domain.Vendor, All: true}, "a partner": {Org: own}, "an engagement": {Org: domain.Vendor, Engagement: id(50)},
	} {
		far(t, pool, "referrals, "+name, referrals.Sorts.Names(), func(db page.DB, r page.Request) (page.Page[referrals.Copy], error) {
			f.Request = r
			return referrals.Query(t.Context(), db, f)
		})
	}
}

func TestWhatASellerHasInHandIsFoundWithoutTheRest(t *testing.T) {
	t.Parallel()
	pool := crowded(t, 1)
	for name, f := range map[string]managed.Filter{
		"a seller":      {Org: domain.Org(contoso.ID), Member: "0", OnlyMember: true, OnlyTeams: true},
		"a chief's own": {Org: domain.Org(contoso.ID), Member: "0", Mine: true},
		"what is stuck": {Org: domain.Vendor, Alert: managed.PotentiallyStalled, Thresholds: limits},
		"open ones":     {Org: domain.Vendor, Show: managed.ShowOpen},
		"a partner's":   {Org: domain.Org(contoso.ID), Show: managed.ShowWon},
	} {
		p := &planned{Pool: pool}
		f.Now, f.Sort = begin.AddDate(0, 3, 0), "-changed"
		_, err := managed.Query(t.Context(), p, f)
		require.NoError(t, err)
		_, err = managed.Summarise(t.Context(), p, f)
		require.NoError(t, err)
		for _, plan := range p.plans {
			require.NotRegexp(t, whole, plan, name)
		}
	}
}
