package referral_test

import (
	"flag"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/cosell/cosell/domain"
	"github.com/cosell/cosell/domain/referral"
)

var update = flag.Bool("update", false, "rewrite the goldens")

// golden compares a text with a file of testdata/lifecycle.
func golden(t *testing.T, file, got string) {
	t.Helper()
	path := filepath.Join("..", "..", "testdata", "lifecycle", file)
	if *update {
		require.NoError(t, os.WriteFile(path, []byte(got), 0o644))
	}
	want, err := os.ReadFile(path)
	require.NoError(t, err)
	assert.Equal(t, string(want), got, "%s: go test -update rewrites it", file)
}

func TestTheTableIsPrintedAsTheGoldensSay(t *testing.T) {
	golden(t, "referral.txt", referral.Matrix())
	golden(t, "referral.mmd", referral.Mermaid())
}

func TestEveryKindOfTheCatalogueHasARow(t *testing.T) {
	for _, e := range referral.Catalogue {
		row, ok := referral.Table[referral.Kind(e.Zero.EventKind())]
		assert.True(t, ok && len(row.From) > 0, e.Zero.EventKind())
	}
	assert.Len(t, referral.Table, len(referral.Catalogue))
}

func TestAllStatesButReceivedAndAcceptedHaveNoWayOut(t *testing.T) {
	for _, s := range referral.States {
		assert.Equal(t, s != referral.StateReceived && s != referral.StateAccepted, referral.Table.Final(s), s)
	}
}

func TestEveryStateIsReached(t *testing.T) {
	for _, s := range referral.States {
		require.NotEmpty(t, variants[s], s)
		for name, story := range variants[s] {
			assert.Equal(t, s, tell(t, story).state.State(), name)
		}
	}
}

// cell is an event in a state.
type cell struct {
	state referral.State
	kind  referral.Kind
}

// TestEveryCellOfTheMatrixIsAccountedFor issues every command in every state by everybody: the events that come of it are
// those that the table allows, each of them at least once, and the tabled state follows.
func TestEveryCellOfTheMatrixIsAccountedFor(t *testing.T) {
	seen := map[cell]bool{}
	watch := func(d *deal) {
		before := referral.State("")
		for i := range d.history {
			after := referral.Replay(d.history[:i+1]).State()
			kind := referral.Kind(d.history[i].Event.EventKind())
			assert.True(t, referral.Table.Allows(kind, before), "%s in %q", kind, before)
			assert.Equal(t, referral.Table.Next(kind, before), after, "%s in %q", kind, before)
			seen[cell{before, kind}] = true
			before = after
		}
	}
	everyAttempt(t, func(_ string, d *deal, who domain.Caller, c referral.Command) {
		if events, role, err := d.try(who, c); err == nil && len(events) > 0 {
			d.record(who, role, events...)
			watch(d)
		}
	})
	for id, state := range map[domain.ID][]referral.State{registrationID(0): referral.States} {
		for _, s := range state { // a registration outlives the deal wherever the deal ended
			for _, story := range variants[s] {
				d := tell(t, story)
				d.record(process, domain.RoleProcess, referral.RegistrationNoted{Registration: id, State: "approved"})
				events, role, err := d.try(process, referral.NoteRegistration{Registration: id, State: "closed"})
				require.NoError(t, err)
				d.record(process, role, events...)
				kind := referral.Kind(events[0].EventKind())
				assert.Equal(t, s, d.state.State())
				seen[cell{s, kind}] = true
			}
		}
	}
	for _, s := range append([]referral.State{""}, referral.States...) {
		for _, e := range referral.Catalogue {
			kind := referral.Kind(e.Zero.EventKind())
			assert.Equal(t, referral.Table.Allows(kind, s), seen[cell{s, kind}], "%s in %q", kind, s)
		}
	}
}

// TestWhatTheTableDoesNotAllowIsRefusedToWhoeverAsks walks through every state and command of people: where the command's
// row does not hold the state, nobody succeeds, and every owner of the copy who may do such things is told that the state
// is in the way.
func TestWhatTheTableDoesNotAllowIsRefusedToWhoeverAsks(t *testing.T) {
	for _, s := range referral.States {
		for _, c := range referral.Commands {
			if c.Process || c.Creates || referral.Table.Allows(referral.Kind(c.Events[0]), s) {
				continue
			}
			t.Run(string(s)+"/"+c.Name(), func(t *testing.T) {
				for variant, story := range variants[s] {
					for _, late := range []time.Duration{0, 90 * day} {
						refusedToAll(t, variant, tell(t, story, []step{wait(late)}), c.Name())
					}
				}
			})
		}
	}
}

func refusedToAll(t *testing.T, variant string, d *deal, command string) {
	t.Helper()
	answers := answers(d, sample(command))
	want := []string{"refused wrong-state"}
	switch s := d.state.State(); {
	case s == referral.StateExpired && (command == "accept" || command == "decline"):
		want = []string{"refused offer-expired"}
	case referral.Table.Final(s):
		want = []string{"refused terminal-state"}
	case slices.Contains([]string{"grant-visibility", "request-help", "invite-partner"}, command):
		want = []string{"denied opener-only"}
	case d.state.Owner().Org == domain.Vendor && (command == "register" || command == "request-exception"):
		want = []string{"denied partner-only"}
	}
	assert.True(t, slices.ContainsFunc(answers, func(a string) bool { return slices.Contains(want, a) }), "%s: %v", variant, answers)
	for _, a := range answers {
		assert.True(t, strings.HasPrefix(a, "refused ") || strings.HasPrefix(a, "denied ") || strings.HasPrefix(a, "missing "), "%s: %s", variant, a)
	}
}

// answers is what each of the people is told, each without its fields.
func answers(d *deal, c referral.Command) (all []string) {
	for _, who := range people {
		all = append(all, short(answer(d.try(who, c))))
	}
	return all
}

// TestWhatTheTableAllowsSucceedsForSomebody is the other half: no row promises what no rule lets through.
func TestWhatTheTableAllowsSucceedsForSomebody(t *testing.T) {
	for _, s := range referral.States {
		for _, c := range referral.Commands {
			if c.Process || c.Creates || !referral.Table.Allows(referral.Kind(c.Events[0]), s) {
				continue
			}
			t.Run(string(s)+"/"+c.Name(), func(t *testing.T) {
				var all []string
				for _, story := range variants[s] {
					all = append(all, answers(tell(t, story), sample(c.Name()))...)
				}
				assert.Contains(t, all, strings.TrimPrefix(c.Events[0], "referral."))
			})
		}
	}
}

func TestProcessesThatComeLateOrTwiceDoNothing(t *testing.T) {
	for _, c := range referral.Commands {
		if !c.Process || c.Name() == "see" {
			continue
		}
		for _, s := range referral.States {
			for variant, story := range variants[s] {
				d := tell(t, story, []step{wait(90 * day)})
				first, role, err := d.try(process, sample(c.Name()))
				if err != nil {
					assert.ErrorIs(t, err, referral.ErrUnknownRegistration, "%s in %s", c.Name(), variant)
					continue
				}
				d.record(process, role, first...)
				assert.Equal(t, "nothing", answer(d.try(process, sample(c.Name()))), "%s in %s", c.Name(), variant)
			}
		}
	}
}

func TestOnlyTheReceiverLooksAndOnlyOnce(t *testing.T) {
	d := tell(t, invited)
	assert.Equal(t, "nothing", answer(d.try(otto, referral.See{})))
	assert.Equal(t, "seen", answer(d.try(fred, referral.See{})))
	assert.Equal(t, "nothing", answer(tell(t, invited, []step{by(fred, referral.See{})}).try(fred, referral.See{})))
	assert.Equal(t, "nothing", answer(tell(t, invited, []step{wait(20 * day)}).try(fred, referral.See{})))
	assert.Equal(t, "nothing", answer(tell(t, invited, []step{changed(fabrik, suspend)}).try(fred, referral.See{})))
	assert.Equal(t, "nothing", answer(tell(t, private).try(anna, referral.See{})))
}

func TestAProcessSaysNothingOfACopyThatIsNotThere(t *testing.T) {
	for _, c := range referral.Commands {
		if !c.Process || c.Name() == "receive" {
			continue
		}
		d := newDeal()
		_, err := referral.Decide(d.state, sample(c.Name()), d.input(d.state, sample(c.Name()), process))
		assert.Equal(t, "wrong-state", domain.AsError(err).Code, c.Name())
	}
}
