package whatif_test

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/cosell/cosell/domain"
	"github.com/cosell/cosell/domain/opportunity"
	"github.com/cosell/cosell/domain/program"
	"github.com/cosell/cosell/domain/registration"
	"github.com/cosell/cosell/handlers/whatif"
)

var auditor = domain.Caller{Member: "audrey", Org: domain.Vendor, Roles: []domain.Role{domain.RoleAuditor}}

func TestByItsOwnPolicyNothingOfTheDemoIsDifferent(t *testing.T) {
	all, now := demo(t)
	report, err := whatif.Compare(whatif.Log{Events: events(t, all), Until: now}, whatif.Alternative{})
	require.NoError(t, err)
	require.Empty(t, report.Differences)
	require.Greater(t, report.Decisions, 500)

	apart := map[string]bool{}
	for _, d := range report.Apart {
		apart[fmt.Sprint(d.Event.Stream, " ", d.Event.Revision)] = true
	}
	said := map[string]bool{} // by people, who gave another time than the policy's
	own := program.Default()
	for e, err := range events(t, all) {
		require.NoError(t, err)
		key := fmt.Sprint(e.Stream, " ", e.Revision)
		switch p := e.Event.(type) {
		case opportunity.Distributed:
			said[key] = p.Window != own.AnswerWindow
		case registration.Approved:
			said[key] = p.Until.Sub(e.RecordedAt) != own.Registration.Exclusivity
		}
	}
	maps.DeleteFunc(said, func(_ string, other bool) bool { return !other })
	require.NotEmpty(t, said)
	require.Equal(t, said, apart, "the policy leads to everything else")
}

func TestTheWholePolicyAsItIsMakesNothingDifferent(t *testing.T) {
	all, now := demo(t)
	var p program.Program
	for e, err := range events(t, all) {
		require.NoError(t, err)
		p = program.Evolve(p, e)
	}
	shown := program.View(p, auditor)
	for _, part := range []program.Part{program.PartRates, program.PartRouting} {
		require.True(t, slices.ContainsFunc(shown.Changes, func(c program.ChangeView) bool { return c.Part == part }), "the story changes %s", part)
	}
	var whole map[string]json.RawMessage
	require.NoError(t, json.Unmarshal([]byte(toJSON(t, shown)), &whole))
	delete(whole, "rates")
	delete(whole, "routing")
	report, err := whatif.Compare(whatif.Log{Events: events(t, all), Until: now}, read(t, toJSON(t, whole)))
	require.NoError(t, err)
	require.Empty(t, report.Differences)
}

// renamed are the stages of the default policy under other names.
func renamed() program.Stages {
	s := program.Stages{Normal: program.Default().Stages, Assessment: program.Default().Assessment}
	for _, table := range []program.StageTable{s.Normal, s.Assessment} {
		for i := range table {
			table[i].Name = fmt.Sprint("Step ", i)
		}
	}
	return s
}

func TestEachPartOfThePolicyMakesItsOwnDifferences(t *testing.T) {
	all, now := demo(t)
	other := func(code string) []program.Reason { return []program.Reason{{Code: code, Text: "Other"}} }
	parts := map[program.Part]any{
		program.PartWindows: map[string]any{"answerDays": 4, "reminderDays": 1},
		program.PartTeaser:  program.Teaser{On: true},
		program.PartRegistration: map[string]any{
			"minimumValue": map[string]string{"amount": "60000.00", "currency": "USD"},
			"reviewAbove":  map[string]string{"amount": "200000.00", "currency": "USD"}, "earlyWinHours": 2000,
			"signedWithinDays": 1, "startWithinDays": 0, "exclusivityDays": 45, "reviewDays": 2, "exceptionDays": 3, "exceptionAnswerDays": 5,
		},
		program.PartStages:  renamed(),
		program.PartReasons: map[string]any{"decline": other("x"), "error": other("x"), "return": other("x"), "help": other("x"), "role": other("x")},
		program.PartRouting: program.Routing{Routes: []program.Route{}},
		program.PartAlerts:  program.Alerts{OverdueDays: 3, StalledDays: 60},
		program.PartRates:   rates(now),
	}
	expected := map[program.Part][]string{
		program.PartWindows: {whatif.Answer, whatif.AnswerDeadline, whatif.Expiry, whatif.OpenOffer, whatif.Reminder},
		program.PartTeaser:  {whatif.TeaserShown},
		program.PartRegistration: {
			whatif.AutoApproval, whatif.EarlyWin, whatif.Eligibility, whatif.ExceptionDeadline, whatif.Exclusivity, whatif.FormTaken, whatif.Window,
		},
		program.PartStages:  {whatif.StageReached},
		program.PartReasons: {whatif.ReasonGiven},
		program.PartRouting: {whatif.Location},
		program.PartAlerts:  {whatif.Overdue, whatif.Stalled},
		program.PartRates:   {whatif.AutoApproval, whatif.Eligibility},
	}
	made := 0
	for part, says := range parts {
		a := read(t, toJSON(t, map[program.Part]any{part: says}))
		report, err := whatif.Compare(whatif.Log{Events: events(t, all), Until: now}, a)
		require.NoError(t, err)
		kinds := map[string]bool{}
		for _, d := range report.Differences {
			kinds[d.What] = true
			require.Equal(t, []program.Part{part}, d.Parts)
			require.NotEqual(t, d.Was, d.Would)
		}
		require.Subset(t, slices.Sorted(maps.Keys(kinds)), expected[part], part)
		made += len(report.Differences)
	}
	together, err := whatif.Compare(whatif.Log{Events: events(t, all), Until: now}, read(t, toJSON(t, parts)))
	require.NoError(t, err)
	require.LessOrEqual(t, len(together.Differences), made, "what two parts lead to is one difference")
	for i, d := range together.Differences {
		require.NotEmpty(t, d.Parts)
		if i > 0 {
			require.False(t, d.Event.Stream == together.Differences[i-1].Event.Stream && d.Event.Revision < together.Differences[i-1].Event.Revision)
		}
	}
}

// rates are of a dollar that is worth next to nothing, for half a year.
func rates(now time.Time) (all []program.Rate) {
	for month := range 8 {
		for _, c := range []domain.Currency{"EUR", "JPY"} {
			all = append(all, program.Rate{Month: now.AddDate(0, -month, 0).Format("2006-01"), Currency: c, USD: "0.0001", Source: "nobody"})
		}
	}
	return all
}
