package process_test

import (
	"context"
	"errors"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/cosell/cosell/domain"
	"github.com/cosell/cosell/domain/opportunity"
	"github.com/cosell/cosell/handlers/command"
	"github.com/cosell/cosell/handlers/process"
)

// fail answers the first times with err.
func (w *world) fail(times int32, err error) {
	var left atomic.Int32
	left.Store(times)
	w.issue = func(
		ctx context.Context, kind string, r command.Request, id domain.ID, cmd domain.Command,
	) (command.Answer, error) {
		if left.Add(-1) >= 0 {
			return command.Answer{}, err
		}
		return process.Through(w.Service)(ctx, kind, r, id, cmd)
	}
}

func TestAStepThatCannotBeTakenNowIsTakenLater(t *testing.T) {
	for name, err := range map[string]error{
		"the store is away":            command.ErrUnreachable,
		"a newer program wrote there":  command.ErrNewerEvent,
		"others keep writing":          command.ErrConflict,
		"the clock jumped back":        domain.Refusal("not-due", "Not yet."),
		"something that should not be": errors.New("boom"),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t)
			id := w.offered(t)
			w.fail(3, err)
			r := w.start(t, nil)
			w.seen(t, r)
			w.clock.set(begin.Add(window + time.Second))
			w.settled(r, 4)
			r.stop()

			require.Equal(t, "opportunity.expired", w.last(t, id).Kind)
			done, err := process.Steps(t.Context(), w.pool, process.Done, 10)
			require.NoError(t, err)
			require.Len(t, done, 1)
			require.Equal(t, 4, done[0].Attempts)
			require.Empty(t, done[0].LastCode)
		})
	}
}

func TestAStepThatIsRefusedIsListedAsFailed(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	refused, taken := w.offered(t), w.offered(t)
	w.fail(1, opportunity.ErrCollaborating)
	r := w.start(t, nil)
	w.seen(t, r)
	w.clock.set(begin.Add(window + time.Second))
	w.settled(r, 2)
	r.stop()

	failed, err := process.Steps(t.Context(), w.pool, process.Failed, 10)
	require.NoError(t, err)
	require.Len(t, failed, 1)
	require.Equal(t, "expire", failed[0].Command)
	require.Equal(t, "collaborating", failed[0].LastCode)
	require.Contains(t, failed[0].LastError, opportunity.ErrCollaborating.Message)
	require.Equal(t, 1, failed[0].Attempts)
	require.Contains(t, []domain.ID{refused, taken}, failed[0].Subject)
}

func TestAStepThatNeverWorksIsGivenUp(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.offered(t)
	w.fail(1000, errors.New("boom"))
	r := w.start(t, nil)
	w.seen(t, r)
	w.clock.set(begin.Add(window + time.Second))
	w.settled(r, 10)
	r.stop()

	failed, err := process.Steps(t.Context(), w.pool, process.Failed, 10)
	require.NoError(t, err)
	require.Len(t, failed, 1)
	require.Equal(t, 10, failed[0].Attempts)
	require.Equal(t, "internal", failed[0].LastCode)
}

func TestOfTwoProgramsOneTakesTheSteps(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	ids := []domain.ID{w.offered(t), w.offered(t), w.offered(t)}
	one, two := w.start(t, nil), w.start(t, nil)
	w.seen(t, one)
	w.clock.set(begin.Add(window + time.Second))
	for settled := 0; settled < len(ids); {
		select {
		case p := <-one.points:
			settled += count(p)
		case p := <-two.points:
			settled += count(p)
		case <-w.clock.asleep:
			w.clock.add(time.Minute)
		}
	}
	for _, id := range ids {
		require.EqualValues(t, 2, w.last(t, id).Revision)
	}
}

func count(p process.Point) int {
	if p == process.Settled {
		return 1
	}
	return 0
}
