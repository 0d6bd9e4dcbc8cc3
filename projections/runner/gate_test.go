package runner_test

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/cosell/cosell/eventstore"
	"github.com/cosell/cosell/projections/runner"
)

func at(n int) eventstore.Position { return eventstore.Position{Commit: uint64(n), Prepare: uint64(n)} }

func TestTheGateKnowsWhatIsToCome(t *testing.T) {
	t.Parallel()
	g := runner.NewGate(at(10))
	require.Equal(t, "fresh", g.Judge("a", 0))
	require.Equal(t, "unknown", g.Judge("a", 3), "it may lie before the gate began")
	g.Pass("a", 3, at(11))
	require.Equal(t, "double", g.Judge("a", 2))
	require.Equal(t, "double", g.Judge("a", 3))
	require.Equal(t, "fresh", g.Judge("a", 4))
	require.Equal(t, "skips", g.Judge("a", 5))
}

func TestTheGateForgetsTheStreamsMetLongestAgoAndSaysFromWhereOnItKnows(t *testing.T) {
	t.Parallel()
	g := runner.NewGate(eventstore.Position{})
	for i := range 2*runner.GateStreams + 1 {
		g.Pass(fmt.Sprint(i), 0, at(i+1))
	}
	require.Equal(t, at(runner.GateStreams+1), g.Horizon())
	require.Equal(t, "unknown", g.Judge("0", 1), "met before the horizon")
	require.Equal(t, "fresh", g.Judge(fmt.Sprint(runner.GateStreams), 1))
}
