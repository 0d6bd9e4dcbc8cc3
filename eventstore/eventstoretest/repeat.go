package eventstoretest

import (
	"slices"
	"testing"

	"github.com/stretchr/testify/require"
	"golang.org/x/sync/errgroup"

	"github.com/cosell/cosell/eventstore"
)

const sameAppend = "exactly the events that lie at the expected place are the same append and get its answer; " +
	"a part of them is a conflict"

var repeatRules = []rule{
	{
		"the identical batch again is the same append",
		sameAppend,
		func(t *testing.T, l log) {
			first := l.add(t, stream(1), eventstore.NoStream, batch(0, 3))
			require.Equal(t, first, l.add(t, stream(1), eventstore.NoStream, batch(0, 3)))
			second := l.add(t, stream(1), eventstore.At(2), batch(3, 2))
			require.Equal(t, second, l.add(t, stream(1), eventstore.At(2), batch(3, 2)))
			same(t, stream(1), 0, batch(0, 5), l.read(t, stream(1), eventstore.From{}))
		},
	},
	{
		"the identical batch is known after later events",
		sameAppend,
		func(t *testing.T, l log) {
			first := l.add(t, stream(1), eventstore.NoStream, batch(0, 3))
			l.add(t, stream(2), eventstore.NoStream, batch(50, 4))
			second := l.add(t, stream(1), eventstore.At(2), batch(3, 2))
			l.add(t, stream(1), eventstore.At(4), batch(5, 90))
			require.Equal(t, first, l.add(t, stream(1), eventstore.NoStream, batch(0, 3)))
			require.Equal(t, second, l.add(t, stream(1), eventstore.At(2), batch(3, 2)))
			require.Len(t, l.all(t), 99)
		},
	},
	{
		"the ids decide what is identical",
		sameAppend,
		func(t *testing.T, l log) {
			first := l.add(t, stream(1), eventstore.NoStream, batch(0, 1))
			later := batch(0, 1)
			later[0].Metadata.RecordedAt = later[0].Metadata.RecordedAt.AddDate(0, 0, 1)
			require.Equal(t, first, l.add(t, stream(1), eventstore.NoStream, later))
			same(t, stream(1), 0, batch(0, 1), l.read(t, stream(1), eventstore.From{}))
		},
	},
	{
		"the identical batch from many callers at once is written once",
		sameAppend,
		func(t *testing.T, l log) {
			answers := make([]eventstore.Appended, 16)
			var group errgroup.Group
			ctx := within(t)
			for i := range answers {
				group.Go(func() (err error) {
					answers[i], err = l.Append(ctx, stream(1), eventstore.NoStream, batch(0, 3))
					return err
				})
			}
			require.NoError(t, group.Wait())
			require.Len(t, slices.Compact(answers), 1)
			same(t, stream(1), 0, batch(0, 3), l.all(t))
		},
	},
	{
		"the batch at another place is a conflict",
		sameAppend,
		func(t *testing.T, l log) {
			l.add(t, stream(1), eventstore.NoStream, batch(0, 3))
			l.add(t, stream(1), eventstore.At(2), batch(3, 3))
			for _, at := range []int64{0, 1, 2, 3, 4, 6} {
				l.conflicts(t, eventstore.At(at), eventstore.At(5), batch(0, 3))
			}
			require.Len(t, l.all(t), 6)
		},
	},
	{
		"a batch that overlaps in part is a conflict",
		sameAppend,
		func(t *testing.T, l log) {
			l.add(t, stream(1), eventstore.NoStream, batch(0, 3))
			conflict := func(at eventstore.Expected, events ...eventstore.Pending) {
				l.conflicts(t, at, eventstore.At(2), events)
			}
			conflict(eventstore.NoStream, batch(0, 4)...)
			conflict(eventstore.NoStream, event(0), event(1), event(9))
			conflict(eventstore.NoStream, event(9), event(1), event(2))
			conflict(eventstore.At(1), event(2), event(3))
			conflict(eventstore.NoStream, batch(1, 2)...)
			require.Len(t, l.all(t), 3)
		},
	},
	{
		"the batch in another order is a conflict",
		sameAppend,
		func(t *testing.T, l log) {
			l.add(t, stream(1), eventstore.NoStream, batch(0, 3))
			l.conflicts(t, eventstore.NoStream, eventstore.At(2), []eventstore.Pending{event(0), event(2), event(1)})
			l.conflicts(t, eventstore.NoStream, eventstore.At(2), []eventstore.Pending{event(2), event(1), event(0)})
			require.Len(t, l.all(t), 3)
		},
	},
	{
		"the batch of another stream is not this one's",
		"expectations are about one stream",
		func(t *testing.T, l log) {
			l.add(t, stream(1), eventstore.NoStream, batch(0, 1))
			l.add(t, stream(2), eventstore.NoStream, batch(3, 3))
			l.conflicts(t, eventstore.NoStream, eventstore.At(0), batch(3, 3))
			require.Len(t, l.all(t), 4)
		},
	},
}
