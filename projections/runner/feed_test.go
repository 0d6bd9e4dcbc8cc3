package runner_test

import (
	"context"
	"iter"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/cosell/cosell/domain"
	"github.com/cosell/cosell/eventstore"
	"github.com/cosell/cosell/projections/runner"
)

// counting is decode, and how often it was called.
func counting() (func(eventstore.Recorded) (domain.Recorded, error), *atomic.Int64) {
	var n atomic.Int64
	return func(r eventstore.Recorded) (domain.Recorded, error) {
		n.Add(1)
		return decode(r)
	}, &n
}

func fill(t testing.TB, s eventstore.Store, events int) eventstore.Position {
	t.Helper()
	var last eventstore.Position
	for n := 0; events > 0; n++ {
		var batch []eventstore.Pending
		for range min(events, eventstore.MaxBatch) {
			batch = append(batch, pending("test.said", "x"))
		}
		events -= len(batch)
		last = write(t, s, n, -1, batch...)
	}
	return last
}

// drain reads from a tap until it has seen p.
func drain(t testing.TB, tap *runner.Tap, p eventstore.Position) (seen int) {
	t.Helper()
	for {
		events, err := tap.Next(soon(t), 300)
		require.NoError(t, err)
		seen += len(events)
		if events[len(events)-1].Position == p {
			return seen
		}
	}
}

func TestConsumersThatAreTogetherShareWhatIsDecoded(t *testing.T) {
	t.Parallel()
	log := newLog()
	end := fill(t, log, 1000)
	decoder, decoded := counting()
	hub := runner.NewHub(t.Context(), log, decoder, time.Minute)
	taps := []*runner.Tap{hub.Join(eventstore.Position{}), hub.Join(eventstore.Position{})}
	require.Equal(t, 1000, drain(t, taps[0], end))
	taps = append(taps, hub.Join(eventstore.Position{})) // late, but the window still shows the beginning
	for _, tap := range taps[1:] {
		require.Equal(t, 1000, drain(t, tap, end))
	}
	require.EqualValues(t, 1000, decoded.Load())
	for _, tap := range taps {
		tap.Leave()
	}
	require.Zero(t, hub.Feeds(), "a window that nobody reads is closed")
	hub.Wait()
}

func TestAConsumerThatHoldsUpOthersIsPutOut(t *testing.T) {
	t.Parallel()
	log := newLog()
	end := fill(t, log, runner.WindowEvents+3000)
	hub := runner.NewHub(t.Context(), log, decode, 10*time.Millisecond)
	slow, quick := hub.Join(eventstore.Position{}), hub.Join(eventstore.Position{})
	first, err := slow.Next(soon(t), 1)
	require.NoError(t, err)
	require.Equal(t, runner.WindowEvents+3000, drain(t, quick, end))
	_, err = slow.Next(soon(t), 1)
	require.ErrorIs(t, err, runner.ErrPutOut)

	again := hub.Join(first[0].Position)
	require.Equal(t, 2, hub.Feeds())
	require.Equal(t, runner.WindowEvents+2999, drain(t, again, end))
	later := say(t, log, 9999, -1, "later")
	require.Equal(t, 1, drain(t, again, later))
	require.Equal(t, 1, drain(t, quick, later))
}

func TestConsumersThatHaveComeToRestAtTheSamePlaceShareAWindow(t *testing.T) {
	t.Parallel()
	log := newLog()
	say(t, log, 1, -1, "one")
	end := say(t, log, 1, 0, "two")
	hub := runner.NewHub(t.Context(), log, decode, time.Minute)
	behind, ahead := hub.Join(end), hub.Join(eventstore.Position{})
	require.Equal(t, 2, hub.Feeds())
	drain(t, ahead, end)
	next := say(t, log, 1, 1, "three")
	drain(t, ahead, next)
	drain(t, behind, next)
	rest := func(tap *runner.Tap) {
		ctx, cancel := context.WithTimeout(t.Context(), time.Millisecond)
		defer cancel()
		_, err := tap.Next(ctx, 1)
		require.ErrorIs(t, err, context.DeadlineExceeded)
	}
	rest(behind)
	rest(ahead)
	require.Equal(t, 1, hub.Feeds())
	last := say(t, log, 1, 2, "four")
	require.Equal(t, 1, drain(t, ahead, last))
	require.Equal(t, 1, drain(t, behind, last))
}

// gappy is a log whose subscriptions leave out one event.
type gappy struct {
	eventstore.Store
	without eventstore.Position
}

func (g gappy) Subscribe(ctx context.Context, after eventstore.Position) iter.Seq2[eventstore.Recorded, error] {
	return func(yield func(eventstore.Recorded, error) bool) {
		for r, err := range g.Store.Subscribe(ctx, after) {
			if err == nil && r.Position == g.without {
				continue
			}
			if !yield(r, err) {
				return
			}
		}
	}
}

// flapping is a log whose subscriptions break after each event.
type flapping struct{ eventstore.Store }

func (f flapping) Subscribe(ctx context.Context, after eventstore.Position) iter.Seq2[eventstore.Recorded, error] {
	return func(yield func(eventstore.Recorded, error) bool) {
		for r, err := range f.Store.Subscribe(ctx, after) {
			if !yield(r, err) || err != nil {
				return
			}
			yield(eventstore.Recorded{}, eventstore.ErrUnavailable)
			return
		}
	}
}

func TestABrokenSubscriptionIsTakenUpBehindTheLastEvent(t *testing.T) {
	t.Parallel()
	pool, log := database(t), newLog()
	for i, text := range []string{"one", "two", "three"} {
		say(t, log, 1, int64(i-1), text)
	}
	p := start(t, pool, flapping{log}, heard("left"))
	require.NoError(t, p.CaughtUp(soon(t)))
	require.Equal(t, []string{"one", "two", "three"}, texts(t, pool, "left"))
}

func TestWhatASlowReaderHoldsStaysWhileTheWindowMovesOnAndNothingIsLost(t *testing.T) {
	t.Parallel()
	const held, more = 3000, 2500
	log := newLog()
	end := fill(t, log, runner.WindowEvents+more)
	hub := runner.NewHub(t.Context(), log, decode, time.Minute)
	slow, quick := hub.Join(eventstore.Position{}), hub.Join(eventstore.Position{})
	var holds []runner.Event
	for len(holds) < held {
		some, err := slow.Next(soon(t), held-len(holds))
		require.NoError(t, err)
		holds = append(holds, some...)
		defer func() { // the very slice that was handed out, when all is over
			for i := range some {
				require.NotNil(t, some[i].Event)
			}
		}()
	}
	require.Equal(t, runner.WindowEvents+more, drain(t, quick, end), "there is room for more once the slow one has read on")
	seen := uint64(held)
	for seen < end.Commit {
		some, err := slow.Next(soon(t), held)
		require.NoError(t, err)
		for _, e := range some {
			seen++
			require.Equal(t, seen, e.Position.Commit)
			require.NotNil(t, e.Event)
		}
	}
}
