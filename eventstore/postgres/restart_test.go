package postgres_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"golang.org/x/sync/errgroup"

	"github.com/cosell/cosell/eventstore"
	"github.com/cosell/cosell/eventstore/postgres"
	"github.com/cosell/cosell/eventstore/postgres/localserver/localservertest"
)

func TestAServerThatIsKilledUnderLoadAndComesBackHasWrittenEverythingOnce(t *testing.T) {
	t.Parallel()
	const writers, each = 8, 100
	server := localservertest.Server(t)
	s := start(t, server.URL(), postgres.Options{Patience: time.Minute, Poll: 10 * time.Millisecond})
	underway := make(chan struct{}, writers)
	var group errgroup.Group
	for w := range writers {
		group.Go(func() error {
			name := fmt.Sprintf("deal-00000000-0000-4000-8000-%012x", w)
			for i := range each {
				if _, err := s.Append(t.Context(), name, eventstore.At(int64(i-1)), event(w*each+i)); err != nil {
					return err
				}
				if i == each/4 {
					underway <- struct{}{}
				}
			}
			return nil
		})
	}
	for range writers {
		<-underway
	}
	server.Kill()
	server.Start()
	require.NoError(t, group.Wait())
	require.NoError(t, gapless(t, s, writers*each))
	end, err := s.End(t.Context())
	require.NoError(t, err)
	require.Equal(t, uint64(writers*each), end.Commit, "nothing is written twice")
}
