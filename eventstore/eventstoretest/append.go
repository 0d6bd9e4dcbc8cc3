package eventstoretest

import (
	"context"
	"errors"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/stretchr/testify/require"
	"golang.org/x/sync/errgroup"

	"github.com/cosell/cosell/eventstore"
)

var appendRules = []rule{
	{
		"a new stream begins at revision 0",
		"revisions start at 0 and have no gaps; an append answers where its last event lies",
		func(t *testing.T, l log) {
			done := l.add(t, stream(1), eventstore.NoStream, batch(0, 3))
			got := l.read(t, stream(1), eventstore.From{})
			same(t, stream(1), 0, batch(0, 3), got)
			require.Equal(t, eventstore.Appended{Revision: 2, Position: got[2].Position}, done)
		},
	},
	{
		"an append at the last revision goes on from it",
		"revisions have no gaps from one append to the next",
		func(t *testing.T, l log) {
			l.add(t, stream(1), eventstore.NoStream, batch(0, 2))
			done := l.add(t, stream(1), eventstore.At(1), batch(2, 1))
			require.Equal(t, int64(2), done.Revision)
			l.add(t, stream(1), eventstore.At(2), batch(3, 4))
			same(t, stream(1), 0, batch(0, 7), l.read(t, stream(1), eventstore.From{}))
		},
	},
	{
		"another expectation is a conflict that says where the stream is",
		"an append whose expectation is not met writes nothing and returns a *Conflict with the actual revision",
		func(t *testing.T, l log) {
			l.conflicts(t, eventstore.At(0), eventstore.NoStream, batch(10, 1))
			l.add(t, stream(1), eventstore.NoStream, batch(0, 3))
			l.add(t, stream(2), eventstore.NoStream, batch(20, 9))
			for _, at := range []eventstore.Expected{
				eventstore.NoStream, eventstore.At(0), eventstore.At(1), eventstore.At(3), eventstore.At(1 << 40),
			} {
				l.conflicts(t, at, eventstore.At(2), batch(10, 2))
			}
			same(t, stream(1), 0, batch(0, 3), l.read(t, stream(1), eventstore.From{}))
			require.Len(t, l.all(t), 12)
		},
	},
	{
		"what Check refuses is invalid and writes nothing",
		"no events, too many, too much data and names that are not well formed are ErrInvalid",
		func(t *testing.T, l log) {
			large, long := batch(0, 2), batch(0, 2)
			large[1].Data = make([]byte, eventstore.MaxData+1)
			long[1].Kind = strings.Repeat("k", eventstore.MaxKind+1)
			for name, events := range map[string][]eventstore.Pending{
				stream(1): nil,
				stream(2): batch(0, eventstore.MaxBatch+1),
				stream(3): large,
				stream(4): {event(1), event(2), event(1)},
				stream(5): {event(1), {}},
				stream(6): long,
				"notes":   batch(0, 1),
				"":        batch(0, 1),
			} {
				_, err := l.Append(within(t), name, eventstore.NoStream, events)
				require.ErrorIs(t, err, eventstore.ErrInvalid, name)
			}
			require.Empty(t, l.all(t))
		},
	},
	{
		"as many events as the limit are written at once",
		"an append takes up to MaxBatch events",
		func(t *testing.T, l log) {
			l.add(t, stream(1), eventstore.NoStream, batch(0, eventstore.MaxBatch))
			same(t, stream(1), 0, batch(0, eventstore.MaxBatch), l.read(t, stream(1), eventstore.From{}))
		},
	},
	{
		"a reader sees a batch whole or not at all",
		"an append writes its events all or none",
		func(t *testing.T, l log) {
			const size, rounds = 10, 20
			var written atomic.Bool
			var group errgroup.Group
			ctx := within(t)
			group.Go(func() error {
				defer written.Store(true)
				for i := range rounds {
					if _, err := l.Append(ctx, stream(1), eventstore.At(int64(i*size-1)), batch(i*size, size)); err != nil {
						return err
					}
				}
				return nil
			})
			for !written.Load() {
				require.Zero(t, len(l.read(t, stream(1), eventstore.From{}))%size)
			}
			require.NoError(t, group.Wait())
			require.Len(t, l.read(t, stream(1), eventstore.From{}), size*rounds)
		},
	},
	{
		"of writers with one expectation one wins",
		"an expectation is met once",
		func(t *testing.T, l log) {
			const writers = 16
			for round := range 5 {
				var wins atomic.Int64
				var group errgroup.Group
				ctx := within(t)
				for w := range writers {
					group.Go(func() error {
						_, err := l.Append(ctx, stream(1), eventstore.At(int64(round-1)), batch(round*writers+w, 1))
						if err == nil {
							wins.Add(1)
						}
						var conflict *eventstore.Conflict
						if errors.As(err, &conflict) && conflict.Actual == eventstore.At(int64(round)) {
							return nil
						}
						return err
					})
				}
				require.NoError(t, group.Wait())
				require.Equal(t, int64(1), wins.Load())
			}
			require.Equal(t, []int64{0, 1, 2, 3, 4}, revisions(l.read(t, stream(1), eventstore.From{})))
		},
	},
	{
		"writers that go on from the conflict's revision all get their turn",
		"the actual revision of a conflict is where the next append fits, unless somebody was quicker",
		func(t *testing.T, l log) {
			const writers, each = 6, 10
			var group errgroup.Group
			ctx := within(t)
			for w := range writers {
				group.Go(func() error {
					at := eventstore.NoStream
					for i := 0; i < each; {
						done, err := l.Append(ctx, stream(1), at, batch(w*each+i, 1))
						var conflict *eventstore.Conflict
						switch {
						case err == nil:
							at, i = eventstore.At(done.Revision), i+1
						case errors.As(err, &conflict):
							at = conflict.Actual
						default:
							return err
						}
					}
					return nil
				})
			}
			require.NoError(t, group.Wait())
			got := l.read(t, stream(1), eventstore.From{})
			require.Len(t, got, writers*each)
			seen := map[string]bool{}
			for i, e := range got {
				require.Equal(t, int64(i), e.Revision)
				seen[e.ID] = true
			}
			require.Len(t, seen, writers*each)
		},
	},
	{
		"the caller may use its bytes again",
		"the store keeps copies",
		func(t *testing.T, l log) {
			mine := batch(0, 2)
			l.add(t, stream(1), eventstore.NoStream, mine)
			clear(mine[0].Data)
			mine[1] = eventstore.Pending{}
			same(t, stream(1), 0, batch(0, 2), l.read(t, stream(1), eventstore.From{}))
		},
	},
	{
		"an append whose context has ended writes nothing",
		"a context's cause is the error of every operation that it ends",
		func(t *testing.T, l log) {
			cause := errors.New("the caller went home")
			ctx, cancel := context.WithCancelCause(t.Context())
			cancel(cause)
			_, err := l.Append(ctx, stream(1), eventstore.NoStream, batch(0, 1))
			require.ErrorIs(t, err, cause)
			require.NotErrorIs(t, err, eventstore.ErrUnknown)
			require.Empty(t, l.read(t, stream(1), eventstore.From{}))
		},
	},
}
