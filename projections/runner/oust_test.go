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

func TestAModelThatNobodyKeepsUpToDateIsNotCalledCurrent(t *testing.T) {
	t.Parallel()
	pool, log := database(t), newLog()
	owner := start(t, pool, log, heard("left"))
	owner.reach(t, "left", say(t, log, 1, -1, "one"))
	owner.stop()
	state := func() (is string) {
		require.NoError(t, pool.QueryRow(t.Context(), "select state from cosell.freshness where model = 'left' and (lag > interval '0') = (state = 'silent')").Scan(&is))
		return is
	}
	require.Equal(t, "current", state())
	_, err := pool.Exec(t.Context(), "update cosell_ops.checkpoints set heartbeat = now() - interval '16 seconds'")
	require.NoError(t, err)
	require.Equal(t, "silent", state())
}
