package eventstoretest

import (
	"errors"
	"testing"

	"github.com/stretchr/testify/require"
	"golang.org/x/sync/errgroup"

	"github.com/cosell/cosell/eventstore"
)

var closeRules = []rule{
	{
		"a closed store says so",
		"every operation on a closed store is ErrClosed",
		func(t *testing.T, l log) {
			l.add(t, stream(1), eventstore.NoStream, batch(0, 1))
			l.Close()
			l.Close()
			_, err := l.Append(within(t), stream(1), eventstore.At(0), batch(1, 1))
			require.ErrorIs(t, err, eventstore.ErrClosed)
			for _, name := range []string{stream(1), stream(2)} {
				events, err := collect(l.Read(within(t), name, eventstore.From{}))
				require.ErrorIs(t, err, eventstore.ErrClosed)
				require.Empty(t, events)
			}
			events, err := collect(l.Subscribe(within(t), eventstore.Position{}))
			require.ErrorIs(t, err, eventstore.ErrClosed)
			require.Empty(t, events)
			_, err = l.End(within(t))
			require.ErrorIs(t, err, eventstore.ErrClosed)
		},
	},
	{
		"closing ends what waits",
		"a subscription of a closed store ends with ErrClosed",
		func(t *testing.T, l log) {
			l.add(t, stream(1), eventstore.NoStream, batch(0, 1))
			f := l.follow(t, eventstore.Position{})
			f.next(t, 1)
			l.Close()
			require.ErrorIs(t, <-f.ended, eventstore.ErrClosed)
		},
	},
	{
		"closing in the middle of a read is not its end",
		"a read that breaks never ends quietly",
		func(t *testing.T, l log) {
			l.fill(t, stream(1), 300)
			seen, ended := 0, error(nil)
			for _, err := range l.Read(within(t), stream(1), eventstore.From{}) {
				if ended = err; err == nil {
					seen++
				}
				l.Close()
			}
			require.ErrorIs(t, ended, eventstore.ErrClosed)
			require.Equal(t, 1, seen)
		},
	},
	{
		"closing under load answers everybody",
		"an append ends written, with ErrClosed, or not known",
		func(t *testing.T, l log) {
			ctx := within(t)
			started := make(chan struct{}, 8)
			var group errgroup.Group
			for w := range 8 {
				group.Go(func() error {
					for i := 0; ; i++ {
						_, err := l.Append(ctx, stream(w), eventstore.At(int64(i-1)), batch(w*100000+i, 1))
						switch {
						case errors.Is(err, eventstore.ErrClosed), errors.Is(err, eventstore.ErrUnknown):
							return nil
						case err != nil:
							return err
						case i == 0:
							started <- struct{}{}
						}
					}
				})
			}
			for range 8 {
				<-started
			}
			l.Close()
			require.NoError(t, group.Wait())
		},
	},
}
