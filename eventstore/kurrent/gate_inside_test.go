package kurrent

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/cosell/cosell/eventstore"
)

func placed(stream string, revision int64, at uint64) eventstore.Recorded {
	return eventstore.Recorded{Stream: stream, Revision: revision, Position: eventstore.Position{Commit: at, Prepare: at}}
}

// Servers have left events out of a subscription that was resumed from a checkpoint of theirs.
func TestAGapInASubscriptionIsAskedForAgainAndThenReported(t *testing.T) {
	t.Parallel()
	var g gate
	require.NoError(t, g.pass(placed("a", 4, 1)), "history may begin anywhere")
	require.NoError(t, g.pass(placed("b", 0, 2)))
	require.NoError(t, g.pass(placed("a", 5, 3)))
	require.ErrorIs(t, g.pass(placed("a", 7, 9)), eventstore.ErrUnavailable)
	require.NoError(t, g.pass(placed("a", 6, 5)), "the server has found it")
	require.NoError(t, g.pass(placed("a", 7, 9)))
	require.ErrorIs(t, g.pass(placed("b", 2, 11)), eventstore.ErrUnavailable)
	require.ErrorIs(t, g.pass(placed("b", 2, 11)), eventstore.ErrTruncated)
}

func TestAGateForgetsBeforeItGrowsTooLarge(t *testing.T) {
	t.Parallel()
	var g gate
	for n := range 3 * gateStreams {
		require.NoError(t, g.pass(placed(fmt.Sprint(n), 0, uint64(n))))
	}
	require.LessOrEqual(t, len(g.revisions), gateStreams)
}
