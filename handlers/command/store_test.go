package command_test

import (
	"context"
	"errors"
	"iter"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/cosell/cosell/domain"
	"github.com/cosell/cosell/domain/opportunity"
	"github.com/cosell/cosell/eventstore"
	"github.com/cosell/cosell/handlers/command"
)

// faulty is a store that goes wrong as told; what is nil works.
type faulty struct {
	eventstore.Store
	append func(append func() (eventstore.Appended, error)) (eventstore.Appended, error)
	read   func(eventstore.Recorded) (eventstore.Recorded, error)
}

func (f *faulty) Append(
	ctx context.Context, stream string, at eventstore.Expected, events []eventstore.Pending,
) (eventstore.Appended, error) {
	real := func() (eventstore.Appended, error) { return f.Store.Append(ctx, stream, at, events) }
	if f.append == nil {
		return real()
	}
	return f.append(real)
}

func (f *faulty) Read(ctx context.Context, stream string, from eventstore.From) iter.Seq2[eventstore.Recorded, error] {
	return func(yield func(eventstore.Recorded, error) bool) {
		for r, err := range f.Store.Read(ctx, stream, from) {
			if err == nil && f.read != nil {
				r, err = f.read(r)
			}
			if !yield(r, err) || err != nil {
				return
			}
		}
	}
}

func (w *world) faulty(t *testing.T) (*faulty, *command.Service) {
	t.Helper()
	f := &faulty{Store: w.store}
	w.store = f
	return f, w.service(t, nil)
}

func TestAnAppendOfUnknownOutcomeIsSentAgain(t *testing.T) {
	for name, written := range map[string]bool{"it was written": true, "it was not": false} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				w := inMemory(t)
				id := w.newDeal(t)
				f, s := w.faulty(t)
				calls := 0
				f.append = func(real func() (eventstore.Appended, error)) (eventstore.Appended, error) {
					if calls++; calls > 1 {
						return real()
					}
					if written {
						_, err := real()
						require.NoError(t, err)
					}
					return eventstore.Appended{}, eventstore.ErrUnknown
				}
				a, err := s.Opportunities.Do(t.Context(), command.Request{Caller: manager, Key: "k"}, id, opportunity.AddNote{Text: "x"})
				require.NoError(t, err)
				require.Equal(t, 2, calls)
				require.False(t, a.Replayed)
				require.Len(t, w.history(t, id), 2)
			})
		})
	}
}

func TestACommandInDoubtKeepsItsKey(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := inMemory(t)
		one, two := w.newDeal(t), w.newDeal(t)
		f, s := w.faulty(t)
		f.append = func(func() (eventstore.Appended, error)) (eventstore.Appended, error) {
			return eventstore.Appended{}, eventstore.ErrUnknown
		}
		req := command.Request{Caller: manager, Key: "k"}
		_, err := s.Opportunities.Do(t.Context(), req, one, opportunity.AddNote{Text: "x"})
		requireError(t, err, domain.ClassUnavailable, "store-unreachable")

		f.append = nil
		_, err = s.Opportunities.Do(t.Context(), req, two, opportunity.AddNote{Text: "x"})
		requireError(t, err, domain.ClassConflict, "idempotency-key-reused")
		_, err = s.Opportunities.Do(t.Context(), req, one, opportunity.AddNote{Text: "x"})
		require.NoError(t, err)
		require.Len(t, w.history(t, one), 2)
	})
}

func TestAConflictIsDecidedAgainFiveTimes(t *testing.T) {
	w := inMemory(t)
	id := w.newDeal(t)
	f, s := w.faulty(t)
	others, rivals := 0, w.service(t, nil)
	f.append = func(real func() (eventstore.Appended, error)) (eventstore.Appended, error) {
		if others > 0 {
			others--
			write := f.append
			f.append = nil
			_, err := rivals.Opportunities.Do(t.Context(), command.Request{Caller: manager}, id, opportunity.AddNote{Text: "rival"})
			require.NoError(t, err)
			f.append = write
		}
		return real()
	}
	others = 4
	a, err := s.Opportunities.Do(t.Context(), command.Request{Caller: manager, Key: "a"}, id, opportunity.AddNote{Text: "mine"})
	require.NoError(t, err)
	require.EqualValues(t, 5, a.Revision)

	others = 5
	req := command.Request{Caller: manager, Key: "b"}
	_, err = s.Opportunities.Do(t.Context(), req, id, opportunity.AddNote{Text: "mine"})
	requireError(t, err, domain.ClassConflict, "conflict")
	require.ErrorIs(t, err, eventstore.ErrConflict)

	others = 1
	req.IfMatch = ptr(int64(10))
	_, err = s.Opportunities.Do(t.Context(), req, id, opportunity.AddNote{Text: "mine"})
	var m *command.RevisionMismatch
	require.ErrorAs(t, err, &m, "a stated revision is never retried")
	require.EqualValues(t, 11, m.Actual)
}

func TestErrorsOfTheLogHaveAClass(t *testing.T) {
	w := inMemory(t)
	id := w.newDeal(t)
	f, s := w.faulty(t)
	fails := func(err error) func(eventstore.Recorded) (eventstore.Recorded, error) {
		return func(r eventstore.Recorded) (eventstore.Recorded, error) { return r, err }
	}
	for name, c := range map[string]struct {
		read  func(eventstore.Recorded) (eventstore.Recorded, error)
		class domain.Class
		code  string
	}{
		"unreachable": {fails(eventstore.ErrUnavailable), domain.ClassUnavailable, "store-unreachable"},
		"closed":      {fails(eventstore.ErrClosed), domain.ClassUnavailable, "store-unreachable"},
		"truncated":   {fails(eventstore.ErrTruncated), domain.ClassUnavailable, "history-incomplete"},
		"unknown kind": {func(r eventstore.Recorded) (eventstore.Recorded, error) {
			r.Kind = "opportunity.teleported"
			return r, nil
		}, domain.ClassUnavailable, "newer-event"},
		"newer version": {func(r eventstore.Recorded) (eventstore.Recorded, error) {
			r.SchemaVersion = 99
			return r, nil
		}, domain.ClassUnavailable, "newer-event"},
		"anything else": {fails(errors.New("boom")), domain.ClassInternal, "internal"},
	} {
		t.Run(name, func(t *testing.T) {
			f.read = c.read
			_, err := s.Opportunities.Do(t.Context(), command.Request{Caller: manager}, id, opportunity.AddNote{Text: "x"})
			requireError(t, err, c.class, c.code)
			_, err = s.Opportunities.Show(t.Context(), manager, id, command.AsOf{})
			requireError(t, err, c.class, c.code)
		})
	}
}

func TestACallerWhoLeavesGetsTheCauseAndTheKeyIsSettledLater(t *testing.T) {
	w := inMemory(t)
	id := w.newDeal(t)
	gone := errors.New("the line went dead")
	ctx, leave := context.WithCancelCause(t.Context())
	s := w.service(t, func(p command.Point) {
		if p == command.Reserved {
			leave(gone)
		}
	})
	req := command.Request{Caller: manager, Key: "k"}
	_, err := s.Opportunities.Do(ctx, req, id, opportunity.AddNote{Text: "x"})
	require.ErrorIs(t, err, gone)

	_, err = s.Opportunities.Do(t.Context(), req, id, opportunity.AddNote{Text: "y"})
	require.NoError(t, err, "nothing was written, so the key is free")
}

func TestASecondRequestWaitsForTheFirstTenSeconds(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := inMemory(t)
		started, release := make(chan struct{}), make(chan struct{})
		slow := w.service(t, func(p command.Point) {
			if p == command.Reserved {
				close(started)
				<-release
			}
		})
		req := command.Request{Caller: manager, Key: "slow"}
		first := make(chan error, 1)
		go func() {
			_, err := slow.Opportunities.Do(t.Context(), req, "", create("x"))
			first <- err
		}()
		<-started
		before := time.Now()
		_, err := slow.Opportunities.Do(t.Context(), req, "", create("x"))
		requireError(t, err, domain.ClassUnavailable, "command-in-progress")
		require.Equal(t, command.MaxWait, time.Since(before))
		close(release)
		require.NoError(t, <-first)
	})
}

func TestReceiptsThatCannotBeReachedAreUnavailable(t *testing.T) {
	t.Parallel()
	w := inMemory(t)
	pool := database(t)
	w.receipts = command.NewPostgresReceipts(pool)
	s := w.service(t, nil)
	pool.Close()
	_, err := s.Opportunities.Do(t.Context(), command.Request{Caller: manager, Key: "k"}, "", create("x"))
	requireError(t, err, domain.ClassUnavailable, "store-unreachable")
	_, err = s.Opportunities.Do(t.Context(), command.Request{Caller: manager}, "", create("x"))
	require.NoError(t, err, "without a key there is no receipt")
}
