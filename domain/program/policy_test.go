package program_test

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/cosell/cosell/domain"
	"github.com/cosell/cosell/domain/program"
)

const day = 24 * time.Hour

func TestTheDefaultPolicyIsOneThatRulesCanWorkWith(t *testing.T) {
	p := program.Default()
	assert.NoError(t, p.Validate())
	assert.Equal(t, 1, p.Version)
	assert.Equal(t, []time.Duration{14 * day, 3 * day, 14 * day, 30 * day}, []time.Duration{p.AnswerWindow, p.ReminderLead, p.OverdueAfter, p.StalledAfter})
	assert.False(t, p.Teaser)
	assert.Equal(t, []int{8, 9, 7, 6, 8}, []int{
		len(p.Reasons.Decline), len(p.Reasons.Error), len(p.Reasons.Return), len(p.Reasons.Help), len(p.Reasons.Role),
	})
	assert.Equal(t, program.Registration{
		MinimumValue: domain.NewMoney(2_500_000, "USD"), ReviewAbove: domain.NewMoney(100_000_000, "USD"),
		SoonAfterCreation: 72 * time.Hour, SignedWithin: 60, StartWithin: 90, PerpetualYears: 6,
		Exclusivity: 90 * day, Review: 30 * day, Exception: 60 * day, ExceptionDays: 14,
	}, p.Registration)
	assert.Empty(t, p.Routing)
	assert.Empty(t, p.Rates)
}

func TestTwoErrorReasonsNeedANote(t *testing.T) {
	var need []string
	r := program.Default().Reasons
	for _, c := range []program.Catalogue{r.Decline, r.Error, r.Return, r.Help, r.Role} {
		for _, reason := range c {
			if reason.NeedsNote {
				need = append(need, reason.Code)
			}
		}
	}
	assert.Equal(t, []string{"solution-issue", "other"}, need)
}

func TestAReasonIsFoundByItsCode(t *testing.T) {
	r, ok := program.Default().Reasons.Error.Find("solution-issue")
	assert.True(t, ok && r.NeedsNote)
	_, ok = program.Default().Reasons.Error.Find("no-funding")
	assert.False(t, ok)
}

func TestARetiredReasonIsNotGivenAnyMoreButKeepsItsText(t *testing.T) {
	c := program.Catalogue{{Code: "old", Text: "As before", Retired: true}, {Code: "new", Text: "As now"}}
	_, ok := c.Find("old")
	assert.False(t, ok)
	assert.Equal(t, []string{"new"}, c.Codes())
	assert.Equal(t, []string{"As before", "As now", "other"}, []string{c.Text("old"), c.Text("new"), c.Text("other")})
}

func TestAPercentageMeansTheStageAtOrBelowIt(t *testing.T) {
	p := program.Default()
	for percent, want := range map[int]string{
		-1: "", 0: "", 9: "", 10: "Accepted", 19: "Accepted", 20: "Qualified", 39: "Qualified", 40: "Developed",
		59: "Developed", 60: "Proposed", 80: "Negotiated", 99: "Negotiated", 100: "Won", 101: "Won",
	} {
		stage, ok := p.Stages.At(percent)
		assert.Equal(t, want, stage.Name, percent)
		assert.Equal(t, want != "", ok, percent)
		assert.Equal(t, want, p.Stages.Name(percent))
	}
	assert.Equal(t, "Collect data", p.Assessment.Name(45))
	assert.Equal(t, 10, p.Stages.Entry())
	assert.Equal(t, 10, p.Assessment.Entry())
	assert.Equal(t, 0, program.StageTable{}.Entry())
}

func TestMarkingAStage(t *testing.T) {
	table := program.Default().Stages
	for name, c := range map[string]struct {
		now, percent int
		reason       string
		want         error
		reached      int
	}{
		"a later one":           {10, 40, "", nil, 40},
		"between two":           {10, 59, "", nil, 40},
		"the first":             {20, 19, "x", program.ErrStageNotMarkable, 0},
		"the last":              {80, 100, "", program.ErrUseWin, 0},
		"the present one":       {40, 45, "", program.ErrStageMarked, 0},
		"back without a reason": {60, 40, " ", program.ErrNeedsReason, 0},
		"back with a reason":    {60, 40, "Their budget was cut", nil, 40},
	} {
		got, err := table.Mark(c.now, c.percent, c.reason)
		assert.Equal(t, c.reached, got.Percent, name)
		if c.want == nil {
			assert.NoError(t, err, name)
		} else {
			assert.ErrorIs(t, err, c.want, name)
		}
	}
	_, err := program.StageTable(nil).Mark(0, 40, "")
	assert.ErrorIs(t, err, program.ErrStageNotMarkable, "of a table without any")
	assert.Equal(t, []int{20, 60}, table.Skipped(80, []int{40}))
	assert.Empty(t, table.Skipped(20, nil))
}

func TestAReasonIsOneOfTheCatalogueWithTheNoteThatItAsksFor(t *testing.T) {
	known := program.Catalogue{{Code: "other", NeedsNote: true}, {Code: "weather"}, {Code: "old", Retired: true}}
	for said, want := range map[[2]string]string{
		{"weather", ""}: "", {"other", "It rained."}: "", {"other", " "}: "note needs-note",
		{"old", ""}: "reason unknown-reason", {"", ""}: "reason unknown-reason", {"moon", "x"}: "reason unknown-reason",
	} {
		got := ""
		for _, f := range known.CheckReason(said[0], said[1]) {
			got += f.Field + " " + f.Code
		}
		assert.Equal(t, want, got, said)
	}
	assert.Equal(t, "This must be one of: other, weather.", known.Check("help", "unknown-help", "x")[0].Message)
}

func TestAPolicyThatRulesCannotWorkWithIsRefused(t *testing.T) {
	route := program.Route{Partner: contoso, Location: bonn}
	for _, c := range []struct {
		rule string
		edit func(*program.Policy)
		want string
	}{
		{"versions count from one", func(p *program.Policy) { p.Version = 0 }, "version:too-small"},
		{"an answer needs time", func(p *program.Policy) { p.AnswerWindow = 0 }, "windows.answerDays:required windows.reminderDays:too-large"},
		{"the reminder comes within the window", func(p *program.Policy) { p.ReminderLead = p.AnswerWindow }, "windows.reminderDays:too-large"},
		{"overdue comes after some time", func(p *program.Policy) { p.OverdueAfter = 0 }, "alerts.overdueDays:required"},
		{"stalled comes after overdue", func(p *program.Policy) { p.StalledAfter = p.OverdueAfter }, "alerts.stalledDays:too-small"},
		{"there are stages", func(p *program.Policy) { p.Stages = nil }, "stages.normal:required"},
		{"the last stage is won", func(p *program.Policy) { p.Assessment = p.Assessment[:6] }, "stages.assessment:bad-table"},
		{"stages rise", func(p *program.Policy) { p.Stages[3].Percent = 20 }, "stages.normal[3].percent:out-of-order"},
		{"stages begin above nought", func(p *program.Policy) { p.Stages[0].Percent = 0 }, "stages.normal[0].percent:required"},
		{"stages end at a hundred", func(p *program.Policy) { p.Stages[5].Percent = 101 }, "stages.normal[5].percent:too-large stages.normal[6].percent:out-of-order"},
		{"stages have names", func(p *program.Policy) { p.Stages[2].Name = " " }, "stages.normal[2].name:required"},
		{"there are reasons", func(p *program.Policy) { p.Reasons.Return = nil }, "reasons.return:required"},
		{"there are reasons to give", func(p *program.Policy) { p.Reasons.Help = program.Catalogue{{Code: "x", Text: "x", Retired: true}} }, "reasons.help:required"},
		{"codes are kebab case", func(p *program.Policy) { p.Reasons.Error[0].Code = "Bad_Code" }, "reasons.error[0].code:bad-form"},
		{"codes are unique", func(p *program.Policy) { p.Reasons.Error[1] = p.Reasons.Error[0] }, "reasons.error[1].code:duplicate"},
		{"reasons have texts", func(p *program.Policy) { p.Reasons.Decline[7].Text = "" }, "reasons.decline[7].text:required"},
		{"thresholds are there", func(p *program.Policy) { p.Registration.MinimumValue = domain.Money{} }, "registration.minimumValue:required"},
		{"thresholds stand in USD", func(p *program.Policy) { p.Registration.MinimumValue = domain.NewMoney(1, "EUR") }, "registration.minimumValue.currency:not-usd"},
		{"small contracts are not reviewed", func(p *program.Policy) { p.Registration.ReviewAbove = domain.NewMoney(1, "USD") }, "registration.reviewAbove.amount:too-small"},
		{"weights keep their sign", func(p *program.Policy) { p.Weights.Distance = "0.001" }, "weights.distance:out-of-range"},
		{"one route for each referral", func(p *program.Policy) { p.Routing = []program.Route{route, route} }, "routing.routes[1]:conflicting-route"},
		{"routes have a default", func(p *program.Policy) { p.Routing = []program.Route{{Partner: contoso, Market: "DE", Location: bonn}} }, "routing.routes[0]:no-default-route"},
		{"every fault is told", func(p *program.Policy) { p.Version, p.Stages[2].Name = -1, "" }, "version:too-small stages.normal[2].name:required"},
	} {
		p := program.Default()
		c.edit(&p)
		var got []string
		for _, f := range domain.AsError(p.Validate()).Fields {
			got = append(got, f.Field+":"+f.Code)
		}
		assert.Equal(t, c.want, strings.Join(got, " "), c.rule)
	}
}

func TestWhatIsWrongElsewhereInThePolicyRefusesAChangeOfAnotherPart(t *testing.T) {
	b := &book{}
	b.record(program.AlertsChanged{Alerts: program.Alerts{OverdueDays: 9, StalledDays: 5}})
	events, err := b.ask(rules, teaser(true))
	require.Empty(t, events)
	assert.Equal(t, "invalid too-small alerts.stalledDays:too-small", told(nil, err))
}
