package opportunity_test

import (
	"flag"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/cosell/cosell/domain"
	"github.com/cosell/cosell/domain/opportunity"
)

var update = flag.Bool("update", false, "rewrite the goldens")

func TestTheTableIsPrintedAsTheGoldensSay(t *testing.T) {
	for file, got := range map[string]string{
		"opportunity.txt": opportunity.Matrix(),
		"opportunity.mmd": opportunity.Mermaid(),
	} {
		path := filepath.Join("..", "..", "testdata", "lifecycle", file)
		if *update {
			require.NoError(t, os.WriteFile(path, []byte(got), 0o644))
		}
		want, err := os.ReadFile(path)
		require.NoError(t, err)
		assert.Equal(t, string(want), got, "%s: go test -update rewrites it", file)
	}
}

func TestEveryKindOfTheCatalogueHasARow(t *testing.T) {
	for _, e := range opportunity.Catalogue {
		row, ok := opportunity.Table[opportunity.Kind(e.Zero.EventKind())]
		assert.True(t, ok && len(row.From) > 0, e.Zero.EventKind())
	}
	assert.Len(t, opportunity.Table, len(opportunity.Catalogue))
}

func TestOnlyTheClosedStatesHaveNoWayOut(t *testing.T) {
	var final []opportunity.State
	for _, s := range opportunity.States {
		if opportunity.Table.Final(s) {
			final = append(final, s)
		}
	}
	assert.Equal(t, []opportunity.State{
		opportunity.StateWon, opportunity.StateLost, opportunity.StateDeclined, opportunity.StateExpired, opportunity.StateError,
	}, final)
}

func TestEveryStateIsReached(t *testing.T) {
	for _, s := range opportunity.States {
		require.NotEmpty(t, variants[s], s)
		for name, story := range variants[s] {
			assert.Equal(t, s, tell(t, story).state.State(), name)
		}
	}
}

// cell is an event in a state.
type cell struct {
	state opportunity.State
	kind  opportunity.Kind
}

// TestEveryCellOfTheMatrixIsAccountedFor issues every command in every state by everybody: the events that come of it are
// those that the table allows, each of them at least once, and the tabled state follows.
func TestEveryCellOfTheMatrixIsAccountedFor(t *testing.T) {
	seen := map[cell]bool{}
	watch := func(d *deal) {
		before := opportunity.State("")
		for i := range d.history {
			after := opportunity.Replay(d.history[:i+1]).State()
			kind := opportunity.Kind(d.history[i].Event.EventKind())
			assert.True(t, opportunity.Table.Allows(kind, before), "%s in %q", kind, before)
			assert.Equal(t, opportunity.Table.Next(kind, before), after, "%s in %q", kind, before)
			seen[cell{before, kind}] = true
			before = after
		}
	}
	everyAttempt(t, func(_ string, d *deal, who domain.Caller, c opportunity.Command) {
		if events, role, err := d.try(who, c); err == nil {
			d.record(who, role, events...)
			watch(d)
		}
	})
	for _, s := range append([]opportunity.State{""}, opportunity.States...) {
		for _, e := range opportunity.Catalogue {
			kind := opportunity.Kind(e.Zero.EventKind())
			assert.Equal(t, opportunity.Table.Allows(kind, s), seen[cell{s, kind}], "%s in %q", kind, s)
		}
	}
}

// everyAttempt hands every command by everybody to a deal of its own, of every variant of every state, before and after any
// deadline.
func everyAttempt(t *testing.T, attempt func(string, *deal, domain.Caller, opportunity.Command)) {
	t.Helper()
	for _, s := range opportunity.States {
		for variant, story := range variants[s] {
			for _, more := range [][]step{nil, {wait(60 * day)}} {
				base := tell(t, story, more)
				for _, c := range attempts() {
					for _, who := range append([]domain.Caller{clock, auditor}, people...) {
						attempt(variant, base.copy(), who, c)
					}
				}
			}
		}
	}
}

// attempts are samples of every command but create; of some, such as only one kind of deal takes.
func attempts() (all []opportunity.Command) {
	for _, c := range opportunity.Commands {
		if !c.Creates {
			all = append(all, sample(c.Name()))
		}
	}
	return append(all,
		opportunity.AddCollaborator{Partner: litware}, opportunity.RemoveCollaborator{Partner: contoso},
		opportunity.Register{Form: contract}, opportunity.Distribute{Partner: opportunity.Auto},
		opportunity.Revise{EstimatedValue: domain.Some(usd(1))}, opportunity.MarkStage{Stage: new(20), Reason: "Starting over"},
	)
}
