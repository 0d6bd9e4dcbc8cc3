package process_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/cosell/cosell/domain"
	"github.com/cosell/cosell/domain/opportunity"
	"github.com/cosell/cosell/handlers/process"
)

// refused is a world with a program that runs and steps that were refused.
func refused(t *testing.T, n int32) (*world, *running, []process.Step) {
	t.Helper()
	w := newWorld(t)
	for range n {
		w.offered(t)
	}
	w.fail(n, opportunity.ErrCollaborating)
	r := w.start(t, nil)
	w.seen(t, r)
	w.clock.set(begin.Add(window + time.Second))
	w.settled(r, int(n))
	failed, err := process.Steps(t.Context(), w.pool, process.Failed, 10)
	require.NoError(t, err)
	require.Len(t, failed, int(n))
	return w, r, failed
}

// awaits waits until a worker has taken a step, although no time passes.
func awaits(r *running, n int) {
	for n > 0 {
		if p := <-r.points; p == process.Settled {
			n--
		}
	}
}

func TestAFailedStepThatIsGivenBackIsTakenAtOnce(t *testing.T) {
	t.Parallel()
	w, r, failed := refused(t, 2)
	n, err := process.Retry(t.Context(), w.pool, failed[1].ID)
	require.NoError(t, err)
	require.Equal(t, 1, n)
	awaits(r, 1)
	require.Equal(t, "opportunity.expired", w.last(t, failed[1].Subject).Kind)
	require.Equal(t, "opportunity.distributed", w.last(t, failed[0].Subject).Kind)

	n, err = process.Retry(t.Context(), w.pool, "")
	require.NoError(t, err)
	require.Equal(t, 1, n)
	awaits(r, 1)
	require.Equal(t, "opportunity.expired", w.last(t, failed[0].Subject).Kind)
}

func TestAllFailedStepsAreTakenAgainInTheirOrder(t *testing.T) {
	t.Parallel()
	w, r, _ := refused(t, 3)
	n, err := process.Retry(t.Context(), w.pool, "")
	require.NoError(t, err)
	require.Equal(t, 3, n)
	awaits(r, 3)
	requireNoneFailed(t, w)
}

func TestNothingIsGivenBackThatDidNotFail(t *testing.T) {
	t.Parallel()
	w, r, failed := refused(t, 1)
	n, err := process.Retry(t.Context(), w.pool, domain.ID("00000000-0000-0000-0000-000000000000"))
	require.NoError(t, err)
	require.Zero(t, n)
	_, err = process.Retry(t.Context(), w.pool, failed[0].ID)
	require.NoError(t, err)
	awaits(r, 1)
	n, err = process.Retry(t.Context(), w.pool, failed[0].ID)
	require.NoError(t, err)
	require.Zero(t, n)
}

func TestAStepThatWasGivenBackUnheardIsTakenWhenItsManagerNextLooks(t *testing.T) {
	t.Parallel()
	w, r, failed := refused(t, 1)
	_, err := w.pool.Exec(t.Context(), `update cosell_ops.steps set state = 'pending', retry_at = created_at where state = 'failed'`)
	require.NoError(t, err)
	w.settled(r, 1)
	require.Equal(t, "opportunity.expired", w.last(t, failed[0].Subject).Kind)
}

// It ends the connection on which steps are announced, again and again.
func TestALineThatWasGoodIsTakenUpAgainAtOnceEachTimeItIsLost(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.clock.naps = make(chan time.Duration, 1000)
	w.seen(t, w.start(t, nil))
	tick := time.NewTicker(10 * time.Millisecond)
	defer tick.Stop()
	for range 4 {
		nap := time.Minute // as a manager's that has nothing to do
		for nap == time.Minute {
			w.cut(t)
			select {
			case nap = <-w.clock.naps:
			case <-tick.C:
			}
		}
		require.Equal(t, time.Second, nap)
		w.clock.add(nap)
	}
}

// cut ends the connection on which the managers listen for steps that are given back, once they do.
func (w *world) cut(t *testing.T) {
	t.Helper()
	_, err := w.pool.Exec(t.Context(), `select pg_terminate_backend(pid) from pg_stat_activity
where datname = current_database() and query = 'listen cosell_steps' and state = 'idle'`)
	require.NoError(t, err)
}
