package referral_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/cosell/cosell/domain"
	"github.com/cosell/cosell/domain/evidence"
	"github.com/cosell/cosell/domain/program"
	"github.com/cosell/cosell/domain/referral"
)

// deadline is that of a story's invitation.
func deadline(t testing.TB, story []step) time.Time {
	t.Helper()
	return referral.View(tell(t, story).state, otto, program.Default()).Invitation.Deadline
}

func upTo(at time.Time) step { return func(_ testing.TB, d *deal) { d.now = at } }

func TestAnInvitationIsAnsweredWithinFourteenDays(t *testing.T) {
	end := deadline(t, invited)
	assert.Equal(t, 14*day, end.Sub(tell(t, inviting).now))
	check(t, []rule{
		{"accepting at the deadline is in time", then(invited, upTo(end)), fred, accept, "accepted"},
		{"declining at the deadline is in time", then(invited, upTo(end)), fred, sample("decline"), "declined"},
		{"accepting a microsecond later is not", then(invited, upTo(end.Add(time.Microsecond))), fred, accept, "refused offer-expired"},
		{"declining a microsecond later is not", then(invited, upTo(end.Add(time.Microsecond))), fred, sample("decline"), "refused offer-expired"},
		{"writing a note a microsecond later is not", then(invited, upTo(end.Add(time.Microsecond))), fred, sample("add-note"), "refused offer-expired"},
		{"closing as error a microsecond later is not", then(invited, upTo(end.Add(time.Microsecond))), fred, sample("close-as-error"), "refused offer-expired"},
		{"accepting once the clock has written so", expired, fred, accept, "refused offer-expired"},
		{"declining once the clock has written so", expired, fred, sample("decline"), "refused offer-expired"},
		{"anything else once the clock has written so", expired, fred, sample("revise"), "refused terminal-state"},
		{"accepting once the partner was suspended", suspended, fred, accept, "refused offer-expired"},
		{"accepting what was withdrawn", withdrawn, fred, accept, "refused terminal-state"},
		{"accepting what was declined", declined, fred, accept, "refused terminal-state"},
		{"accepting twice", taken, fred, accept, "refused wrong-state"},
		{"accepting what one opened", private, anna, accept, "refused wrong-state"},
		{"the clock at the deadline is too early", then(invited, upTo(end)), process, referral.Expire{}, "refused not-due"},
		{"the clock after the deadline", then(invited, upTo(end.Add(time.Second))), process, referral.Expire{Deadline: end}, referral.Expired{Deadline: end}},
		{"a clock that means another invitation", then(invited, upTo(end.Add(time.Second))), process, referral.Expire{Deadline: end.Add(-day)}, "nothing"},
		{"a clock for what was answered", then(taken, wait(20*day)), process, referral.Expire{}, "nothing"},
	})
}

func TestASuspendedPartnersInvitationsEndAtOnce(t *testing.T) {
	d := tell(t, invited, []step{changed(fabrik, suspend)})
	check(t, []rule{
		{"suspended", then(invited, changed(fabrik, suspend)), process, referral.Expire{Suspended: true}, referral.Expired{Deadline: d.now, Suspended: true}},
		{"reinstated meanwhile", invited, process, referral.Expire{Suspended: true}, "nothing"},
		{"suspended after it accepted", then(taken, changed(fabrik, suspend)), process, referral.Expire{Suspended: true}, "nothing"},
		{"suspended after the deadline", then(invited, wait(20*day), changed(fabrik, suspend)), process, referral.Expire{Suspended: true}, referral.Expired{Deadline: deadline(t, invited)}},
	})
}

func TestASuspensionEndsTheTimeToAnswer(t *testing.T) {
	d := tell(t, invited, []step{changed(fabrik, suspend), by(process, referral.Expire{Suspended: true})})
	e := d.history[len(d.history)-1].Event.(referral.Expired)
	assert.Equal(t, e.Deadline, referral.View(d.state, otto, d.policy).Invitation.Deadline, "and not at the deadline that nobody waited for")
	assert.Equal(t, []domain.Evidence{d.partners[fabrik].Believed("Fabrikam takes no part in the program")}, e.Evidence)
	assert.Empty(t, tell(t, expired).history[1].Event.(referral.Expired).Evidence)
}

func TestAcceptingSaysWhatTheReceiverMakesOfIt(t *testing.T) {
	now := tell(t, invited).state
	before := referral.View(now, otto, program.Default())
	check(t, []rule{
		{"a name is required", invited, fred, referral.Accept{}, "invalid required name"},
		{"a value is above nought", invited, fred, referral.Accept{Name: "x", EstimatedValue: usd(0)}, "invalid not-positive estimatedValue.amount"},
		{"a close date is not over", invited, fred, referral.Accept{Name: "x", EstimatedClose: date(-1)}, "invalid in-the-past estimatedCloseDate"},
		{"nobody who was removed", invited, fred, referral.Accept{Name: "x", Team: crew("gone")}, "refused team-member-removed team[0].member"},
		{"what is left out stays", invited, fred, referral.Accept{Name: "A crane"}, referral.Accepted{Stage: 10, Details: referral.Details{
			Name: "A crane", EstimatedValue: usd(9000), EstimatedClose: date(30), Customer: before.Customer, Contact: before.Contact,
			Intent: referral.IntentUndecided, Location: lyon,
		}}},
		{"the rest is the receiver's own", invited, fred, referral.Accept{
			Name: "A crane", EstimatedValue: usd(8000), EstimatedClose: date(20), CRM: "F-1", Campaign: "F-2", Notes: "They need two.", Team: crew("fay"),
		}, referral.Accepted{Stage: 10, Team: crew("fay"), Details: referral.Details{
			Name: "A crane", EstimatedValue: usd(8000), EstimatedClose: date(20), CRM: "F-1", Campaign: "F-2", Notes: "They need two.",
			Customer: before.Customer, Contact: before.Contact, Intent: referral.IntentUndecided, Location: lyon,
		}}},
	})
}

func TestDecliningHasACodedReason(t *testing.T) {
	check(t, []rule{
		{"a reason is required", invited, fred, referral.Decline{}, "invalid required reason"},
		{"a reason is one of the program's", invited, fred, referral.Decline{Reason: "weather"}, "invalid unknown-reason reason"},
		{"a note may go with it", invited, fred, referral.Decline{Reason: "other", Note: "No crane"}, referral.Declined{Reason: "other", Note: "No crane"}},
	})
	for _, r := range program.Default().Reasons.Decline {
		assert.Equal(t, "declined", answer(tell(t, invited).try(fred, referral.Decline{Reason: r.Code})), r.Code)
	}
	assert.Len(t, program.Default().Reasons.Decline, 8)
}

func TestAWithdrawnInvitationWasUnanswered(t *testing.T) {
	withdraw := referral.Withdraw{Reason: "The deal was lost"}
	check(t, []rule{
		{"unanswered", invited, process, withdraw, referral.Withdrawn{Reason: "The deal was lost"}},
		{"accepted", taken, process, withdraw, "nothing"},
		{"declined", declined, process, withdraw, "nothing"},
		{"past its deadline, which is for the clock", then(invited, wait(20*day)), process, withdraw, "nothing"},
		{"by people", invited, fred, withdraw, "denied process-only"},
	})
}

func TestWhatAnInvitationBeginsWith(t *testing.T) {
	d := tell(t, inviting)
	id, c, begins := d.state.Receives(d.history[1].Event)
	require.True(t, begins)
	assert.Equal(t, referral.CopyID(d.state.Engagement(), domain.Org(fabrik)), id)
	assert.Equal(t, []referral.Solution{
		{Kind: referral.SolutionOwn, ID: "crane", Name: "Crane"},
		{Kind: referral.SolutionThirdParty, ID: "sorter", Name: "Sorter", Partner: contoso},
	}, c.Share.Solutions, "as the invitee sees them")
	assert.Equal(t, referral.Details{
		Name: lead.Name, EstimatedValue: usd(9000), EstimatedClose: date(30), Customer: lead.Customer, Contact: lead.Contact, Intent: lead.Intent,
	}, c.Details, "nothing of the inviter's own")
	assert.False(t, c.Visible)

	d = tell(t, everybody)
	id, c, begins = d.state.Receives(d.history[2].Event)
	require.True(t, begins)
	assert.Equal(t, referral.CopyID(d.state.Engagement(), domain.Vendor), id)
	assert.Equal(t, "other", c.HelpAsked)
	assert.True(t, c.Visible)
	assert.Equal(t, []referral.Counterpart{ofFabrikam(referral.StateReceived)}, c.Counterparts)
	assert.Equal(t, usd(40000), c.Details.EstimatedValue)

	_, _, begins = d.state.Receives(d.history[0].Event)
	assert.False(t, begins)
}

func TestTheCustomerRecordIsNotShared(t *testing.T) {
	d := newDeal()
	d.customer = &evidence.Customer{Owner: domain.Org(contoso)}
	by(anna, with(lead, func(c *referral.Create) {
		help(c)
		customerOf(func(c *domain.Customer) { c.ID = record })(c)
	}))(t, d)
	_, c, _ := d.state.Receives(d.history[1].Event)
	assert.Empty(t, c.Details.Customer.ID)
	assert.Equal(t, record, referral.View(d.state, anna, d.policy).Customer.ID)
}

func TestRoutingPicksTheLocationOfAReceivedCopy(t *testing.T) {
	const paris, nice domain.ID = "bbbbbbbb-1000-4000-8000-000000000002", "bbbbbbbb-1000-4000-8000-000000000003"
	sites := func(p *evidence.Partner) {
		p.Locations = map[domain.ID]evidence.Location{lyon: {Name: "Lyon", Place: 1}, paris: {Name: "Paris", Place: 2}, nice: {Name: "Nice", Closed: true}}
	}
	for name, c := range map[string]struct {
		routes   []program.Route
		location domain.ID
		rule     string
	}{
		"without a rule the first open one":          {nil, lyon, ""},
		"a rule for market and solution":             {[]program.Route{{Partner: fabrik, Location: lyon}, {Partner: fabrik, Market: "DE", Solution: "crane", Location: paris}}, paris, "exact"},
		"a rule for the partner":                     {[]program.Route{{Partner: fabrik, Location: paris}}, paris, "default"},
		"a rule that leads to a closed one is none":  {[]program.Route{{Partner: fabrik, Location: nice}}, lyon, ""},
		"which is looked over for the next":          {[]program.Route{{Partner: fabrik, Location: paris}, {Partner: fabrik, Market: "DE", Solution: "crane", Location: nice}, {Partner: fabrik, Market: "DE", Location: paris}}, paris, "market"},
		"another partner's rule":                     {[]program.Route{{Partner: contoso, Location: paris}}, lyon, ""},
		"a solution of the inviter is nobody's here": {[]program.Route{{Partner: fabrik, Solution: "sorter", Location: paris}}, lyon, ""},
	} {
		from := tell(t, inviting)
		id, receive, _ := from.state.Receives(from.history[1].Event)
		d := newDeal()
		d.id, d.policy.Routing = id, c.routes
		d.change(fabrik, sites)
		by(process, receive)(t, d)
		e := d.history[0].Event.(referral.Received)
		assert.Equal(t, c.location, e.Location, name)
		assert.Equal(t, c.rule, e.Route, name)
		known := d.partners[fabrik]
		assert.Equal(t, []domain.Evidence{known.Believed("Fabrikam is an approved partner"), known.Believed(known.Locations[c.location].Name + " is an open location")}, e.Evidence, name)
	}
	d := tell(t, asked)
	assert.Empty(t, d.history[0].Event.(referral.Received).Location, "the vendor has none")
	assert.Empty(t, d.history[0].Event.(referral.Received).Evidence)

	d = newDeal()
	d.change(fabrik, func(p *evidence.Partner) { p.Locations = nil })
	from := tell(t, inviting)
	_, receive, _ := from.state.Receives(from.history[1].Event)
	by(process, receive)(t, d)
	assert.Empty(t, d.history[0].Event.(referral.Received).Location, "nothing to choose")
}
