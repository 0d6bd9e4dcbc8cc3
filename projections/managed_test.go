package projections_test

import (
	"testing"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/stretchr/testify/require"

	"github.com/cosell/cosell/domain"
	"github.com/cosell/cosell/domain/opportunity"
	"github.com/cosell/cosell/domain/registration"
	"github.com/cosell/cosell/projections/deals"
	"github.com/cosell/cosell/projections/managed"
)

var (
	contoso  = partner(1)
	fabrikam = partner(2)
	anna     = memberOf(contoso)
	sam      = domain.Actor{Member: "sam", Org: domain.Org(contoso.ID), Role: domain.RoleSeller}
	limits   = managed.Thresholds{Overdue: 14 * 24 * time.Hour, Stalled: 30 * 24 * time.Hour}
)

// accepted is a deal that contoso has accepted.
func (h *history) accepted(deal int, topic string, value domain.Money) *history {
	h.offer(deal, topic, value, contoso, 14)
	return h.add(id(deal), anna, opportunity.Accepted{Partner: contoso, Stage: 10})
}

// deal asks the vendor's view of the only deal.
func deal1(t *testing.T, h *history) managed.Deal {
	t.Helper()
	p, err := managed.Query(t.Context(), given(t, h), managed.Filter{Org: domain.Vendor, Now: h.now, Thresholds: limits, Text: "topic"})
	require.NoError(t, err)
	require.Len(t, p.Items, 1)
	return p.Items[0]
}

func TestADealIsShownAsItIsNow(t *testing.T) {
	t.Parallel()
	h := newHistory().accepted(1, "topic", usd(2_500_000))
	accepted := h.now
	h.add(id(1), anna, opportunity.AssigneeChanged{To: "sam"})
	h.add(id(1), sam, opportunity.StageMarked{From: 10, Stage: 40, Name: "Developed"})
	progressed := h.now
	h.add(id(1), sam, opportunity.Extended{To: date("2026-09-30")})
	h.add(id(1), sam, opportunity.Paused{Reason: "summer", Until: date("2026-08-01")})
	h.add(id(1), anna, opportunity.Registered{Registration: id(77), Kind: registration.Exclusivity})
	h.add(id(1), clock, opportunity.RegistrationNoted{Registration: id(77), Kind: registration.Exclusivity, State: "approved"})

	got := deal1(t, h)
	want := managed.Deal{Deal: deals.Deal{
		Nature: deals.Nature{Kind: "opportunity", Type: "opportunity", Source: "vendor", State: "accepted", Open: true},
		Sale: deals.Sale{Topic: "topic", Buyer: deals.Buyer{Customer: "Customer of topic", City: "Oslo", Country: "NO"}, Territory: "north",
			Products: []string{"crm"}, Terms: deals.Terms{Currency: "USD", EstimatedValue: usd(2_500_000), CloseDate: date("2026-09-30")}},
		Progress:    deals.Progress{Stage: 40, StageName: "Developed", Furthest: 40, AcceptedAt: accepted, LastProgressAt: progressed, MovedAt: progressed},
		Work:        deals.Work{LeadPartner: contoso, Assignee: "sam", PausedUntil: date("2026-08-01")},
		CoSell:      deals.CoSell{Owner: domain.Vendor, OwnerName: domain.VendorName, Visible: true},
		Recognition: deals.Recognition{Registration: id(77), RegistrationOf: "exclusivity", RegistrationIs: "approved"},
		Life:        deals.Life{CreatedBy: "vera", CreatedByOrg: "vendor", CreatedAt: begin.Add(time.Minute), ChangedAt: h.now},
		Reach: deals.Reach{Counted: true, Party: contoso.ID, Parties: []domain.ID{contoso.ID}, Holder: contoso, RegisteredBy: contoso.ID, Requests: []domain.ID{id(77)},
			Hands: []string{deals.Hand(domain.Org(contoso.ID), "sam"), "vendor/vera"}},
		Position: h.events[len(h.events)-1].Position,
	}}
	want.ID, want.Revision = id(1), 8
	require.Equal(t, want, got)
}

func TestADealEndsWithWhatItCameTo(t *testing.T) {
	t.Parallel()
	won := newHistory().accepted(1, "topic", usd(100))
	won.add(id(1), anna, opportunity.Won{Value: usd(12_345), Date: date("2026-01-05")})
	d := deal1(t, won)
	require.Equal(t, []any{"won", 100, "Won", usd(12_345), date("2026-01-05"), won.now, won.now, contoso},
		[]any{d.State, d.Stage, d.StageName, d.WonValue, d.WonDate, d.ClosedAt, d.LastProgressAt, d.LeadPartner})

	late := newHistory().offer(1, "topic", usd(100), contoso, 14)
	late.now = begin.AddDate(0, 0, 21)
	late.add(id(1), clock, opportunity.Expired{Partner: contoso, Deadline: begin.AddDate(0, 0, 14)})
	d = deal1(t, late)
	require.Equal(t, []any{"expired", begin.AddDate(0, 0, 14), late.now}, []any{d.State, d.ClosedAt, d.ChangedAt}, "it ended at its deadline, though that was written later")

	for name, e := range map[string]domain.Event{
		"lost": opportunity.Lost{Reason: "other"}, "error": opportunity.ClosedAsError{Reason: "duplicate"},
	} {
		h := newHistory().accepted(1, "topic", usd(100)).add(id(1), anna, e)
		d := deal1(t, h)
		require.Equal(t, []any{name, h.now}, []any{d.State, d.ClosedAt})
	}
}

func TestWhatASharedDealHasAndALedOneHasNot(t *testing.T) {
	t.Parallel()
	h := newHistory().accepted(1, "topic", usd(100))
	h.add(id(1), anna, opportunity.AssigneeChanged{To: "sam"})
	h.add(id(1), vera, opportunity.Shared{Partners: []domain.Party{fabrikam, contoso}, Stage: 20, FormerLead: &contoso})
	h.add(id(1), vera, opportunity.CollaboratorAdded{Partner: partner(3)})
	h.add(id(1), vera, opportunity.CollaboratorRemoved{Partner: fabrikam})
	d := deal1(t, h)
	require.True(t, d.Collaborating)
	require.Equal(t, []domain.Party{contoso, partner(3)}, d.Collaborators)
	require.Empty(t, d.LeadPartner.ID+domain.ID(d.Assignee))
	require.Equal(t, 20, d.Stage)

	h.add(id(1), vera, opportunity.Returned{Collaborators: d.Collaborators, Reason: "other"})
	d = deal1(t, h)
	require.Equal(t, "new", d.State)
	require.False(t, d.Collaborating)
	require.Empty(t, d.Collaborators)
	require.Empty(t, d.Parties)
	require.Zero(t, d.Stage)
	require.True(t, d.LastProgressAt.IsZero())
}

func TestADealKnowsTheOneThatTakesItUpAgain(t *testing.T) {
	t.Parallel()
	h := newHistory().accepted(1, "topic", usd(100)).add(id(1), anna, opportunity.Lost{Reason: "other"})
	h.add(id(2), vera, opportunity.Created{Details: facts("second", usd(1)), Predecessor: id(1)})
	h.add(id(3), anna, opportunity.Submitted{Details: facts("third", usd(1)), Partner: contoso, Predecessor: id(2)})
	byTopic := map[string]managed.Deal{}
	for _, d := range query(t, given(t, h), managed.Filter{Org: domain.Vendor, Now: h.now}) {
		byTopic[d.Topic] = d
	}
	require.Equal(t, id(2), byTopic["topic"].Successor)
	require.Equal(t, []domain.ID{id(1), id(3)}, []domain.ID{byTopic["second"].Predecessor, byTopic["second"].Successor})
	require.Equal(t, id(2), byTopic["third"].Predecessor)
	require.EqualValues(t, 3, byTopic["topic"].Revision, "its own story did not go on")
}

func query(t *testing.T, pool *pgxpool.Pool, f managed.Filter) []managed.Deal {
	t.Helper()
	p, err := managed.Query(t.Context(), pool, f)
	require.NoError(t, err)
	return p.Items
}

// portfolio is deals in every situation that filters tell apart.
func portfolio() *history {
	h := newHistory()
	h.add(id(1), vera, opportunity.Created{Details: facts("new", usd(1))})
	h.offer(2, "offered", usd(2), contoso, 14)
	h.add(id(3), anna, opportunity.Submitted{Details: facts("submitted", usd(3)), Partner: contoso})
	h.accepted(4, "led", eur(4)).add(id(4), anna, opportunity.AssigneeChanged{To: "sam"})
	h.add(id(5), vera, opportunity.Created{Details: facts("shared", usd(5))})
	h.add(id(5), vera, opportunity.Shared{Partners: []domain.Party{contoso, fabrikam}, Stage: 10})
	h.accepted(6, "won", usd(6)).add(id(6), anna, opportunity.Won{Value: usd(600), Date: date("2026-01-05")})
	h.accepted(7, "won in euros", eur(7)).add(id(7), anna, opportunity.Won{Value: eur(700), Date: date("2026-01-06")})
	h.accepted(8, "won long ago", usd(8)).add(id(8), anna, opportunity.Won{Value: usd(800), Date: date("2025-12-31")})
	h.accepted(9, "lost", usd(9)).add(id(9), anna, opportunity.Lost{Reason: "other"})
	h.accepted(10, "given back", usd(10)).add(id(10), anna, opportunity.Returned{Partner: contoso, Reason: "other"})
	h.add(id(11), sam, opportunity.Submitted{Details: facts("rejected", usd(11)), Partner: contoso})
	h.add(id(11), vera, opportunity.Rejected{Reason: "no"})
	h.offer(12, "theirs", usd(12), fabrikam, 14)
	h.add(id(12), memberOf(fabrikam), opportunity.Accepted{Partner: fabrikam, Stage: 10})
	h.add(id(12), memberOf(fabrikam), opportunity.AssigneeChanged{To: "sam"}) // another sam
	return h
}

func TestDealsAreSeenByTheirPartiesAndTheVendor(t *testing.T) {
	t.Parallel()
	h := portfolio()
	pool := given(t, h)
	yes := true
	own := domain.Org(contoso.ID)
	for name, c := range map[string]struct {
		f    managed.Filter
		want []string
	}{
		"the vendor sees all":                {managed.Filter{Org: domain.Vendor}, []string{"new", "offered", "submitted", "led", "shared", "won", "won in euros", "won long ago", "lost", "given back", "rejected", "theirs"}},
		"a partner what it is a party of":    {managed.Filter{Org: own}, []string{"submitted", "led", "shared", "won", "won in euros", "won long ago", "lost", "rejected"}},
		"a collaborator the same":            {managed.Filter{Org: domain.Org(fabrikam.ID)}, []string{"shared", "theirs"}},
		"another partner nothing":            {managed.Filter{Org: domain.Org(partner(9).ID)}, nil},
		"nobody nothing":                     {managed.Filter{}, nil},
		"a seller its own and what it works": {managed.Filter{Org: own, Member: "sam", OnlyMember: true}, []string{"led", "rejected"}},
		"mine is what I submitted or work":   {managed.Filter{Org: own, Member: "anna", Mine: true}, []string{"submitted"}},
		"mine as the vendor's":               {managed.Filter{Org: domain.Vendor, Member: "vera", Mine: true, Show: managed.ShowOpen}, []string{"new", "offered", "led", "shared", "given back", "theirs"}},
		"a member of another organisation":   {managed.Filter{Org: domain.Vendor, Member: "sam", Mine: true}, nil},
		"open":                               {managed.Filter{Org: own, Show: managed.ShowOpen}, []string{"led", "shared"}},
		"submitted":                          {managed.Filter{Org: own, Show: managed.ShowSubmitted}, []string{"submitted"}},
		"won":                                {managed.Filter{Org: own, Show: managed.ShowWon}, []string{"won", "won in euros", "won long ago"}},
		"lost":                               {managed.Filter{Org: own, Show: managed.ShowLost}, []string{"lost"}},
		"closed":                             {managed.Filter{Org: own, Show: managed.ShowClosed}, []string{"won", "won in euros", "won long ago", "lost", "rejected"}},
		"what cannot be shown":               {managed.Filter{Org: own, Show: "odd"}, nil},
		"states":                             {managed.Filter{Org: domain.Vendor, States: []string{"new", "lost"}}, []string{"new", "lost", "given back"}},
		"text in any case":                   {managed.Filter{Org: own, Text: "WON"}, []string{"won", "won in euros", "won long ago"}},
		"a currency":                         {managed.Filter{Org: own, Currency: "EUR"}, []string{"led", "won in euros"}},
		"one partner's, asked by the vendor": {managed.Filter{Org: domain.Vendor, Partner: fabrikam.ID}, []string{"shared", "theirs"}},
		"one partner's, asked by another":    {managed.Filter{Org: own, Partner: fabrikam.ID}, []string{"shared"}},
		"shared":                             {managed.Filter{Org: own, Collaborating: &yes}, []string{"shared"}},
		"a territory":                        {managed.Filter{Org: own, Territory: "south"}, nil},
	} {
		t.Run(name, func(t *testing.T) {
			c.f.Now, c.f.Sort = h.now, "created"
			var got []string
			for _, d := range query(t, pool, c.f) {
				got = append(got, d.Topic)
			}
			require.Equal(t, c.want, got)
		})
	}
}

func TestWonAmountsOfTheYearAreAddedWithinACurrencyAndNeverAcross(t *testing.T) {
	t.Parallel()
	h := portfolio()
	pool := given(t, h)
	s, err := managed.Summarise(t.Context(), pool, managed.Filter{Org: domain.Org(contoso.ID), Now: h.now, Show: managed.ShowLost, Text: "x"})
	require.NoError(t, err)
	require.Equal(t, managed.Summary{Open: 2, WonThisYear: []domain.Money{eur(700), usd(600)}}, s)
	s, err = managed.Summarise(t.Context(), pool, managed.Filter{Org: domain.Vendor, Now: h.now.AddDate(-1, 0, 0)})
	require.NoError(t, err)
	require.Equal(t, managed.Summary{Open: 6, WonThisYear: []domain.Money{usd(800)}}, s)
	s, err = managed.Summarise(t.Context(), pool, managed.Filter{Org: domain.Org(partner(9).ID), Now: h.now})
	require.NoError(t, err)
	require.Equal(t, managed.Summary{WonThisYear: []domain.Money{}}, s)
}

func TestADealThatDoesNotComeOnClimbsTheLadderOfAlerts(t *testing.T) {
	t.Parallel()
	h := newHistory().accepted(1, "topic", usd(1))
	accepted := h.now
	h.accepted(2, "paused", usd(1)).add(id(2), anna, opportunity.Paused{Reason: "x", Until: date("2026-03-01")})
	pool := given(t, h)
	day := 24 * time.Hour
	for name, c := range map[string]struct {
		now            time.Time
		topic, resting managed.Alert
	}{
		"fourteen days are not too long": {accepted.Add(14 * day), managed.NoAlert, managed.NoAlert},
		"more are":                       {accepted.Add(14*day + time.Second), managed.Overdue, managed.NoAlert},
		"up to thirty":                   {accepted.Add(30 * day), managed.Overdue, managed.NoAlert},
		"then it may have stalled":       {accepted.Add(30*day + time.Second), managed.PotentiallyStalled, managed.NoAlert},
		"a pause ends at its day":        {date("2026-03-01").Start(), managed.PotentiallyStalled, managed.PotentiallyStalled},
	} {
		t.Run(name, func(t *testing.T) {
			want := map[string]managed.Alert{"topic": c.topic, "paused": c.resting}
			got := map[string]managed.Alert{}
			for _, d := range query(t, pool, managed.Filter{Org: domain.Vendor, Now: c.now, Thresholds: limits}) {
				got[d.Topic] = d.Alert
			}
			require.Equal(t, want, got)
			for _, alert := range []managed.Alert{managed.Overdue, managed.PotentiallyStalled} {
				for _, d := range query(t, pool, managed.Filter{Org: domain.Vendor, Now: c.now, Thresholds: limits, Alert: alert}) {
					require.Equal(t, alert, want[d.Topic])
					delete(got, d.Topic)
				}
			}
			for topic, left := range got {
				require.Equal(t, managed.NoAlert, left, "%s was not found by its alert", topic)
			}
		})
	}
	require.Empty(t, query(t, pool, managed.Filter{Org: domain.Vendor, Now: accepted.AddDate(1, 0, 0), Alert: managed.Overdue}), "no thresholds, no alerts")
	require.Empty(t, query(t, pool, managed.Filter{Org: domain.Vendor, Now: accepted.AddDate(1, 0, 0), Thresholds: limits, Alert: "odd"}))
}
