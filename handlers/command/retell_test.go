package command_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/cosell/cosell/domain"
	"github.com/cosell/cosell/domain/opportunity"
	"github.com/cosell/cosell/domain/program"
	"github.com/cosell/cosell/handlers/command"
)

func TestAHistoryIsRetoldWithWhatShowShowsAfterEachEvent(t *testing.T) {
	w := inMemory(t)
	deal := w.accepted(t)
	w.do(t, w.carl(), deal, opportunity.MarkStage{Stage: ptr(60)})
	next := int64(-1)
	for told, err := range w.Opportunities.Retell(t.Context(), auditor, deal) {
		require.NoError(t, err)
		require.Equal(t, next, told.Revision)
		if next++; told.Revision < 0 {
			require.Nil(t, told.State)
			continue
		}
		seen, err := w.Opportunities.Show(t.Context(), auditor, deal, command.AsOf{Revision: &told.Revision})
		require.NoError(t, err)
		require.Equal(t, seen.State, told.State)
		require.Equal(t, seen.Position, told.Position)
		require.True(t, command.AsOf{Position: &told.Position}.Covers(&told.Entry))
	}
	require.Equal(t, int64(4), next)
}

func TestTheProgramIsRetoldFromBeforeItsFirstEvent(t *testing.T) {
	w := inMemory(t)
	var all []command.Telling
	for told, err := range w.Program.Retell(t.Context(), auditor, program.ID) {
		require.NoError(t, err)
		all = append(all, told)
	}
	require.Len(t, all, 1)
	require.Equal(t, 1, all[0].State.(program.PolicyView).Version)
}

func TestAHistoryIsRetoldToNobodyWhoMayNotLookBack(t *testing.T) {
	w := inMemory(t)
	deal := w.offered(t)
	w.do(t, w.carl(), deal, opportunity.Decline{Reason: w.declineReason()})
	for id, who := range map[domain.ID]domain.Caller{deal: w.carl(), "6d1f0c1e-0000-4000-8000-000000000001": auditor} {
		for _, err := range w.Opportunities.Retell(t.Context(), who, id) {
			require.ErrorIs(t, err, command.ErrMissing)
		}
	}
}
