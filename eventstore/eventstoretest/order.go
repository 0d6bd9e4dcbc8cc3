package eventstoretest

import (
	"context"
	"fmt"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"
	"golang.org/x/sync/errgroup"

	"github.com/cosell/cosell/eventstore"
)

var orderRules = []rule{
	{
		"the end of an empty log is zero, then the last event's position",
		"End is the position of the log's last event",
		func(t *testing.T, l log) {
			end, err := l.End(within(t))
			require.NoError(t, err)
			require.True(t, end.IsZero())
			for n := range 4 {
				done := l.add(t, stream(n%2), eventstore.At(int64(n/2*2-1)), batch(n*2, 2))
				end, err = l.End(within(t))
				require.NoError(t, err)
				require.Equal(t, done.Position, end)
				require.False(t, end.IsZero())
			}
		},
	},
	{
		"positions rise over all streams",
		"positions order the whole log",
		func(t *testing.T, l log) {
			var order []eventstore.Position
			for n := range 12 {
				l.add(t, stream(n%3), eventstore.At(int64(n/3*2-1)), batch(n*2, 2))
				order = append(order, positions(l.read(t, stream(n%3), eventstore.From{Revision: int64(n / 3 * 2)}))...)
			}
			require.Equal(t, order, positions(l.all(t)))
			for i := 1; i < len(order); i++ {
				require.True(t, order[i-1].Before(order[i]))
			}
		},
	},
	{
		"what is written is there for the writer",
		"on return the events are visible to every later Read and Subscribe, and to End",
		func(t *testing.T, l log) {
			var group errgroup.Group
			ctx := within(t)
			for w := range 8 {
				group.Go(func() error { return writeAndLook(ctx, l, stream(w), w*100) })
			}
			require.NoError(t, group.Wait())
		},
	},
	{
		"positions become visible in order",
		"a reader that has seen a position never later meets a smaller one that it has not seen, whoever writes",
		func(t *testing.T, l log) {
			const writers, each, pollers = 16, 15, 3
			ctx := within(t)
			var writing, reading errgroup.Group
			written := make(chan struct{})
			seen := make([][]eventstore.Recorded, pollers)
			for p := range seen {
				reading.Go(func() (err error) {
					seen[p], err = poll(ctx, l, written)
					return err
				})
			}
			live := l.follow(t, eventstore.Position{})
			for w := range writers {
				writing.Go(func() error { return writeTriples(ctx, l, stream(w), w*1000, each) })
			}
			followed := live.next(t, writers*each*3)
			require.NoError(t, writing.Wait())
			close(written)
			require.NoError(t, reading.Wait())
			whole := l.all(t)
			require.Len(t, whole, writers*each*3)
			for _, events := range append(seen, followed) {
				require.Equal(t, positions(whole), positions(events))
			}
		},
	},
}

// writeAndLook appends and looks for it in all three ways.
func writeAndLook(ctx context.Context, l log, stream string, first int) error {
	for i := range 10 {
		done, err := l.Append(ctx, stream, eventstore.At(int64(i-1)), batch(first+i, 1))
		if err != nil {
			return err
		}
		end, err := l.End(ctx)
		if err != nil {
			return err
		}
		last, err := collect(l.Read(ctx, stream, eventstore.LastEvent))
		if err != nil {
			return err
		}
		events, err := until(l.Subscribe(ctx, eventstore.Position{}), eventstore.Position{}, done.Position)
		if err != nil {
			return err
		}
		if end.Before(done.Position) || !slices.Equal(positions(last), []eventstore.Position{done.Position}) ||
			!slices.Contains(positions(events), done.Position) {
			return fmt.Errorf("%s at %v just written: the end is %v, the stream's %v", stream, done.Position, end, positions(last))
		}
	}
	return nil
}

func writeTriples(ctx context.Context, l log, stream string, first, n int) error {
	for i := range n {
		if _, err := l.Append(ctx, stream, eventstore.At(int64(i*3-1)), batch(first+i*3, 3)); err != nil {
			return err
		}
	}
	return nil
}

// poll reads again and again up to the end it sees, as somebody without a subscription would, until all is written.
func poll(ctx context.Context, l log, written <-chan struct{}) (seen []eventstore.Recorded, err error) {
	after := eventstore.Position{}
	for last := false; ; {
		select {
		case <-written:
			last = true
		default:
		}
		end, err := l.End(ctx)
		if err != nil {
			return seen, err
		}
		events, err := until(l.Subscribe(ctx, after), after, end)
		if err != nil {
			return seen, err
		}
		if seen = append(seen, events...); len(events) > 0 {
			after = events[len(events)-1].Position
		}
		if last && !after.Before(end) {
			return seen, nil
		}
	}
}
