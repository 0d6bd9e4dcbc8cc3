package runner_test

import (
	"context"
	"sync/atomic"
	"testing"
	"time"

	"github.com/jackc/pgx/v5/pgconn"
	"github.com/prometheus/client_golang/prometheus"
	"github.com/stretchr/testify/require"

	"github.com/cosell/cosell/eventstore"
	"github.com/cosell/cosell/projections/runner"
)

func TestEveryConsumerSeesEveryEventOnceInTheOrderOfTheLog(t *testing.T) {
	t.Parallel()
	pool, log := database(t), newLog()
	say(t, log, 1, -1, "one")
	say(t, log, 2, -1, "two")
	p := start(t, pool, log, heard("left"), heard("right"))
	require.NoError(t, p.CaughtUp(soon(t)))
	require.Empty(t, p.Waiting())
	last := say(t, log, 1, 0, "three")
	for _, name := range []string{"left", "right"} {
		p.reach(t, name, last)
		require.Equal(t, []string{"one", "two", "three"}, texts(t, pool, name))
	}
}

func TestARestartGoesOnBehindTheCheckpoint(t *testing.T) {
	t.Parallel()
	pool, log := database(t), newLog()
	p := start(t, pool, log, heard("left"))
	p.reach(t, "left", say(t, log, 1, -1, "one"))
	p.stop()
	last := say(t, log, 1, 0, "two")
	p = start(t, pool, log, heard("left"))
	p.reach(t, "left", last)
	require.Equal(t, []string{"one", "two"}, texts(t, pool, "left"))
}

func TestAnErrorThatPassesIsWaitedOut(t *testing.T) {
	t.Parallel()
	pool, log := database(t), newLog()
	var tries atomic.Int32
	p := start(t, pool, log, heard("patient", func(runner.Event) error {
		if tries.Add(1) <= 12 {
			return &pgconn.PgError{Code: "40001", Message: "could not serialize access"}
		}
		return nil
	}))
	p.reach(t, "patient", say(t, log, 1, -1, "one"))
	require.Equal(t, []string{"one"}, texts(t, pool, "patient"))
}

func TestAKindThatThisProgramDoesNotKnowStopsAtItsPlace(t *testing.T) {
	t.Parallel()
	pool, log := database(t), newLog()
	before := say(t, log, 1, -1, "one")
	unknown := write(t, log, 2, -1, pending("test.sung", "la"))
	p := start(t, pool, log, heard("left"))
	s := p.stopped(t, "left", unknown)
	require.Equal(t, before, s.Position)
	require.Equal(t, "test.sung", s.FailedKind)
	require.Equal(t, unknown.String(), s.FailedPosition)
	require.Contains(t, s.Error, "newer-event")
}

func TestWaitingIsBoundedByItsContext(t *testing.T) {
	t.Parallel()
	pool, log := database(t), newLog()
	hold := make(chan struct{})
	p := start(t, pool, log, heard("slow", func(runner.Event) error { <-hold; return nil }))
	at := say(t, log, 1, -1, "one")
	ctx, cancel := context.WithTimeout(t.Context(), 10*time.Millisecond)
	defer cancel()
	require.ErrorIs(t, p.Wait(ctx, "slow", at), runner.ErrNotYetVisible)
	close(hold)
	p.reach(t, "slow", at)
	require.ErrorContains(t, p.Wait(t.Context(), "fast", at), "fast")
}

func TestACommitIsToldAfterItIsVisible(t *testing.T) {
	t.Parallel()
	pool, log := database(t), newLog()
	c := heard("left")
	told := make(chan eventstore.Position, 1)
	c.Committed = func(p eventstore.Position) { told <- p }
	start(t, pool, log, c)
	at := say(t, log, 1, -1, "one")
	require.Equal(t, at, <-told)
	require.Equal(t, []string{"one"}, texts(t, pool, "left"))
}

func TestAppliedEventsAreCounted(t *testing.T) {
	t.Parallel()
	pool, log := database(t), newLog()
	c := heard("left")
	done := make(chan eventstore.Position, 1)
	c.Committed = func(p eventstore.Position) { done <- p }
	p := start(t, pool, log, c)
	registry := prometheus.NewRegistry()
	registry.MustRegister(p.Collectors()...)
	say(t, log, 1, -1, "one")
	<-done
	families, err := registry.Gather()
	require.NoError(t, err)
	counted := map[string]bool{}
	for _, f := range families {
		counted[f.GetName()] = true
		if f.GetName() == "cosell_projection_events_total" {
			require.InDelta(t, 1, f.GetMetric()[0].GetCounter().GetValue(), 0)
		}
	}
	require.Len(t, counted, 9)
}

func TestConsumersAreCheckedBeforeAnythingRuns(t *testing.T) {
	t.Parallel()
	for name, consumers := range map[string][]runner.Consumer{
		"none":          nil,
		"no version":    {{Name: "left", Apply: heard("left").Apply}},
		"nothing to do": {{Name: "left", Version: 1}},
		"a bad name":    {{Name: "Left Hand", Version: 1, Apply: heard("left").Apply}},
		"two of a name": {heard("left"), heard("left")},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := runner.New(runner.Options{Consumers: consumers})
			require.Error(t, err)
		})
	}
}

func TestWhatIsCommittedIsNotAppliedAgainWhenTellingOfItFails(t *testing.T) {
	t.Parallel()
	pool, log := database(t), newLog()
	c := heard("left")
	var told atomic.Int32
	c.Committed = func(eventstore.Position) {
		if told.Add(1) == 1 {
			panic("nobody listens")
		}
	}
	p := start(t, pool, log, c)
	p.reach(t, "left", say(t, log, 1, -1, "one"))
	p.reach(t, "left", say(t, log, 1, 0, "two"))
	require.Equal(t, []string{"one", "two"}, texts(t, pool, "left"))
}
