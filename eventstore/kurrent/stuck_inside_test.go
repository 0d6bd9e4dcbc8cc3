//go:build !race

// Closing a client under its callers is a race in the client, which the race detector says: this file is for the runs without.

package kurrent

import (
	"context"
	"net"
	"testing"
	"time"

	"github.com/EventStore/EventStore-Client-Go/v4/esdb"
	"github.com/stretchr/testify/require"
	"golang.org/x/sync/errgroup"

	"github.com/cosell/cosell/eventstore"
)

// A client that has given up leaves those in it for ever, whatever their contexts say. They are freed by closing it, which
// panics under them.
func TestCallersThatAreStuckInADeadClientAreFreed(t *testing.T) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	config, err := parse("esdb://" + listener.Addr().String() + "?tls=false")
	require.NoError(t, err)
	config.Logger, config.GossipTimeout = esdb.NoopLogging(), 1 // the node accepts and says nothing
	client, err := esdb.NewClient(config)
	require.NoError(t, err)
	m := &member{client: client, idle: make(chan struct{})}
	m.ctx, m.cancel = context.WithCancelCause(t.Context())

	var group errgroup.Group
	for range 8 {
		group.Go(func() error {
			ctx, cancel := context.WithTimeoutCause(t.Context(), 100*time.Millisecond, errUnanswered)
			defer cancel()
			_, err := call(ctx, m, func(_ context.Context, c *esdb.Client) (*esdb.ServerVersion, error) { return c.GetServerVersion() })
			return err
		})
	}
	require.ErrorIs(t, group.Wait(), errSilent)
	require.NoError(t, listener.Close())
	m.retire(eventstore.ErrClosed)
	m.bury(2 * time.Second)
	<-m.idle
}
