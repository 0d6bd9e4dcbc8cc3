package runner_test

import (
	"context"
	"testing"

	"github.com/jackc/pgx/v5"
	"github.com/stretchr/testify/require"

	"github.com/cosell/cosell/eventstore"
	"github.com/cosell/cosell/projections/runner"
)

func TestViewsAheadOfARestoredLogAreMadeAgain(t *testing.T) {
	t.Parallel()
	events := []eventstore.Pending{pending("test.said", "one"), pending("test.said", "two"), pending("test.said", "three")}
	for name, restored := range map[string]struct {
		log     []eventstore.Pending
		want    []string
		because string
	}{
		"the log ends earlier":           {events[:1], []string{"one"}, "the log ends at"},
		"the log went on in another way": {[]eventstore.Pending{events[0], events[1], pending("test.said", "other")}, []string{"one", "two", "other"}, "the log does not hold event"},
		"the log is empty":               {nil, []string{}, "the log ends at"},
		"the log is the same":            {events, []string{"one", "two", "three"}, ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			pool, before, after := database(t), newLog(), newLog()
			var emptied int
			c := heard("left")
			c.Emptied = func(context.Context, pgx.Tx) error { emptied++; return nil }
			p := start(t, pool, before, c)
			p.reach(t, "left", write(t, before, 1, -1, events...))
			p.stop()

			for i, e := range restored.log {
				write(t, after, 1, int64(i-1), e)
			}
			p = start(t, pool, after, c)
			require.NoError(t, p.CaughtUp(soon(t)))
			require.Equal(t, restored.want, texts(t, pool, "left"))
			s := p.status(t, "left")
			require.True(t, s.CaughtUp)
			if restored.because == "" {
				require.Zero(t, emptied)
				require.Empty(t, s.Rebuilt)
			} else {
				require.Equal(t, 1, emptied)
				require.Contains(t, s.Rebuilt, restored.because)
			}
			p.reach(t, "left", say(t, after, 2, -1, "later"))
		})
	}
}

func TestANewVersionOfAViewIsMadeFromTheWholeLog(t *testing.T) {
	t.Parallel()
	pool, log := database(t), newLog()
	old := heard("left")
	p := start(t, pool, log, old)
	last := say(t, log, 1, -1, "one")
	p.reach(t, "left", last)

	renewed := heard("left")
	renewed.Version, renewed.Schema = 2, "drop view cosell.left; alter table cosell.left_v1 add loud text; create view cosell.left as select n, text, upper(text) as loud from cosell.left_v1; truncate cosell.left_v1"
	p.stop()
	p = start(t, pool, log, renewed)
	p.reach(t, "left", last)
	require.Equal(t, []string{"one"}, texts(t, pool, "left"))
	require.Equal(t, 2, p.status(t, "left").Version)

	p.stop()
	p = start(t, pool, log, old)
	require.ErrorIs(t, p.Wait(soon(t), "left", say(t, log, 1, 0, "two")), runner.ErrViewStopped, "a program that is older than the view leaves it alone")
	require.Equal(t, []string{"one"}, texts(t, pool, "left"))
}
