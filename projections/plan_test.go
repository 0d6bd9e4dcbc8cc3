package projections_test

import (
	"context"
	"fmt"
	"regexp"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/stretchr/testify/require"

	"github.com/cosell/cosell/domain"
	"github.com/cosell/cosell/domain/registration"
	"github.com/cosell/cosell/projections/page"
	"github.com/cosell/cosell/projections/referrals"
	"github.com/cosell/cosell/projections/registrations"
	"github.com/cosell/cosell/projections/runner"
)

// planned is a database that keeps how it means to answer.
type planned struct {
	*pgxpool.Pool
	plans []string
}

func (p *planned) Query(ctx context.Context, sql string, args ...any) (pgx.Rows, error) {
	rows, err := p.Pool.Query(ctx, "explain (costs off) "+sql, args...)
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

// multiply makes 20,000 more rows of the only one in a table, with what other says of the n-th in the place of its own, and
// the indexes.
func multiply(t *testing.T, pool *pgxpool.Pool, c runner.Consumer, other map[string]string) {
	t.Helper()
	table := c.Name + "_v1"
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
	_, err = pool.Exec(t.Context(), fmt.Sprintf(`insert into cosell.%s (%s) select %s from cosell.%s, generate_series(1, 20000) n`,
		table, strings.Join(names, ", "), strings.Join(values, ", "), table))
	require.NoError(t, err)
	require.NoError(t, pgx.BeginFunc(t.Context(), pool, func(tx pgx.Tx) error { return c.CaughtUp(t.Context(), tx) }))
	_, err = pool.Exec(t.Context(), `analyze cosell.`+table)
	require.NoError(t, err)
}

var whole = regexp.MustCompile(`Seq Scan on (registrations|referrals)_v1`)

// without requires that no plan reads the whole table.
func (p *planned) without(t *testing.T, about string) {
	t.Helper()
	require.NotEmpty(t, p.plans)
	for _, plan := range p.plans {
		require.NotRegexp(t, whole, plan, about)
	}
}

func TestNoFirstPageOfRegistrationsReadsThemAll(t *testing.T) {
	t.Parallel()
	h := newHistory().asks(1, contoso, registration.Exclusivity, registration.Pass).files(1, contoso, "erp")
	pool := filled(t, h)
	multiply(t, pool, registrations.Consumer(), map[string]string{
		"id": "gen_random_uuid()", "deal_id": "gen_random_uuid()", "claim_id": "gen_random_uuid()",
		"partner_id":         "case when n % 50 > 0 then overlay(partner_id::text placing lpad((n % 50)::text, 8, '0') from 1)::uuid else partner_id end",
		"requested_position": "lpad(n::text, 32, '0')", "filed_position": "lpad(n::text, 32, '0')", "position": "lpad(n::text, 32, '0')",
		"changed_at": "changed_at + n * interval '1 s'", "until": "case when n % 3 = 0 then changed_at + n * interval '1 min' end",
		"overdue_at": "case when n % 100 = 0 then changed_at + n * interval '1 min' end",
	})
	for name, f := range map[string]registrations.Filter{
		"the vendor": {Org: domain.Vendor}, "a partner": {Org: domain.Org(contoso.ID)},
		"a deal's": {Org: domain.Vendor, Deal: id(101)}, "a partner's deal's": {Org: domain.Org(contoso.ID), Deal: id(101)},
	} {
		for _, sort := range []string{"", "requested", "-requested", "changed", "-changed", "until", "overdue"} {
			p := &planned{Pool: pool}
			f.Request = page.Request{Sort: sort}
			found, err := registrations.Query(t.Context(), p, f)
			require.NoError(t, err)
			require.NotEmpty(t, found.Items)
			p.without(t, name+" "+sort)
		}
	}
}

func TestNoFirstPageOfReferralsReadsThemAll(t *testing.T) {
	t.Parallel()
	h := newHistory()
	h.events, h.next = engaged().events[:2], engaged().next
	pool := empty(t)
	apply(t, pool, h.events, referrals.Consumer())
	multiply(t, pool, referrals.Consumer(), map[string]string{
		"id": "gen_random_uuid()", "engagement": "gen_random_uuid()", "name": "name || n", "visible": "n % 4 > 0",
		"owner_org":  "case when n % 50 > 0 then overlay(owner_org placing lpad((n % 50)::text, 8, '0') from 1) else owner_org end",
		"created_at": "created_at + n * interval '1 s'", "changed_at": "changed_at + n * interval '1 s'",
		"deadline": "case when n % 9 = 0 then changed_at + n * interval '1 min' end", "estimated_value": "n",
		"close_date": "close_date + n % 400", "last_progress_at": "changed_at - n * interval '1 min'",
	})
	for name, f := range map[string]referrals.Filter{
		"the vendor": {Org: domain.Vendor}, "its auditor": {Org: domain.Vendor, All: true}, "a partner": {Org: domain.Org(contoso.ID)},
		"an engagement": {Org: domain.Vendor, Engagement: id(50)},
	} {
		for _, sort := range append(referrals.Sorts.Names(), "", "-changed", "-created", "-name", "-value") {
			p := &planned{Pool: pool}
			f.Request = page.Request{Sort: sort}
			found, err := referrals.Query(t.Context(), p, f)
			require.NoError(t, err)
			require.NotEmpty(t, found.Items)
			p.without(t, name+" "+sort)
		}
	}
}
