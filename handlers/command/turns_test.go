package command_test

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/cosell/cosell/domain"
	"github.com/cosell/cosell/domain/opportunity"
	"github.com/cosell/cosell/eventstore"
	"github.com/cosell/cosell/handlers/command"
)

func TestFiftyNotesAtOnceAreAllTaken(t *testing.T) {
	t.Parallel()
	for name, open := range worlds {
		t.Run(name, func(t *testing.T) {
			w := open(t)
			id := w.newDeal(t)
			var all sync.WaitGroup
			for i := range 50 {
				all.Go(func() {
					req := command.Request{Caller: manager}
					if i%2 == 0 {
						req.Key = fmt.Sprint("note ", i/4)
					}
					_, err := w.Opportunities.Do(t.Context(), req, id, opportunity.AddNote{Text: "x"})
					if err != nil {
						t.Error(err)
					}
				})
			}
			all.Wait()
			require.Len(t, w.history(t, id), 1+25+13, "the deal, the notes without a key, and one note for each key")
		})
	}
}

func TestOfManyWritersAtOneRevisionInOneProcessOneWins(t *testing.T) {
	w := inMemory(t)
	id := w.newDeal(t)
	errs := make([]error, 10)
	var all sync.WaitGroup
	for i := range errs {
		all.Go(func() {
			req := command.Request{Caller: manager, IfMatch: ptr(int64(0))}
			_, errs[i] = w.Opportunities.Do(t.Context(), req, id, opportunity.AddNote{Text: "mine"})
		})
	}
	all.Wait()
	won := 0
	for _, err := range errs {
		if err == nil {
			won++
			continue
		}
		requireError(t, err, domain.ClassConflict, "revision-mismatch")
	}
	require.Equal(t, 1, won)
	require.Len(t, w.history(t, id), 2)
}

func TestACommandWaitsTenSecondsForTheOneBeforeIt(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := inMemory(t)
		id, other := w.newDeal(t), w.newDeal(t)
		started, release := make(chan struct{}), make(chan struct{})
		slow := w.service(t, func(p command.Point) {
			if p == command.Appended {
				close(started)
				<-release
			}
		})
		note := func(ctx context.Context, key string) error {
			_, err := slow.Opportunities.Do(ctx, command.Request{Caller: manager, Key: key}, id, opportunity.AddNote{Text: "x"})
			return err
		}
		first := make(chan error, 1)
		go func() { first <- note(t.Context(), "") }()
		<-started

		before := time.Now()
		requireError(t, note(t.Context(), "late"), domain.ClassConflict, "conflict")
		require.Equal(t, command.MaxWait, time.Since(before))

		gone := errors.New("the line went dead")
		ctx, leave := context.WithCancelCause(t.Context())
		leave(gone)
		require.ErrorIs(t, note(ctx, ""), gone, "who leaves waits no longer")

		w.do(t, manager, other, opportunity.AddNote{Text: "another deal waits for nobody"})
		_, err := slow.Opportunities.Do(t.Context(), command.Request{Caller: manager, IfMatch: ptr(int64(7))}, other, opportunity.AddNote{Text: "x"})
		requireError(t, err, domain.ClassConflict, "revision-mismatch")

		close(release)
		require.NoError(t, <-first)
		require.Len(t, w.history(t, id), 2)
	})
}

func TestACommandBetweenTwoAttemptsEndsWithItsCaller(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := inMemory(t)
		id := w.newDeal(t)
		f, s := w.faulty(t)
		gone := errors.New("the line went dead")
		ctx, leave := context.WithCancelCause(t.Context())
		f.append = func(func() (eventstore.Appended, error)) (eventstore.Appended, error) {
			leave(gone)
			return eventstore.Appended{}, eventstore.ErrConflict
		}
		before := time.Now()
		_, err := s.Opportunities.Do(ctx, command.Request{Caller: manager}, id, opportunity.AddNote{Text: "x"})
		require.ErrorIs(t, err, gone)
		require.Zero(t, time.Since(before))
	})
}
