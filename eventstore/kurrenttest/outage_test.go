package kurrenttest_test

import (
	"errors"
	"fmt"
	"io"
	"testing"

	"github.com/EventStore/EventStore-Client-Go/v4/esdb"
	"github.com/stretchr/testify/require"

	"github.com/cosell/cosell/eventstore/kurrenttest"
)

func TestGoAwayLetsCallsFinish(t *testing.T) {
	s, c := both(t, kurrenttest.Options{})
	f := subscribeAll(t, c, esdb.SubscribeToAllOptions{})
	require.Equal(t, "caught up", f.next())
	for i := range 3 {
		a := s.Faults().Arm(kurrenttest.Fault{Kind: kurrenttest.GoAway, Op: kurrenttest.Append})
		mustAppend(t, c, "s", esdb.Any{}, events(1)...)
		struck(t, a)
		require.Equal(t, fmt.Sprintf("s@%d", i), f.next())
	}
}

// TestFramesAreNotMixed puts frames into a connection whose writes are far larger than what is written at once.
func TestFramesAreNotMixed(t *testing.T) {
	const n = 60
	s, c := both(t, kurrenttest.Options{})
	f := subscribeTo(t, c, "s", esdb.SubscribeToStreamOptions{From: esdb.Start{}})
	writer := connect(t, s.URL())
	mustAppend(t, writer, "other", esdb.Any{}, events(1)...)
	done := make(chan struct{})
	go func() {
		defer close(done)
		for range n {
			s.GoAway()
			mustAppend(t, writer, "s", esdb.Any{}, esdb.EventData{EventType: "Large", Data: make([]byte, 300<<10)})
		}
	}()
	for i, e := range f.take(n) {
		require.EqualValues(t, i, e.Event.EventNumber)
		s.GoAway()
	}
	<-done
}

func TestDiscoveryMeetsFaultsToo(t *testing.T) {
	s := start(t, kurrenttest.Options{})
	s.Faults().Arm(kurrenttest.Fault{Kind: kurrenttest.Busy, Op: kurrenttest.Features})
	c := connect(t, s.URL())
	mustAppend(t, c, "s", esdb.Any{}, events(1)...)
}

func TestReleasedFaultsStrikeNobody(t *testing.T) {
	s, c := both(t, kurrenttest.Options{})
	s.Faults().Arm(kurrenttest.Fault{Kind: kurrenttest.DropBeforeCommit}).Release()
	s.Faults().Arm(kurrenttest.Fault{Kind: kurrenttest.Stall, Op: kurrenttest.Append})
	s.Faults().Clear()
	mustAppend(t, c, "s", esdb.Any{}, events(1)...)
}

func TestARestartKeepsPortAndData(t *testing.T) {
	s, c := both(t, kurrenttest.Options{})
	mustAppend(t, c, "s", esdb.NoStream{}, events(3)...)
	f := subscribeTo(t, c, "s", esdb.SubscribeToStreamOptions{From: esdb.Start{}})
	f.take(3)
	addr := s.Addr()
	require.NoError(t, s.Restart())
	require.Equal(t, addr, s.Addr())
	for said := "caught up"; said == "caught up"; {
		if said = f.next(); said != "caught up" {
			require.Contains(t, said, "Unavailable")
		}
	}
	again := connect(t, s.URL())
	require.Len(t, all(t, streamOf(t, again, "s"), nil), 3)
}

func TestAStoppedServerRefuses(t *testing.T) {
	s, _ := both(t, kurrenttest.Options{})
	s.Stop()
	c := connect(t, s.URL()+"&maxDiscoverAttempts=1&discoveryInterval=1")
	_, err := c.AppendToStream(patient(t), "s", expecting(esdb.Any{}), events(1)...)
	require.ErrorContains(t, err, "connection refused")
	require.NoError(t, s.Resume())
	require.NoError(t, s.Resume(), "it runs")
	mustAppend(t, connect(t, s.URL()), "s", esdb.NoStream{}, events(1)...)
	require.NoError(t, s.Close())
	require.ErrorIs(t, s.Resume(), kurrenttest.ErrClosed)
	require.NoError(t, s.Close())
}

func TestCloseFreesWhatStalls(t *testing.T) {
	s, c := both(t, kurrenttest.Options{})
	mustAppend(t, c, "s", esdb.NoStream{}, events(1)...)
	a := s.Faults().Arm(kurrenttest.Fault{Kind: kurrenttest.Stall, Op: kurrenttest.Read})
	read := streamOf(t, c, "s")
	struck(t, a)
	require.NoError(t, s.Close())
	_, err := read.Recv()
	require.Error(t, err)
	require.False(t, errors.Is(err, io.EOF))
}
