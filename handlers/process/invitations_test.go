package process_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/cosell/cosell/domain"
	"github.com/cosell/cosell/domain/referral"
	"github.com/cosell/cosell/handlers/command"
	"github.com/cosell/cosell/handlers/process"
)

// The log is in Postgres: a partner opens a deal with the vendor and another partner in
// it, and a third one joins later and does not answer.
func TestADealOfThreeOrganisationsHasACopyForEachThatHearsOfTheOthers(t *testing.T) {
	t.Parallel()
	w := newWorldInPostgres(t)
	opener, first, second := w.coseller(t, "Adatum"), w.coseller(t, "Fabrikam"), w.coseller(t, "Northwind")
	r := w.start(t, nil)
	id := w.refer(t, opener.Caller, "", opener.deal(func(c *referral.Create) {
		c.Help, c.HelpNotes = "workload-value", "Please help us."
		c.Invitations = []referral.Invitation{opener.asks(first)}
	}))
	deal := w.copyOf(t, opener.Caller, id)
	vendor := referral.CopyID(deal.Engagement, domain.Vendor)
	w.quiet(t, r)

	invited := w.copyOf(t, first.Caller, first.copy(deal.Engagement))
	require.Equal(t, referral.StateReceived, invited.State)
	require.Equal(t, first.location, invited.Location)
	require.Equal(t, "Tailspin", invited.Customer.Name)
	require.Equal(t, domain.NewMoney(40_000_00, euro), invited.EstimatedValue)
	require.Equal(t, own()[0].ID, invited.Solutions[0].ID)
	require.Equal(t, referral.SolutionOwn, invited.Solutions[0].Kind)
	require.Empty(t, invited.Notes)
	require.Equal(t, w.clock.Now().Add(window), invited.Invitation.Deadline)
	require.Equal(t, map[domain.Org]referral.State{opener.Org: referral.StateAccepted, domain.Vendor: referral.StateReceived}, states(invited))
	require.Equal(t, map[domain.Org]referral.State{opener.Org: referral.StateAccepted, first.Org: referral.StateReceived},
		states(w.copyOf(t, seller, vendor)), "the vendor hears of who was invited with it")

	w.refer(t, seller, vendor, referral.Accept{Name: "Plant of Tailspin", Team: []domain.TeamMember{
		{Member: "sue", Name: "Sue", Mail: "sue@example.com", Phone: "+1 1"},
	}})
	w.refer(t, first.Caller, first.copy(deal.Engagement), referral.Decline{Reason: "timeline-too-short", Note: "Sorry."})
	w.refer(t, opener.Caller, id, referral.InvitePartner(opener.asks(second)))
	w.quiet(t, r)
	require.Equal(t, map[domain.Org]referral.State{
		opener.Org: referral.StateAccepted, domain.Vendor: referral.StateAccepted, first.Org: referral.StateDeclined,
	}, states(w.copyOf(t, second.Caller, second.copy(deal.Engagement))))

	w.refer(t, opener.Caller, id, referral.AddNote{Text: "Kick-off on Monday.", Audience: referral.AudienceEngagement})
	w.refer(t, opener.Caller, id, referral.AddNote{Text: "Between us: they haggle.", Audience: referral.AudienceOwn})
	deadline := w.clock.Now().Add(window)
	w.quiet(t, r)
	w.clock.set(deadline.Add(time.Hour))
	w.quiet(t, r)

	now := w.copyOf(t, opener.Caller, id)
	require.Equal(t, map[domain.Org]referral.State{
		domain.Vendor: referral.StateAccepted, first.Org: referral.StateDeclined, second.Org: referral.StateExpired,
	}, states(now))
	for _, c := range now.Counterparts {
		switch c.Owner.Org {
		case first.Org:
			require.Equal(t, "timeline-too-short", c.Reason)
			require.Equal(t, "Sorry.", c.Note)
		case domain.Vendor:
			require.Equal(t, domain.PersonName("Sue"), c.Team[0].Name)
		case second.Org:
			require.Equal(t, deadline, c.AnsweredAt)
		}
	}
	require.Equal(t, []string{"received", "expired"}, sift(w.kinds(t, "referral-"+string(second.copy(deal.Engagement)))))
	require.Equal(t, []string{"Kick-off on Monday."}, w.heard(t, vendor))
	require.Equal(t, []string{"Kick-off on Monday."}, w.heard(t, second.copy(deal.Engagement)))
	for e, err := range w.Referrals.History(t.Context(), vendor) {
		require.NoError(t, err)
		if n, ok := e.Event.(referral.CounterpartAnswered); ok {
			require.Empty(t, n.Reason+n.Note, "why, the inviter alone is told")
		}
	}
	requireNoneFailed(t, w)
}

func states(d referral.Deal) map[domain.Org]referral.State {
	all := map[domain.Org]referral.State{}
	for _, c := range d.Counterparts {
		all[c.Owner.Org] = c.State
	}
	return all
}

// sift leaves out what a copy hears of others.
func sift(kinds []string) (own []string) {
	for _, k := range kinds {
		switch k {
		case "counterpart-answered", "counterpart-closed", "counterpart-noted":
		default:
			own = append(own, k)
		}
	}
	return own
}

// heard are the notes that a copy was told of.
func (w *world) heard(t *testing.T, id domain.ID) (texts []string) {
	t.Helper()
	for e, err := range w.Referrals.History(t.Context(), id) {
		require.NoError(t, err)
		if n, ok := e.Event.(referral.CounterpartNoted); ok && n.Text != "" {
			texts = append(texts, n.Text)
		}
	}
	return texts
}

func requireNoneFailed(t *testing.T, w *world) {
	t.Helper()
	failed, err := process.Steps(t.Context(), w.pool, process.Failed, 10)
	require.NoError(t, err)
	require.Empty(t, failed)
}

func TestUnansweredInvitationsAreWithdrawnWhenTheInviterLoses(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	opener, waiting, busy := w.coseller(t, "Adatum"), w.coseller(t, "Fabrikam"), w.coseller(t, "Northwind")
	r := w.start(t, nil)
	id := w.refer(t, opener.Caller, "", opener.deal(func(c *referral.Create) {
		c.Invitations = []referral.Invitation{opener.asks(waiting), opener.asks(busy)}
	}))
	engagement := w.copyOf(t, opener.Caller, id).Engagement
	w.quiet(t, r)
	w.refer(t, busy.Caller, busy.copy(engagement), referral.Accept{Name: "Ours"})
	w.refer(t, opener.Caller, id, referral.Lose{Reason: "no-response"})
	w.quiet(t, r)

	require.Equal(t, []string{"received", "withdrawn"}, sift(w.kinds(t, "referral-"+string(waiting.copy(engagement)))))
	other := w.copyOf(t, busy.Caller, busy.copy(engagement))
	require.Equal(t, referral.StateAccepted, other.State, "copies do not close each other")
	require.Equal(t, map[domain.Org]referral.State{opener.Org: referral.StateLost, waiting.Org: referral.StateWithdrawn}, states(other))
	w.refer(t, busy.Caller, busy.copy(engagement), referral.Win{Value: domain.NewMoney(30_000_00, euro)})
	w.quiet(t, r)
	require.Equal(t, referral.StateWon, states(w.copyOf(t, opener.Caller, id))[busy.Org], "also a closed copy hears")
	requireNoneFailed(t, w)
}

func TestWhatTheOpenerGrantsReachesEveryCopy(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	opener, other := w.coseller(t, "Adatum"), w.coseller(t, "Fabrikam")
	r := w.start(t, nil)
	id := w.refer(t, opener.Caller, "", opener.deal(func(c *referral.Create) {
		c.Invitations = []referral.Invitation{opener.asks(other)}
	}))
	engagement := w.copyOf(t, opener.Caller, id).Engagement
	w.quiet(t, r)
	require.Equal(t, referral.TypePrivate, w.copyOf(t, other.Caller, other.copy(engagement)).Type)
	w.refer(t, opener.Caller, id, referral.GrantVisibility{})
	w.quiet(t, r)
	require.Equal(t, referral.TypePartnerLed, w.copyOf(t, other.Caller, other.copy(engagement)).Type)
	w.refer(t, opener.Caller, id, referral.RequestHelp{Help: "workload-value"})
	w.quiet(t, r)
	theirs := w.copyOf(t, other.Caller, other.copy(engagement))
	require.Equal(t, referral.TypeCoSell, theirs.Type)
	require.Equal(t, referral.StateReceived, states(theirs)[domain.Vendor])
	requireNoneFailed(t, w)
}

func TestASuspendedPartnersInvitationsExpire(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	opener, other := w.coseller(t, "Adatum"), w.coseller(t, "Fabrikam")
	r := w.start(t, nil)
	id := w.refer(t, opener.Caller, "", opener.deal(func(c *referral.Create) {
		c.Invitations = []referral.Invitation{opener.asks(other)}
	}))
	engagement := w.copyOf(t, opener.Caller, id).Engagement
	w.quiet(t, r)
	w.change(t, other.id, suspend)
	w.quiet(t, r)
	require.Equal(t, []string{"received", "expired"}, sift(w.kinds(t, "referral-"+string(other.copy(engagement)))))
	require.Equal(t, referral.StateExpired, states(w.copyOf(t, opener.Caller, id))[other.Org])
	requireNoneFailed(t, w)
}

// It lets the step that begins a copy fail for a while: what the copy is to hear waits.
func TestStepsBehindOneThatIsToBeTriedAgainWait(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	opener, other := w.coseller(t, "Adatum"), w.coseller(t, "Fabrikam")
	w.fail(2, command.ErrConflict)
	id := w.refer(t, opener.Caller, "", opener.deal(func(c *referral.Create) {
		c.Invitations = []referral.Invitation{opener.asks(other)}
	}))
	w.refer(t, opener.Caller, id, referral.AddNote{Text: "Hello.", Audience: referral.AudienceEngagement})
	r := w.start(t, nil)
	w.settled(r, 4)
	engagement := w.copyOf(t, opener.Caller, id).Engagement
	require.Equal(t, []string{"received", "counterpart-noted"}, w.kinds(t, "referral-"+string(other.copy(engagement))))
	requireNoneFailed(t, w)
}

func TestStepsKeepTheOrderOfTheLogWhereClocksDisagree(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	opener, early, late := w.coseller(t, "Adatum"), w.coseller(t, "Fabrikam"), w.coseller(t, "Northwind")
	r := w.start(t, nil)
	id := w.refer(t, opener.Caller, "", opener.deal(func(c *referral.Create) {
		c.Invitations = []referral.Invitation{opener.asks(early)}
	}))
	engagement := w.copyOf(t, opener.Caller, id).Engagement
	w.quiet(t, r)
	w.refer(t, early.Caller, early.copy(engagement), referral.Accept{Name: "Ours", Team: early.team()})
	w.quiet(t, r)
	r.stop()
	w.clock.set(begin.Add(time.Hour))
	w.refer(t, opener.Caller, id, referral.InvitePartner(opener.asks(late)))
	w.clock.set(begin.Add(time.Minute))
	w.refer(t, early.Caller, early.copy(engagement), referral.AddNote{Text: "Hello.", Audience: referral.AudienceEngagement})

	w.quiet(t, w.start(t, nil))
	require.Equal(t, []string{"received", "counterpart-answered", "counterpart-noted"}, w.kinds(t, "referral-"+string(late.copy(engagement))))
	require.Equal(t, early.team(), w.copyOf(t, late.Caller, late.copy(engagement)).Counterparts[1].Team,
		"who comes late hears what the others did before")
	requireNoneFailed(t, w)
}
