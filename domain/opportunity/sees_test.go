package opportunity_test

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/cosell/cosell/domain"
	"github.com/cosell/cosell/domain/evidence"
	"github.com/cosell/cosell/domain/opportunity"
)

// sight is how much of a deal a partner sees.
type sight string

const (
	none   sight = "nothing"
	asked  sight = "that it was asked"
	teased sight = "a teaser"
	all    sight = "everything"
)

// sights say for every variant of every state what Contoso and Fabrikam see. Who is not named sees nothing.
var sights = map[string]map[domain.ID]sight{
	"new/created":                            {},
	"new/after a lapsed offer":               {contoso: asked},
	"new/after a recalled offer":             {contoso: asked},
	"new/after a return":                     {contoso: asked},
	"new/a registered submission taken back": {contoso: asked},
	"new/nobody found":                       {contoso: asked},
	"new/the next one is looked for":         {contoso: asked},
	"submitted/submitted":                    {contoso: all},
	"submitted/registered":                   {contoso: all},
	"distributed/offered":                    {contoso: all},
	"distributed/offered, to return":         {contoso: all},
	"distributed/seen":                       {contoso: all},
	"distributed/a submission for another":   {contoso: asked, fabrik: all},
	"accepted/accepted":                      {contoso: all},
	"accepted/assigned":                      {contoso: all},
	"accepted/staged":                        {contoso: all},
	"accepted/paused":                        {contoso: all},
	"accepted/approved":                      {contoso: all},
	"accepted/registered":                    {contoso: all},
	"accepted/shared":                        {contoso: all, fabrik: all},
	"accepted/shared and paused":             {contoso: all, fabrik: all},
	"accepted/a lead became a collaborator":  {contoso: all, fabrik: all},
	"won/won":                                {contoso: all},
	"won/an own one won":                     {contoso: all},
	"won/a shared one won":                   {contoso: all, fabrik: all},
	"won/registered":                         {contoso: all},
	"lost/lost":                              {contoso: all},
	"lost/given up":                          {},
	"lost/registered":                        {contoso: all},
	"declined/declined":                      {contoso: asked},
	"declined/rejected":                      {contoso: all},
	"declined/registered":                    {contoso: all},
	"expired/expired":                        {contoso: asked},
	"expired/registered":                     {contoso: asked, fabrik: asked},
	"error/error":                            {contoso: all},
	"error/error, offer open":                {contoso: asked},
	"error/error, offer lapsed":              {contoso: asked},
	"error/registered":                       {contoso: all},
}

func TestWhoSeesWhatInEveryState(t *testing.T) {
	for _, s := range opportunity.States {
		for variant, story := range variants[s] {
			expected, ok := sights[string(s)+"/"+variant]
			require.True(t, ok, "%s/%s", s, variant)
			for _, teaser := range []bool{false, true} {
				d := tell(t, story)
				d.policy.Teaser = teaser
				for _, who := range []domain.Caller{anna, mark, fred, lars} {
					want := expected[who.Partner()]
					if want == "" {
						want = none
					}
					if want == all && s == opportunity.StateDistributed && teaser {
						want = teased
					}
					assert.Equal(t, want, sightOf(t, d, who), "%s %s, teaser %v: %s", s, variant, teaser, who.Member)
				}
				for _, role := range domain.VendorRoles {
					want := []string{secretCustomer, secretContact}
					if role == domain.RoleAnalyst {
						want = nil
					}
					assert.Equal(t, want, secrets(t, d, member("x", domain.Vendor, role)), role)
				}
				assert.Empty(t, secrets(t, d, domain.Caller{}))
				assert.Empty(t, secrets(t, d, domain.Caller{Org: domain.Org(contoso), Member: "x"}), "without a role")
			}
		}
	}
}

// sightOf measures what a view gives away.
func sightOf(t *testing.T, d *deal, who domain.Caller) sight {
	t.Helper()
	v := opportunity.View(d.state, who, d.policy)
	found := secrets(t, d, who)
	switch {
	case !opportunity.Sees(d.state, who):
		assert.Equal(t, opportunity.Deal{ID: dealID}, v)
		return none
	case len(found) == 2 && v.Topic != "" && v.Excluded == nil:
		return all
	case len(found) == 0 && v.ValueBand != nil && v.Topic != "":
		return teased
	case len(found) == 0 && v.Asked != nil && v.Topic == "" && v.EstimatedValue.IsZero():
		return asked
	}
	return sight("something else")
}

// secrets are the words in the view that are not for everybody.
func secrets(t *testing.T, d *deal, who domain.Caller) (found []string) {
	t.Helper()
	b, err := json.Marshal(opportunity.View(d.state, who, d.policy))
	require.NoError(t, err)
	for _, word := range []string{secretCustomer, secretContact} {
		if strings.Contains(string(b), word) {
			found = append(found, word)
		}
	}
	return found
}

func TestASellerSeesWhatIsInItsHands(t *testing.T) {
	for name, c := range map[string]struct {
		story []step
		who   domain.Caller
		sees  bool
	}{
		"the assignee":                         {assigned, sam, true},
		"another seller":                       {assigned, tina, false},
		"the submitter":                        {submitted, sam, true},
		"the submitter, once it is approved":   {approved, sam, true},
		"another seller, of a submission":      {submitted, tina, false},
		"a seller, of an offer":                {offered, sam, false},
		"a seller, of a shared deal":           {shared, fay, false},
		"the assignee, once it is shared":      {then(assigned, by(vera, opportunity.Share{Partners: []domain.ID{fabrik}})), sam, false},
		"the assignee of a won deal":           {then(assigned, by(anna, opportunity.Win{Value: usd(1)})), sam, true},
		"a namesake at another partner":        {assigned, member("sam", domain.Org(fabrik), domain.RoleSeller), false},
		"a namesake at another, of submission": {submitted, member("sam", domain.Org(fabrik), domain.RoleSeller), false},
	} {
		assert.Equal(t, c.sees, opportunity.Sees(tell(t, c.story).state, c.who), name)
	}
}

func TestNobodySeesADealThatIsNotThere(t *testing.T) {
	for _, who := range append([]domain.Caller{clock}, people...) {
		assert.False(t, opportunity.Sees(opportunity.Opportunity{}, who), who.Member)
	}
}

func TestAPartnersTieGoesFromTheOfferToTheEnd(t *testing.T) {
	d := tell(t, accepted)
	ties := d.state.Ties(contoso)
	require.Len(t, ties, 1, "asking and joining are one tie")
	assert.Equal(t, [3]int64{1, 2, opportunity.Never}, [3]int64{ties[0].Asked, ties[0].Joined, ties[0].Ended})
	assert.Equal(t, deadline, ties[0].Deadline)
	by(anna, opportunity.Return{Reason: "no-funding"})(t, d)
	ended := d.state.Ties(contoso)[0]
	assert.Equal(t, int64(3), ended.Ended)
	assert.Equal(t, opportunity.EndReturned, ended.How)
	assert.Equal(t, opportunity.Never, ties[0].Ended, "what was handed out stays as it was")
}

func TestATeaserShowsWhatThePolicyLeaves(t *testing.T) {
	d := tell(t, offered)
	d.policy.Teaser = true
	assert.Equal(t, map[string]any{
		"id": string(dealID), "state": "distributed", "topic": lead.Topic, "territory": lead.Territory, "products": []any{"robot-arm"},
		"customerSituation": lead.Situation, "customerNeed": lead.Need, "proposedSolution": lead.ProposedSolution,
		"estimatedCloseDate": "2026-05-01",
		"valueBand": map[string]any{
			"from": map[string]any{"amount": "10000.00", "currency": "USD"}, "to": map[string]any{"amount": "30000.00", "currency": "USD"},
		},
		"offer": map[string]any{
			"partner": map[string]any{"id": string(contoso), "name": "Contoso"}, "seen": false,
			"offeredAt": "2026-03-02T12:01:00Z", "deadline": "2026-03-16T12:01:00Z",
		},
	}, asJSON(t, opportunity.View(d.state, anna, d.policy)))
	by(anna, opportunity.Accept{})(t, d)
	assert.Equal(t, all, sightOf(t, d, anna), "after accepting, everything")
}

func TestAFormerPartyKeepsThatItWasAsked(t *testing.T) {
	for name, c := range map[string]struct {
		story  []step
		state  string
		ending string
	}{
		"declined": {declined, "declined", "declined"},
		"declined, the deal goes on": {then(offeredSoft, by(anna, opportunity.Decline{Reason: "other"}),
			by(vera, distribute(fabrik, "close")), by(fred, opportunity.Accept{})), "new", "declined"},
		"lapsed":            {lapsedSoft, "new", "lapsed"},
		"recalled":          {recalled, "new", "recalled"},
		"returned":          {returned, "new", "returned"},
		"closed":            {wrongOpen, "error", "closed"},
		"closed, too late":  {wrongLate, "error", "lapsed"},
		"taken off":         {then(shared, by(vera, opportunity.RemoveCollaborator{Partner: contoso})), "accepted", "removed"},
		"of a submission":   {onwards, "new", "returned"},
		"of all that share": {then(shared, by(vera, opportunity.Return{Reason: "no-funding"})), "new", "returned"},
	} {
		d := tell(t, c.story)
		v := asJSON(t, opportunity.View(d.state, anna, d.policy))
		assert.Equal(t, c.state, v["state"], name)
		assert.Equal(t, c.ending, v["asked"].(map[string]any)["ending"], name)
		delete(v, "asked")
		delete(v, "changedAt")
		delete(v, "state")
		assert.Equal(t, map[string]any{"id": string(dealID)}, v, name)
	}
}

func TestWhoWasTakenOffAndCameBackSeesEverythingAgain(t *testing.T) {
	d := tell(t, shared, []step{
		by(vera, opportunity.RemoveCollaborator{Partner: contoso}), by(vera, opportunity.AddCollaborator{Partner: contoso}),
	})
	assert.Equal(t, all, sightOf(t, d, anna))
	ties := d.state.Ties(contoso)
	require.Len(t, ties, 2)
	assert.Equal(t, opportunity.EndRemoved, ties[0].How)
	assert.True(t, ties[1].Lasts())
}

func TestWhoHadTheDealBeforeIsTheVendorsToKnow(t *testing.T) {
	d := tell(t, onwards)
	assert.Equal(t, &contosoParty, opportunity.View(d.state, vera, d.policy).Submitter)
	b, err := json.Marshal(opportunity.View(d.state, fred, d.policy))
	require.NoError(t, err)
	assert.NotContains(t, string(b), "Contoso")
	own := tell(t, approved)
	assert.Equal(t, &contosoParty, opportunity.View(own.state, anna, own.policy).Submitter)
}

func TestTheVendorSeesWhoIsLeftOut(t *testing.T) {
	d := tell(t, returned)
	assert.Equal(t, []domain.Party{contosoParty}, opportunity.View(d.state, vera, d.policy).Excluded)
	assert.Equal(t, []domain.Party{contosoParty}, opportunity.View(d.state, auditor, d.policy).Excluded)
}

func TestAnAnalystAloneSeesNoDeal(t *testing.T) {
	d := tell(t, accepted)
	assert.False(t, opportunity.Sees(d.state, analyst))
	assert.Equal(t, opportunity.Deal{ID: dealID}, opportunity.View(d.state, analyst, d.policy))
	assert.Equal(t, "missing not-found", answer(events(d.try(analyst, opportunity.AddNote{Text: "x"}))))
	both := member("x", domain.Vendor, domain.RoleAnalyst, domain.RoleVendorSeller)
	assert.True(t, opportunity.Sees(d.state, both), "who has another role too does")
	assert.False(t, opportunity.Sees(d.state, member("x", domain.Vendor)), "who has none does not")
}

func TestACustomersRecordIsItsKeepersAndTheVendors(t *testing.T) {
	const record domain.ID = "99999999-0000-4000-8000-000000000009"
	sees := func(d *deal, who domain.Caller) domain.ID {
		return opportunity.View(d.state, who, d.policy).Customer.ID
	}
	named := func(keeper domain.Org, c opportunity.Create) (step, opportunity.Create) {
		customer := *c.Customer
		customer.ID, c.Customer = record, &customer
		return func(_ testing.TB, d *deal) { d.customer = &evidence.Customer{Owner: keeper} }, c
	}
	known, create := named(domain.Vendor, lead)
	d := tell(t, []step{known, by(vera, create), by(vera, distribute(contoso, "close"))})
	assert.Equal(t, record, sees(d, vera))
	assert.Empty(t, sees(d, anna), "of an offer")
	by(anna, opportunity.Accept{})(t, d)
	assert.Empty(t, sees(d, anna), "nor of an accepted deal")
	assert.Equal(t, secretCustomer, opportunity.View(d.state, anna, d.policy).Customer.Name)
	assert.Empty(t, d.state.Subject(domain.EventRef{}, "anna").Customer.ID)
	by(vera, opportunity.Share{Partners: []domain.ID{fabrik}})(t, d)
	assert.Empty(t, sees(d, fred), "nor of a shared one")

	known, create = named(domain.Org(contoso), lead)
	d = tell(t, []step{known, by(anna, create)})
	assert.Equal(t, record, sees(d, anna), "a submitter has its own")
	assert.Equal(t, record, sees(d, vera))
	assert.Equal(t, record, d.state.Subject(domain.EventRef{}, "anna").Customer.ID)
	by(vera, opportunity.Approve{})(t, d)
	by(vera, opportunity.Share{Partners: []domain.ID{fabrik}})(t, d)
	assert.Equal(t, record, sees(d, anna))
	assert.Empty(t, sees(d, fred))

	d = tell(t, created, []step{func(_ testing.TB, d *deal) { d.customer = &evidence.Customer{Owner: domain.Vendor} }})
	by(vera, opportunity.Revise{Customer: domain.Some(*create.Customer)})(t, d)
	by(vera, distribute(contoso, "close"))(t, d)
	assert.Equal(t, record, sees(d, vera))
	assert.Empty(t, sees(d, anna), "who named it is whose it is")
}

// TestWhoReadsANote writes notes of every sort at every revision of a story in which Contoso declines, Fabrikam is asked,
// accepts, and shares with Litware, which is taken off again.
func TestWhoReadsANote(t *testing.T) {
	d := tell(t, created, []step{
		by(vera, distribute(contoso, "return")),                                 // 1
		by(anna, opportunity.Decline{Reason: "other"}),                          // 2
		by(vera, distribute(fabrik, "return")),                                  // 3
		by(fred, opportunity.Accept{}),                                          // 4
		by(vera, opportunity.Share{Partners: []domain.ID{litware}}),             // 5
		by(vera, opportunity.RemoveCollaborator{Partner: litware, Reason: "x"}), // 6
	})
	readers := map[string]domain.Caller{"vendor": vera, "contoso": anna, "fabrikam": fred, "litware": lars}
	reads := func(o opportunity.Opportunity, n opportunity.Note, teaser bool) (names []string) {
		for name, who := range readers {
			if opportunity.ReadsNote(o, n, who, teaser) {
				names = append(names, name)
			}
		}
		slices.Sort(names)
		return names
	}
	note := func(revision int64, author domain.Org, audience opportunity.Audience, brief bool) opportunity.Note {
		return opportunity.Note{Revision: revision, Author: author, Audience: audience, Brief: brief}
	}
	v, c, f, l := domain.Vendor, domain.Org(contoso), domain.Org(fabrik), domain.Org(litware)
	for _, x := range []struct {
		name string
		note opportunity.Note
		want []string
	}{
		{"the vendor's for itself", note(5, v, "own", false), []string{"vendor"}},
		{"the vendor's for all, before anybody joined", note(1, v, "all", false), []string{"vendor"}},
		{"a brief one, before anybody joined", note(1, v, "all", true), []string{"fabrikam", "vendor"}},
		{"the vendor's for all, after joining", note(5, v, "all", false), []string{"fabrikam", "vendor"}},
		{"a former party's for itself", note(1, c, "own", false), []string{"contoso"}},
		{"a former party's for all", note(1, c, "all", false), []string{"contoso", "vendor"}},
		{"a partner's for itself", note(5, f, "own", false), []string{"fabrikam"}},
		{"a partner's for all, from its offer", note(3, f, "all", false), []string{"fabrikam", "vendor"}},
		{"of one that was taken off, for all", note(5, l, "all", false), []string{"fabrikam", "litware", "vendor"}},
		{"of one that was taken off, for itself", note(5, l, "own", false), []string{"litware"}},
	} {
		assert.Equal(t, x.want, reads(d.state, x.note, false), x.name)
	}
	asking := opportunity.Replay(d.history[:4])
	assert.Equal(t, []string{"fabrikam", "vendor"}, reads(asking, note(1, v, "all", true), false), "a brief one is read with the offer")
	assert.Equal(t, []string{"vendor"}, reads(asking, note(1, v, "all", true), true), "unless a teaser hides the deal")
	assert.Equal(t, []string{"vendor"}, reads(asking, note(4, v, "all", false), false), "others are read from accepting on")
	assert.False(t, opportunity.ReadsNote(d.state, note(5, f, "own", false), member("stranger", domain.Org(nobody), domain.RoleAdministrator), false))
	assert.False(t, opportunity.ReadsNote(d.state, note(5, f, "own", false), fay, false), "a seller without the deal reads none of it")
}

func TestOfTheVendorOnlyAuditorsReadAPartnersOwnNotes(t *testing.T) {
	d := tell(t, accepted)
	n := opportunity.Note{Revision: 3, Author: domain.Org(contoso), Audience: opportunity.AudienceOwn}
	for _, role := range domain.VendorRoles {
		assert.Equal(t, role == domain.RoleAuditor, opportunity.ReadsNote(d.state, n, member("x", domain.Vendor, role), false), role)
	}
	fraud := member("x", domain.Org(fabrik), domain.RoleAuditor)
	assert.False(t, opportunity.ReadsNote(d.state, n, fraud, false), "the role is the vendor's")
	assert.False(t, opportunity.ReadsNote(opportunity.Opportunity{}, n, auditor, false), "of a deal that is not there")
}

func TestBandsHideTheAmount(t *testing.T) {
	for minor, want := range map[int64][2]int64{
		0: {0, 100_000}, 99_999: {0, 100_000}, 100_000: {100_000, 300_000}, 299_999: {100_000, 300_000}, 300_000: {300_000, 1_000_000},
		2_500_000: {1_000_000, 3_000_000}, 999_999_999_999_9999: {300_000_000_000_0000, 1_000_000_000_000_0000},
	} {
		c := with(func(c *opportunity.Create) { c.EstimatedValue = domain.NewMoney(minor, "USD") })
		d := tell(t, []step{by(vera, c), by(vera, distribute(contoso, "close"))})
		d.policy.Teaser = true
		b := opportunity.View(d.state, anna, d.policy).ValueBand
		assert.Equal(t, want, [2]int64{b.From.Minor(), b.To.Minor()}, minor)
	}
	d := tell(t, []step{by(vera, opportunity.Create{Topic: "Robots", Currency: "USD"}), by(vera, distribute(contoso, "close"))})
	d.policy.Teaser = true
	assert.Nil(t, opportunity.View(d.state, anna, d.policy).ValueBand)
}
