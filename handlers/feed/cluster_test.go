package feed_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/cosell/cosell/eventstore/kurrent"
	"github.com/cosell/cosell/eventstore/kurrenttest"
	"github.com/cosell/cosell/eventstore/memory"
	"github.com/cosell/cosell/handlers/feed"
)

func TestTheFeedOfAClusterIsTheSameAndIsReadOnFromItsOwnPositions(t *testing.T) {
	here, story := demo()
	events := log(t, here)[:120]
	server, err := kurrenttest.Start(kurrenttest.Options{})
	require.NoError(t, err)
	t.Cleanup(func() { server.Close() })
	there, err := kurrent.Open(t.Context(), server.URL(), kurrent.Options{})
	require.NoError(t, err)
	t.Cleanup(there.Close)
	write(t, there, events, func() {})
	for n, who := range callers(story) {
		if n%4 > 0 {
			continue
		}
		want := ids(read(t, over(copied(t, events, func(*memory.Store) {})), who, feed.Query{}))
		whole := read(t, over(there), who, feed.Query{})
		require.Equal(t, want, ids(whole), "%v", who)
		for i := 0; i < len(whole); i += 17 {
			rest := read(t, over(there), who, feed.Query{After: whole[i].Position})
			require.Equal(t, want[i+1:], append([]string{}, ids(rest)...), "%v", who)
		}
	}
}
