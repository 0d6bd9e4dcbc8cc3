package projections_test

import (
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"
	"github.com/stretchr/testify/require"

	"github.com/cosell/cosell/domain"
	"github.com/cosell/cosell/domain/opportunity"
	"github.com/cosell/cosell/domain/registration"
	"github.com/cosell/cosell/projections/page"
	"github.com/cosell/cosell/projections/timeline"
)

// longStory has a line of every kind, though no deal could live it.
func longStory() *history {
	deadline := begin.AddDate(0, 0, 14)
	h := newHistory()
	for _, s := range []struct {
		by domain.Actor
		e  domain.Event
	}{
		{vera, opportunity.Created{Details: facts("Cloud migration", usd(1))}},
		{anna, opportunity.Submitted{Details: facts("ERP", usd(1)), Partner: contoso}},
		{vera, opportunity.Approved{Partner: contoso, Stage: 10}},
		{vera, opportunity.Rejected{Reason: "We know them."}},
		{vera, opportunity.Distributed{Partner: contoso, Deadline: deadline}},
		{vera, opportunity.Shared{Partners: []domain.Party{contoso, fabrikam, partner(3)}, Stage: 10}},
		{vera, opportunity.CollaboratorAdded{Partner: fabrikam}},
		{vera, opportunity.CollaboratorRemoved{Partner: fabrikam, Reason: "No answer."}},
		{anna, opportunity.OfferSeen{Partner: contoso}},
		{anna, opportunity.Accepted{Partner: contoso, Stage: 10}},
		{anna, opportunity.Declined{Partner: contoso, Reason: "no-response", Note: "Called twice."}},
		{clock, opportunity.Expired{Partner: contoso, Deadline: deadline}},
		{anna, opportunity.OfferDeclined{Partner: contoso, Reason: "unlisted"}},
		{clock, opportunity.OfferLapsed{Partner: contoso, Deadline: deadline}},
		{clock, opportunity.NoCandidate{}},
		{vera, opportunity.Recalled{Partner: contoso, Reason: "A mistake!"}},
		{anna, opportunity.Returned{Partner: contoso, Reason: "unlisted", Note: "No time."}},
		{anna, opportunity.StageMarked{From: 10, Stage: 40, Name: "Developed"}},
		{anna, opportunity.StageMarked{From: 40, Stage: 20, Name: "Qualified", Reason: "They think again."}},
		{vera, opportunity.Revised{Topic: &domain.Change[string]{}, Need: &domain.Change[string]{}}},
		{anna, opportunity.Extended{To: date("2026-09-30")}},
		{anna, opportunity.AssigneeChanged{To: "sam"}},
		{anna, opportunity.AssigneeChanged{From: "sam"}},
		{vera, opportunity.NoteAdded{Text: "Read this first.", Audience: opportunity.AudienceAll, Brief: true}},
		{anna, opportunity.NoteAdded{Text: "They are slow.", Audience: opportunity.AudienceOwn}},
		{vera, opportunity.NoteAdded{Text: "So is Contoso.", Audience: opportunity.AudienceOwn}},
		{anna, opportunity.Paused{Reason: "holidays", Until: date("2026-08-01")}},
		{anna, opportunity.Resumed{}},
		{clock, opportunity.Resumed{Due: true, At: date("2026-08-01").Start()}},
		{anna, opportunity.Won{Value: usd(2_500_000), Date: date("2026-09-01")}},
		{anna, opportunity.Lost{Reason: "budget-inadequate"}},
		{vera, opportunity.ClosedAsError{Reason: "unlisted", Note: "Twice the same."}},
		{anna, opportunity.Registered{Registration: id(7), Kind: registration.Incentive}},
		{clock, opportunity.RegistrationNoted{Registration: id(7), Kind: registration.Incentive, State: "action-required"}},
	} {
		h.add(id(1), s.by, s.e)
	}
	return h
}

// told is the story as a reader sees it: revision, audience, partner, text and note of each line.
func told(t *testing.T, h *history, f timeline.Filter) []timeline.Line {
	t.Helper()
	f.Deal, f.Limit = id(1), page.MaxLimit
	p, err := timeline.Query(t.Context(), given(t, h), f)
	require.NoError(t, err)
	return p.Items
}

func TestEveryEventIsToldInWords(t *testing.T) {
	t.Parallel()
	var got []string
	for _, l := range told(t, longStory(), timeline.Filter{Org: domain.Vendor}) {
		audience := strings.ReplaceAll(l.Audience, string(contoso.ID), "B")
		got = append(got, strings.TrimSpace(strings.Join([]string{audience, strings.TrimPrefix(string(l.Partner), "10000000-0000-4000-8000-00000000000"), l.Text, l.Note}, "|")))
	}
	require.Equal(t, []string{
		"all||The deal was created: Cloud migration.|",
		"all|1|Partner B submitted the deal: ERP.|",
		"all|1|The deal was approved; Partner B leads it.|",
		"all||The submission was rejected: We know them.|",
		"vendor|1|The deal was offered to Partner B, until 19 January 2026, 08:00 UTC.|",
		"all||The deal was shared with Partner B, Partner C and Partner D.|",
		"all|2|Partner C joined the deal.|",
		"all|2|Partner C was taken off the deal: No answer.|",
		"vendor|1|Partner B looked at the offer.|",
		"all|1|Partner B accepted the offer.|",
		"vendor|1|Partner B declined the offer: the customer does not answer. The deal ended.|Called twice.",
		"vendor|1|Partner B did not answer in time. The deal ended.|",
		"vendor|1|Partner B declined the offer: unlisted.|",
		"vendor|1|Partner B did not answer in time.|",
		"vendor||No other partner was found.|",
		"vendor|1|The offer to Partner B was taken back: A mistake!|",
		"all|1|The deal went back to the vendor from Partner B: unlisted.|No time.",
		"all||Stage moved from Accepted (10 %) to Developed (40 %).|",
		"all||Stage moved from Developed (40 %) to Qualified (20 %): They think again.|",
		"all||Changed: topic and customer need.|",
		"all||The close date moved to 30 September 2026.|",
		"all||The deal was assigned to sam.|",
		"all||The deal is assigned to nobody.|",
		"all||A note was added.|Read this first.",
		"vendor||A note was added.|So is Contoso.",
		"all||Work rests until 1 August 2026: holidays.|",
		"all||Work goes on.|",
		"all||The pause is over; work goes on.|",
		"all||The deal was won: 25000.00 USD on 1 September 2026.|",
		"all||The deal was lost: the customer's budget does not cover the project.|",
		"all||The deal was closed as an error: unlisted.|Twice the same.",
		"all||The deal was put up for registration (incentive).|",
		"all||The registration (incentive) is now action required.|",
	}, got)
}

func TestALineSaysWhoDidItAndWhenItTookEffect(t *testing.T) {
	t.Parallel()
	h := newHistory().offer(1, "x", usd(1), contoso, 14)
	h.now = begin.AddDate(0, 0, 20)
	h.add(id(1), clock, opportunity.Expired{Partner: contoso, Deadline: begin.AddDate(0, 0, 14)})
	lines := told(t, h, timeline.Filter{Org: domain.Vendor})
	require.Equal(t, timeline.Line{
		Deal: id(1), DealKind: timeline.Opportunity, Revision: 2, At: h.now, EffectiveAt: begin.AddDate(0, 0, 14), Kind: "opportunity.expired",
		Member: "expiry", Org: domain.System, Role: domain.RoleProcess,
		Text: "Partner B did not answer in time. The deal ended.", Audience: timeline.Vendor, Partner: contoso.ID,
	}, lines[2])
}

func TestAPartnerReadsWhatHappenedWhileItBelongedToTheDeal(t *testing.T) {
	t.Parallel()
	h := newHistory().accepted(1, "x", usd(1)) // revisions 0 to 2
	h.add(id(1), vera, opportunity.NoteAdded{Text: "brief", Audience: opportunity.AudienceAll, Brief: true})
	h.add(id(1), anna, opportunity.NoteAdded{Text: "own", Audience: opportunity.AudienceOwn})
	h.add(id(1), anna, opportunity.NoteAdded{Text: "all", Audience: opportunity.AudienceAll})
	h.add(id(1), vera, opportunity.NoteAdded{Text: "vendor's", Audience: opportunity.AudienceOwn})
	h.add(id(1), anna, opportunity.Returned{Partner: contoso, Reason: "other"}) // 7
	h.add(id(1), vera, opportunity.Distributed{Partner: fabrikam, Deadline: h.now})
	h.add(id(1), memberOf(fabrikam), opportunity.Accepted{Partner: fabrikam, Stage: 10}) // 9
	h.add(id(1), memberOf(fabrikam), opportunity.NoteAdded{Text: "theirs", Audience: opportunity.AudienceAll})
	for name, c := range map[string]struct {
		f    timeline.Filter
		want []int64
	}{
		"the vendor, but partners' own notes": {timeline.Filter{Org: domain.Vendor}, []int64{0, 1, 2, 3, 5, 6, 7, 8, 9, 10}},
		"the vendor's auditor":                {timeline.Filter{Org: domain.Vendor, All: true}, []int64{0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10}},
		"a party from its joining on":         {timeline.Filter{Org: domain.Org(fabrikam.ID), Spans: []timeline.Span{{From: 9, To: -1}}}, []int64{0, 3, 8, 9, 10}},
		"a former party until it left":        {timeline.Filter{Org: domain.Org(contoso.ID), Spans: []timeline.Span{{From: 2, To: 7}}}, []int64{0, 1, 2, 3, 4, 5, 7}},
		"one that takes no part":              {timeline.Filter{Org: domain.Org(contoso.ID)}, []int64{1, 2, 4, 5, 7}},
		"one that holds an offer":             {timeline.Filter{Org: domain.Org(contoso.ID), Spans: []timeline.Span{{From: 1, To: 1}}}, []int64{0, 1, 2, 3, 4, 5, 7}},
		"two times with the deal":             {timeline.Filter{Org: domain.Org(contoso.ID), Spans: []timeline.Span{{From: 2, To: 2}, {From: 10, To: -1}}}, []int64{0, 1, 2, 3, 4, 5, 7, 10}},
		"another partner":                     {timeline.Filter{Org: domain.Org(partner(9).ID)}, nil},
		"nobody":                              {timeline.Filter{}, nil},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var got []int64
			for _, l := range told(t, h, c.f) {
				got = append(got, l.Revision)
			}
			require.Equal(t, c.want, got)
		})
	}
}

func TestAnalystsDoNotReadWhatAPartnerNotedForItself(t *testing.T) {
	t.Parallel()
	h := newHistory().accepted(1, "x", usd(1)) // revisions 0 to 2
	h.add(id(1), anna, opportunity.NoteAdded{Text: "theirs alone", Audience: opportunity.AudienceOwn})
	h.add(id(1), anna, opportunity.NoteAdded{Text: "for all", Audience: opportunity.AudienceAll})
	h.add(id(1), vera, opportunity.NoteAdded{Text: "the vendor's", Audience: opportunity.AudienceOwn})
	rows, err := given(t, h).Query(t.Context(), `select coalesce(note, '-') from cosell.timeline where id = $1 and revision > 2 order by revision`, id(1))
	require.NoError(t, err)
	notes, err := pgx.CollectRows(rows, pgx.RowTo[string])
	require.NoError(t, err)
	require.Equal(t, []string{"-", "for all", "the vendor's"}, notes)
	require.Equal(t, "theirs alone", told(t, h, timeline.Filter{Org: domain.Org(contoso.ID)})[2].Note, "its own members do")
}
