package kurrent_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"golang.org/x/sync/errgroup"

	"github.com/cosell/cosell/eventstore"
	"github.com/cosell/cosell/eventstore/kurrent"
	"github.com/cosell/cosell/eventstore/kurrenttest"
)

// slack is what a caller may stay past its deadline on a machine that is busy.
const slack = 2 * time.Second

// The client lets all callers but one wait for ever when nobody listens, and looks at no context.
func TestCallersEndWithTheirContextsWhileTheServerIsAway(t *testing.T) {
	t.Parallel()
	server := serve(t, kurrenttest.Options{})
	p := connect(t, server.URL(), patient)
	server.Stop()
	cause := errors.New("the caller went home")
	var group errgroup.Group
	for w := range 16 {
		group.Go(func() error {
			ctx, cancel := context.WithTimeoutCause(t.Context(), 200*time.Millisecond, cause)
			defer cancel()
			began := time.Now()
			_, err := p.Append(ctx, fmt.Sprintf("deal-00000000-0000-4000-8000-%012x", w), eventstore.NoStream, event(w))
			if late := time.Since(began) - 200*time.Millisecond; late > slack || !errors.Is(err, cause) {
				return fmt.Errorf("%s late: %w", late, err)
			}
			return nil
		})
	}
	require.NoError(t, group.Wait())

	ctx, cancel := context.WithTimeoutCause(t.Context(), 100*time.Millisecond, cause)
	defer cancel()
	_, err := kurrent.Open(ctx, server.URL(), patient)
	require.ErrorIs(t, err, cause)
}

// The client dies for good one second after the last node went away; here it is told to try once only.
func TestALogThatWasAwayForLongIsThereAgain(t *testing.T) {
	t.Parallel()
	server := serve(t, kurrenttest.Options{})
	p := connect(t, server.URL(), impatient)
	_, err := p.Append(t.Context(), stream, eventstore.NoStream, event(0))
	require.NoError(t, err)
	server.Stop()

	_, err = p.End(t.Context()) // finds out
	require.ErrorIs(t, err, eventstore.ErrUnavailable)
	for range 5 { // each as long as patience
		_, err = p.Append(t.Context(), stream, eventstore.At(0), event(1))
		require.ErrorIs(t, err, eventstore.ErrUnavailable)
		require.NotErrorIs(t, err, eventstore.ErrUnknown, "nothing was sent")
	}
	require.ErrorIs(t, broken(t, p, stream, eventstore.From{}), eventstore.ErrUnavailable)
	for _, err := range p.Subscribe(t.Context(), eventstore.Position{}) {
		require.ErrorIs(t, err, eventstore.ErrUnavailable)
	}

	require.NoError(t, server.Resume())
	_, err = p.Append(t.Context(), stream, eventstore.At(0), event(1))
	require.NoError(t, err)
	require.Len(t, read(t, p, stream, eventstore.From{}), 2)
}

func TestAnOutageIsSaidOnceAndWithItsReason(t *testing.T) {
	t.Parallel()
	server := serve(t, kurrenttest.Options{})
	p := connect(t, server.URL(), impatient)
	server.Stop()
	for range 2 { // the first one finds out
		_, err := p.End(t.Context())
		require.ErrorContains(t, err, "connection refused")
		require.Equal(t, 1, strings.Count(err.Error(), eventstore.ErrUnavailable.Error()), "%v", err)
	}
}

// The client's first call after an outage finds the outage.
func TestTheFirstCallAfterARestartSucceeds(t *testing.T) {
	t.Parallel()
	server := serve(t, kurrenttest.Options{})
	p := connect(t, server.URL(), patient)
	for n := range 5 {
		_, err := p.Append(t.Context(), stream, eventstore.At(int64(n-1)), event(n))
		require.NoError(t, err)
		require.NoError(t, server.Restart())
		require.Len(t, read(t, p, stream, eventstore.From{}), n+1)
		require.NoError(t, server.Restart())
		_, err = p.End(t.Context())
		require.NoError(t, err)
		require.NoError(t, server.Restart())
	}
	require.LessOrEqual(t, p.Stats().Clients, int64(1+5*3))
}

func TestALostClientIsReplacedOnceForAllItsCallers(t *testing.T) {
	t.Parallel()
	server := serve(t, kurrenttest.Options{})
	p := connect(t, server.URL(), patient)
	for round := range 3 {
		require.NoError(t, server.Restart())
		var group errgroup.Group
		for w := range 32 {
			group.Go(func() error {
				name := fmt.Sprintf("deal-00000000-0000-4000-8000-%012x", w)
				_, err := p.Append(t.Context(), name, eventstore.At(int64(round-1)), event(round*100+w))
				return err
			})
		}
		require.NoError(t, group.Wait())
	}
	require.LessOrEqual(t, p.Stats().Clients, int64(1+3))
}

func TestAServerThatIsBusyOrGoesAwayIsAskedAgain(t *testing.T) {
	t.Parallel()
	server := serve(t, kurrenttest.Options{})
	p := connect(t, server.URL(), patient)
	for n, kind := range []kurrenttest.Kind{kurrenttest.Busy, kurrenttest.GoAway, kurrenttest.Reset, kurrenttest.Cut} {
		server.Faults().Arm(kurrenttest.Fault{Kind: kind, Op: kurrenttest.Append})
		_, err := p.Append(t.Context(), stream, eventstore.At(int64(n-1)), event(n))
		require.NoError(t, err)
		server.Faults().Arm(kurrenttest.Fault{Kind: kind, Op: kurrenttest.Read})
		require.Len(t, read(t, p, stream, eventstore.From{}), n+1)
	}
}

// The client asks for no leader, in spite of an option of that name.
func TestWritesFollowTheLeader(t *testing.T) {
	t.Parallel()
	cluster, err := kurrenttest.StartCluster(kurrenttest.Options{})
	require.NoError(t, err)
	t.Cleanup(func() { cluster.Close() })
	p := connect(t, cluster.URL(), patient)
	alone := connect(t, cluster.Nodes()[2].URL(), patient) // knows one node only, and learns of the leader from it
	f := follow(t, p, eventstore.Position{})
	for n := range 9 {
		cluster.Elect(cluster.Nodes()[n%3])
		for i, s := range []process{p, alone} {
			_, err := s.Append(t.Context(), stream, eventstore.At(int64(2*n+i-1)), event(2*n+i))
			require.NoError(t, err, "election %d", n)
		}
	}
	require.Equal(t, idsOf(events(0, 18)), ids(f.next(t, 18)))
}

func TestClosingIsBoundedThoughTheServerHangs(t *testing.T) {
	t.Parallel()
	server := serve(t, kurrenttest.Options{})
	p := connect(t, server.URL(), kurrent.Options{Patience: time.Minute, Timeout: time.Second})
	stall := server.Faults().Arm(kurrenttest.Fault{Kind: kurrenttest.Stall, Op: kurrenttest.Append})
	result := make(chan error, 1)
	go func() {
		_, err := p.Append(t.Context(), stream, eventstore.NoStream, event(0))
		result <- err
	}()
	<-stall.Struck()
	p.Close()
	err := <-result
	require.ErrorIs(t, err, eventstore.ErrClosed)
	require.ErrorIs(t, err, eventstore.ErrUnknown)
}
