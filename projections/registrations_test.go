package projections_test

import (
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/stretchr/testify/require"

	"github.com/cosell/cosell/domain"
	"github.com/cosell/cosell/domain/claim"
	"github.com/cosell/cosell/domain/registration"
	"github.com/cosell/cosell/projections/page"
	"github.com/cosell/cosell/projections/registrations"
)

func requests(t *testing.T, pool *pgxpool.Pool, f registrations.Filter) []registrations.Registration {
	t.Helper()
	p, err := registrations.Query(t.Context(), pool, f)
	require.NoError(t, err)
	return p.Items
}

// filled is a database in which this view has a history.
func filled(t *testing.T, h *history) *pgxpool.Pool {
	t.Helper()
	pool := empty(t)
	apply(t, pool, h.events, registrations.Consumer())
	return pool
}

// asks has a partner ask for registration n of deal n.
func (h *history) asks(n int, p domain.Party, purpose registration.Purpose, kind registration.Outcome) *history {
	return h.add(id(n), clock, registration.Requested{
		Purpose: purpose,
		Subject: registration.Subject{Deal: domain.EventRef{Stream: "referral-" + string(id(100+n))}, Partner: p, Requester: "anna",
			Customer: &domain.Customer{Name: "Nordwind", Country: "NO"}, Products: []string{"erp"}},
		Verdict: registration.Verdict{Eligible: registration.Pass, ValueUSD: usd(3_000_000),
			Criteria: []registration.Criterion{{Code: registration.CriterionType, Outcome: kind}}},
	})
}

func (h *history) files(n int, p domain.Party, products ...string) *history {
	return h.add(id(900), clock, claim.Filed{MatchKey: "duns:1", Registration: id(n), Partner: p, Products: products})
}

func TestARegistrationIsShownAsItIsNow(t *testing.T) {
	t.Parallel()
	h := newHistory().asks(1, contoso, registration.Exclusivity, registration.Pass)
	asked, place := h.now, h.events[0].Position
	h.files(1, contoso, "erp")
	filed := h.now
	h.add(id(900), clock, claim.Granted{Registration: id(1), Partner: contoso, Products: []string{"erp"}})
	h.add(id(1), reviewer, registration.Approved{Until: begin.AddDate(0, 0, 90)})
	h.add(id(1), anna, registration.ExtensionRequested{Reason: "More."})
	want := registrations.Registration{
		DealKind: "referral", Deal: id(101), Partner: contoso, Requester: "anna", Purpose: registration.Exclusivity,
		State: registration.StateApproved, Visible: true, Customer: "Nordwind", Country: "NO", Products: []string{"erp"},
		RequestedAt: asked, Until: begin.AddDate(0, 0, 90), Extension: registrations.ExtensionRequested, Reviewer: "rita",
		Claim: id(900), MatchKey: "duns:1", Claimed: []string{"erp"}, ClaimState: registrations.Held, FiledAt: filed, Filed: h.events[1].Position,
		ChangedAt: h.now, Requested: place, Position: h.events[4].Position, Queue: &registrations.Queue{Place: 1, Others: []registrations.Rival{}},
	}
	want.ID, want.Revision = id(1), 2
	require.Equal(t, []registrations.Registration{want}, requests(t, filled(t, h), registrations.Filter{Org: domain.Vendor}))

	want.Reviewer, want.Claim, want.MatchKey, want.Queue = "", "", "", nil
	require.Equal(t, []registrations.Registration{want}, requests(t, filled(t, h), registrations.Filter{Org: domain.Org(contoso.ID)}),
		"a partner sees neither who decides nor the queue")
}

func TestARegistrationGoesItsWay(t *testing.T) {
	t.Parallel()
	later, overdue := begin.AddDate(0, 0, 60), begin.AddDate(0, 0, 20)
	h := newHistory().asks(1, contoso, registration.Incentive, registration.Pass)
	pool := filled(t, h)
	for _, step := range []struct {
		by    domain.Actor
		e     domain.Event
		state registration.State
		until time.Time
		late  time.Time
	}{
		{clock, registration.AutoApproved{Annual: usd(9_000_000), Until: later}, registration.StateApproved, later, time.Time{}},
		{reviewer, registration.SelectedForReview{}, registration.StatePending, time.Time{}, time.Time{}},
		{reviewer, registration.ActionRequired{}, registration.StateAction, time.Time{}, time.Time{}},
		{anna, registration.Resubmitted{Verdict: registration.Verdict{Eligible: registration.Unknown}}, registration.StatePending, time.Time{}, time.Time{}},
		{reviewer, registration.Failed{Until: later}, registration.StateFailed, later, time.Time{}},
		{anna, registration.ExceptionRequested{Overdue: overdue}, registration.StateException, time.Time{}, overdue},
		{reviewer, registration.ExceptionDenied{}, registration.StateClosed, time.Time{}, time.Time{}},
	} {
		h.add(id(1), step.by, step.e)
		apply(t, pool, h.events[len(h.events)-1:], registrations.Consumer())
		got := requests(t, pool, registrations.Filter{Org: domain.Vendor})[0]
		require.Equal(t, []any{step.state, step.until, step.late}, []any{got.State, got.Until, got.OverdueAt}, step.e.EventKind())
	}
	got := requests(t, pool, registrations.Filter{Org: domain.Vendor})[0]
	require.Equal(t, []any{true, usd(9_000_000), h.now, "rita"}, []any{got.Excepted, got.Annual, got.ClosedAt, got.Reviewer})

	for name, c := range map[string]struct {
		e    domain.Event
		want registration.State
	}{
		"passed": {registration.Passed{}, registration.StatePassed}, "rejected": {registration.Rejected{}, registration.StateRejected},
		"lapsed": {registration.Lapsed{}, registration.StateLapsed}, "withdrawn": {registration.Withdrawn{}, registration.StateWithdrawn},
		"closed":   {registration.Closed{Why: registration.ClosedPassed}, registration.StateClosed},
		"extended": {registration.Extended{To: later}, registration.StateApproved}, "granted": {registration.ExceptionGranted{}, registration.StateAction},
	} {
		h := newHistory().asks(1, contoso, registration.Incentive, registration.Pass)
		got := requests(t, filled(t, h.add(id(1), reviewer, c.e)), registrations.Filter{Org: domain.Vendor})[0]
		require.Equal(t, c.want, got.State, name)
	}
}

func TestTheQueueIsInTheOrderOfArrivalBehindWhoHolds(t *testing.T) {
	t.Parallel()
	h := newHistory()
	for n, p := range []domain.Party{contoso, fabrikam, partner(3), partner(4)} {
		h.asks(n+1, p, registration.Exclusivity, registration.Pass)
	}
	h.files(2, fabrikam, "erp", "crm").files(1, contoso, "erp").files(3, partner(3), "erp").files(4, partner(4), "hr")
	h.add(id(900), clock, claim.Granted{Registration: id(3), Partner: partner(3), Products: []string{"erp"}})
	pool := filled(t, h)
	places := map[domain.ID]int{}
	for _, r := range requests(t, pool, registrations.Filter{Org: domain.Vendor}) {
		places[r.ID] = r.Queue.Place
		if r.ID == id(1) {
			require.Equal(t, []domain.ID{id(3), id(2)}, []domain.ID{r.Queue.Others[0].Registration, r.Queue.Others[1].Registration})
			require.Equal(t, fabrikam, r.Queue.Others[1].Partner)
		}
	}
	require.Equal(t, map[domain.ID]int{id(1): 3, id(2): 2, id(3): 1, id(4): 1}, places)
	require.Len(t, requests(t, pool, registrations.Filter{Org: domain.Vendor, Conflicting: true}), 3)
	require.Empty(t, requests(t, pool, registrations.Filter{Org: domain.Org(contoso.ID), Conflicting: true}), "partners learn of no rivals")

	h.add(id(900), clock, claim.Released{Registration: id(3)})
	got := requests(t, filled(t, h), registrations.Filter{Org: domain.Vendor, Partner: contoso.ID})[0]
	require.Equal(t, 2, got.Queue.Place)
}

func TestARegistrationThatIsFiledAgainKeepsItsPlaceAndTakesTheNewProducts(t *testing.T) {
	t.Parallel()
	h := newHistory().asks(1, contoso, registration.Exclusivity, registration.Pass).asks(2, fabrikam, registration.Exclusivity, registration.Pass)
	h.files(1, contoso, "erp")
	filed := h.now
	h.files(2, fabrikam, "erp", "crm")
	holds := claim.Granted{Registration: id(1), Partner: contoso, Products: []string{"erp"}}
	out := claim.Released{Registration: id(1), Why: "x"}
	for name, rest := range map[string][]claim.Event{
		"undone":              {holds, out, claim.Filed{MatchKey: "duns:1", Registration: id(1), Partner: contoso, Products: []string{"crm"}}},
		"handed in once more": {claim.Filed{MatchKey: "duns:1", Registration: id(1), Partner: contoso, Products: []string{"crm"}}},
		"filed after it left": {out, claim.Filed{MatchKey: "duns:1", Registration: id(1), Partner: contoso, Products: []string{"crm"}}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			h := h.fork()
			for _, e := range rest {
				h.add(id(900), clock, e)
			}
			var c claim.Claim
			for _, e := range h.events {
				c = claim.Evolve(c, e.Recorded)
			}
			for _, r := range requests(t, filled(t, h), registrations.Filter{Org: domain.Vendor}) {
				place, _ := c.Place(r.ID)
				require.Equal(t, place, r.Queue.Place, "as the claim has it")
				if r.ID == id(1) {
					require.Equal(t, []any{1, filed, []string{"crm"}, registrations.Waiting}, []any{place, r.FiledAt, r.Claimed, r.ClaimState})
				}
			}
		})
	}
}

func TestRegistrationsAreSeenByWhoAskedAndByTheVendor(t *testing.T) {
	t.Parallel()
	h := newHistory().asks(1, contoso, registration.Incentive, registration.Pass).asks(2, contoso, registration.Exclusivity, "").
		asks(3, fabrikam, registration.Incentive, registration.Fail)
	h.add(id(1), reviewer, registration.ActionRequired{})
	pool := filled(t, h)
	own := domain.Org(contoso.ID)
	for name, c := range map[string]struct {
		f    registrations.Filter
		want string
	}{
		"the vendor":                   {registrations.Filter{Org: domain.Vendor}, "123"},
		"a partner":                    {registrations.Filter{Org: own}, "12"},
		"nobody":                       {registrations.Filter{}, ""},
		"who asked":                    {registrations.Filter{Org: own, Member: "anna", OnlyMember: true}, "12"},
		"who did not":                  {registrations.Filter{Org: own, Member: "sam", OnlyMember: true}, ""},
		"mine":                         {registrations.Filter{Org: own, Member: "anna", Mine: true}, "12"},
		"those that a reviewer had":    {registrations.Filter{Org: domain.Vendor, Member: "rita", Mine: true}, "1"},
		"a state":                      {registrations.Filter{Org: domain.Vendor, States: []string{"pending-review"}}, "23"},
		"a purpose":                    {registrations.Filter{Org: domain.Vendor, Purpose: "exclusivity"}, "2"},
		"a partner's":                  {registrations.Filter{Org: domain.Vendor, Partner: fabrikam.ID}, "3"},
		"a deal's":                     {registrations.Filter{Org: domain.Vendor, Deal: id(101)}, "1"},
		"a customer, but a secret one": {registrations.Filter{Org: domain.Vendor, Text: "nordw"}, "12"},
		"a secret one for an auditor":  {registrations.Filter{Org: domain.Vendor, All: true, Text: "nordw"}, "123"},
	} {
		t.Run(name, func(t *testing.T) {
			got := ""
			for _, r := range requests(t, pool, c.f) {
				got += string(r.ID[35:])
			}
			require.Equal(t, c.want, got)
		})
	}
	secret := requests(t, pool, registrations.Filter{Org: domain.Vendor, Partner: fabrikam.ID})[0]
	require.Equal(t, []any{"", "", domain.Money{}, registration.Pass}, []any{secret.Customer, secret.Country, secret.ValueUSD, secret.Eligible})
	require.Equal(t, "Nordwind", requests(t, pool, registrations.Filter{Org: domain.Org(fabrikam.ID)})[0].Customer, "its own partner sees it")
	var names string
	require.NoError(t, pool.QueryRow(t.Context(), `select string_agg(coalesce(customer, '-'), ' ' order by id) from cosell.registrations`).Scan(&names))
	require.Equal(t, "Nordwind Nordwind -", names, "analysts do not")
}

func TestRegistrationsAreWalkedInEverySort(t *testing.T) {
	t.Parallel()
	pool := empty(t)
	apply(t, pool, random(10, 3000, 20), registrations.Consumer())
	query := func(r page.Request) (page.Page[registrations.Registration], error) {
		return registrations.Query(t.Context(), pool, registrations.Filter{Org: domain.Vendor, Request: r})
	}
	for _, name := range registrations.Sorts.Names() {
		whole := walk(t, strings.TrimSpace(name), 200, query)
		require.Greater(t, len(whole), 20)
		require.Equal(t, whole, walk(t, name, 3, query), name)
	}
}
