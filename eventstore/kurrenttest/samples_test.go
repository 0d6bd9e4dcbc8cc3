package kurrenttest_test

import (
	"io"
	"log"
	"os"
	"testing"

	"github.com/EventStore/EventStore-Client-Go/v4/esdb"
	"github.com/EventStore/EventStore-Client-Go/v4/samples"
	"github.com/stretchr/testify/require"

	"github.com/cosell/cosell/eventstore/kurrenttest"
)

// quiet keeps what the samples print to themselves.
func quiet(t testing.TB) {
	t.Helper()
	null, err := os.OpenFile(os.DevNull, os.O_WRONLY, 0)
	require.NoError(t, err)
	out := os.Stdout
	os.Stdout = null
	log.SetOutput(io.Discard)
	t.Cleanup(func() {
		os.Stdout = out
		log.SetOutput(os.Stderr)
		require.NoError(t, null.Close())
	})
}

// TestSamplesOfAppendingAndReading runs the client's own example programs, which panic at what they do not expect.
func TestSamplesOfAppendingAndReading(t *testing.T) {
	quiet(t)
	s, c := both(t, kurrenttest.Options{})
	samples.AppendToStream(c)
	require.Len(t, all(t, streamOf(t, c, "some-stream"), nil), 1)
	samples.AppendWithSameId(c)
	require.Len(t, all(t, streamOf(t, c, "some-stream"), nil), 2, "the repetition was recognised")
	samples.AppendWithNoStream(c)
	require.Len(t, all(t, streamOf(t, c, "same-event-stream"), nil), 1, "the second append was refused")
	mustAppend(t, c, "concurrency-stream", esdb.NoStream{}, events(1)...)
	samples.AppendWithConcurrencyCheck(c)
	require.Len(t, all(t, streamOf(t, c, "concurrency-stream"), nil), 2, "the second client was refused")
	samples.AppendToStreamOverridingUserCredentials(c)
	require.Len(t, all(t, streamOf(t, c, "some-stream"), nil), 3)

	before := s.Events()
	for _, read := range []func(*esdb.Client){
		samples.ReadFromStream, samples.ReadFromStreamPosition, samples.ReadStreamOverridingUserCredentials,
		samples.ReadFromStreamPositionCheck, samples.ReadStreamBackwards, samples.ReadFromAllStream, samples.IgnoreSystemEvents,
		samples.ReadFromAllBackwards, samples.ReadFromStreamResolvingLinkToS, samples.ReadAllOverridingUserCredentials,
	} {
		read(c)
	}
	require.Equal(t, before, s.Events())
}

// TestSamplesOfFiltering runs the examples that follow all events through a filter until they are dropped.
func TestSamplesOfFiltering(t *testing.T) {
	quiet(t)
	for name, follow := range map[string]func(*esdb.Client){
		"exclude system": samples.ExcludeSystemEvents, "type prefix": samples.EventTypePrefix, "type pattern": samples.EventTypeRegex,
		"stream prefix": samples.StreamPrefix, "stream pattern": samples.StreamRegex, "checkpoints": samples.CheckpointCallbackWithInterval,
	} {
		t.Run(name, func(t *testing.T) {
			s, c := both(t, kurrenttest.Options{})
			done := make(chan struct{})
			go func() {
				defer close(done)
				follow(c)
			}()
			seen := s.Faults().Arm(kurrenttest.Fault{Kind: kurrenttest.FallBehind, Op: kurrenttest.Subscribe})
			struck(t, seen)
			mustAppend(t, c, "user-1", esdb.NoStream{}, event("user", "1"), event("customer-made", "2"))
			struck(t, s.Faults().Arm(kurrenttest.Fault{Kind: kurrenttest.Cut, Op: kurrenttest.Subscribe}))
			<-done
		})
	}
}

// TestSampleOfResubscribing is the documented way to survive a dropped subscription: again from the last event seen. What
// was under way when a connection broke is lost, so that a drop may leave nothing seen; the last attempt is left alone.
func TestSampleOfResubscribing(t *testing.T) {
	s, c := both(t, kurrenttest.Options{})
	mustAppend(t, c, "some-stream", esdb.NoStream{}, events(30)...)
	o := esdb.SubscribeToAllOptions{From: esdb.Start{}, Filter: esdb.ExcludeSystemEventsFilter()}
	seen := 0
	for drops := 0; seen < 30; drops++ {
		if drops < 6 {
			kind := []kurrenttest.Kind{kurrenttest.Cut, kurrenttest.Reset}[drops%2]
			s.Faults().Arm(kurrenttest.Fault{Kind: kind, Op: kurrenttest.Subscribe, After: 7})
		}
		sub, err := c.SubscribeToAll(patient(t), o)
		for err == nil {
			e := sub.Recv()
			if e.SubscriptionDropped != nil {
				break
			}
			if e.EventAppeared != nil {
				require.EqualValues(t, seen, e.EventAppeared.OriginalEvent().EventNumber)
				o.From = e.EventAppeared.OriginalEvent().Position
				if seen++; seen == 30 {
					require.NoError(t, sub.Close())
					break
				}
			}
		}
		c = connect(t, s.URL())
	}
}
