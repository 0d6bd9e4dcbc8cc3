package runner_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/cosell/cosell/projections/runner"
)

func TestAnOwnerThatGivesNoSignOfLifeIsPutOut(t *testing.T) {
	t.Parallel()
	pool, log := database(t), newLog()
	frozen, wake := make(chan struct{}), make(chan struct{})
	first := start(t, pool, log, heard("left", func(e runner.Event) error {
		if e.Revision == 1 {
			close(frozen)
			<-wake
		}
		return nil
	}))
	first.reach(t, "left", say(t, log, 1, -1, "one"))
	say(t, log, 1, 0, "two")
	<-frozen

	r, err := runner.New(runner.Options{Store: log, Decode: decode, Pool: pool, Consumers: []runner.Consumer{heard("left")},
		Standby: 5 * time.Millisecond, FirstPause: time.Millisecond, Silence: 100 * time.Millisecond})
	require.NoError(t, err)
	_, err = r.Prepare(t.Context())
	require.NoError(t, err)
	second := run(t, r)
	last := say(t, log, 1, 1, "three")
	second.reach(t, "left", last)
	close(wake)
	first.stop()
	require.Equal(t, []string{"one", "two", "three"}, texts(t, pool, "left"))
}
