package kurrent_test

import (
	"testing"

	"github.com/EventStore/EventStore-Client-Go/v4/esdb"
	"github.com/stretchr/testify/require"

	"github.com/cosell/cosell/eventstore"
	"github.com/cosell/cosell/eventstore/kurrenttest"
)

// The client never takes up a subscription again.
func TestASubscriptionGoesOnWhateverBefallsIt(t *testing.T) {
	t.Parallel()
	for name, kind := range map[string]kurrenttest.Kind{
		"cut": kurrenttest.Cut, "reset": kurrenttest.Reset, "busy": kurrenttest.Busy, "stalled": kurrenttest.Stall,
		"unknown message": kurrenttest.UnknownMessage, "slow consumer": kurrenttest.SlowConsumer,
		"falls behind": kurrenttest.FallBehind, "checkpoint twice": kurrenttest.DuplicateCheckpoint, "goes away": kurrenttest.GoAway,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			server := serve(t, kurrenttest.Options{})
			p := connect(t, server.URL(), patient)
			const history = 100
			_, err := p.Append(t.Context(), stream, eventstore.NoStream, events(0, history))
			require.NoError(t, err)
			for _, after := range []int{0, 1, 50} {
				server.Faults().Arm(kurrenttest.Fault{Kind: kind, Op: kurrenttest.Subscribe, After: after})
				require.Equal(t, idsOf(events(0, history)), ids(follow(t, p, eventstore.Position{}).next(t, history)))
				server.Faults().Clear()
			}
			f := follow(t, p, eventstore.Position{})
			require.Len(t, f.next(t, history), history)
			for n := range 5 {
				server.Faults().Arm(kurrenttest.Fault{Kind: kind, Op: kurrenttest.Subscribe})
				_, err := p.Append(t.Context(), stream, eventstore.At(int64(history+n-1)), event(history+n))
				require.NoError(t, err)
				require.Equal(t, idsOf(event(history+n)), ids(f.next(t, 1)))
			}
		})
	}
}

func TestASubscriptionSurvivesRestarts(t *testing.T) {
	t.Parallel()
	server := serve(t, kurrenttest.Options{})
	p := connect(t, server.URL(), patient)
	f := follow(t, p, eventstore.Position{})
	for n := range 10 {
		_, err := p.Append(t.Context(), stream, eventstore.At(int64(n-1)), event(n))
		require.NoError(t, err)
		require.Equal(t, idsOf(event(n)), ids(f.next(t, 1)))
		require.NoError(t, server.Restart())
	}
}

// The events of a transaction share their commit position: a resumption by it alone would leave some out or repeat some.
func TestASubscriptionResumesInTheMiddleOfATransaction(t *testing.T) {
	t.Parallel()
	server := serve(t, kurrenttest.Options{Transactions: true})
	p := connect(t, server.URL(), patient)
	for n := range 3 {
		_, err := p.Append(t.Context(), stream, eventstore.At(int64(n*5-1)), events(n*5, 5))
		require.NoError(t, err)
	}
	got := whole(t, p)
	require.Equal(t, idsOf(events(0, 15)), ids(got))
	require.Equal(t, got[0].Position.Commit, got[4].Position.Commit)
	for i := range got {
		for after := range 3 {
			server.Faults().Arm(kurrenttest.Fault{Kind: kurrenttest.Cut, Op: kurrenttest.Subscribe, After: after})
			require.Equal(t, ids(got[i+1:]), ids(follow(t, p, got[i].Position).next(t, len(got)-i-1)))
			server.Faults().Clear()
		}
	}
}

// A subscription from the end of a long log of others need not read it all again.
func TestTheEndIsFoundBehindWhatOthersWrite(t *testing.T) {
	t.Parallel()
	server := serve(t, kurrenttest.Options{})
	p := connect(t, server.URL(), patient)
	done, err := p.Append(t.Context(), stream, eventstore.NoStream, event(0))
	require.NoError(t, err)
	var theirs []esdb.EventData
	for range 500 {
		theirs = append(theirs, esdb.EventData{EventType: "theirs", Data: []byte("{}")})
	}
	for range 10 {
		write(t, server, "theirs", theirs...)
		for range 3 {
			end, err := p.End(t.Context())
			require.NoError(t, err)
			require.Equal(t, done.Position, end)
		}
	}
	f := follow(t, p, done.Position)
	_, err = p.Append(t.Context(), stream, eventstore.At(0), event(1))
	require.NoError(t, err)
	require.Equal(t, idsOf(event(1)), ids(f.next(t, 1)))
}
