package eventstoretest

import (
	"context"
	"errors"
	"testing"

	"github.com/stretchr/testify/require"
	"golang.org/x/sync/errgroup"

	"github.com/cosell/cosell/eventstore"
)

// follower is a subscription in a goroutine of its own.
type follower struct {
	events chan eventstore.Recorded // unbuffered: whoever does not receive is slow
	ended  chan error               // the last thing yielded
	cancel context.CancelCauseFunc
}

func (l log) follow(t *testing.T, after eventstore.Position) follower {
	ctx, cancel := context.WithCancelCause(within(t))
	f := follower{make(chan eventstore.Recorded), make(chan error, 1), cancel}
	done := make(chan struct{})
	go func() {
		defer close(done)
		for e, err := range l.Subscribe(ctx, after) {
			if err != nil {
				f.ended <- err
				return
			}
			select {
			case f.events <- e:
			case <-ctx.Done():
			}
		}
		f.ended <- errors.New("it ended quietly")
	}()
	t.Cleanup(func() { cancel(nil); <-done })
	return f
}

// next takes n events.
func (f follower) next(t *testing.T, n int) (events []eventstore.Recorded) {
	t.Helper()
	for range n {
		select {
		case e := <-f.events:
			events = append(events, e)
		case err := <-f.ended:
			require.NoError(t, err, "after %d events of %d", len(events), n)
		}
	}
	return events
}

var subscribeRules = []rule{
	{
		"a subscription goes from history to live",
		"every event comes once and in order, first those that are there, then each as it is written",
		func(t *testing.T, l log) {
			const history, live = 250, 250
			l.fill(t, stream(1), history)
			f := l.follow(t, eventstore.Position{})
			ctx := within(t)
			var group errgroup.Group
			group.Go(func() error {
				for i := range live {
					if _, err := l.Append(ctx, stream(2), eventstore.At(int64(i-1)), batch(history+i, 1)); err != nil {
						return err
					}
				}
				return nil
			})
			got := f.next(t, history+live)
			require.NoError(t, group.Wait())
			same(t, stream(1), 0, batch(0, history), got[:history])
			same(t, stream(2), 0, batch(history, live), got[history:])
			require.Equal(t, l.all(t), got)
		},
	},
	{
		"a subscription resumes after any position",
		"every event after the position comes, and none at or before it",
		func(t *testing.T, l log) {
			for n := range 7 {
				l.add(t, stream(n%3), eventstore.At(int64(n/3*3-1)), batch(n*3, 3))
			}
			whole := l.all(t)
			require.Len(t, whole, 21)
			for i, e := range whole {
				require.Equal(t, whole[i+1:], append([]eventstore.Recorded{}, l.after(t, e.Position)...))
			}
		},
	},
	{
		"a subscription from the end sees only what comes later",
		"every event after the position comes, and none at or before it",
		func(t *testing.T, l log) {
			l.fill(t, stream(1), 10)
			end, err := l.End(within(t))
			require.NoError(t, err)
			f := l.follow(t, end)
			l.add(t, stream(1), eventstore.At(9), batch(10, 2))
			same(t, stream(1), 10, batch(10, 2), f.next(t, 2))
		},
	},
	{
		"a subscription to an empty log waits for the first event",
		"each event comes as it is written",
		func(t *testing.T, l log) {
			f := l.follow(t, eventstore.Position{})
			for n := range 5 {
				l.add(t, stream(1), eventstore.At(int64(n-1)), batch(n, 1))
				same(t, stream(1), int64(n), batch(n, 1), f.next(t, 1))
			}
		},
	},
	{
		"a slow subscriber misses nothing",
		"a subscriber is never dropped for being slow",
		func(t *testing.T, l log) {
			const n = 3000
			f := l.follow(t, eventstore.Position{})
			l.fill(t, stream(1), n)
			same(t, stream(1), 0, batch(0, n), f.next(t, n))
		},
	},
	{
		"several subscribers see the same",
		"subscriptions do not share anything that one could take from another",
		func(t *testing.T, l log) {
			const n = 300
			followers := []follower{l.follow(t, eventstore.Position{}), l.follow(t, eventstore.Position{}), l.follow(t, eventstore.Position{})}
			l.fill(t, stream(1), n)
			for _, f := range append(followers, l.follow(t, eventstore.Position{})) {
				same(t, stream(1), 0, batch(0, n), f.next(t, n))
			}
		},
	},
	{
		"a subscriber may write and read meanwhile",
		"a subscription holds nothing that another operation waits for",
		func(t *testing.T, l log) {
			l.add(t, stream(1), eventstore.NoStream, batch(0, 1))
			seen := 0
			for e, err := range l.Subscribe(within(t), eventstore.Position{}) {
				require.NoError(t, err)
				require.Equal(t, int64(seen), e.Revision)
				if seen++; seen == 30 {
					break
				}
				l.add(t, stream(1), eventstore.At(e.Revision), batch(seen, 1))
				require.Len(t, l.read(t, stream(1), eventstore.From{}), seen+1)
			}
		},
	},
	{
		"a subscription that is cancelled while it waits ends with the cause",
		"a context's cause is the last thing yielded",
		func(t *testing.T, l log) {
			cause := errors.New("the subscriber went home")
			l.add(t, stream(1), eventstore.NoStream, batch(0, 1))
			f := l.follow(t, eventstore.Position{})
			f.next(t, 1)
			f.cancel(cause)
			require.ErrorIs(t, <-f.ended, cause)
		},
	},
	{
		"a subscription that is cancelled in the middle of history ends with the cause",
		"a context's cause is the last thing yielded",
		func(t *testing.T, l log) {
			l.fill(t, stream(1), 300)
			cause := errors.New("the subscriber went home")
			ctx, cancel := context.WithCancelCause(t.Context())
			defer cancel(nil)
			seen, ended := 0, error(nil)
			for _, err := range l.Subscribe(ctx, eventstore.Position{}) {
				require.NoError(t, ended, "an error is the last thing yielded")
				if ended = err; err == nil {
					seen++
				}
				if seen == 100 {
					cancel(cause)
				}
			}
			require.ErrorIs(t, ended, cause)
			require.Equal(t, 100, seen)
			events, err := collect(l.Subscribe(ctx, eventstore.Position{}))
			require.ErrorIs(t, err, cause)
			require.Empty(t, events)
		},
	},
}
