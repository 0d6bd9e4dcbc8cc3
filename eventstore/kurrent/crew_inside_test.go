package kurrent

import (
	"context"
	"testing"
	"testing/synctest"

	"github.com/stretchr/testify/require"

	"github.com/cosell/cosell/eventstore"
)

// crowd lets so many calls begin, and returns what ends them.
func crowd(t *testing.T, m *member, n int) (end func()) {
	hold := make(chan struct{})
	for range n {
		require.True(t, m.run(func() { <-hold }))
	}
	synctest.Wait()
	return func() {
		close(hold)
		synctest.Wait()
	}
}

// A bubble does not end before the goroutines that were begun in it.
func TestGoroutinesOfCallsAreSparedForTheNextAndGoWithTheirClient(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m := &member{idle: make(chan struct{})}
		m.ctx, m.cancel = context.WithCancelCause(t.Context())
		crowd(t, m, 3)()
		require.Len(t, m.free, 3)
		end := crowd(t, m, 2)
		require.Len(t, m.free, 1, "two of them run again")
		end()
		end = crowd(t, m, 2*spare)
		require.Empty(t, m.free)
		end()
		require.Len(t, m.free, spare)

		end = crowd(t, m, 5)
		m.retire(eventstore.ErrClosed)
		require.False(t, m.run(func() {}))
		synctest.Wait()
		select {
		case <-m.idle:
			require.Fail(t, "five calls are in the client")
		default:
		}
		end()
		<-m.idle
	})
}

func TestAClientWithoutCallsIsIdleAsSoonAsItIsRetired(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m := &member{idle: make(chan struct{})}
		m.ctx, m.cancel = context.WithCancelCause(t.Context())
		crowd(t, m, 3)()
		m.retire(eventstore.ErrClosed)
		m.retire(eventstore.ErrUnavailable)
		<-m.idle
		require.ErrorIs(t, context.Cause(m.ctx), eventstore.ErrClosed)
	})
}
