package kurrenttest_test

import (
	"fmt"
	"testing"

	"github.com/EventStore/EventStore-Client-Go/v4/esdb"
	"github.com/stretchr/testify/require"

	"github.com/cosell/cosell/eventstore/kurrenttest"
)

// TestASlowClient writes more than may wait for a subscription whose client reads nothing meanwhile.
func TestASlowClientFallsBehindOrIsDropped(t *testing.T) {
	large := func() esdb.EventData { return esdb.EventData{EventType: "Large", Data: make([]byte, 256<<10)} }
	fall := func(t *testing.T, version string) follower {
		t.Helper()
		s, c := both(t, kurrenttest.Options{Version: version, LiveBuffer: 4})
		f := subscribeTo(t, c, "s", esdb.SubscribeToStreamOptions{From: esdb.Start{}})
		mustAppend(t, c, "s", esdb.NoStream{}, events(1)...)
		f.take(1)
		writer := connect(t, s.URL())
		for range 100 {
			mustAppend(t, writer, "s", esdb.Any{}, large())
		}
		return f
	}
	t.Run("24.10.0", func(t *testing.T) {
		f := fall(t, "24.10.0")
		var said []string
		for i := 0; i < 100; {
			w := f.next()
			if said = append(said, w); w == fmt.Sprintf("s@%d", i+1) {
				i++
			}
		}
		require.Contains(t, said, "fell behind")
		require.Equal(t, "caught up", f.next())
	})
	t.Run("23.10.0", func(t *testing.T) {
		f := fall(t, "23.10.0")
		said := ""
		for i := 1; said == "" || said == "caught up" || said == fmt.Sprintf("s@%d", i-1); i++ {
			said = f.next()
			if said == "caught up" {
				i--
			}
		}
		require.Contains(t, said, "Consumer too slow")
	})
}

func TestManyFollowersSeeTheSameOrder(t *testing.T) {
	const writers, each = 8, 25
	s, c := both(t, kurrenttest.Options{})
	followers := make([]follower, 4)
	for i := range followers {
		followers[i] = subscribeAll(t, connect(t, s.URL()), esdb.SubscribeToAllOptions{})
	}
	done := make(chan error, writers)
	for w := range writers {
		go func() {
			var err error
			for range each {
				if err == nil {
					_, err = c.AppendToStream(patient(t), fmt.Sprint("w-", w), expecting(esdb.Any{}), events(1)...)
				}
			}
			done <- err
		}()
	}
	for range writers {
		require.NoError(t, <-done)
	}
	want := user(followers[0].take(writers * each))
	for _, f := range followers[1:] {
		require.Equal(t, want, user(f.take(writers*each)))
	}
	require.Equal(t, len(followers), s.Subscriptions())
}
