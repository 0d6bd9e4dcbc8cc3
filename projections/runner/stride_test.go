package runner_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/cosell/cosell/projections/runner"
)

func TestBatchesThatTakeLongBecomeSmaller(t *testing.T) {
	t.Parallel()
	const slow, fine, fast = 10 * time.Second, 2 * time.Second, time.Second / 2
	require.Equal(t, []int{4000, 2000, 1000, 1000, 1000, 2000, 4000, 8000, 8000},
		runner.Strides(runner.Consumer{}, slow, slow, slow, slow, fine, fast, fast, fast, fast))
	require.Equal(t, []int{10, 10}, runner.Strides(runner.Consumer{Batch: 10}, slow, fast), "never more than was asked for")
}
