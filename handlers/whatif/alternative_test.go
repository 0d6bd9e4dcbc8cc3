package whatif_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/cosell/cosell/domain/program"
	"github.com/cosell/cosell/handlers/whatif"
)

func TestAPolicyIsReadInEveryFormInWhichItIsGivenOut(t *testing.T) {
	own := program.Default()
	seven := own
	seven.AnswerWindow = 7 * 24 * time.Hour
	rated := own
	rated.Rates = []program.Rate{{Month: "2026-03", Currency: "EUR", USD: "1.25", Source: "ECB"}}
	for _, c := range []struct {
		rule, text string
		want       program.Policy
	}{
		{"nothing", `{}`, own},
		{"a part", `{"windows":{"answerDays":7,"reminderDays":3}}`, seven},
		{"fields of a part", `{"windows":{"answerDays":7}}`, seven},
		{"as it is put, with its reason", `{"windows":{"answerDays":7,"reminderDays":3,"reason":"Quicker"}}`, seven},
		{"as it is shown", `{"id":"x","revision":3,"state":{"version":4,"windows":{"answerDays":7},"changes":[]}}`, seven},
		{"rates as they are put", `{"rates":{"rates":[{"month":"2026-03","currency":"EUR","usd":"1.25","source":"ECB"}]}}`, rated},
		{"rates as they are shown", `{"rates":[{"month":"2026-03","currency":"EUR","usd":"1.25","source":"ECB"}]}`, rated},
		{"the whole of it", toJSON(t, program.View(program.Program{}, auditor)), own},
	} {
		a, err := whatif.Read([]byte(c.text))
		require.NoError(t, err, c.rule)
		got := a.Over(own)
		if len(got.Routing) == 0 {
			got.Routing = own.Routing
		}
		if len(got.Rates) == 0 {
			got.Rates = own.Rates
		}
		require.Equal(t, c.want, got, c.rule)
	}
}

func TestAnAlternativeLeavesWhatItSaysNothingOf(t *testing.T) {
	long := program.Default()
	long.AnswerWindow, long.ReminderLead, long.Version = 30*24*time.Hour, 2*24*time.Hour, 9
	got := read(t, `{"windows":{"reminderDays":5}}`).Over(long)
	want := long
	want.ReminderLead = 5 * 24 * time.Hour
	require.Equal(t, want, got)
	names := read(t, toJSON(t, map[string]any{"stages": renamed()})).Over(long)
	require.Equal(t, "Step 3", names.Stages[3].Name)
	require.Equal(t, "Developed", long.Stages[3].Name, "a policy is a value")
}

func TestWhatIsNoPolicyIsNamed(t *testing.T) {
	for text, says := range map[string][]string{
		`[]`: {"JSON object"},
		`{"windows":{"answerDay":7},"colour":1,"alerts":{"overdue":3}}`: {`windows: unknown field "answerDay"`, `unknown field "colour"`, `alerts: unknown field "overdue"`},
		`{"windows":{"answerDays":"7"}}`:                                {"windows: ", "answerDays"},
		`{"windows":7}`:                                                 {"windows: "},
		`{"windows":`:                                                   {"JSON"},
	} {
		_, err := whatif.Read([]byte(text))
		require.Error(t, err, text)
		for _, s := range says {
			require.ErrorContains(t, err, s)
		}
	}
}
