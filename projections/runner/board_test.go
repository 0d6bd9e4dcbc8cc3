package runner_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/cosell/cosell/projections/runner"
)

// What was read of a consumer before it was complete may be told after it was.
func TestWhatIsHeardLateOfRowsThatAreBuiltChangesNothing(t *testing.T) {
	t.Parallel()
	require.True(t, runner.Builds(true))
	require.False(t, runner.Builds(true, false))
	require.False(t, runner.Builds(true, false, true))
}
