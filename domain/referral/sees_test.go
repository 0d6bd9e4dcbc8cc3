package referral_test

import (
	"encoding/json"
	"fmt"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/cosell/cosell/domain"
	"github.com/cosell/cosell/domain/program"
	"github.com/cosell/cosell/domain/referral"
)

func scoped(who domain.Caller, locations ...domain.ID) domain.Caller {
	who.Locations = locations
	return who
}

func TestWhoSeesACopy(t *testing.T) {
	annas := member("ada", domain.Org(contoso), domain.RoleAdministrator)
	vendors := []domain.Caller{vera, carl, rita, pia}
	for name, c := range map[string]struct {
		story    []step
		seen, un []domain.Caller
	}{
		"a private deal reaches no role of the vendor but the auditor": {private,
			[]domain.Caller{anna, annas, mark, sam, otto, process}, append([]domain.Caller{ines, tina, fred, lars, {}}, vendors...)},
		"so does one that another partner was invited to":            {inviting, []domain.Caller{anna, otto}, append([]domain.Caller{ines, fred}, vendors...)},
		"and the copy of that partner":                               {taken, []domain.Caller{fred, fay, otto}, append([]domain.Caller{ines, anna, sam}, vendors...)},
		"a partner-led deal is seen by the vendor":                   {partnerLed, append([]domain.Caller{anna, otto}, vendors...), []domain.Caller{ines, tina, fred}},
		"a co-sell deal is":                                          {coSell, append([]domain.Caller{anna, otto}, vendors...), []domain.Caller{ines, tina, fred}},
		"a solution assessment is":                                   {assessed, append([]domain.Caller{anna, otto}, vendors...), []domain.Caller{ines, fred}},
		"the vendor's own copy is no partner's":                      {helping, append([]domain.Caller{otto}, vendors...), []domain.Caller{ines, anna, fred}},
		"a received copy is the administrators' until it has a team": {invited, []domain.Caller{fred}, []domain.Caller{fay, anna}},
		"a copy at another location is the administrators'": {private,
			[]domain.Caller{scoped(anna, graz), scoped(sam, munich, graz), scoped(sam, munich)}, []domain.Caller{scoped(sam, graz), scoped(mark, graz), scoped(tina, munich)}},
		"a deal that is not there": {nil, nil, []domain.Caller{anna, otto, vera, process}},
	} {
		t.Run(name, func(t *testing.T) {
			r := tell(t, c.story).state
			for _, who := range c.seen {
				assert.True(t, referral.Sees(r, who), "%s of %s", who.Member, who.Org)
			}
			for _, who := range c.un {
				assert.False(t, referral.Sees(r, who), "%s of %s", who.Member, who.Org)
				assert.Equal(t, referral.Deal{ID: r.ID()}, referral.View(r, who, program.Default()))
				assert.False(t, referral.ReadsNote(r, referral.AudienceEngagement, who))
				assert.False(t, referral.Recalls(r, who))
				assert.False(t, referral.ReadsHistory(r, who))
			}
		})
	}
}

func TestWhoLeavesTheTeamSeesTheDealNoMore(t *testing.T) {
	d := tell(t, private, []step{by(anna, referral.ChangeTeam{Team: crew("mark")})})
	assert.True(t, referral.Sees(d.state, mark))
	assert.False(t, referral.Sees(d.state, sam))
	assert.Equal(t, "missing not-found", answer(d.try(sam, sample("add-note"))))
}

func TestWhatTheVendorSeesOfAPartnersDeal(t *testing.T) {
	d := tell(t, accepting, []step{by(sam, markStage(40))})
	own, vendors, audited := referral.View(d.state, anna, d.policy), referral.View(d.state, vera, d.policy), referral.View(d.state, otto, d.policy)
	assert.Equal(t, own, audited, "an auditor reads everything")
	own.CRM, own.Campaign, own.Notes = "", "", ""
	assert.Equal(t, own, vendors, "all but the partner's own")
	assert.Equal(t, 40, vendors.Stage.Percent)

	d = tell(t, coSell, []step{by(anna, referral.Lose{Reason: "other", Note: "They never paid us."})})
	assert.Equal(t, "other", referral.View(d.state, vera, d.policy).Outcome.Reason)
	assert.Empty(t, referral.View(d.state, vera, d.policy).Outcome.Note, "what colleagues should know")
	assert.Equal(t, "They never paid us.", referral.View(d.state, anna, d.policy).Outcome.Note)
	assert.Equal(t, "They never paid us.", referral.View(d.state, otto, d.policy).Outcome.Note)
}

// wrongOpen is an invitation that its receiver closed as an error.
var wrongOpen = then(invited, by(fred, referral.CloseAsError{Reason: "test-deal"}))

func TestAfterTurningItDownTheCustomerDisappears(t *testing.T) {
	for name, story := range map[string][]step{"declined": declined, "expired": expired, "suspended": suspended, "withdrawn": withdrawn, "an error, unanswered": wrongOpen} {
		d := tell(t, story)
		v := referral.View(d.state, fred, d.policy)
		assert.Nil(t, v.Customer, name)
		assert.Nil(t, v.Contact, name)
		assert.NotNil(t, referral.View(d.state, otto, d.policy).Customer, name)
		assert.False(t, referral.Recalls(d.state, fred), "nor does the past show it")
		assert.True(t, referral.Recalls(d.state, otto), name)
	}
	for name, story := range map[string][]step{"received": invited, "accepted": taken, "an error, once accepted": then(taken, by(fred, referral.CloseAsError{Reason: "test-deal"}))} {
		d := tell(t, story)
		assert.Equal(t, "Northwind", referral.View(d.state, fred, d.policy).Customer.Name, name)
		assert.True(t, referral.Recalls(d.state, fred), name)
	}
}

func TestWhatPartiesSeeOfEachOther(t *testing.T) {
	d := tell(t, inviting, []step{by(process, referral.NoteAnswer{
		Counterpart: ofFabrikam(referral.StateDeclined), At: noon.Add(day), Reason: "other", Note: "No crane left",
	})})
	assert.Equal(t, []referral.CounterpartView{{
		Referral: ofFabrikam("").Referral, Owner: ofFabrikam("").Owner, State: referral.StateDeclined, AnsweredAt: noon.Add(day), Reason: "other", Note: "No crane left",
	}}, referral.View(d.state, anna, d.policy).Counterparts, "the sender is told why")

	other := counterpart(domain.Org(litware), "Litware", referral.StateDeclined)
	d = tell(t, taken, []step{
		by(process, referral.NoteAnswer{Counterpart: ofVendor(referral.StateAccepted), At: noon, Team: crew("vera")}),
		by(process, referral.NoteAnswer{Counterpart: other, At: noon, Reason: "other", Note: "Too dear"}),
		by(process, referral.NoteCounterpart{Counterpart: ofVendor(referral.StateAccepted), At: noon, Team: crew("carl")}),
	})
	assert.Equal(t, []referral.CounterpartView{
		{Referral: dealID, Owner: domain.Organisation{Org: domain.Org(contoso), Name: "Contoso"}, State: referral.StateAccepted, Team: invitation.Team},
		{Referral: ofVendor("").Referral, Owner: ofVendor("").Owner, State: referral.StateAccepted, AnsweredAt: noon, Team: crew("carl")},
		{Referral: other.Referral, Owner: other.Owner, State: referral.StateDeclined, AnsweredAt: noon},
	}, referral.View(d.state, fred, d.policy).Counterparts, "the others are not")
	for _, secret := range []string{"CRM-7", "SPRING", "They saw our booth.", "40000"} {
		assert.NotContains(t, print(t, d, fred), secret)
	}
}

func print(t testing.TB, d *deal, who domain.Caller) string {
	t.Helper()
	b, err := json.Marshal(referral.View(d.state, who, d.policy))
	require.NoError(t, err)
	return string(b)
}

func TestWhoReadsANote(t *testing.T) {
	d := tell(t, coSell)
	for _, c := range []struct {
		who             domain.Caller
		own, engagement bool
	}{
		{anna, true, true}, {sam, true, true}, {otto, true, true}, {vera, false, true}, {rita, false, true}, {tina, false, false}, {fred, false, false}, {ines, false, false},
	} {
		assert.Equal(t, c.own, referral.ReadsNote(d.state, referral.AudienceOwn, c.who), c.who.Member)
		assert.Equal(t, c.engagement, referral.ReadsNote(d.state, referral.AudienceEngagement, c.who), c.who.Member)
	}
}

func TestWhoReadsTheHistory(t *testing.T) {
	for _, c := range []struct {
		who               domain.Caller
		vendors, partners bool
	}{
		{otto, true, true}, {carl, true, false}, {pia, true, false}, {vera, false, false}, {anna, false, false}, {process, false, false},
	} {
		assert.Equal(t, c.vendors, referral.ReadsHistory(tell(t, helping).state, c.who), c.who.Member)
		assert.Equal(t, c.partners, referral.ReadsHistory(tell(t, coSell).state, c.who), c.who.Member)
	}
}

var trailing = regexp.MustCompile(` +\n`)

// TestRightsAreAsTheGoldenSays asks for every command of people by every role, of a copy in a state where it is possible.
func TestRightsAreAsTheGoldenSays(t *testing.T) {
	roles := []domain.Caller{anna, mark, sam, tina, vera, carl, rita, pia, otto, ines}
	var b strings.Builder
	for _, of := range []struct {
		title string
		story map[string][]step
	}{
		{"a new deal", nil},
		{"a partner's deal that the vendor sees", map[string][]step{"": coSell, "request-help": partnerLed, "register": won, "request-exception": then(coSell, by(anna, referral.Lose{Reason: "abuse"}))}},
		{"a private deal", map[string][]step{"": private, "register": wonPrivate, "request-exception": lost}},
		{"the vendor's own copy", map[string][]step{"": helping, "accept": asked, "decline": asked, "register": then(helping, by(vera, referral.Win{Value: usd(1)}))}},
		{"a deal of the vendor's", map[string][]step{"": bought}},
	} {
		fmt.Fprintf(&b, "%s\n\n%-18s", of.title, "")
		for _, who := range roles {
			fmt.Fprintf(&b, "%-36s", title(who))
		}
		b.WriteString("\n")
		for _, c := range referral.Commands {
			if c.Process || c.Creates != (of.story == nil) {
				continue
			}
			story, ok := of.story[c.Name()]
			if !ok {
				story = of.story[""]
			}
			d := tell(t, story)
			fmt.Fprintf(&b, "%-18s", c.Name())
			for _, who := range roles {
				fmt.Fprintf(&b, "%-36s", verdict(d, c, who))
			}
			b.WriteString("\n")
		}
		b.WriteString("\n")
	}
	golden(t, "referral.rights.txt", trailing.ReplaceAllString(b.String(), "\n"))
}

// verdict is the role that the caller uses, or why it may not.
func verdict(d *deal, c domain.CommandType, who domain.Caller) string {
	request := sample(c.Name())
	role, err := referral.Permit(d.state, request, who)
	switch {
	case !c.Creates && !referral.Sees(d.state, who):
		return "not-found"
	case err != nil:
		return "no: " + domain.AsError(err).Code
	}
	return "as " + string(role)
}

func title(who domain.Caller) string {
	switch {
	case who.IsVendor():
		return "vendor's " + string(who.Roles[0])
	case who.Member == "tina":
		return string(who.Roles[0]) + " off the team"
	}
	return string(who.Roles[0])
}
