package opportunity_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/cosell/cosell/domain"
	"github.com/cosell/cosell/domain/opportunity"
)

func TestMarkingStages(t *testing.T) {
	at := func(percent int, reason string) opportunity.MarkStage {
		return opportunity.MarkStage{Stage: &percent, Reason: reason}
	}
	qualified := opportunity.StageMarked{From: 10, Stage: 20, Name: "Qualified"}
	check(t, []rule{
		{"the lead partner marks a stage", accepted, anna, at(20, ""), qualified},
		{"a percentage means the stage at or below it", accepted, anna, at(39, ""), qualified},
		{"up to 99", accepted, anna, at(99, ""), opportunity.StageMarked{From: 10, Stage: 80, Name: "Negotiated"}},
		{"stages may be skipped", accepted, anna, at(60, ""), opportunity.StageMarked{From: 10, Stage: 60, Name: "Proposed"}},
		{"below 20 nothing is marked", accepted, anna, at(19, ""), "refused stage-not-markable stage"},
		{"nor is nought", accepted, anna, at(0, ""), "refused stage-not-markable stage"},
		{"100 is for winning", accepted, anna, at(100, ""), "refused use-win stage"},
		{"a stage is a percentage", accepted, anna, at(101, ""), "invalid too-large stage"},
		{"and must be said", accepted, anna, opportunity.MarkStage{}, "invalid required stage"},
		{"marking it again changes nothing", staged, anna, at(45, ""), "refused nothing-changed stage"},
		{"a step back needs a reason", staged, anna, at(20, " "), "refused needs-reason reason"},
		{"and is taken with one", staged, anna, at(20, "New buyer"), opportunity.StageMarked{From: 40, Stage: 20, Name: "Qualified", Reason: "New buyer"}},
		{"the vendor does not, where a partner leads", accepted, vera, at(20, ""), "denied lead-partner-only"},
		{"the assigned seller may", assigned, sam, at(20, ""), qualified},
		{"another seller does not even see it", assigned, tina, at(20, ""), "missing not-found"},
		{"nor does the seller it was taken from", then(assigned, by(anna, opportunity.Assign{Member: domain.Null[string]()})), sam, at(20, ""), "missing not-found"},
		{"who submitted it sees it, but is not its assignee", approved, sam, at(20, ""), "denied not-assignee"},
		{"an offer has no stage", offered, anna, at(20, ""), "refused wrong-state"},
	})
	_, _, err := tell(t, accepted).try(anna, at(100, ""))
	assert.ErrorContains(t, err, "win", "the sentence names the command")
}

func TestAStepBackUnmarksTheLaterStages(t *testing.T) {
	d := tell(t, accepted, []step{by(anna, markStage(20)), by(anna, markStage(60)), by(anna, markStage(80))})
	stage := func() any { return asJSON(t, opportunity.View(d.state, anna, d.policy))["stage"] }
	assert.Equal(t, map[string]any{"percent": 80.0, "name": "Negotiated", "marked": []any{20.0, 60.0, 80.0}}, stage())
	by(anna, opportunity.MarkStage{Stage: new(40), Reason: "New buyer"})(t, d)
	assert.Equal(t, map[string]any{"percent": 40.0, "name": "Developed", "marked": []any{20.0, 40.0}}, stage())
	d.record(anna, domain.RoleManager, opportunity.StageMarked{From: 40, Stage: 40, Name: "Developed"})
	assert.Equal(t, map[string]any{"percent": 40.0, "name": "Developed", "marked": []any{20.0, 40.0}}, stage(), "written twice, marked once")
}

func TestExtending(t *testing.T) {
	undated := then([]step{by(vera, opportunity.Create{Topic: "Robots", Currency: "USD"})},
		by(vera, offerTo(contoso)), by(anna, opportunity.Accept{}))
	check(t, []rule{
		{"the close date is put off", accepted, anna, opportunity.Extend{EstimatedClose: date(61)}, opportunity.Extended{From: date(60), To: date(61)}},
		{"but not left where it is", accepted, anna, opportunity.Extend{EstimatedClose: date(60)}, "refused not-later estimatedCloseDate"},
		{"nor brought forward", accepted, anna, opportunity.Extend{EstimatedClose: date(59)}, "refused not-later estimatedCloseDate"},
		{"nor put into the past", undated, anna, opportunity.Extend{EstimatedClose: date(-1)}, "invalid in-the-past estimatedCloseDate"},
		{"a deal without a date gets one", undated, anna, opportunity.Extend{EstimatedClose: date(5)}, opportunity.Extended{To: date(5)}},
		{"a date must be said", accepted, anna, opportunity.Extend{}, "invalid required estimatedCloseDate"},
		{"the vendor does not, where a partner leads", accepted, vera, opportunity.Extend{EstimatedClose: date(61)}, "denied lead-partner-only"},
		{"nor a seller", assigned, sam, opportunity.Extend{EstimatedClose: date(61)}, "denied needs-administrator-or-manager"},
	})
}

func TestAssigning(t *testing.T) {
	to := func(name string) opportunity.Assign { return opportunity.Assign{Member: domain.Some(name)} }
	check(t, []rule{
		{"a member of the lead partner works the deal", accepted, anna, to("sam"), opportunity.AssigneeChanged{To: "sam"}},
		{"then another one", assigned, mark, to("tina"), opportunity.AssigneeChanged{From: "sam", To: "tina"}},
		{"or nobody: null", assigned, mark, opportunity.Assign{Member: domain.Null[string]()}, opportunity.AssigneeChanged{From: "sam"}},
		{"or nobody: nothing", assigned, mark, to(""), opportunity.AssigneeChanged{From: "sam"}},
		{"somebody must be said", assigned, mark, opportunity.Assign{}, "invalid required member"},
		{"the same one changes nothing", assigned, mark, to("sam"), "refused nothing-changed member"},
		{"never a member of another partner", accepted, anna, to("fred"), "refused assignee-not-active member"},
		{"nor one that was removed", accepted, anna, to("gone"), "refused assignee-not-active member"},
		{"nor one that has not come yet", accepted, anna, to("new"), "refused assignee-not-active member"},
		{"a seller assigns nobody", assigned, sam, to("tina"), "denied needs-administrator-or-manager"},
		{"nor does the vendor", accepted, vera, to("sam"), "denied partner-only"},
		{"nor another partner", accepted, fred, to("fred"), "missing not-found"},
		{"removing a member unassigns", assigned, clock, opportunity.Unassign{Partner: contoso, Member: "sam"}, opportunity.AssigneeChanged{From: "sam"}},
		{"only that member", assigned, clock, opportunity.Unassign{Partner: contoso, Member: "tina"}, "nothing"},
		{"only of that partner", assigned, clock, opportunity.Unassign{Partner: fabrik, Member: "sam"}, "nothing"},
		{"and leaves closed deals alone", then(assigned, by(anna, opportunity.Win{Value: usd(1)})), clock, opportunity.Unassign{Partner: contoso, Member: "sam"}, "nothing"},
	})
	d := tell(t, accepted)
	got, _, err := d.try(anna, to("sam"))
	require.NoError(t, err)
	assert.Equal(t, []domain.Evidence{
		{Fact: "Contoso is an approved partner", Stream: "partner-" + string(contoso), Revision: 7},
		{Fact: "the assignee is an active member of Contoso", Stream: "partner-" + string(contoso), Revision: 7},
	}, got[0].(opportunity.AssigneeChanged).Evidence)
}

func TestWritingNotes(t *testing.T) {
	note := opportunity.AddNote{Text: "Met them."}
	own := opportunity.NoteAdded{Text: "Met them.", Audience: "own"}
	check(t, []rule{
		{"a note is for one's own organisation", accepted, anna, note, own},
		{"or for all parties", accepted, anna, opportunity.AddNote{Text: "Met them.", Audience: "all"}, opportunity.NoteAdded{Text: "Met them.", Audience: "all"}},
		{"the vendor may, whoever leads", accepted, vera, note, own},
		{"so may the assigned seller", assigned, sam, note, own},
		{"and the partner that is asked", offered, anna, note, own},
		{"as long as it may answer", then(offered, upTo(deadline.Add(instant))), anna, note, "refused offer-expired"},
		{"and the seller that submitted it", submitted, sam, note, own},
		{"but no former party", lapsedSoft, anna, note, "denied not-a-party"},
		{"a brief of the vendor is for all", created, vera, opportunity.AddNote{Text: "Met them.", Brief: true}, opportunity.NoteAdded{Text: "Met them.", Audience: "all", Brief: true}},
		{"and never for its own alone", created, vera, opportunity.AddNote{Text: "Met them.", Brief: true, Audience: "own"}, "invalid contradictory audience"},
		{"a partner writes no briefs", accepted, anna, opportunity.AddNote{Text: "Met them.", Brief: true}, "invalid vendor-only brief"},
		{"a note is not empty", accepted, anna, opportunity.AddNote{Text: "\n"}, "invalid required text"},
		{"5,000 characters are a note", accepted, anna, opportunity.AddNote{Text: strings.Repeat("ä", 5000)}, opportunity.NoteAdded{Text: strings.Repeat("ä", 5000), Audience: "own"}},
		{"5,001 are none", accepted, anna, opportunity.AddNote{Text: strings.Repeat("ä", 5001)}, "invalid too-long text"},
		{"there are two audiences", accepted, anna, opportunity.AddNote{Text: "x", Audience: "world"}, "invalid not-one-of audience"},
	})
}

func TestPausing(t *testing.T) {
	due := date(30).Start()
	check(t, []rule{
		{"work rests until a date", accepted, anna, opportunity.Pause{Reason: "Budget round", Until: date(1)}, opportunity.Paused{Reason: "Budget round", Until: date(1)}},
		{"which is not today", accepted, anna, opportunity.Pause{Reason: "Budget round", Until: date(0)}, "invalid not-in-the-future until"},
		{"reason and date are needed", accepted, anna, opportunity.Pause{}, "invalid invalid reason:required until:required"},
		{"a paused deal is not paused again", paused, anna, opportunity.Pause{Reason: "x", Until: date(40)}, "refused already-paused"},
		{"work goes on when somebody says so", paused, anna, opportunity.Resume{}, opportunity.Resumed{}},
		{"but not where it does already", accepted, anna, opportunity.Resume{}, "refused not-paused"},
		{"it goes on by itself at the date", then(paused, upTo(due)), clock, opportunity.EndPause{}, opportunity.Resumed{Due: true, At: due}},
		{"however late the clock", then(paused, upTo(due.Add(5*day))), clock, opportunity.EndPause{Until: date(30)}, opportunity.Resumed{Due: true, At: due}},
		{"and not before", then(paused, upTo(due.Add(-instant))), clock, opportunity.EndPause{}, "refused not-due"},
		{"the pause that is meant", then(paused, upTo(due)), clock, opportunity.EndPause{Until: date(29)}, "nothing"},
		{"the vendor does not, where a partner leads", accepted, vera, opportunity.Pause{Reason: "x", Until: date(1)}, "denied lead-partner-only"},
		{"a seller does not", assigned, sam, opportunity.Pause{Reason: "x", Until: date(1)}, "denied needs-administrator-or-manager"},
	})
	d := tell(t, paused)
	before := asJSON(t, opportunity.View(d.state, anna, d.policy))
	assert.Equal(t, map[string]any{"reason": "Budget round", "until": "2026-04-01"}, before["paused"])
	tell(t, paused, []step{upTo(due.Add(5 * day)), by(clock, opportunity.EndPause{}), func(_ testing.TB, d *deal) {
		after := asJSON(t, opportunity.View(d.state, anna, d.policy))
		assert.NotContains(t, after, "paused")
		assert.Equal(t, before["lastProgressAt"], after["lastProgressAt"], "a pause is no progress")
		assert.Equal(t, due, d.history[len(d.history)-1].Effective)
	}})
	for _, end := range []step{
		by(anna, opportunity.Win{Value: usd(1)}), by(anna, opportunity.Return{Reason: "no-funding"}),
	} {
		tell(t, paused, []step{end, upTo(due), func(t testing.TB, d *deal) {
			assert.Equal(t, "nothing", answer(events(d.try(clock, opportunity.EndPause{}))), "what is not worked on is not paused")
		}})
	}
}
