package command_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/cosell/cosell/domain"
	"github.com/cosell/cosell/domain/opportunity"
	"github.com/cosell/cosell/eventstore"
	"github.com/cosell/cosell/handlers/command"
)

// crash is the end of a process: what came before it is durable, nothing after it happens.
type crash struct{}

func crashAt(point command.Point) func(command.Point) {
	return func(p command.Point) {
		if p == point {
			panic(crash{})
		}
	}
}

func TestACrashAtAnyPointLeavesOneDealAndTheFirstAnswer(t *testing.T) {
	for _, point := range []command.Point{command.Reserved, command.Appended, command.Completed} {
		t.Run(string(point), func(t *testing.T) {
			for name, open := range worlds {
				t.Run(name, func(t *testing.T) {
					w := open(t)
					req := command.Request{Caller: manager, Key: "only once"}
					dying := w.service(t, crashAt(point))
					require.PanicsWithValue(t, crash{}, func() { _, _ = dying.Opportunities.Do(t.Context(), req, "", create("New plant")) })
					w.clock.add(1)

					first, err := w.service(t, nil).Opportunities.Do(t.Context(), req, "", create("New plant"))
					require.NoError(t, err)
					w.do(t, manager, first.ID, opportunity.AddNote{Text: "later"})
					again, err := w.service(t, nil).Opportunities.Do(t.Context(), req, "", create("New plant"))
					require.NoError(t, err)

					require.Equal(t, toJSON(t, first), toJSON(t, again))
					require.Equal(t, point != command.Reserved, first.Replayed)
					require.Equal(t, []string{"opportunity.created", "opportunity.note-added"}, kinds(w.history(t, first.ID)))
				})
			}
		})
	}
}

func TestACrashAfterARefusalLeavesTheKeyFree(t *testing.T) {
	t.Parallel()
	for name, open := range worlds {
		t.Run(name, func(t *testing.T) {
			w := open(t)
			id := w.newDeal(t)
			req := command.Request{Caller: manager, Key: "recall"}
			dying := w.service(t, crashAt(command.Refused))
			require.PanicsWithValue(t, crash{}, func() { _, _ = dying.Opportunities.Do(t.Context(), req, id, opportunity.Recall{Reason: "x"}) })

			_, err := w.service(t, nil).Opportunities.Do(t.Context(), req, id, opportunity.Recall{Reason: "x"})
			requireError(t, err, domain.ClassRefused, "wrong-state")
			w.do(t, manager, id, opportunity.Distribute{Partner: opportunity.Addressee(w.contoso)})
			_, err = w.service(t, nil).Opportunities.Do(t.Context(), req, id, opportunity.Recall{Reason: "x"})
			require.NoError(t, err)
		})
	}
}

func TestAKeyThatACrashLeftReservedNamesItsRequestOnly(t *testing.T) {
	for _, point := range []command.Point{command.Reserved, command.Appended} {
		t.Run(string(point), func(t *testing.T) {
			for name, open := range worlds {
				t.Run(name, func(t *testing.T) {
					w := open(t)
					one, two := w.newDeal(t), w.newDeal(t)
					req := command.Request{Caller: manager, Key: "note"}
					dying := w.service(t, crashAt(point))
					require.PanicsWithValue(t, crash{}, func() { _, _ = dying.Opportunities.Do(t.Context(), req, one, opportunity.AddNote{Text: "one"}) })

					s := w.service(t, nil)
					_, err := s.Opportunities.Do(t.Context(), req, one, opportunity.AddNote{Text: "other"})
					requireError(t, err, domain.ClassConflict, "idempotency-key-reused")
					_, err = s.Opportunities.Do(t.Context(), req, two, opportunity.AddNote{Text: "one"})
					requireError(t, err, domain.ClassConflict, "idempotency-key-reused")
					_, err = s.Opportunities.Do(t.Context(), req, one, opportunity.AddNote{Text: "one"})
					require.NoError(t, err)
				})
			}
		})
	}
}

// Between two programs that work on the same request at once, the log decides.
func TestTwoProgramsAtOneRequestAnswerAlike(t *testing.T) {
	req := command.Request{Caller: manager, Key: "raced"}
	for _, point := range []command.Point{command.Reserved, command.Appended} {
		t.Run("one is overtaken when "+string(point), func(t *testing.T) {
			for name, open := range worlds {
				t.Run(name, func(t *testing.T) {
					w := open(t)
					w.clock.step = time.Microsecond
					var other command.Answer
					overtaken := w.service(t, func(p command.Point) {
						if p == point && other.ID == "" {
							other = w.create(t, req)
						}
					})
					a, err := overtaken.Opportunities.Do(t.Context(), req, "", create("New plant"))
					require.NoError(t, err)
					require.Equal(t, toJSON(t, other), toJSON(t, a))
					require.Equal(t, point == command.Reserved, a.Replayed)
					require.NotEqual(t, a.Replayed, other.Replayed)
					require.Len(t, w.history(t, a.ID), 1)
				})
			}
		})
	}
	t.Run("one is overtaken when it has decided", func(t *testing.T) {
		for name, open := range worlds {
			t.Run(name, func(t *testing.T) {
				w := open(t)
				w.clock.step = time.Microsecond
				f, overtaken := w.faulty(t)
				var other command.Answer
				f.append = func(real func() (eventstore.Appended, error)) (eventstore.Appended, error) {
					f.append = nil
					other = w.create(t, req)
					return real()
				}
				a, err := overtaken.Opportunities.Do(t.Context(), req, "", create("New plant"))
				require.NoError(t, err)
				require.Equal(t, toJSON(t, other), toJSON(t, a))
				require.True(t, a.Replayed)
				require.False(t, other.Replayed)
				require.Len(t, w.history(t, a.ID), 1)
			})
		}
	})
}

// create does a request in a program of its own.
func (w *world) create(t *testing.T, req command.Request) command.Answer {
	t.Helper()
	a, err := w.service(t, nil).Opportunities.Do(t.Context(), req, "", create("New plant"))
	require.NoError(t, err)
	return a
}
