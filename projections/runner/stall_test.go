package runner_test

import (
	"context"
	"iter"
	"sync/atomic"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/cosell/cosell/eventstore"
	"github.com/cosell/cosell/projections/runner"
)

// stuck is a log whose subscriptions bring nothing, and do not end, until it is freed; what is appended is there.
type stuck struct {
	eventstore.Store
	free    *atomic.Bool
	entered chan struct{}
}

func (s stuck) Subscribe(ctx context.Context, after eventstore.Position) iter.Seq2[eventstore.Recorded, error] {
	if s.free.Load() {
		return s.Store.Subscribe(ctx, after)
	}
	return func(yield func(eventstore.Recorded, error) bool) {
		select {
		case s.entered <- struct{}{}:
		default:
		}
		select {} // not even when ctx ends
	}
}

func TestASubscriptionThatBringsNothingWhileTheLogGrowsIsSaidToBeStalledAndBegunAgain(t *testing.T) {
	t.Parallel()
	pool, log := database(t), newLog()
	s := stuck{log, new(atomic.Bool), make(chan struct{}, 2)}
	p := start(t, pool, s, heard("left"))
	<-s.entered
	at := say(t, log, 1, -1, "one")
	<-s.entered // the first was given up
	now := p.status(t, "left")
	require.Equal(t, runner.Stalled, now.State)
	require.Contains(t, now.Error, "nothing of it arrives")
	var state string
	require.NoError(t, pool.QueryRow(t.Context(), "select state from cosell.freshness").Scan(&state))
	require.Equal(t, "stalled", state)

	s.free.Store(true)
	p.reach(t, "left", at)
	now = p.status(t, "left")
	require.Equal(t, runner.Running, now.State)
	require.Empty(t, now.Error)
	require.Equal(t, []string{"one"}, texts(t, pool, "left"))
}
