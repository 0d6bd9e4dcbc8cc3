package kurrenttest_test

import (
	"bufio"
	"context"
	"encoding/binary"
	"io"
	"net"
	"testing"

	"github.com/EventStore/EventStore-Client-Go/v4/esdb"
	"github.com/stretchr/testify/require"

	"github.com/cosell/cosell/eventstore/kurrenttest"
)

func TestServeRunsUntilItsContextEnds(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	ctx, cancel := context.WithCancel(patient(t))
	done := make(chan error)
	go func() { done <- kurrenttest.Serve(ctx, l, kurrenttest.Options{}) }()
	mustAppend(t, connect(t, "esdb://"+l.Addr().String()+"?tls=false"), "s", esdb.NoStream{}, events(1)...)
	cancel()
	require.NoError(t, <-done)
	requireNoServer(t)
}

func TestServeTellsThatItsListenerBroke(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	require.NoError(t, l.Close())
	require.ErrorIs(t, kurrenttest.Serve(patient(t), l, kurrenttest.Options{}), net.ErrClosed)
	require.ErrorContains(t, kurrenttest.Serve(patient(t), l, kurrenttest.Options{Version: "new"}), "version")
	requireNoServer(t)
}

func TestAnAddressThatIsTakenIsAnError(t *testing.T) {
	s := start(t, kurrenttest.Options{})
	_, err := kurrenttest.Start(kurrenttest.Options{Address: s.Addr()})
	require.ErrorContains(t, err, "address already in use")
}

func TestTLSAndCredentials(t *testing.T) {
	o := kurrenttest.Options{TLSDir: t.TempDir(), Username: "admin", Password: "change:it"}
	s := start(t, o)
	c := connect(t, s.URL())
	f := subscribeAll(t, c, esdb.SubscribeToAllOptions{})
	require.Equal(t, "caught up", f.next())
	mustAppend(t, c, "s", esdb.NoStream{}, events(1)...)
	require.Equal(t, "s@0", f.next())
	a := s.Faults().Arm(kurrenttest.Fault{Kind: kurrenttest.GoAway, Op: kurrenttest.Append})
	mustAppend(t, c, "s", esdb.Revision(0), events(1)...)
	struck(t, a)
	require.Equal(t, "s@1", f.next())

	remove := func(c *esdb.Client, as *esdb.Credentials) esdb.ErrorCode {
		_, err := c.DeleteStream(patient(t), "s", esdb.DeleteStreamOptions{ExpectedRevision: esdb.Any{}, Authenticated: as})
		return code(t, err)
	}
	require.Equal(t, esdb.ErrorCodeUnauthenticated, remove(c, &esdb.Credentials{Login: "admin", Password: "wrong"}))

	config, err := esdb.ParseConnectionString(s.URL())
	require.NoError(t, err)
	config.Username, config.Logger = "", esdb.NoopLogging()
	nobody, err := esdb.NewClient(config)
	require.NoError(t, err)
	defer nobody.Close()
	require.Equal(t, esdb.ErrorCodeAccessDenied, remove(nobody, nil))
}

func TestWhatTheServerLacksIsUnsupported(t *testing.T) {
	s, c := both(t, kurrenttest.Options{})
	err := c.CreatePersistentSubscriptionToAll(patient(t), "group", esdb.PersistentAllSubscriptionOptions{})
	require.Equal(t, esdb.ErrorCodeUnsupportedFeature, code(t, err))
	err = c.CreatePersistentSubscription(patient(t), "s", "group", esdb.PersistentStreamSubscriptionOptions{})
	require.Equal(t, esdb.ErrorCodeUnsupportedFeature, code(t, err))
	require.Equal(t, 1, s.Calls()["/event_store.client.persistent_subscriptions.PersistentSubscriptions/Create"], "it was asked for")
}

// TestPingsAreAllowedWithoutCalls speaks HTTP/2 by hand: a burst of pings on an idle connection is answered ping by ping,
// where gRPC's own default would send the client away.
func TestPingsAreAllowedWithoutCalls(t *testing.T) {
	const pings, ping, away, ack = 20, 0x6, 0x7, 0x1
	s := start(t, kurrenttest.Options{})
	conn, err := net.Dial("tcp", s.Addr())
	require.NoError(t, err)
	defer conn.Close()
	hello := []byte("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\x00\x00\x00\x04\x00\x00\x00\x00\x00")
	for i := range pings {
		hello = append(hello, 0, 0, 8, ping, 0, 0, 0, 0, 0)
		hello = binary.BigEndian.AppendUint64(hello, uint64(i))
	}
	_, err = conn.Write(hello)
	require.NoError(t, err)
	in, header := bufio.NewReader(conn), make([]byte, 9)
	for answered := 0; answered < pings; {
		_, err := io.ReadFull(in, header)
		require.NoError(t, err)
		payload := make([]byte, binary.BigEndian.Uint32(header[:4])>>8)
		_, err = io.ReadFull(in, payload)
		require.NoError(t, err)
		require.NotEqual(t, byte(away), header[3])
		if header[3] == ping && header[4]&ack != 0 && binary.BigEndian.Uint64(payload) < pings {
			answered++
		}
	}
}
