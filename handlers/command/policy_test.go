package command_test

import (
	"context"
	"errors"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/cosell/cosell/domain"
	"github.com/cosell/cosell/domain/opportunity"
	"github.com/cosell/cosell/domain/program"
	"github.com/cosell/cosell/eventstore"
	"github.com/cosell/cosell/handlers/command"
)

func windows(days int) program.SetWindows {
	return program.SetWindows{Windows: program.Windows{AnswerDays: days}, Reason: "Partners asked for it."}
}

// set changes the policy through a service, as a process of its own would.
func set(tb testing.TB, s *command.Service, cmd program.Command) command.Answer {
	tb.Helper()
	a, err := s.Program.Do(tb.Context(), command.Request{Caller: admin}, program.ID, cmd)
	require.NoError(tb, err)
	return a
}

func version(tb testing.TB, s *command.Service, as command.AsOf) int {
	tb.Helper()
	p, err := s.Policy(tb.Context(), as)
	require.NoError(tb, err)
	return p.Version
}

func TestTheProgramIsThereBeforeItsFirstEvent(t *testing.T) {
	w := inMemory(t)
	require.Equal(t, 1, version(t, w.Service, command.AsOf{}))

	seen, err := w.Program.Show(t.Context(), admin, program.ID, command.AsOf{})
	require.NoError(t, err)
	require.Equal(t, int64(-1), seen.Revision)
	require.Equal(t, 1, seen.State.(program.PolicyView).Version)
	require.NotEmpty(t, seen.Allowed)

	_, err = w.Program.Show(t.Context(), admin, w.contoso, command.AsOf{})
	require.ErrorIs(t, err, command.ErrMissing, "there is one program")
	_, err = w.Program.Do(t.Context(), command.Request{Caller: admin}, "", windows(7))
	require.ErrorIs(t, err, command.ErrMissing)
	_, err = w.Program.Do(t.Context(), command.Request{Caller: admin}, w.contoso, windows(7))
	require.ErrorIs(t, err, command.ErrMissing)
}

func TestAProcessUsesItsOwnChangeOfThePolicyAtOnce(t *testing.T) {
	for name, open := range worlds {
		t.Run(name, func(t *testing.T) {
			w := open(t)
			before := w.offered(t)
			a := set(t, w.Service, windows(7))
			require.Equal(t, int64(0), a.Revision)
			after := w.offered(t)

			for id, want := range map[domain.ID]struct{ policy, days int }{before: {1, 14}, after: {2, 7}} {
				offered := w.history(t, id)[1]
				require.Equal(t, want.policy, offered.Policy)
				require.JSONEq(t, toJSON(t, begin.AddDate(0, 0, want.days)), toJSON(t, deadline(t, offered)))
			}
		})
	}
}

func TestAChangeOfThePolicyMovesNoDeadlineThatRuns(t *testing.T) {
	w := inMemory(t)
	before := w.offered(t)
	set(t, w.Service, windows(2))
	after := w.offered(t)

	w.clock.add(3 * 24 * time.Hour)
	w.do(t, w.carl(), before, opportunity.Accept{})
	_, err := w.Opportunities.Do(t.Context(), command.Request{Caller: w.carl()}, after, opportunity.Accept{})
	requireError(t, err, domain.ClassRefused, "offer-expired")
	h := w.history(t, before)
	require.Equal(t, []int{1, 2}, []int{h[1].Policy, h[2].Policy}, "each decision names its version")
}

func TestAnotherProcessUsesAChangeOfThePolicyASecondLater(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := inMemory(t)
		other := w.service(t, nil)
		require.Equal(t, 1, version(t, other, command.AsOf{}))
		set(t, w.Service, windows(7))
		require.Equal(t, 2, version(t, w.Service, command.AsOf{}))
		require.Equal(t, 1, version(t, other, command.AsOf{}))
		time.Sleep(command.PolicyAge)
		require.Equal(t, 2, version(t, other, command.AsOf{}))
	})
}

func TestOnlyTheRevisionsThatAreNewAreRead(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := inMemory(t)
		f, s := w.faulty(t)
		set(t, s, windows(7))
		var read []int64
		f.read = func(r eventstore.Recorded) (eventstore.Recorded, error) {
			read = append(read, r.Revision)
			return r, nil
		}
		require.Equal(t, 2, version(t, s, command.AsOf{}))
		set(t, w.Service, windows(8))
		time.Sleep(command.PolicyAge)
		require.Equal(t, 3, version(t, s, command.AsOf{}))
		require.Equal(t, 3, version(t, s, command.AsOf{}))
		require.Equal(t, []int64{0, 1}, read)
	})
}

func TestThePolicyOfThePastIsReadFromTheLog(t *testing.T) {
	w := inMemory(t)
	first := set(t, w.Service, windows(7))
	w.clock.add(time.Hour)
	set(t, w.Service, windows(8))
	require.Equal(t, 3, version(t, w.Service, command.AsOf{}))
	require.Equal(t, 2, version(t, w.Service, command.AsOf{Time: begin.Add(time.Minute)}))
	require.Equal(t, 2, version(t, w.Service, command.AsOf{Position: &first.Position}))
	require.Equal(t, 1, version(t, w.Service, command.AsOf{Time: begin.Add(-time.Minute)}))
}

func TestWithoutThePolicyNothingIsDecided(t *testing.T) {
	for name, c := range map[string]struct {
		broken error
		code   string
	}{
		"unreachable":          {eventstore.ErrUnavailable, "store-unreachable"},
		"cut off":              {eventstore.ErrTruncated, "history-incomplete"},
		"anything else at all": {errors.New("a cable"), "store-unreachable"},
	} {
		t.Run(name, func(t *testing.T) {
			w := inMemory(t)
			id := w.newDeal(t)
			set(t, w.Service, windows(7))
			f, s := w.faulty(t)
			f.read = func(r eventstore.Recorded) (eventstore.Recorded, error) {
				if r.Kind == string(program.KindWindowsChanged) {
					return r, c.broken
				}
				return r, nil
			}
			_, err := s.Policy(t.Context(), command.AsOf{})
			requireError(t, err, domain.ClassUnavailable, c.code)
			_, err = s.Opportunities.Do(t.Context(), command.Request{Caller: manager, Key: "k"}, "", create("x"))
			requireError(t, err, domain.ClassUnavailable, c.code)
			_, err = s.Opportunities.Show(t.Context(), manager, id, command.AsOf{})
			requireError(t, err, domain.ClassUnavailable, c.code)

			f.read = nil
			_, err = s.Opportunities.Do(t.Context(), command.Request{Caller: manager, Key: "k"}, "", create("x"))
			require.NoError(t, err)
		})
	}
}

func TestWhoWaitsForAnothersLookAtThePolicyLeavesWithItsContext(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := inMemory(t)
		set(t, w.Service, windows(7))
		f, s := w.faulty(t)
		release := make(chan struct{})
		f.read = func(r eventstore.Recorded) (eventstore.Recorded, error) { <-release; return r, nil }
		var slow sync.WaitGroup
		slow.Go(func() { _, _ = s.Policy(t.Context(), command.AsOf{}) })
		synctest.Wait()

		gone := errors.New("the line went dead")
		ctx, leave := context.WithCancelCause(t.Context())
		leave(gone)
		_, err := s.Policy(ctx, command.AsOf{})
		require.ErrorIs(t, err, gone)
		close(release)
		slow.Wait()
	})
}

func TestTwoChangesOfThePolicyAtOneRevisionAreOneAndAMismatch(t *testing.T) {
	w := inMemory(t)
	change := func(s *command.Service, days int) error {
		_, err := s.Program.Do(t.Context(), command.Request{Caller: admin, IfMatch: ptr(int64(-1))}, program.ID, windows(days))
		return err
	}
	require.NoError(t, change(w.Service, 7))
	requireError(t, change(w.service(t, nil), 8), domain.ClassConflict, "revision-mismatch")
}
