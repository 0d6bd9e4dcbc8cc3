package referral_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/cosell/cosell/domain"
	"github.com/cosell/cosell/domain/referral"
	"github.com/cosell/cosell/domain/registration"
)

// engagement is a deal with all of its copies, and what the process does that lets them know of each other.
type engagement struct {
	testing.TB
	opener, vendors, fabrikams *deal
}

// open is a deal of Contoso to which the vendor and Fabrikam are invited.
func open(t testing.TB) *engagement {
	e := &engagement{TB: t, opener: newDeal(), vendors: newDeal(), fabrikams: newDeal()}
	by(anna, with(lead, func(c *referral.Create) { help(c); c.Invitations = []referral.Invitation{invitation} }))(t, e.opener)
	for i, r := range e.opener.history {
		id, c, begins := referral.Replay(e.opener.history[:i+1]).Receives(r.Event)
		if begins {
			d := map[domain.Org]*deal{domain.Vendor: e.vendors, domain.Org(fabrik): e.fabrikams}[c.Owner.Org]
			d.id = id
			by(process, c)(t, d)
		}
	}
	by(process, referral.NoteCounterpart{Counterpart: ofFabrikam(referral.StateReceived), At: noon, Invited: true})(t, e.vendors)
	return e
}

// tells lets the other copies know what became of an invitation.
func (e *engagement) tells(d *deal, who domain.Caller, c referral.Command) {
	by(who, c)(e, d)
	last := d.history[len(d.history)-1]
	self := referral.Counterpart{Referral: d.id, Owner: d.state.Owner(), State: d.state.State()}
	note := referral.NoteAnswer{Counterpart: self, At: last.Ref().At}
	if a, ok := last.Event.(referral.Accepted); ok {
		note.Team = a.Team
	}
	for _, other := range []*deal{e.opener, e.vendors, e.fabrikams} {
		if other != d {
			by(process, note)(e, other)
		}
	}
}

func (e *engagement) verdict() registration.Verdict {
	d := e.opener
	return registration.Judge(d.state.Facts(d.input(d.state, nil, anna).Evidence), d.policy, d.now)
}

// A partner-to-partner deal with the vendor invited too: three copies, three answers, one of them that there was none.
func TestADealOfThreeCopies(t *testing.T) {
	e := open(t)
	for _, d := range []*deal{e.opener, e.vendors, e.fabrikams} {
		assert.Equal(t, e.opener.state.Engagement(), d.state.Engagement())
		assert.Equal(t, referral.TypeCoSell, d.state.Type())
		assert.True(t, d.state.PartnerToPartner())
		assert.Len(t, d.state.Counterparts(), 2)
	}
	vendor, _ := e.verdict().Find(registration.CriterionVendor)
	assert.Equal(t, registration.Unknown, vendor.Outcome)

	e.tells(e.vendors, vera, referral.Accept{Name: "Robots at Northwind", Team: crew("vera")})
	vendor, _ = e.verdict().Find(registration.CriterionVendor)
	assert.Equal(t, registration.Pass, vendor.Outcome, "the vendor answered")
	assert.Equal(t, "referral.counterpart-answered", vendor.Event.Kind)

	for _, d := range []*deal{e.opener, e.vendors, e.fabrikams} {
		d.now = d.now.Add(15 * day)
	}
	e.tells(e.fabrikams, process, referral.Expire{})
	by(anna, referral.Win{Value: usd(40000)})(t, e.opener)
	assert.Equal(t, referral.StateWon, e.opener.state.State())
	assert.Equal(t, referral.StateAccepted, e.vendors.state.State(), "copies do not close each other")

	seen := func(d *deal, who domain.Caller) map[string]referral.State {
		states := map[string]referral.State{}
		for _, c := range referral.View(d.state, who, d.policy).Counterparts {
			states[c.Owner.Name] = c.State
		}
		return states
	}
	assert.Equal(t, map[string]referral.State{"the vendor": "accepted", "Fabrikam": "expired"}, seen(e.opener, anna))
	assert.Equal(t, map[string]referral.State{"Contoso": "accepted", "Fabrikam": "expired"}, seen(e.vendors, vera), "the win is told by another note")
	assert.Equal(t, map[string]referral.State{"Contoso": "accepted", "the vendor": "accepted"}, seen(e.fabrikams, fred))
	for _, secret := range []string{"CRM-7", "They saw our booth.", "Northwind", "nora@"} {
		assert.NotContains(t, print(t, e.fabrikams, fred), secret)
	}
	assert.Contains(t, print(t, e.vendors, vera), "Northwind")
	assert.Equal(t, "refused offer-expired", answer(e.fabrikams.try(fred, accept)))
}

func TestWhatACopyHearsTwiceItKeepsOnce(t *testing.T) {
	answered := referral.NoteAnswer{Counterpart: ofVendor(referral.StateAccepted), At: noon}
	again := referral.NoteAnswer{Counterpart: ofVendor(referral.StateExpired), At: noon.Add(time.Hour)}
	closed := referral.NoteClosing{Counterpart: ofVendor(referral.StateWon), At: noon}
	self := referral.Counterpart{Referral: dealID, State: referral.StateAccepted, Owner: domain.Organisation{Org: domain.Org(contoso), Name: "Contoso"}}
	check(t, []rule{
		{"an answer", coSell, process, answered, "counterpart-answered"},
		{"the same answer", then(coSell, by(process, answered)), process, answered, "nothing"},
		{"another answer of one that answered", then(coSell, by(process, answered)), process, again, "nothing"},
		{"a closing", then(coSell, by(process, answered)), process, closed, "counterpart-closed"},
		{"the same closing", then(coSell, by(process, answered), by(process, closed)), process, closed, "nothing"},
		{"an answer after the closing", then(coSell, by(process, closed)), process, answered, "nothing"},
		{"what it did itself", coSell, process, referral.NoteAnswer{Counterpart: self, At: noon}, "nothing"},
		{"how it ended itself", coSell, process, referral.NoteClosing{Counterpart: self, At: noon}, "nothing"},
		{"what it said itself", coSell, process, referral.NoteCounterpart{Counterpart: self, At: noon, Text: "x"}, "nothing"},
		{"a note", coSell, process, referral.NoteCounterpart{Counterpart: ofVendor(referral.StateAccepted), At: noon, Text: "x"}, "counterpart-noted"},
		{"that the vendor may see what it sees", coSell, process, referral.NoteCounterpart{Counterpart: ofVendor(referral.StateAccepted), At: noon, Help: "other"}, "nothing"},
		{"a note, to one that turned the deal down", declined, process, referral.NoteCounterpart{Counterpart: ofVendor(referral.StateAccepted), At: noon, Text: "x", Team: crew("vera")}, "nothing"},
		{"a team", then(coSell, by(process, answered)), process, referral.NoteCounterpart{Counterpart: ofVendor(referral.StateAccepted), At: noon, Team: crew("vera")}, "counterpart-noted"},
		{"the same team", then(coSell, by(process, answered), by(process, referral.NoteCounterpart{Counterpart: ofVendor(referral.StateAccepted), At: noon, Team: crew("vera")})), process, referral.NoteCounterpart{Counterpart: ofVendor(referral.StateAccepted), At: noon.Add(day), Team: crew("vera")}, "nothing"},
		{"the same team, with a note", then(accepting), process, referral.NoteCounterpart{Counterpart: ofVendor(referral.StateAccepted), At: noon, Team: crew("vera"), Text: "x"}, referral.CounterpartNoted{Counterpart: ofVendor(referral.StateAccepted), At: noon, Text: "x"}},
		{"in a closed copy too", lost, process, closed, "counterpart-closed"},
		{"a copy that begins twice", invited, process, sample("receive"), "nothing"},
	})
}

func TestACopyNamesItsInviter(t *testing.T) {
	_, was := tell(t, private).state.Inviter()
	assert.False(t, was)
	c, was := tell(t, invited).state.Inviter()
	require.True(t, was)
	assert.Equal(t, dealID, c.Referral)
}
