package command_test

import (
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/cosell/cosell/domain"
	"github.com/cosell/cosell/domain/opportunity"
	"github.com/cosell/cosell/eventstore"
	"github.com/cosell/cosell/eventstore/memory"
	"github.com/cosell/cosell/handlers/command"
)

func TestTheSameKeyFiftyTimesAtOnceIsDoneOnceAndAnswersAlike(t *testing.T) {
	t.Parallel()
	for name, open := range worlds {
		t.Run(name, func(t *testing.T) {
			w := open(t)
			w.clock.step = time.Microsecond
			services := []*command.Service{w.service(t, nil), w.service(t, nil), w.service(t, nil)}
			answers := make([]command.Answer, 50)
			var all sync.WaitGroup
			for i := range answers {
				all.Go(func() {
					req := command.Request{Caller: manager, Key: "once"}
					a, err := services[i%len(services)].Opportunities.Do(t.Context(), req, "", create("Fleet renewal"))
					if err != nil {
						t.Error(err)
					}
					answers[i] = a
				})
			}
			all.Wait()

			first := 0
			for _, a := range answers {
				require.Equal(t, toJSON(t, answers[0]), toJSON(t, a))
				if !a.Replayed {
					first++
				}
			}
			require.Equal(t, 1, first, "answers that are not marked as replayed")
			require.Len(t, w.history(t, answers[0].ID), 1)
		})
	}
}

func TestARepeatedKeyAnswersWithTheStateOfThatTime(t *testing.T) {
	t.Parallel()
	for name, open := range worlds {
		t.Run(name, func(t *testing.T) {
			w := open(t)
			id := w.offered(t)
			req := command.Request{Caller: w.carl(), Key: "take it"}
			first, err := w.Opportunities.Do(t.Context(), req, id, opportunity.Accept{})
			require.NoError(t, err)
			require.False(t, first.Replayed)
			w.do(t, w.carl(), id, opportunity.MarkStage{Stage: ptr(40)})
			w.do(t, w.carl(), id, opportunity.Lose{Reason: w.declineReason()})

			again, err := w.service(t, nil).Opportunities.Do(t.Context(), req, id, opportunity.Accept{})

			require.NoError(t, err)
			require.True(t, again.Replayed)
			require.Equal(t, toJSON(t, first), toJSON(t, again))
		})
	}
}

func TestARepeatComesBeforeEveryRefusal(t *testing.T) {
	t.Parallel()
	for name, open := range worlds {
		t.Run(name, func(t *testing.T) {
			w := open(t)
			id := w.offered(t)
			req := command.Request{Caller: w.carl(), Key: "take it", IfMatch: ptr(int64(1))}
			first, err := w.Opportunities.Do(t.Context(), req, id, opportunity.Accept{})
			require.NoError(t, err)
			w.do(t, w.carl(), id, opportunity.Lose{Reason: w.declineReason()})

			req.IfMatch = ptr(int64(77))
			req.Caller.Roles = []domain.Role{domain.RoleSeller}
			again, err := w.Opportunities.Do(t.Context(), req, id, opportunity.Accept{})

			require.NoError(t, err, "a terminal state, another revision and a lost role do not matter to what was done")
			require.Equal(t, first.Events, again.Events)
			require.Equal(t, first.Position, again.Position)
		})
	}
}

func TestAKeyNamesOneRequestOfOneMember(t *testing.T) {
	t.Parallel()
	for name, open := range worlds {
		t.Run(name, func(t *testing.T) {
			w := open(t)
			one, two := w.newDeal(t), w.newDeal(t)
			req := command.Request{Caller: manager, Key: "note"}
			_, err := w.Opportunities.Do(t.Context(), req, one, opportunity.AddNote{Text: "first"})
			require.NoError(t, err)

			_, err = w.Opportunities.Do(t.Context(), req, one, opportunity.AddNote{Text: "second"})
			requireError(t, err, domain.ClassConflict, "idempotency-key-reused")
			_, err = w.Opportunities.Do(t.Context(), req, two, opportunity.AddNote{Text: "first"})
			requireError(t, err, domain.ClassConflict, "idempotency-key-reused")
			_, err = w.Opportunities.Do(t.Context(), req, one, opportunity.Lose{})
			requireError(t, err, domain.ClassConflict, "idempotency-key-reused")

			req.Caller.Member = "mike"
			other, err := w.Opportunities.Do(t.Context(), req, two, opportunity.AddNote{Text: "first"})
			require.NoError(t, err, "another member's key is another key")
			require.False(t, other.Replayed)
		})
	}
}

func TestTheStreamKnowsAKeyThatHasNoReceipt(t *testing.T) {
	w := inMemory(t)
	id := w.newDeal(t)
	req := command.Request{Caller: manager, Key: "note"}
	first, err := w.Opportunities.Do(t.Context(), req, id, opportunity.AddNote{Text: "first"})
	require.NoError(t, err)

	w.receipts = command.NewMemoryReceipts()
	again, err := w.service(t, nil).Opportunities.Do(t.Context(), req, id, opportunity.AddNote{Text: "first"})
	require.NoError(t, err)
	require.Equal(t, first.Events, again.Events)

	w.receipts = command.NewMemoryReceipts()
	_, err = w.service(t, nil).Opportunities.Do(t.Context(), req, id, opportunity.AddNote{Text: "second"})
	requireError(t, err, domain.ClassConflict, "idempotency-key-reused")
}

func TestARefusedCommandIsDecidedAfreshUnderItsKey(t *testing.T) {
	t.Parallel()
	for name, open := range worlds {
		t.Run(name, func(t *testing.T) {
			w := open(t)
			id := w.newDeal(t)
			req := command.Request{Caller: manager, Key: "offer"}
			_, err := w.Opportunities.Do(t.Context(), req, id, opportunity.Recall{Reason: "no longer"})
			requireError(t, err, domain.ClassRefused, "wrong-state")

			w.do(t, manager, id, opportunity.Distribute{Partner: opportunity.Addressee(w.contoso)})
			a, err := w.Opportunities.Do(t.Context(), req, id, opportunity.Recall{Reason: "no longer"})
			require.NoError(t, err)
			require.False(t, a.Replayed)

			_, err = w.Opportunities.Do(t.Context(), command.Request{Caller: manager, Key: "void"}, id, opportunity.Recall{Reason: "x"})
			requireError(t, err, domain.ClassRefused, "wrong-state")
			_, err = w.Opportunities.Do(t.Context(), command.Request{Caller: manager, Key: "void"}, id, opportunity.AddNote{Text: "x"})
			require.NoError(t, err, "a key whose command was refused names nothing")
		})
	}
}

func TestACommandThatHadNothingToDoAnswersAsItFirstDid(t *testing.T) {
	t.Parallel()
	for name, open := range worlds {
		t.Run(name, func(t *testing.T) {
			w := open(t)
			id := w.accepted(t)
			req := command.Request{Caller: domain.Process("expiry"), Key: "late clock"}
			first, err := w.Opportunities.Do(t.Context(), req, id, opportunity.Expire{})
			require.NoError(t, err)
			require.Empty(t, first.Events)
			require.EqualValues(t, 2, first.Revision)
			w.do(t, w.carl(), id, opportunity.MarkStage{Stage: ptr(40)})

			again, err := w.Opportunities.Do(t.Context(), req, id, opportunity.Expire{})

			require.NoError(t, err)
			require.True(t, again.Replayed)
			require.Equal(t, toJSON(t, first), toJSON(t, again))
		})
	}
}

func TestKeysArePrintableASCII(t *testing.T) {
	w := inMemory(t)
	for _, bad := range []string{strings.Repeat("k", 256), "tab\t", "line\n", "é", "\x7f", "\x00"} {
		_, err := w.Opportunities.Do(t.Context(), command.Request{Caller: manager, Key: bad}, "", create("x"))
		requireError(t, err, domain.ClassInvalid, "bad-key")
	}
	for _, good := range []string{strings.Repeat("k", 255), " ", "~", "{a-b_c}"} {
		_, err := w.Opportunities.Do(t.Context(), command.Request{Caller: manager, Key: good}, "", create("x"))
		require.NoError(t, err)
	}
}

func TestIdsAreTheSameWhereverTheKeyIsSent(t *testing.T) {
	one, two := inMemory(t), inMemory(t)
	require.Equal(t, one.contoso, two.contoso)
	two.clock.add(time.Hour)
	req := command.Request{Caller: manager, Key: "deal 1"}
	a, err := one.Opportunities.Do(t.Context(), req, "", create("x"))
	require.NoError(t, err)
	b, err := two.Opportunities.Do(t.Context(), req, "", create("x"))
	require.NoError(t, err)
	require.Equal(t, a.ID, b.ID)
	require.Equal(t, a.Events, b.Events)
	require.True(t, a.ID.Valid())
	require.True(t, a.Events[0].ID.Valid())
}

// The log is restored from a time before the deal was accepted, the receipts are not.
func TestWhatThereWasNothingToDoForIsDecidedAfreshWhereTheLogLostWhy(t *testing.T) {
	t.Parallel()
	w := inMemory(t)
	id := w.offered(t)
	before := memory.New()
	copyLog(t, w.store, before)
	w.do(t, w.carl(), id, opportunity.Accept{})
	w.clock.set(begin.AddDate(0, 1, 0))
	req := command.Request{Caller: domain.Process("expiry"), Key: "expire"}
	expire := func() command.Answer {
		a, err := w.Opportunities.Do(t.Context(), req, id, opportunity.Expire{})
		require.NoError(t, err)
		return a
	}
	require.Empty(t, expire().Events)
	require.True(t, expire().Replayed)

	w.store = before
	w.Service = w.service(t, nil)
	first := expire()
	require.Equal(t, "opportunity.expired", first.Events[0].Kind)
	require.False(t, first.Replayed)
	again := expire()
	require.True(t, again.Replayed)
	require.Equal(t, toJSON(t, first), toJSON(t, again), "although the receipt says nothing of it")
	require.Len(t, w.history(t, id), 3)
}

func copyLog(t *testing.T, from, to eventstore.Store) {
	t.Helper()
	end, err := from.End(t.Context())
	require.NoError(t, err)
	for e, err := range from.Subscribe(t.Context(), eventstore.Position{}) {
		require.NoError(t, err)
		_, err = to.Append(t.Context(), e.Stream, eventstore.At(e.Revision-1), []eventstore.Pending{e.Pending})
		require.NoError(t, err)
		if e.Position == end {
			break
		}
	}
}
