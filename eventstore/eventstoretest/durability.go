package eventstoretest

import (
	"testing"

	"github.com/stretchr/testify/require"
	"golang.org/x/sync/errgroup"

	"github.com/cosell/cosell/eventstore"
)

var durabilityRules = []rule{
	{
		"a log that is opened again is the same",
		"on return without an error the events are durable",
		func(t *testing.T, l log) {
			l.fill(t, stream(1), 150)
			l.add(t, stream(2), eventstore.NoStream, batch(200, 5))
			before, read := l.all(t), l.read(t, stream(2), eventstore.From{})
			end, err := l.End(within(t))
			require.NoError(t, err)

			again := l.reopen(t)
			require.Equal(t, before, again.all(t))
			require.Equal(t, read, again.read(t, stream(2), eventstore.From{}))
			same(t, stream(1), 0, batch(0, 150), again.read(t, stream(1), eventstore.From{}))
			stillEnd, err := again.End(within(t))
			require.NoError(t, err)
			require.Equal(t, end, stillEnd)
		},
	},
	{
		"a log that is opened again goes on",
		"positions rise and revisions have no gaps over the life of the log",
		func(t *testing.T, l log) {
			last := l.fill(t, stream(1), 10)
			again := l.reopen(t)
			again.conflicts(t, eventstore.NoStream, eventstore.At(9), batch(20, 1))
			next := again.add(t, stream(1), eventstore.At(9), batch(10, 3))
			require.Equal(t, int64(12), next.Revision)
			require.True(t, last.Position.Before(next.Position))
			same(t, stream(1), 10, batch(10, 3), again.after(t, last.Position))
			third := again.reopen(t)
			same(t, stream(1), 0, batch(0, 13), third.all(t))
		},
	},
	{
		"the identical batch is known after opening again",
		sameAppend,
		func(t *testing.T, l log) {
			first := l.add(t, stream(1), eventstore.NoStream, batch(0, 3))
			l.add(t, stream(1), eventstore.At(2), batch(3, 2))
			again := l.reopen(t)
			require.Equal(t, first, again.add(t, stream(1), eventstore.NoStream, batch(0, 3)))
			again.conflicts(t, eventstore.NoStream, eventstore.At(4), batch(0, 6))
			require.Len(t, again.all(t), 5)
		},
	},
	{
		"what was acknowledged under load is there after opening again",
		"on return without an error the events are durable",
		func(t *testing.T, l log) {
			const writers, each = 8, 12
			ctx := within(t)
			acknowledged := make([]eventstore.Appended, writers)
			var group errgroup.Group
			for w := range writers {
				group.Go(func() (err error) {
					for i := 0; i < each && err == nil; i++ {
						acknowledged[w], err = l.Append(ctx, stream(w), eventstore.At(int64(i-1)), batch(w*100+i, 1))
					}
					return err
				})
			}
			require.NoError(t, group.Wait())
			again := l.reopen(t)
			for w, last := range acknowledged {
				got := again.read(t, stream(w), eventstore.From{})
				same(t, stream(w), 0, batch(w*100, each), got)
				require.Equal(t, last.Position, got[each-1].Position)
			}
			require.Len(t, again.all(t), writers*each)
		},
	},
}
