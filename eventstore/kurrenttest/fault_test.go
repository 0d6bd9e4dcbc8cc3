package kurrenttest_test

import (
	"context"
	"testing"

	"github.com/EventStore/EventStore-Client-Go/v4/esdb"
	"github.com/stretchr/testify/require"

	"github.com/cosell/cosell/eventstore/kurrenttest"
)

// struck waits for a fault to have happened.
func struck(t testing.TB, a *kurrenttest.Armed) {
	t.Helper()
	select {
	case <-a.Struck():
	case <-patient(t).Done():
		t.Fatal("the fault has met no call")
	}
}

// TestFaultsOfAWrite says for each fault what the client is told and whether the event is there, and that the fault is
// over with the next call.
func TestFaultsOfAWrite(t *testing.T) {
	for name, r := range map[string]struct {
		fault   kurrenttest.Fault
		code    esdb.ErrorCode
		written int
	}{
		"drop before commit": {kurrenttest.Fault{Kind: kurrenttest.DropBeforeCommit}, esdb.ErrorUnavailable, 0},
		"drop after commit":  {kurrenttest.Fault{Kind: kurrenttest.DropAfterCommit}, esdb.ErrorUnavailable, 1},
		"cut":                {kurrenttest.Fault{Kind: kurrenttest.Cut}, esdb.ErrorUnavailable, 0},
		"pinged too often":   {kurrenttest.Fault{Kind: kurrenttest.TooManyPings}, esdb.ErrorUnavailable, 0},
		"reset":              {kurrenttest.Fault{Kind: kurrenttest.Reset}, esdb.ErrorCodeUnknown, 0},
		"busy":               {kurrenttest.Fault{Kind: kurrenttest.Busy}, esdb.ErrorUnavailable, 0},
		"timeout":            {kurrenttest.Fault{Kind: kurrenttest.Timeout}, esdb.ErrorAborted, 1},
		"not leader":         {kurrenttest.Fault{Kind: kurrenttest.NotLeader}, esdb.ErrorCodeNotLeader, 0},
		"this stream":        {kurrenttest.Fault{Kind: kurrenttest.Busy, Stream: "s", Op: kurrenttest.Append}, esdb.ErrorUnavailable, 0},
	} {
		t.Run(name, func(t *testing.T) {
			s, c := both(t, kurrenttest.Options{})
			mustAppend(t, c, "other", esdb.Any{}, events(1)...)
			before := s.Events()
			a := s.Faults().Arm(r.fault)
			_, err := c.AppendToStream(patient(t), "s", expecting(esdb.NoStream{}), events(1)...)
			require.Equal(t, r.code, code(t, err), "%v", err)
			struck(t, a)
			require.Equal(t, before+r.written, s.Events())
			mustAppend(t, c, "s", esdb.Any{}, events(1)...)
			require.Equal(t, before+r.written+1, s.Events())
		})
	}
}

func TestAResetLeavesTheConnection(t *testing.T) {
	s, c := both(t, kurrenttest.Options{})
	f := subscribeAll(t, c, esdb.SubscribeToAllOptions{})
	require.Equal(t, "caught up", f.next())
	s.Faults().Arm(kurrenttest.Fault{Kind: kurrenttest.Reset, Op: kurrenttest.Append})
	_, err := c.AppendToStream(patient(t), "s", expecting(esdb.Any{}), events(1)...)
	require.ErrorContains(t, err, "RST_STREAM")
	mustAppend(t, c, "s", esdb.NoStream{}, events(1)...)
	require.Equal(t, "s@0", f.next())
}

func TestAStalledWriteIsDoneWhenItIsReleased(t *testing.T) {
	s, c := both(t, kurrenttest.Options{})
	a := s.Faults().Arm(kurrenttest.Fault{Kind: kurrenttest.Stall, Op: kurrenttest.Append})
	done := make(chan error)
	before := s.Events()
	go func() {
		_, err := c.AppendToStream(patient(t), "s", expecting(esdb.NoStream{}), events(1)...)
		done <- err
	}()
	struck(t, a)
	require.Equal(t, before, s.Events())
	a.Release()
	require.NoError(t, <-done)
	require.Equal(t, before+1, s.Events())
}

func TestAStalledWriteThatIsGivenUp(t *testing.T) {
	for name, r := range map[string]struct {
		kind    kurrenttest.Kind
		written int
	}{"before the commit": {kurrenttest.Stall, 0}, "after it": {kurrenttest.StallAfterCommit, 1}} {
		t.Run(name, func(t *testing.T) {
			s, c := both(t, kurrenttest.Options{})
			ctx, cancel := context.WithCancel(patient(t))
			a := s.Faults().Arm(kurrenttest.Fault{Kind: r.kind, Op: kurrenttest.Append})
			done := make(chan error)
			before := s.Events()
			go func() {
				_, err := c.AppendToStream(ctx, "s", expecting(esdb.NoStream{}), events(1)...)
				done <- err
			}()
			struck(t, a)
			cancel()
			require.Error(t, <-done)
			require.Equal(t, before+r.written, s.Events())
		})
	}
}

func TestAClientIsToldThatItPingsTooOften(t *testing.T) {
	s, c := both(t, kurrenttest.Options{})
	s.Faults().Arm(kurrenttest.Fault{Kind: kurrenttest.TooManyPings, Op: kurrenttest.Append})
	_, err := c.AppendToStream(patient(t), "s", expecting(esdb.Any{}), events(1)...)
	require.ErrorContains(t, err, "ENHANCE_YOUR_CALM")
	require.ErrorContains(t, err, "too_many_pings")
}
