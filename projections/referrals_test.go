package projections_test

import (
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/stretchr/testify/require"

	"github.com/cosell/cosell/domain"
	"github.com/cosell/cosell/domain/program"
	"github.com/cosell/cosell/domain/referral"
	"github.com/cosell/cosell/domain/registration"
	"github.com/cosell/cosell/projections/deals"
	"github.com/cosell/cosell/projections/page"
	"github.com/cosell/cosell/projections/referrals"
)

func helpText(code string) string {
	r, _ := program.Default().Reasons.Help.Find(code)
	return strings.ToLower(r.Text[:1]) + r.Text[1:]
}

func copies(t *testing.T, pool *pgxpool.Pool, f referrals.Filter) []referrals.Copy {
	t.Helper()
	p, err := referrals.Query(t.Context(), pool, f)
	require.NoError(t, err)
	return p.Items
}

// engaged is a deal of contoso's with copies of fabrikam and the vendor: id(1) to id(3).
func engaged() *history {
	customer := &domain.Customer{Name: "Nordwind", City: "Oslo", Country: "NO", Kind: domain.AccountManual}
	details := referral.Details{Name: "New plant", EstimatedValue: eur(9_000_000), EstimatedClose: date("2026-06-30"), Customer: customer,
		Intent: referral.IntentNo, Location: id(90)}
	opener := referral.Counterpart{Referral: id(1), Owner: orgOf(contoso), State: referral.StateAccepted}
	own := []referral.Solution{{Kind: referral.SolutionOwn, ID: "s-1", Name: "Ledger"}}
	received := referral.Received{Engagement: id(50), Owner: orgOf(fabrikam), Inviter: opener, Deadline: begin.AddDate(0, 0, 14), Details: details,
		Share: referral.Share{Help: "other", Solutions: own}, Visible: true, HelpAsked: "other"}
	h := newHistory().
		add(id(1), anna, referral.Created{Engagement: id(50), Owner: orgOf(contoso), Details: details, Team: []domain.TeamMember{person("anna"), {Name: "Somebody"}}, Solutions: own, Stage: 10}).
		add(id(1), anna, referral.HelpRequested{Help: "other", Referral: id(3)}).
		add(id(1), anna, referral.PartnerInvited{Partner: fabrikam, Referral: id(2)}).
		add(id(2), clock, received)
	received.Owner, received.Counterparts = theVendor, []referral.Counterpart{{Referral: id(2), Owner: orgOf(fabrikam), State: referral.StateReceived}}
	return h.add(id(3), clock, received)
}

func TestACopyIsShownAsItIsNow(t *testing.T) {
	t.Parallel()
	h := engaged()
	made := h.now
	h.add(id(2), memberOf(fabrikam), referral.Seen{})
	seen := h.now
	h.add(id(2), memberOf(fabrikam), referral.Accepted{Details: referral.Details{Name: "Their plant", EstimatedValue: eur(5), EstimatedClose: date("2026-07-01")},
		Team: []domain.TeamMember{person("sam")}, Stage: 10})
	accepted := h.now
	h.add(id(2), memberOf(fabrikam), referral.StageMarked{From: 10, Stage: 40, Name: "Developed"})
	progressed := h.now
	h.add(id(2), clock, referral.CounterpartAnswered{Counterpart: other(theVendor, referral.StateAccepted)})
	h.add(id(2), vera, referral.AccountMatched{Account: domain.AccountManaged, Vendor: "A"})
	got := copies(t, given(t, h), referrals.Filter{Org: domain.Org(fabrikam.ID)})
	want := referrals.Copy{
		CoSell: deals.CoSell{Engagement: id(50), Owner: domain.Org(fabrikam.ID), OwnerName: "Partner C", Direction: referral.Inbound,
			Inviter: domain.Org(contoso.ID), InviterName: "Partner B", P2P: true, Visible: true, HelpAsked: "other",
			VendorState: referral.StateAccepted, Intent: referral.IntentNo, Location: id(90), Team: []string{"sam"}},
		Nature:   deals.Nature{Kind: "referral", Type: "co-sell", Source: "partner", State: "accepted", Open: true},
		Name:     "Their plant",
		Buyer:    deals.Buyer{Customer: "Nordwind", City: "Oslo", Country: "NO", Account: domain.AccountManaged},
		Terms:    deals.Terms{Currency: "EUR", EstimatedValue: eur(5), CloseDate: date("2026-07-01"), Solutions: []string{"Ledger"}},
		Progress: deals.Progress{Stage: 40, StageName: "Developed", Furthest: 40, AcceptedAt: accepted, LastProgressAt: progressed, MovedAt: progressed},
		Offer:    deals.Offer{SeenAt: seen},
		Life:     deals.Life{CreatedBy: "expiry", CreatedByOrg: domain.System, CreatedAt: made.Add(-time.Minute), ChangedAt: h.now},
		Position: h.events[len(h.events)-1].Position,
	}
	want.ID, want.Revision = id(2), 5
	require.Equal(t, []referrals.Copy{want}, got)
}

func TestACopyEndsWithWhatItCameTo(t *testing.T) {
	t.Parallel()
	h := engaged()
	h.add(id(1), anna, referral.Won{Value: eur(100), Date: date("2026-01-05")})
	won := h.now
	h.add(id(1), anna, referral.Registered{Registration: id(7)})
	h.add(id(1), clock, referral.RegistrationNoted{Registration: id(7), State: registration.StateApproved})
	h.add(id(2), memberOf(fabrikam), referral.Declined{Reason: "no-response"})
	h.add(id(3), clock, referral.Expired{Deadline: begin.AddDate(0, 0, 14)})
	all := map[domain.ID]referrals.Copy{}
	for _, c := range copies(t, given(t, h), referrals.Filter{Org: domain.Vendor}) {
		all[c.ID] = c
	}
	a, b, c := all[id(1)], all[id(2)], all[id(3)]
	require.Equal(t, []any{"won", 100, eur(100), date("2026-01-05"), won, id(7), "approved", "Nordwind"},
		[]any{a.State, a.Stage, a.WonValue, a.WonDate, a.ClosedAt, a.Registration, a.RegistrationIs, a.Customer})
	require.Equal(t, []any{"declined", "no-response", "", time.Time{}}, []any{b.State, b.Reason, b.Customer, b.Deadline}, "who takes no part does not keep the customer")
	require.Equal(t, []any{"expired", referral.StateExpired, begin.AddDate(0, 0, 14), ""}, []any{c.State, c.VendorState, c.ClosedAt, c.Customer})
}

func TestCopiesAreSeenByTheirOwnersAndTheVendorUnlessPrivate(t *testing.T) {
	t.Parallel()
	h := engaged()
	h.add(id(4), anna, referral.Created{Engagement: id(51), Owner: orgOf(contoso), Details: referral.Details{Name: "Secret", Location: id(91)}, Stage: 10})
	h.add(id(5), anna, referral.Created{Engagement: id(52), Owner: orgOf(contoso), Details: referral.Details{Name: "Assessed"}, Stage: 10,
		Solutions: []referral.Solution{{Kind: referral.SolutionAssessment, ID: "a"}}})
	h.add(id(6), sam, referral.Created{Engagement: id(53), Owner: orgOf(contoso), Details: referral.Details{Name: "Led"}, Stage: 10, Team: []domain.TeamMember{person("sam")}})
	h.add(id(6), sam, referral.VisibilityGranted{})
	h.add(id(7), vera, referral.Created{Engagement: id(54), Owner: theVendor, Details: referral.Details{Name: "Brought"}, Stage: 10})
	pool := given(t, h)
	yes := true
	own := domain.Org(contoso.ID)
	for name, c := range map[string]struct {
		f    referrals.Filter
		want string
	}{
		"the vendor":                   {referrals.Filter{Org: domain.Vendor}, "123567"},
		"its auditor":                  {referrals.Filter{Org: domain.Vendor, All: true}, "1234567"},
		"the vendor's own":             {referrals.Filter{Org: domain.Vendor, Own: true}, "37"},
		"a partner":                    {referrals.Filter{Org: own}, "1456"},
		"another":                      {referrals.Filter{Org: domain.Org(fabrikam.ID)}, "2"},
		"nobody":                       {referrals.Filter{}, ""},
		"a member of the team":         {referrals.Filter{Org: own, Member: "sam", OnlyMember: true}, "6"},
		"what somebody has opened":     {referrals.Filter{Org: own, Member: "sam", Mine: true}, "6"},
		"a location":                   {referrals.Filter{Org: own, Locations: []domain.ID{id(90)}}, "1"},
		"inbound":                      {referrals.Filter{Org: domain.Vendor, Direction: referral.Inbound}, "23"},
		"a state":                      {referrals.Filter{Org: domain.Vendor, States: []string{"received"}}, "23"},
		"a type":                       {referrals.Filter{Org: domain.Vendor, Types: []string{"solution-assessment", "partner-led"}}, "56"},
		"an engagement":                {referrals.Filter{Org: domain.Vendor, Engagement: id(50)}, "123"},
		"a private one is not to find": {referrals.Filter{Org: domain.Vendor, Engagement: id(51)}, ""},
		"between partners":             {referrals.Filter{Org: domain.Vendor, P2P: &yes}, "123"},
		"a partner's":                  {referrals.Filter{Org: domain.Vendor, Partner: fabrikam.ID}, "2"},
		"a word":                       {referrals.Filter{Org: domain.Vendor, Text: "NORDW"}, "123"},
		"a currency":                   {referrals.Filter{Org: domain.Vendor, Currency: "EUR"}, "123"},
	} {
		t.Run(name, func(t *testing.T) {
			got := ""
			for _, row := range copies(t, pool, c.f) {
				got += strings.TrimLeft(string(row.ID[30:]), "0")
			}
			require.ElementsMatch(t, strings.Split(c.want, ""), strings.Split(got, ""))
		})
	}
	var secret int
	require.NoError(t, pool.QueryRow(t.Context(), `select count(*) from cosell.referrals r where to_jsonb(r)::text like '%Secret%'`).Scan(&secret))
	require.Zero(t, secret, "analysts neither")
}

func TestACopyIsOfTheTypeThatItsDealHas(t *testing.T) {
	t.Parallel()
	h := engaged()
	h.events = append(h.events, random(12, 1500, 30)...)
	states, types := map[domain.ID]referral.Referral{}, map[string]int{}
	for _, e := range h.events {
		states[e.Subject] = referral.Evolve(states[e.Subject], e.Recorded)
	}
	pool := empty(t)
	apply(t, pool, h.events, deals.Consumer())
	rows := walk(t, "", 200, func(r page.Request) (page.Page[referrals.Copy], error) {
		return referrals.Query(t.Context(), pool, referrals.Filter{Org: domain.Vendor, All: true, Request: r})
	})
	require.Greater(t, len(rows), 30)
	for _, c := range rows {
		d := states[c.ID]
		types[c.Type]++
		require.Equal(t, []any{string(d.Type()), d.Visible(), d.PartnerToPartner()}, []any{c.Type, c.Visible, c.P2P}, c.ID)
	}
	require.Greater(t, len(types), 1)
}

func TestCopiesAreWalkedInEverySort(t *testing.T) {
	t.Parallel()
	pool := empty(t)
	apply(t, pool, random(9, 900, 30), deals.Consumer())
	query := func(r page.Request) (page.Page[referrals.Copy], error) {
		return referrals.Query(t.Context(), pool, referrals.Filter{Org: domain.Vendor, All: true, Request: r})
	}
	for _, name := range referrals.Sorts.Names() {
		whole := walk(t, name, 200, query)
		require.Greater(t, len(whole), 15)
		require.Equal(t, whole, walk(t, name, 4, query), name)
	}
}
