package program_test

import (
	"encoding/json"
	"flag"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/cosell/cosell/domain"
	"github.com/cosell/cosell/domain/program"
)

var update = flag.Bool("update", false, "rewrite the goldens")

func TestTheDefaultPolicyIsTheGolden(t *testing.T) {
	got, err := json.MarshalIndent(program.Default(), "", "  ")
	require.NoError(t, err)
	if *update {
		require.NoError(t, os.WriteFile("testdata/default.json", append(got, '\n'), 0o644))
	}
	want, err := os.ReadFile("testdata/default.json")
	require.NoError(t, err)
	assert.Equal(t, string(want), string(got)+"\n")
}

func TestTheDefaultPolicyIsOneThatRulesCanWorkWith(t *testing.T) {
	p := program.Default()
	assert.NoError(t, program.Validate(p))
	assert.Equal(t, 1, p.Version)
	assert.Equal(t, 14*24*time.Hour, p.AnswerWindow)
	assert.Equal(t, 14*24*time.Hour, p.OverdueAfter)
	assert.Equal(t, 30*24*time.Hour, p.StalledAfter)
	assert.False(t, p.Teaser)
	assert.Equal(t, []int{8, 9, 7}, []int{len(p.Reasons.Decline), len(p.Reasons.Error), len(p.Reasons.Return)})
}

func TestNobodyCanChangeTheDefaultPolicyOfOthers(t *testing.T) {
	p := program.Default()
	p.Stages[0].Name, p.Reasons.Decline[0].Code = "x", "x"
	assert.NotEqual(t, p.Stages[0], program.Default().Stages[0])
	assert.NotEqual(t, p.Reasons.Decline[0], program.Default().Reasons.Decline[0])
}

func TestTwoErrorReasonsNeedANote(t *testing.T) {
	var need []string
	reasons := program.Default().Reasons
	for _, c := range []program.Catalogue{reasons.Decline, reasons.Error, reasons.Return} {
		for _, r := range c {
			if r.NeedsNote {
				need = append(need, r.Code)
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

func TestAPolicyThatRulesCannotWorkWithIsRefused(t *testing.T) {
	for _, c := range []struct {
		rule string
		edit func(*program.Policy)
		want string
	}{
		{"versions count from one", func(p *program.Policy) { p.Version = 0 }, "version:too-small"},
		{"an answer needs time", func(p *program.Policy) { p.AnswerWindow = 0 }, "answerWindow:too-small"},
		{"overdue comes after some time", func(p *program.Policy) { p.OverdueAfter = 0 }, "overdueAfter:too-small"},
		{"stalled comes after overdue", func(p *program.Policy) { p.StalledAfter = p.OverdueAfter }, "stalledAfter:too-small"},
		{"there are stages", func(p *program.Policy) { p.Stages = nil }, "stages:bad-table"},
		{"the last stage is won", func(p *program.Policy) { p.Assessment = p.Assessment[:6] }, "assessment:bad-table"},
		{"stages rise", func(p *program.Policy) { p.Stages[3].Percent = 20 }, "stages[3].percent:out-of-order"},
		{"stages begin above nought", func(p *program.Policy) { p.Stages[0].Percent = 0 }, "stages[0].percent:out-of-order"},
		{"stages end at a hundred", func(p *program.Policy) { p.Stages[5].Percent = 101 }, "stages[5].percent:out-of-order stages[6].percent:out-of-order"},
		{"stages have names", func(p *program.Policy) { p.Stages[2].Name = " " }, "stages[2].name:required"},
		{"there are reasons", func(p *program.Policy) { p.Reasons.Return = nil }, "reasons.return:required"},
		{"codes are kebab case", func(p *program.Policy) { p.Reasons.Error[0].Code = "Bad_Code" }, "reasons.error[0].code:bad-form"},
		{"codes are unique", func(p *program.Policy) { p.Reasons.Error[1] = p.Reasons.Error[0] }, "reasons.error[1].code:duplicate"},
		{"reasons have texts", func(p *program.Policy) { p.Reasons.Decline[7].Text = "" }, "reasons.decline[7].text:required"},
		{"every fault is told", func(p *program.Policy) { p.Version, p.Stages[2].Name = -1, "" }, "version:too-small stages[2].name:required"},
	} {
		p := program.Default()
		c.edit(&p)
		var got []string
		for _, f := range domain.AsError(program.Validate(p)).Fields {
			got = append(got, f.Field+":"+f.Code)
		}
		assert.Equal(t, c.want, strings.Join(got, " "), c.rule)
	}
}
