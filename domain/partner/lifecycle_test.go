package partner_test

import (
	"flag"
	"os"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/cosell/cosell/domain"
	"github.com/cosell/cosell/domain/partner"
)

var update = flag.Bool("update", false, "rewrite the goldens")

func TestTheLifecycleIsTheGolden(t *testing.T) {
	compare(t, "../../testdata/lifecycle/partner.txt", partner.Matrix())
	compare(t, "../../testdata/lifecycle/partner.mmd", partner.Mermaid())
}

func compare(t *testing.T, golden, got string) {
	t.Helper()
	if *update {
		require.NoError(t, os.WriteFile(golden, []byte(got), 0o644))
	}
	want, err := os.ReadFile(golden)
	require.NoError(t, err)
	assert.Equal(t, string(want), got)
}

// reached holds a history that ends in each state.
var reached = map[partner.State]history{
	partner.None: nil, partner.StateApplied: applied, partner.StateUnderReview: reviewed, partner.StateRejected: rejected,
	partner.StateApproved: staffed, partner.StateSuspended: suspended,
}

func TestTheMatrixHasARowForEveryStateAndAColumnForEveryEvent(t *testing.T) {
	rows := strings.Split(strings.TrimSpace(partner.Matrix()), "\n")
	require.Len(t, rows, 1+len(partner.States))
	for i, event := range strings.Fields(rows[0]) {
		assert.Equal(t, partner.Catalogue[i].Zero.EventKind(), "partner."+event)
	}
	for _, row := range rows[1:] {
		assert.Len(t, strings.Fields(row), 1+len(partner.Catalogue), row)
	}
}

func TestEveryStateIsReachedAndOnlyRejectedIsFinal(t *testing.T) {
	for _, s := range partner.States {
		history, ok := reached[s]
		require.True(t, ok, s)
		assert.Equal(t, s, history.replay().State())
		final := strings.Contains(partner.Mermaid(), "    "+string(s)+" --> [*]\n")
		assert.Equal(t, s == partner.StateRejected, final, s)
	}
}

// A cell of the matrix that is empty is a refusal, whoever asks: terminal-state in a final state, else wrong-state.
func TestEveryEmptyCellIsRefused(t *testing.T) {
	column := map[string]int{}
	rows := strings.Split(partner.Matrix(), "\n")
	for i, event := range strings.Fields(rows[0]) {
		column["partner."+event] = i + 1
	}
	refused := 0
	for i, state := range partner.States {
		cells := strings.Fields(rows[i+1])
		for _, c := range partner.Commands {
			_, err := partner.Decide(reached[state].replay(), c.Zero.(partner.Command), by(vendor))
			if cells[column[c.Events[0]]] != "·" {
				assert.NotErrorIs(t, err, domain.ErrWrongState, "%s in %q", c.Name(), state)
				assert.NotErrorIs(t, err, domain.ErrTerminalState, "%s in %q", c.Name(), state)
				continue
			}
			refused++
			if state == partner.StateRejected {
				assert.ErrorIs(t, err, domain.ErrTerminalState, "%s in %q", c.Name(), state)
			} else {
				assert.ErrorIs(t, err, domain.ErrWrongState, "%s in %q", c.Name(), state)
			}
		}
	}
	assert.Equal(t, strings.Count(partner.Matrix(), "·"), refused, "a command for every cell")
}

func TestEveryEventIsWhatSomeCommandLeadsTo(t *testing.T) {
	led := map[string]bool{}
	for _, c := range partner.Commands {
		for _, e := range c.Events {
			led[e] = true
		}
		assert.Regexp(t, `^[a-z]+(-[a-z]+)*$`, c.Name())
		assert.Regexp(t, `^[A-Z].*\.$`, c.Doc)
	}
	for _, e := range partner.Catalogue {
		assert.True(t, led[e.Zero.EventKind()], e.Zero.EventKind())
		delete(led, e.Zero.EventKind())
	}
	assert.Empty(t, led)
}
