package projections_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/stretchr/testify/require"

	"github.com/cosell/cosell/domain"
	"github.com/cosell/cosell/domain/opportunity"
	"github.com/cosell/cosell/domain/program"
	"github.com/cosell/cosell/domain/referral"
	"github.com/cosell/cosell/projections/deals"
	"github.com/cosell/cosell/projections/distributed"
	"github.com/cosell/cosell/projections/managed"
	"github.com/cosell/cosell/projections/page"
	"github.com/cosell/cosell/projections/referrals"
	"github.com/cosell/cosell/projections/reports"
	"github.com/cosell/cosell/projections/runner"
)

// mixed is opportunities and co-sell deals side by side. Of contoso: 4 is led and assigned to sam, 6 won, 30 opened by
// anna and shown to the vendor, 31 private with sam on its team, 32 won. Fabrikam was invited into 30, and so was the vendor.
func mixed() *history {
	h := newHistory()
	h.accepted(4, "led", eur(4)).add(id(4), anna, opportunity.AssigneeChanged{To: "sam"})
	h.accepted(6, "won", usd(6)).add(id(6), anna, opportunity.Won{Value: usd(600), Date: date("2026-01-05")})
	h.opened(30, "open", anna, person("anna")).add(id(30), anna, referral.HelpRequested{Help: "other", Referral: id(35)})
	h.add(id(30), anna, referral.PartnerInvited{Partner: fabrikam, Referral: id(36)})
	h.invited(35, 30, theVendor).invited(36, 30, orgOf(fabrikam))
	h.opened(31, "private", anna, person("sam"))
	h.opened(32, "co-sold", anna, person("tina")).add(id(32), anna, referral.VisibilityGranted{})
	h.add(id(32), anna, referral.Won{Value: usd(50), Date: date("2026-01-06")})
	h.opened(33, "brought", vera, person("vera"))
	return h
}

// opened is a co-sell deal that the organisation of by opens at location 90 of its own.
func (h *history) opened(deal int, name string, by domain.Actor, team ...domain.TeamMember) *history {
	owner := theVendor
	if by.Org != domain.Vendor {
		owner = orgOf(contoso)
	}
	return h.add(id(deal), by, referral.Created{Engagement: id(deal + 100), Owner: owner, Team: team, Stage: 10,
		Details: referral.Details{Name: name, EstimatedValue: eur(9), Location: id(90), Customer: &domain.Customer{Name: "Nordwind"}}})
}

// invited is a copy of a deal of contoso's that another organisation receives.
func (h *history) invited(deal, of int, owner domain.Organisation) *history {
	return h.add(id(deal), clock, referral.Received{Engagement: id(of + 100), Owner: owner, Deadline: begin.AddDate(0, 0, 14), Visible: true, HelpAsked: "other",
		Inviter: referral.Counterpart{Referral: id(of), Owner: orgOf(contoso), State: referral.StateAccepted},
		Details: referral.Details{Name: "open", EstimatedValue: eur(9), Location: id(91), Customer: &domain.Customer{Name: "Nordwind"}}})
}

func TestBothKindsOfDealAreManagedByWhoMaySeeThem(t *testing.T) {
	t.Parallel()
	h := mixed()
	pool := given(t, h)
	own := domain.Org(contoso.ID)
	for name, c := range map[string]struct {
		f    managed.Filter
		want string
	}{
		"the vendor sees no private one":                   {managed.Filter{Org: domain.Vendor}, "4 6 30 32 33 35 36"},
		"its auditor does":                                 {managed.Filter{Org: domain.Vendor, All: true}, "4 6 30 31 32 33 35 36"},
		"an administrator sees all of its own":             {managed.Filter{Org: own, Member: "anna"}, "4 6 30 31 32"},
		"an invitation is not yet worked on":               {managed.Filter{Org: domain.Org(fabrikam.ID)}, ""},
		"a manager sees copies on whose team it is":        {managed.Filter{Org: own, Member: "sam", OnlyTeams: true}, "4 6 31"},
		"at its locations":                                 {managed.Filter{Org: own, Member: "sam", OnlyTeams: true, Locations: []domain.ID{id(91)}}, "4 6"},
		"a seller what is in its hands":                    {managed.Filter{Org: own, Member: "sam", OnlyMember: true, OnlyTeams: true}, "4 31"},
		"one that opened a copy without being on its team": {managed.Filter{Org: own, Member: "anna", OnlyMember: true, OnlyTeams: true}, "30"},
		"mine":                                {managed.Filter{Org: own, Member: "anna", Mine: true}, "30 31 32"},
		"mine, of the vendor":                 {managed.Filter{Org: domain.Vendor, Member: "vera", Mine: true}, "4 6 33"},
		"one kind":                            {managed.Filter{Org: own, Kind: deals.Opportunity}, "4 6"},
		"open":                                {managed.Filter{Org: own, Show: managed.ShowOpen}, "4 30 31"},
		"open, to the vendor":                 {managed.Filter{Org: domain.Vendor, Show: managed.ShowOpen}, "4 30 33 35 36"},
		"won":                                 {managed.Filter{Org: own, Show: managed.ShowWon}, "6 32"},
		"a partner's, asked by the vendor":    {managed.Filter{Org: domain.Vendor, Partner: contoso.ID}, "4 6 30 32"},
		"a customer's":                        {managed.Filter{Org: domain.Vendor, Text: "nordw"}, "30 32 33 35 36"},
		"a currency":                          {managed.Filter{Org: own, Currency: "EUR", Kind: deals.Referral}, "30 31 32"},
		"a state that only copies have":       {managed.Filter{Org: domain.Vendor, States: []string{"received"}}, "35 36"},
		"somebody with the name of a partner": {managed.Filter{Org: domain.System, Member: "anna"}, ""},
	} {
		t.Run(name, func(t *testing.T) {
			c.f.Now, c.f.Sort = h.now, "created"
			var got []string
			for _, d := range query(t, pool, c.f) {
				got = append(got, number(d.ID))
			}
			slices.Sort(got)
			want := strings.Fields(c.want)
			slices.Sort(want)
			require.Equal(t, want, append([]string{}, got...))
		})
	}
}

func number(id domain.ID) string { return strings.TrimLeft(string(id[24:]), "0") }

func TestTotalsCountACoSellDealOnceAndNeverAPrivateOne(t *testing.T) {
	t.Parallel()
	h := mixed()
	h.opened(40, "private and won", anna).add(id(40), anna, referral.Won{Value: eur(1_000), Date: date("2026-01-06")})
	h.add(id(35), vera, referral.Accepted{Details: referral.Details{Name: "open"}, Team: []domain.TeamMember{person("vera")}, Stage: 10})
	h.add(id(35), vera, referral.Won{Value: usd(7_777), Date: date("2026-01-06")})
	pool := given(t, h)
	for name, c := range map[string]struct {
		f    managed.Filter
		want managed.Summary
	}{
		"the vendor":         {managed.Filter{Org: domain.Vendor}, managed.Summary{Open: 3, WonThisYear: []domain.Money{usd(650)}}},
		"its auditor alike":  {managed.Filter{Org: domain.Vendor, All: true}, managed.Summary{Open: 3, WonThisYear: []domain.Money{usd(650)}}},
		"a partner its own":  {managed.Filter{Org: domain.Org(contoso.ID)}, managed.Summary{Open: 3, WonThisYear: []domain.Money{eur(1_000), usd(650)}}},
		"the vendor, of one": {managed.Filter{Org: domain.Vendor, Partner: contoso.ID}, managed.Summary{Open: 2, WonThisYear: []domain.Money{usd(650)}}},
		"a seller what it has": {managed.Filter{Org: domain.Org(contoso.ID), Member: "sam", OnlyMember: true, OnlyTeams: true},
			managed.Summary{Open: 2, WonThisYear: []domain.Money{}}},
	} {
		c.f.Now = h.now
		s, err := managed.Summarise(t.Context(), pool, c.f)
		require.NoError(t, err)
		require.Equal(t, c.want, s, name)
	}
}

func TestInvitationsWaitBesideOffers(t *testing.T) {
	t.Parallel()
	h := mixed().offer(50, "offered", usd(1), fabrikam, 14)
	h.add(id(36), memberOf(fabrikam), referral.Seen{})
	pool := given(t, h)
	own := domain.Org(fabrikam.ID)
	for name, c := range map[string]struct {
		f    distributed.Filter
		want []string
	}{
		"a partner":                  {distributed.Filter{Org: own}, []string{"36", "50"}},
		"its manager":                {distributed.Filter{Org: own, OnlyOffers: true}, []string{"50"}},
		"invitations alone":          {distributed.Filter{Org: own, Kind: deals.Referral}, []string{"36"}},
		"the vendor, its own too":    {distributed.Filter{Org: domain.Vendor}, []string{"35", "36", "50"}},
		"one partner's":              {distributed.Filter{Org: domain.Vendor, Partner: fabrikam.ID}, []string{"36", "50"}},
		"who invited does not wait":  {distributed.Filter{Org: domain.Org(contoso.ID)}, nil},
		"the customer of a teaser":   {distributed.Filter{Org: own, Teaser: true, Text: "nordwind"}, []string{"36"}},
		"the customer of an offer's": {distributed.Filter{Org: own, Teaser: true, Text: "customer of"}, nil},
	} {
		c.f.Now = h.now
		p, err := distributed.Query(t.Context(), pool, c.f)
		require.NoError(t, err)
		var got []string
		for _, o := range p.Items {
			got = append(got, number(o.ID))
			require.Equal(t, o.Kind == deals.Referral, o.Inviter != "", name)
			require.Equal(t, o.Kind == deals.Opportunity && c.f.Teaser, o.Customer == "", name)
		}
		slices.Sort(got)
		require.Equal(t, c.want, got, name)
		n, err := distributed.Count(t.Context(), pool, c.f)
		require.NoError(t, err)
		require.EqualValues(t, len(c.want), n, name)
	}
	h.add(id(36), clock, referral.Expired{Deadline: h.now})
	n, err := distributed.Count(t.Context(), given(t, h), distributed.Filter{Org: own, Now: h.now})
	require.NoError(t, err)
	require.EqualValues(t, 1, n)
}

func TestAPartnerDoesNotLearnWhoHadAnOpportunityBefore(t *testing.T) {
	t.Parallel()
	h := newHistory()
	h.add(id(1), anna, opportunity.Submitted{Details: facts("x", usd(1)), Partner: contoso})
	h.add(id(1), anna, opportunity.Registered{Registration: id(70), Kind: "exclusivity"})
	h.add(id(1), vera, opportunity.Approved{Partner: contoso, Stage: 10})
	held := query(t, given(t, h), managed.Filter{Org: domain.Org(contoso.ID), Now: h.now})[0]
	require.Equal(t, []any{contoso, "anna", id(70)}, []any{held.Submitter, held.CreatedBy, held.Registration})
	h.add(id(1), anna, opportunity.Returned{Partner: contoso, Reason: "other"})
	h.add(id(1), vera, opportunity.Distributed{Partner: fabrikam, Deadline: begin.AddDate(0, 0, 14)})
	h.add(id(1), memberOf(fabrikam), opportunity.Accepted{Partner: fabrikam, Stage: 10})
	pool := given(t, h)
	now := query(t, pool, managed.Filter{Org: domain.Org(fabrikam.ID), Now: h.now})[0]
	require.Equal(t, []any{domain.Party{}, "", domain.ID("")}, []any{now.Submitter, now.CreatedBy, now.Registration})
	seen := query(t, pool, managed.Filter{Org: domain.Vendor, Now: h.now})[0]
	require.Equal(t, []any{contoso, "anna", id(70)}, []any{seen.Submitter, seen.CreatedBy, seen.Registration})
}

func TestAPrivateReferralReachesNobodyButItsOwnerAndAuditors(t *testing.T) {
	t.Parallel()
	events := random(31, 1500, 30)
	pool, to := empty(t), deals.Consumer()
	hidden, shown := map[domain.ID]bool{}, map[string]bool{}
	states := map[domain.ID]referral.Referral{}
	for from := 0; from < len(events); from += 250 {
		batch := events[from:min(from+250, len(events))]
		apply(t, pool, batch, to)
		for _, e := range batch {
			if _, ok := e.Event.(referral.Event); ok {
				states[e.Subject] = referral.Evolve(states[e.Subject], e.Recorded)
				hidden[e.Subject] = !states[e.Subject].Visible()
				shown[fmt.Sprint(e.Subject, e.Revision)] = states[e.Subject].Visible()
			}
		}
		for _, model := range []string{"grid", "managed", "distributed", "referrals"} {
			for _, seen := range column[domain.ID](t, pool, "select id::text from cosell."+model) {
				require.False(t, hidden[seen], "%s in %s", seen, model)
			}
		}
		for _, model := range []string{"changes", "transitions"} {
			for _, seen := range column[string](t, pool, "select id::text || revision from cosell."+model+" where kind = 'referral'") {
				require.True(t, shown[seen], "%s in %s", seen, model)
			}
		}
		for _, d := range listedToVendor(t, pool, events[len(events)-1]) {
			require.False(t, hidden[d])
		}
	}
	require.Greater(t, len(hidden), 20)
}

func TestToTheVendorADealBeginsWhereItWasLetIn(t *testing.T) {
	t.Parallel()
	h := newHistory().opened(31, "open from the beginning", anna)
	h.now = h.now.Add(-time.Minute) // in the same append
	h.add(id(31), anna, referral.VisibilityGranted{})
	h.opened(32, "private for a while", anna).add(id(32), anna, referral.StageMarked{From: 10, Stage: 40, Name: "Developed"})
	h.add(id(32), anna, referral.HelpRequested{Help: "other", Referral: id(35)})
	h.add(id(32), anna, referral.Lost{Reason: "other"})
	h.opened(33, "private", anna)
	pool := given(t, h)
	require.Equal(t, []string{
		"31 referral.visibility-granted partner-led  accepted 10", "32 referral.help-requested co-sell  accepted 40", "32 referral.lost co-sell accepted lost 40",
	}, column[string](t, pool, "select concat_ws(' ', ltrim(right(id::text, 12), '0'), event, type, coalesce(from_state, ''), state, stage) from cosell.transitions order by position"))
	require.Equal(t, []string{"", "", "120"}, column[string](t, pool, "select coalesce(seconds::text, '') from cosell.transitions order by position"))
	own, err := reports.Transitions(t.Context(), pool, reports.Filter{Scope: reports.Scope{Org: domain.Org(contoso.ID)}})
	require.NoError(t, err)
	var kinds []string
	for _, c := range own.Items {
		kinds = append(kinds, number(c.ID)+" "+c.Event)
	}
	require.Equal(t, []string{"31 referral.created", "32 referral.created", "32 referral.stage-marked", "32 referral.lost", "33 referral.created"}, kinds)
}

func column[T any](t *testing.T, pool *pgxpool.Pool, sql string) []T {
	t.Helper()
	rows, err := pool.Query(t.Context(), sql)
	require.NoError(t, err)
	all, err := pgx.CollectRows(rows, pgx.RowTo[T])
	require.NoError(t, err)
	return all
}

// listedToVendor are the deals in the lists of the vendor's members but auditors.
func listedToVendor(t *testing.T, pool *pgxpool.Pool, last runner.Event) (ids []domain.ID) {
	t.Helper()
	for _, d := range walk(t, "", 200, func(r page.Request) (page.Page[managed.Deal], error) {
		return managed.Query(t.Context(), pool, managed.Filter{Org: domain.Vendor, Now: last.RecordedAt, Request: r})
	}) {
		ids = append(ids, d.ID)
	}
	for _, c := range walk(t, "", 200, func(r page.Request) (page.Page[referrals.Copy], error) {
		return referrals.Query(t.Context(), pool, referrals.Filter{Org: domain.Vendor, Request: r})
	}) {
		ids = append(ids, c.ID)
	}
	for _, o := range walk(t, "", 200, func(r page.Request) (page.Page[distributed.Offer], error) {
		return distributed.Query(t.Context(), pool, distributed.Filter{Org: domain.Vendor, Now: begin, Request: r})
	}) {
		ids = append(ids, o.ID)
	}
	return ids
}

func TestEveryVersionOfARateIsKept(t *testing.T) {
	t.Parallel()
	events := random(32, 2500, 20)
	pool := empty(t)
	apply(t, pool, events, deals.Consumer())
	var want []string
	for _, e := range events {
		if published, ok := e.Event.(program.RatesPublished); ok {
			for _, r := range published.Rates {
				want = append(want, fmt.Sprint(e.Position, r.Month, r.Currency, r.USD, r.Source))
			}
		}
	}
	require.Greater(t, len(want), 20)
	require.ElementsMatch(t, want, column[string](t, pool, "select position || month || currency || usd || source from cosell.rates"))
}
