package kurrenttest_test

import (
	"fmt"
	"testing"

	"github.com/EventStore/EventStore-Client-Go/v4/esdb"
	"github.com/stretchr/testify/require"

	"github.com/cosell/cosell/eventstore/kurrenttest"
)

func TestFaultsOfARead(t *testing.T) {
	for name, r := range map[string]struct {
		kind kurrenttest.Kind
		code esdb.ErrorCode
	}{
		"cut":   {kurrenttest.Cut, esdb.ErrorUnavailable},
		"reset": {kurrenttest.Reset, esdb.ErrorCodeUnknown},
		"busy":  {kurrenttest.Busy, esdb.ErrorUnavailable},
	} {
		for _, after := range []int{0, 2, 5} {
			t.Run(fmt.Sprint(name, " after ", after), func(t *testing.T) {
				s, c := both(t, kurrenttest.Options{})
				mustAppend(t, c, "s", esdb.NoStream{}, events(5)...)
				a := s.Faults().Arm(kurrenttest.Fault{Kind: r.kind, Op: kurrenttest.Read, After: after})
				got, err := drain(streamOf(t, c, "s"), nil)
				require.Equal(t, r.code, code(t, err))
				require.LessOrEqual(t, len(got), after, "what was under way when the connection broke may be lost")
				struck(t, a)
				require.Len(t, all(t, streamOf(t, c, "s"), nil), 5)
			})
		}
	}
}

func TestAnUnknownMessagePanicsAReaderAndNotAFollower(t *testing.T) {
	s, c := both(t, kurrenttest.Options{})
	mustAppend(t, c, "s", esdb.NoStream{}, events(2)...)
	f := subscribeTo(t, c, "s", esdb.SubscribeToStreamOptions{From: esdb.Start{}})
	f.take(2)
	s.Faults().Arm(kurrenttest.Fault{Kind: kurrenttest.UnknownMessage, Op: kurrenttest.Read, After: 1})
	read := streamOf(t, c, "s")
	_, err := read.Recv()
	require.NoError(t, err)
	require.PanicsWithValue(t, "unreachable code", func() { read.Recv() })
	read.Close()

	a := s.Faults().Arm(kurrenttest.Fault{Kind: kurrenttest.UnknownMessage})
	struck(t, a)
	mustAppend(t, c, "s", esdb.Any{}, events(1)...)
	require.EqualValues(t, 2, f.take(1)[0].Event.EventNumber)

	s.Faults().Arm(kurrenttest.Fault{Kind: kurrenttest.UnknownMessage, Op: kurrenttest.Append})
	require.EqualValues(t, 1, mustAppend(t, c, "s", esdb.Any{}, events(1)...).NextExpectedVersion, "the client takes it for success")
}

func TestFaultsOfALiveSubscriptionStrikeAtOnce(t *testing.T) {
	for name, r := range map[string]struct {
		kind kurrenttest.Kind
		want string
	}{
		"cut":           {kurrenttest.Cut, "Unavailable"},
		"reset":         {kurrenttest.Reset, "RST_STREAM"},
		"slow consumer": {kurrenttest.SlowConsumer, "Consumer too slow"},
		"fall behind":   {kurrenttest.FallBehind, "fell behind"},
	} {
		t.Run(name, func(t *testing.T) {
			s, c := both(t, kurrenttest.Options{})
			f := subscribeAll(t, c, esdb.SubscribeToAllOptions{})
			require.Equal(t, "caught up", f.next())
			a := s.Faults().Arm(kurrenttest.Fault{Kind: r.kind, Op: kurrenttest.Subscribe, Stream: "$all"})
			require.Contains(t, f.next(), r.want)
			struck(t, a)
			if r.kind == kurrenttest.FallBehind {
				require.Equal(t, "caught up", f.next())
				mustAppend(t, c, "s", esdb.Any{}, events(1)...)
				require.Equal(t, "s@0", f.next())
			}
		})
	}
}

func TestACheckpointIsSentTwice(t *testing.T) {
	s, c := both(t, kurrenttest.Options{})
	mustAppend(t, c, "s", esdb.NoStream{}, events(1)...)
	s.Faults().Arm(kurrenttest.Fault{Kind: kurrenttest.DuplicateCheckpoint})
	f := subscribeAll(t, c, esdb.SubscribeToAllOptions{From: esdb.Start{}, Filter: esdb.ExcludeSystemEventsFilter()})
	said := f.say(4)
	require.Equal(t, "s@0", said[0])
	require.Contains(t, said[1], "checkpoint")
	require.Equal(t, said[1], said[2])
	require.Equal(t, "caught up", said[3])
}

func TestACheckpointRunsAhead(t *testing.T) {
	s, c := both(t, kurrenttest.Options{})
	mustAppend(t, c, "s", esdb.NoStream{}, events(2)...)
	s.Faults().Arm(kurrenttest.Fault{Kind: kurrenttest.EarlyCheckpoint})
	o := esdb.SubscribeToAllOptions{From: esdb.Start{}, Filter: esdb.ExcludeSystemEventsFilter()}
	f := subscribeAll(t, c, o)
	early := f.sub.Recv().CheckPointReached
	require.NotNil(t, early)
	require.Equal(t, []string{"s@0", "s@1"}, f.say(2))
	o.From = *early
	require.EqualValues(t, 1, subscribeAll(t, c, o).take(1)[0].Event.EventNumber, "who trusts it misses the first event")
}
