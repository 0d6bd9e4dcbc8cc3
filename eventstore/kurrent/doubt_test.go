package kurrent_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/cosell/cosell/eventstore"
	"github.com/cosell/cosell/eventstore/kurrent"
	"github.com/cosell/cosell/eventstore/kurrenttest"
)

// doubtful are the faults after which nobody knows whether an append was written.
var doubtful = map[string]kurrenttest.Kind{
	"lost before the server wrote": kurrenttest.DropBeforeCommit,
	"answer lost":                  kurrenttest.DropAfterCommit,
	"held before it was written":   kurrenttest.Stall,
	"answer held":                  kurrenttest.StallAfterCommit,
	"took the server too long":     kurrenttest.Timeout,
	"reset":                        kurrenttest.Reset,
	"connection cut":               kurrenttest.Cut,
	"pinged too often":             kurrenttest.TooManyPings,
	"answer not understood":        kurrenttest.UnknownMessage,
}

func TestADoubtfulAppendIsSettledForTheCaller(t *testing.T) {
	t.Parallel()
	for name, kind := range doubtful {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			server := serve(t, kurrenttest.Options{})
			p := connect(t, server.URL(), patient)
			_, err := p.Append(t.Context(), stream, eventstore.NoStream, events(0, 2))
			require.NoError(t, err)
			fault := server.Faults().Arm(kurrenttest.Fault{Kind: kind, Op: kurrenttest.Append})
			done, err := p.Append(t.Context(), stream, eventstore.At(1), events(2, 3))
			require.NoError(t, err)
			<-fault.Struck()
			got := read(t, p, stream, eventstore.From{})
			require.Equal(t, idsOf(events(0, 5)), ids(got))
			require.Equal(t, eventstore.Appended{Revision: 4, Position: got[4].Position}, done)
			require.Equal(t, got, whole(t, p))
		})
	}
}

func TestADoubtfulAppendToAPlaceThatIsTakenIsAConflict(t *testing.T) {
	t.Parallel()
	server := serve(t, kurrenttest.Options{})
	p := connect(t, server.URL(), patient)
	other := connect(t, server.URL(), patient)
	held := server.Faults().Arm(kurrenttest.Fault{Kind: kurrenttest.Stall, Op: kurrenttest.Append})
	result := make(chan error, 1)
	go func() {
		_, err := p.Append(t.Context(), stream, eventstore.NoStream, event(0))
		result <- err
	}()
	<-held.Struck()
	_, err := other.Append(t.Context(), stream, eventstore.NoStream, event(1))
	require.NoError(t, err)
	err = <-result
	var conflict *eventstore.Conflict
	require.ErrorAs(t, err, &conflict)
	require.Equal(t, eventstore.At(0), conflict.Actual)
	require.Equal(t, idsOf(event(1)), ids(read(t, p, stream, eventstore.From{})))
}

func TestADoubtfulAppendThatCannotBeSettledIsUnknown(t *testing.T) {
	t.Parallel()
	for name, kind := range map[string]kurrenttest.Kind{"not written": kurrenttest.Stall, "written": kurrenttest.StallAfterCommit} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			server := serve(t, kurrenttest.Options{})
			p := connect(t, server.URL(), kurrent.Options{Patience: 400 * time.Millisecond, Timeout: 10 * time.Second})
			held := server.Faults().Arm(kurrenttest.Fault{Kind: kind, Op: kurrenttest.Append})
			result := make(chan error, 1)
			go func() {
				_, err := p.Append(t.Context(), stream, eventstore.NoStream, event(0))
				result <- err
			}()
			<-held.Struck()
			server.Stop()
			err := <-result
			require.ErrorIs(t, err, eventstore.ErrUnknown)
			require.ErrorIs(t, err, eventstore.ErrUnavailable)

			require.NoError(t, server.Resume())
			_, err = p.Append(t.Context(), stream, eventstore.NoStream, event(0))
			require.NoError(t, err, "the same batch again finds out")
			require.Len(t, whole(t, p), 1)
		})
	}
}

func TestACallerWhoLeavesKnowsThatItsAppendWasOnItsWay(t *testing.T) {
	t.Parallel()
	server := serve(t, kurrenttest.Options{})
	p := connect(t, server.URL(), patient)
	held := server.Faults().Arm(kurrenttest.Fault{Kind: kurrenttest.StallAfterCommit, Op: kurrenttest.Append})
	cause := errors.New("the caller went home")
	ctx, cancel := context.WithCancelCause(t.Context())
	result := make(chan error, 1)
	go func() {
		_, err := p.Append(ctx, stream, eventstore.NoStream, event(0))
		result <- err
	}()
	<-held.Struck()
	cancel(cause)
	err := <-result
	require.ErrorIs(t, err, cause)
	require.ErrorIs(t, err, eventstore.ErrUnknown)
	_, err = p.Append(t.Context(), stream, eventstore.NoStream, event(0))
	require.NoError(t, err)
	require.Len(t, whole(t, p), 1)
}

// The client would give an event without an id another one each time.
func TestAnIdThatTheClientWouldReplaceIsRefused(t *testing.T) {
	t.Parallel()
	p := connect(t, serve(t, kurrenttest.Options{}).URL(), patient)
	e := event(0)
	e[0].ID = "00000000-0000-0000-0000-000000000000"
	_, err := p.Append(t.Context(), stream, eventstore.NoStream, e)
	require.ErrorIs(t, err, eventstore.ErrInvalid)
}

func TestAnAppendThatIsTooLargeForTheServerIsInvalid(t *testing.T) {
	t.Parallel()
	p := connect(t, serve(t, kurrenttest.Options{MaxAppend: 1 << 20}).URL(), patient)
	for _, n := range []int{3, eventstore.MaxBatch} {
		large := events(0, n)
		for i := range large {
			large[i].Data = make([]byte, eventstore.MaxData)
		}
		_, err := p.Append(t.Context(), stream, eventstore.NoStream, large)
		require.ErrorIs(t, err, eventstore.ErrInvalid)
		require.NotErrorIs(t, err, eventstore.ErrUnknown)
		require.Empty(t, whole(t, p))
	}
}

func TestTheLargestAppendIsWritten(t *testing.T) {
	t.Parallel()
	p := connect(t, serve(t, kurrenttest.Options{}).URL(), kurrent.Options{})
	large := events(0, eventstore.MaxBatch)
	for i := range large {
		large[i].Data = make([]byte, eventstore.MaxData)
	}
	done, err := p.Append(t.Context(), stream, eventstore.NoStream, large)
	require.NoError(t, err)
	require.Equal(t, int64(eventstore.MaxBatch-1), done.Revision)
	require.Equal(t, idsOf(large), ids(whole(t, p)))
}
