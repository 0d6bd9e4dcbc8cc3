package projections_test

import (
	"testing"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/stretchr/testify/require"

	"github.com/cosell/cosell/domain"
	"github.com/cosell/cosell/domain/referral"
	"github.com/cosell/cosell/domain/registration"
	"github.com/cosell/cosell/projections/page"
	"github.com/cosell/cosell/projections/timeline"
)

// opened is a private deal of contoso's; its copy is id(1).
func opened() *history {
	return newHistory().add(id(1), anna, referral.Created{
		Engagement: id(50), Owner: orgOf(contoso), Details: referral.Details{Name: "Secret plant"}, Stage: 10,
		Team: []domain.TeamMember{person("anna")}, Solutions: []referral.Solution{{Kind: referral.SolutionOwn, ID: "s"}},
	})
}

func other(o domain.Organisation, s referral.State) referral.Counterpart {
	return referral.Counterpart{Referral: id(60), Owner: o, State: s}
}

// longReferral has a line of every kind, though no copy could live it.
func longReferral() *history {
	h := opened()
	deadline := begin.AddDate(0, 0, 14)
	fabrik, team := orgOf(fabrikam), []domain.TeamMember{person("x"), person("y")}
	for _, s := range []struct {
		by domain.Actor
		e  domain.Event
	}{
		{clock, referral.Received{Owner: orgOf(contoso), Inviter: other(fabrik, referral.StateAccepted), Deadline: deadline,
			Details: referral.Details{Name: "New plant"}, Share: referral.Share{Help: "quotes-licensing"}, Visible: true}},
		{anna, referral.Seen{}},
		{anna, referral.Accepted{Stage: 10}},
		{anna, referral.Declined{Reason: "no-response", Note: "Called twice."}},
		{clock, referral.Expired{Deadline: deadline}},
		{clock, referral.Withdrawn{Reason: "The deal is lost."}},
		{anna, referral.StageMarked{From: 20, Stage: 40, Name: "Collect data"}},
		{anna, referral.Revised{Name: &domain.Change[string]{}, CRM: &domain.Change[string]{}}},
		{anna, referral.Revised{Campaign: &domain.Change[string]{}}},
		{anna, referral.TeamChanged{To: team}},
		{anna, referral.SolutionsChanged{To: []referral.Solution{{ID: "s-1", Name: "Ledger"}, {ID: "s-2"}}}},
		{anna, referral.NoteAdded{Text: "Among us.", Audience: referral.AudienceOwn}},
		{anna, referral.NoteAdded{Text: "For all.", Audience: referral.AudienceEngagement}},
		{anna, referral.VisibilityGranted{}},
		{anna, referral.HelpRequested{Help: "proof-of-concept", Notes: "By May."}},
		{anna, referral.PartnerInvited{Partner: fabrikam, Share: referral.Share{Help: "other", Notes: "You know them."}}},
		{clock, referral.CounterpartAnswered{Counterpart: other(theVendor, referral.StateAccepted), Team: team[:1]}},
		{clock, referral.CounterpartAnswered{Counterpart: other(fabrik, referral.StateDeclined), Reason: "budget-inadequate", Note: "Sorry."}},
		{clock, referral.CounterpartAnswered{Counterpart: other(fabrik, referral.StateDeclined)}},
		{clock, referral.CounterpartAnswered{Counterpart: other(fabrik, referral.StateExpired)}},
		{clock, referral.CounterpartAnswered{Counterpart: other(fabrik, referral.StateWithdrawn)}},
		{clock, referral.CounterpartClosed{Counterpart: other(fabrik, referral.StateWon)}},
		{clock, referral.CounterpartClosed{Counterpart: other(theVendor, referral.StateError)}},
		{clock, referral.CounterpartNoted{Counterpart: other(fabrik, referral.StateAccepted), Text: "We met."}},
		{clock, referral.CounterpartNoted{Counterpart: other(fabrik, referral.StateReceived), Invited: true}},
		{clock, referral.CounterpartNoted{Counterpart: other(theVendor, referral.StateReceived), Invited: true, Visible: true, Help: "other"}},
		{clock, referral.CounterpartNoted{Counterpart: other(fabrik, referral.StateAccepted), Visible: true}},
		{clock, referral.CounterpartNoted{Counterpart: other(fabrik, referral.StateAccepted), Team: team}},
		{vera, referral.AccountMatched{Account: domain.AccountManaged, Vendor: "A-1"}},
		{anna, referral.Won{Value: usd(2_500_000), Date: date("2026-09-01")}},
		{anna, referral.Lost{Reason: "budget-inadequate"}},
		{anna, referral.ClosedAsError{Reason: "unlisted", Note: "Twice the same."}},
		{anna, referral.Registered{Registration: id(7), Kind: registration.Incentive}},
		{clock, referral.RegistrationNoted{Registration: id(7), Kind: registration.Incentive, State: registration.StateAction}},
		{anna, referral.ExceptionNoted{Registration: id(8), State: registration.StateException, Text: "Please."}},
		{clock, referral.ExceptionNoted{Registration: id(8), State: registration.StateClosed}},
	} {
		h.add(id(1), s.by, s.e)
	}
	return h
}

// story is a database in which the timeline has a history.
func story(t *testing.T, h *history) *pgxpool.Pool {
	t.Helper()
	pool := empty(t)
	apply(t, pool, h.events, timeline.Consumer())
	return pool
}

// read gives the lines of a story as text, with the audience before and the note behind where they matter.
func read(t *testing.T, pool *pgxpool.Pool, f timeline.Filter) (all []string) {
	t.Helper()
	f.Limit = page.MaxLimit
	p, err := timeline.Query(t.Context(), pool, f)
	require.NoError(t, err)
	for _, l := range p.Items {
		require.Equal(t, f.Kind, l.DealKind)
		text := l.Text
		if l.Audience != timeline.All {
			text = "own: " + text
		}
		if l.Note != "" {
			text += " | " + l.Note
		}
		all = append(all, text)
	}
	return all
}

func TestEveryEventOfAReferralIsToldInWords(t *testing.T) {
	t.Parallel()
	require.Equal(t, []string{
		"Partner B opened the deal: Secret plant.",
		"Partner C invited Partner B into the deal: New plant. It asks for " + helpText("quotes-licensing") + ", to be answered until 19 January 2026, 08:00 UTC.",
		"The invitation was looked at.",
		"The invitation was accepted.",
		"The invitation was declined: the customer does not answer. | Called twice.",
		"The invitation was not answered in time.",
		"The invitation was withdrawn: The deal is lost.",
		"Stage moved from Secure customer LOE (20 %) to Collect data (40 %).",
		"Changed: name and crm id.",
		"own: Changed: campaign id.",
		"2 people work on the deal now.",
		"The deal is about Ledger and s-2 now.",
		"own: A note was added. | Among us.",
		"A note was added for all that have a copy of the deal. | For all.",
		"The vendor may see the deal from now on.",
		"The vendor was asked for help: " + helpText("proof-of-concept") + ". | By May.",
		"Partner C was invited: " + helpText("other") + ". | You know them.",
		"The vendor accepted the invitation; one person works for it.",
		"Partner C declined the invitation: the customer's budget does not cover the project. | Sorry.",
		"Partner C declined the invitation.",
		"Partner C did not answer the invitation in time.",
		"Partner C has no invitation any more.",
		"Partner C closed its copy: won.",
		"The vendor closed its copy: an error.",
		"Partner C added a note. | We met.",
		"Partner C was invited into the deal.",
		"The vendor was asked for help: " + helpText("other") + ".",
		"The vendor may see the deal from now on.",
		"Partner C changed its team: 2 people work.",
		"The vendor found the customer in its books; the account is managed.",
		"The deal was won: 25000.00 USD on 1 September 2026.",
		"The deal was lost: the customer's budget does not cover the project.",
		"The deal was closed as an error: unlisted. | Twice the same.",
		"The deal was put up for registration (incentive).",
		"The registration (incentive) is now action required.",
		"An exception was asked for. | Please.",
		"The registration by exception is now closed.",
	}, read(t, story(t, longReferral()), timeline.Filter{Org: domain.Org(contoso.ID), Kind: timeline.Referral, Deal: id(1)}))
}

func TestAPrivateReferralIsItsOwnersAlone(t *testing.T) {
	t.Parallel()
	h := opened().
		add(id(1), anna, referral.Revised{EstimatedValue: &domain.Change[domain.Money]{To: usd(1)}}).
		add(id(1), anna, referral.PartnerInvited{Partner: fabrikam, Referral: id(2)}).
		add(id(2), clock, referral.Received{Engagement: id(50), Owner: orgOf(fabrikam), Inviter: referral.Counterpart{Referral: id(1), Owner: orgOf(contoso)}})
	pool := story(t, h)
	ask := func(org domain.Org, all bool, deal domain.ID) int {
		return len(read(t, pool, timeline.Filter{Org: org, All: all, Kind: timeline.Referral, Deal: deal}))
	}
	require.Equal(t, 3, ask(domain.Org(contoso.ID), false, id(1)))
	require.Equal(t, 1, ask(domain.Org(fabrikam.ID), false, id(2)))
	require.Zero(t, ask(domain.Org(fabrikam.ID), false, id(1)), "the invitee reads its own copy, though a line of the other is about it")
	require.Zero(t, ask(domain.Org(contoso.ID), false, id(2)))
	require.Zero(t, ask(domain.Vendor, false, id(1)))
	require.Zero(t, ask(domain.Vendor, false, id(2)))
	require.Equal(t, 3, ask(domain.Vendor, true, id(1)), "an auditor reads everything")
	require.Empty(t, shown(t, pool))

	asOpportunity, err := timeline.Query(t.Context(), pool, timeline.Filter{Org: domain.Org(fabrikam.ID), Deal: id(1)})
	require.NoError(t, err)
	require.Empty(t, asOpportunity.Items, "nor by another door")
}

// shown is what analysts read.
func shown(t *testing.T, pool *pgxpool.Pool) []string {
	t.Helper()
	rows, err := pool.Query(t.Context(), "select text || coalesce(' | ' || note, '') from cosell.timeline order by id, revision")
	require.NoError(t, err)
	all, err := pgx.CollectRows(rows, pgx.RowTo[string])
	require.NoError(t, err)
	return all
}

func TestTheVendorReadsWhatWasWrittenSinceItMaySeeTheDeal(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		grant domain.Event
		by    domain.Actor
	}{
		"visibility":                             {referral.VisibilityGranted{}, anna},
		"help":                                   {referral.HelpRequested{Help: "other"}, anna},
		"the opener's word in an invitee's copy": {referral.CounterpartNoted{Counterpart: other(orgOf(fabrikam), referral.StateAccepted), Visible: true}, clock},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			h := opened().
				add(id(1), anna, referral.NoteAdded{Text: "while private", Audience: referral.AudienceEngagement}).
				add(id(1), c.by, c.grant).
				add(id(1), anna, referral.NoteAdded{Text: "own", Audience: referral.AudienceOwn}).
				add(id(1), anna, referral.Won{Value: usd(100), Date: date("2026-01-05")})
			pool := story(t, h)
			lines := read(t, pool, timeline.Filter{Org: domain.Vendor, Kind: timeline.Referral, Deal: id(1)})
			require.Len(t, lines, 2)
			require.Equal(t, "The deal was won: 1.00 USD on 5 January 2026.", lines[1])
			require.Equal(t, []string{lines[0], "A note was added.", lines[1]}, shown(t, pool), "analysts learn that there is a note, not what it says")
		})
	}
}

func TestVisibilityThatWasChosenWhileCreatingCoversTheBeginning(t *testing.T) {
	t.Parallel()
	h := opened()
	h.now = begin
	h.add(id(1), anna, referral.VisibilityGranted{})
	require.Len(t, shown(t, story(t, h)), 2)

	for _, e := range []referral.Created{
		{Owner: theVendor},
		{Owner: orgOf(contoso), Solutions: []referral.Solution{{Kind: referral.SolutionAssessment}}},
	} {
		require.Len(t, shown(t, story(t, newHistory().add(id(1), anna, e))), 1)
	}
}

func TestARegistrationIsToldToTheVendorAndToThePartnerThatAsked(t *testing.T) {
	t.Parallel()
	until := begin.AddDate(0, 0, 30)
	h := newHistory()
	for _, e := range []domain.Event{
		registration.Requested{Purpose: registration.Incentive, Subject: registration.Subject{Partner: contoso}},
		registration.AutoApproved{Until: until}, registration.SelectedForReview{Reason: "A sample."},
		registration.ActionRequired{Message: "When?", Fields: []string{"signedDate"}}, registration.ActionRequired{Message: "What?"},
		registration.Resubmitted{}, registration.Passed{Reason: "All there."}, registration.Failed{Reason: "Not named", Until: until},
		registration.Approved{Until: until, Note: "Well done."}, registration.Rejected{Reason: "No."},
		registration.ExtensionRequested{Reason: "They wait."}, registration.Extended{To: until}, registration.ExtensionRefused{Reason: "No."},
		registration.Lapsed{}, registration.Withdrawn{}, registration.ExceptionRequested{Text: "Please."},
		registration.ExceptionGranted{}, registration.ExceptionDenied{Reason: "Too late."}, registration.Closed{Why: registration.ClosedDealEnded},
	} {
		h.add(id(7), reviewer, e)
	}
	h.add(id(8), clock, registration.ExceptionRequested{Text: "Please.", Subject: &registration.Subject{Partner: contoso}})
	pool := story(t, h)
	want := []string{
		"Partner B asked for registration (incentive).",
		"The registration was approved without a review; it may be selected for one until 4 February 2026, 08:00 UTC.",
		"The registration was selected for review: A sample.",
		"Something is to be put right: signed date. | When?",
		"Something is to be put right. | What?",
		"The form was handed in again.",
		"The review was passed: All there.",
		"The review was failed: Not named. An exception may be asked for until 4 February 2026, 08:00 UTC.",
		"Exclusivity was granted until 4 February 2026, 08:00 UTC. | Well done.",
		"Exclusivity was not granted: No.",
		"More time was asked for: They wait.",
		"Exclusivity was extended until 4 February 2026, 08:00 UTC.",
		"More time was refused: No.",
		"Exclusivity is over.",
		"The registration was withdrawn.",
		"An exception was asked for. | Please.",
		"The exception was granted; the form may be put right and handed in again.",
		"The exception was denied: Too late.",
		"The registration was closed: deal ended.",
	}
	for org, lines := range map[domain.Org][]string{domain.Vendor: want, domain.Org(contoso.ID): want, domain.Org(fabrikam.ID): nil} {
		require.Equal(t, lines, read(t, pool, timeline.Filter{Org: org, Kind: timeline.Registration, Deal: id(7)}))
	}
	require.Equal(t, []string{"Partner B asked for registration by exception. | Please."},
		read(t, pool, timeline.Filter{Org: domain.Org(contoso.ID), Kind: timeline.Registration, Deal: id(8)}))
}
