package registration_test

import (
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/cosell/cosell/domain"
	"github.com/cosell/cosell/domain/registration"
)

var update = flag.Bool("update", false, "rewrite the goldens")

func TestTheTableIsPrintedAsTheGoldensSay(t *testing.T) {
	for file, got := range map[string]string{
		"registration.txt": registration.Matrix(),
		"registration.mmd": registration.Mermaid(),
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
	for _, e := range registration.Catalogue {
		row, ok := registration.Table[registration.Kind(e.Zero.EventKind())]
		assert.True(t, ok && len(row.From) > 0, e.Zero.EventKind())
	}
	assert.Len(t, registration.Table, len(registration.Catalogue))
}

func TestTheLastFourStatesAreFinal(t *testing.T) {
	var final []registration.State
	for _, s := range registration.States {
		if registration.Table.Final(s) {
			final = append(final, s)
		}
	}
	assert.Equal(t, []registration.State{
		registration.StateRejected, registration.StateWithdrawn, registration.StateLapsed, registration.StateClosed,
	}, final)
}

func TestARegistrationBindsItsDealWhileItIsLive(t *testing.T) {
	var live []registration.State
	for _, s := range registration.States {
		if s.Live() {
			live = append(live, s)
		}
	}
	assert.Equal(t, []registration.State{
		registration.StatePending, registration.StateAction, registration.StateException, registration.StateApproved, registration.StatePassed,
	}, live)
}

func TestEveryStateIsReached(t *testing.T) {
	for _, s := range registration.States {
		require.NotEmpty(t, variants[s], s)
		for name, story := range variants[s] {
			assert.Equal(t, s, tell(t, story).state.State(), name)
		}
	}
}

// cell is an event in a state.
type cell struct {
	state registration.State
	kind  registration.Kind
}

// TestEveryCellOfTheMatrixIsAccountedFor issues every command in every state by everybody: the events that come of it are
// those that the table allows for that kind of registration, each of them at least once, and the tabled state follows.
func TestEveryCellOfTheMatrixIsAccountedFor(t *testing.T) {
	seen := map[cell]bool{}
	watch := func(q *request) {
		before := registration.State("")
		for i := range q.history {
			after := registration.Replay(q.history[:i+1])
			kind := registration.Kind(q.history[i].Event.EventKind())
			assert.True(t, registration.Table.Allows(kind, before), "%s in %q", kind, before)
			assert.Equal(t, registration.Table.Next(kind, before), after.State(), "%s in %q", kind, before)
			if only := registration.Purposes[kind]; only != "" {
				assert.Equal(t, only, after.Purpose(), kind)
			}
			seen[cell{before, kind}] = true
			before = after.State()
		}
	}
	everyAttempt(t, func(_ string, q *request, who domain.Caller, c registration.Command) {
		if events, role, err := q.try(who, c); err == nil {
			q.record(who, role, events...)
			watch(q)
		}
	})
	for _, s := range append([]registration.State{""}, registration.States...) {
		for _, e := range registration.Catalogue {
			kind := registration.Kind(e.Zero.EventKind())
			assert.Equal(t, registration.Table.Allows(kind, s), seen[cell{s, kind}], "%s in %q", kind, s)
		}
	}
}

// everyAttempt hands every command by everybody to a registration of its own, of every variant of every state, before and
// after everything that ends by itself.
func everyAttempt(t *testing.T, attempt func(string, *request, domain.Caller, registration.Command)) {
	t.Helper()
	for _, s := range registration.States {
		for variant, story := range variants[s] {
			for _, late := range []time.Duration{0, 400 * day} {
				base := tell(t, story, []step{wait(late)})
				for _, c := range attempts() {
					for _, who := range append([]domain.Caller{clock}, people...) {
						attempt(variant, base.copy(), who, c)
					}
				}
			}
		}
	}
}

// TestWhatTheTableDoesNotAllowIsRefusedToWhoeverAsks walks through every state and command of people: where the command's
// row does not hold the state, nobody succeeds, and the one whose command it is hears that state or kind is in the way.
func TestWhatTheTableDoesNotAllowIsRefusedToWhoeverAsks(t *testing.T) {
	for _, s := range registration.States {
		for _, c := range registration.Commands {
			kind := registration.Kind(c.Events[0])
			if c.Process || registration.Table.Allows(kind, s) {
				continue
			}
			t.Run(string(s)+"/"+c.Name(), func(t *testing.T) {
				for variant, story := range variants[s] {
					for _, late := range []time.Duration{0, 400 * day} {
						q := tell(t, story, []step{wait(late)})
						answers := everybody(q, sample(c.Name()))
						want := "refused wrong-state"
						if only := registration.Purposes[kind]; only != "" && only != q.state.Purpose() {
							want = "refused wrong-purpose"
						}
						if registration.Table.Final(s) {
							want = "refused terminal-state"
						}
						assert.Contains(t, answers, want, variant)
						for _, a := range answers {
							assert.True(t, strings.HasPrefix(a, "refused ") || strings.HasPrefix(a, "denied ") || strings.HasPrefix(a, "missing "), "%s: %s", variant, a)
						}
					}
				}
			})
		}
	}
}

// TestWhatTheTableAllowsSucceedsForSomebody is the other half: no row promises what no rule lets through.
func TestWhatTheTableAllowsSucceedsForSomebody(t *testing.T) {
	for _, s := range registration.States {
		for _, c := range registration.Commands {
			if c.Process || !registration.Table.Allows(registration.Kind(c.Events[0]), s) {
				continue
			}
			var all []string
			for _, story := range variants[s] {
				all = append(all, everybody(tell(t, story), sample(c.Name()))...)
			}
			assert.Contains(t, all, strings.TrimPrefix(c.Events[0], "registration."), "%s in %s", c.Name(), s)
		}
	}
}

func TestAClosedRegistrationSaysSoToThoseWhoMayAct(t *testing.T) {
	for _, s := range registration.States {
		if !registration.Table.Final(s) {
			continue
		}
		for variant, story := range variants[s] {
			q := tell(t, story)
			for _, c := range registration.Commands {
				if c.Process {
					continue
				}
				for _, who := range []domain.Caller{rita, anna, mark} {
					assert.Equal(t, "refused terminal-state", answer(q.try(who, sample(c.Name()))), "%s %s by %s", variant, c.Name(), who.Member)
				}
			}
		}
	}
}

func TestProcessesThatComeLateOrTwiceDoNothing(t *testing.T) {
	for _, s := range registration.States {
		for variant, story := range variants[s] {
			for _, c := range attempts() {
				q := tell(t, story, []step{wait(400 * day)})
				first, role, err := q.try(clock, c)
				if answer(first, role, err) == "denied not-for-processes" {
					continue
				}
				require.NoError(t, err, "%s in %s", c.CommandName(), variant)
				q.record(clock, role, first...)
				assert.Equal(t, "nothing", answer(q.try(clock, c)), "%s in %s", c.CommandName(), variant)
			}
		}
	}
}

// everybody is what each of the people is answered, each answer without its fields.
func everybody(q *request, c registration.Command) (answers []string) {
	for _, who := range people {
		a := answer(q.try(who, c))
		if words := strings.Fields(a); len(words) > 2 {
			a = strings.Join(words[:2], " ")
		}
		answers = append(answers, a)
	}
	return answers
}
