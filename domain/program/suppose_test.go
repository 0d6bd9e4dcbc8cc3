package program_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/cosell/cosell/domain/program"
)

func TestAPolicyWithItsOwnPartsIsTheSame(t *testing.T) {
	own := program.Default()
	for _, e := range []program.Event{
		program.WindowsChanged{Windows: own.Part(program.PartWindows).(program.Windows)},
		program.TeaserChanged{Teaser: own.Part(program.PartTeaser).(program.Teaser)},
		program.RegistrationChanged{RegistrationRules: own.Part(program.PartRegistration).(program.RegistrationRules)},
		program.StagesChanged{Stages: own.Part(program.PartStages).(program.Stages)},
		program.ReasonsChanged{Reasons: own.Part(program.PartReasons).(program.Reasons)},
		program.WeightsChanged{Weights: own.Part(program.PartWeights).(program.Weights)},
		program.RoutingChanged{Routing: own.Part(program.PartRouting).(program.Routing)},
		program.AlertsChanged{Alerts: own.Part(program.PartAlerts).(program.Alerts)},
		program.RatesPublished{MonthlyRates: own.Part(program.PartRates).(program.MonthlyRates)},
	} {
		require.Equal(t, own, own.With(e), program.PartOf(e))
	}
	require.Nil(t, own.Part("colour"))
}

func TestASupposedPartLeavesTheVersionAndTheOtherParts(t *testing.T) {
	own := program.Default()
	other := own.With(program.WindowsChanged{Windows: program.Windows{AnswerDays: 7}})
	require.Equal(t, own.Version, other.Version)
	require.NotEqual(t, own.AnswerWindow, other.AnswerWindow)
	other.AnswerWindow, other.ReminderLead = own.AnswerWindow, own.ReminderLead
	require.Equal(t, own, other)
}
