package runner_test

import (
	"context"
	"fmt"
	"iter"
	"math/rand/v2"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/prometheus/client_golang/prometheus"
	"github.com/stretchr/testify/require"

	"github.com/cosell/cosell/eventstore"
	"github.com/cosell/cosell/eventstore/memory"
	"github.com/cosell/cosell/projections/runner"
)

// shuffled is a log whose subscriptions repeat events and break.
type shuffled struct {
	eventstore.Store
	seed uint64
}

func (s shuffled) Subscribe(ctx context.Context, after eventstore.Position) iter.Seq2[eventstore.Recorded, error] {
	return func(yield func(eventstore.Recorded, error) bool) {
		chance := rand.New(rand.NewPCG(s.seed, after.Commit))
		var late []eventstore.Recorded
		for r, err := range s.Store.Subscribe(ctx, after) {
			if !yield(r, err) || err != nil {
				return
			}
			if late = append(late, r); chance.IntN(5) == 0 && !yield(late[chance.IntN(len(late))], nil) {
				return
			}
			if chance.IntN(15) == 0 {
				yield(eventstore.Recorded{}, eventstore.ErrUnavailable)
				return
			}
		}
	}
}

func holes(t *testing.T, pool *pgxpool.Pool) []string {
	t.Helper()
	rows, err := pool.Query(t.Context(), "select concat_ws(' ', stream, first, last, ltrim(right(position, 16), '0')) from cosell_ops.holes order by position")
	require.NoError(t, err)
	all, err := pgx.CollectRows(rows, pgx.RowTo[string])
	require.NoError(t, err)
	return all
}

func TestAHoleIsHealedFromTheStreamAndNoted(t *testing.T) {
	t.Parallel()
	pool, log := database(t), newLog()
	say(t, log, 1, -1, "one")
	hole := say(t, log, 1, 0, "two")
	say(t, log, 2, -1, "other")
	last := say(t, log, 1, 1, "three")
	p := start(t, pool, gappy{log, hole}, heard("left"))
	p.reach(t, "left", last)
	require.Equal(t, []string{"one", "other", "two", "three"}, texts(t, pool, "left"))
	require.Equal(t, []string{stream(1) + " 1 1 4"}, holes(t, pool))
	require.EqualValues(t, 4, *p.status(t, "left").Events)
	require.InDelta(t, 1, counter(t, p.Runner, "cosell_feed_healed_total"), 0)
}

func TestAHoleBehindAResumedCheckpointIsFound(t *testing.T) {
	t.Parallel()
	pool, log := database(t), newLog()
	p := start(t, pool, log, heard("left"))
	p.reach(t, "left", say(t, log, 1, -1, "one"))
	p.stop()
	hole := say(t, log, 1, 0, "two")
	say(t, log, 2, -1, "other")
	last := say(t, log, 1, 1, "three")
	p = start(t, pool, gappy{log, hole}, heard("left"))
	p.reach(t, "left", last)
	require.Equal(t, []string{"one", "other", "two", "three"}, texts(t, pool, "left"), "its stream was not met before it")
}

func TestAHoleThatTheLogHasItselfStopsTheConsumer(t *testing.T) {
	t.Parallel()
	pool, log := database(t), newLog()
	first := say(t, log, 1, -1, "one")
	hole := say(t, log, 1, 0, "two")
	last := say(t, log, 1, 1, "three")
	p := start(t, pool, torn{gappy{log, hole}}, heard("left"))
	s := p.stopped(t, "left", last)
	require.Equal(t, first, s.Position)
	require.Equal(t, last.String(), s.FailedPosition)
	require.Contains(t, s.Error, "revision 2 came, and 1 to 1 are missing: the log does not hold what lies between")
}

// torn is a log whose streams lack what its subscriptions lack.
type torn struct{ gappy }

func (s torn) Read(ctx context.Context, stream string, from eventstore.From) iter.Seq2[eventstore.Recorded, error] {
	return func(yield func(eventstore.Recorded, error) bool) {
		for r, err := range s.gappy.Read(ctx, stream, from) {
			if err == nil && r.Position == s.without {
				yield(eventstore.Recorded{}, eventstore.ErrTruncated)
				return
			}
			if !yield(r, err) {
				return
			}
		}
	}
}

func counter(t *testing.T, r *runner.Runner, name string) float64 {
	t.Helper()
	registry := prometheus.NewRegistry()
	registry.MustRegister(r.Collectors()...)
	families, err := registry.Gather()
	require.NoError(t, err)
	for _, f := range families {
		if f.GetName() == name {
			return f.GetMetric()[0].GetCounter().GetValue()
		}
	}
	t.Fatalf("no metric is called %s", name)
	return 0
}

func TestWhatComesAgainOrLateIsDroppedAndCounted(t *testing.T) {
	t.Parallel()
	pool, log := database(t), newLog()
	for i, text := range []string{"one", "two", "three"} {
		say(t, log, 1, int64(i-1), text)
	}
	p := start(t, pool, stutter{log}, heard("left"))
	require.NoError(t, p.CaughtUp(soon(t)))
	require.Equal(t, []string{"one", "two", "three"}, texts(t, pool, "left"))
	require.Positive(t, counter(t, p.Runner, "cosell_feed_duplicates_total"))
}

// stutter is a log whose subscriptions bring each second event before the first, and then both again.
type stutter struct{ eventstore.Store }

func (s stutter) Subscribe(ctx context.Context, after eventstore.Position) iter.Seq2[eventstore.Recorded, error] {
	return func(yield func(eventstore.Recorded, error) bool) {
		var kept []eventstore.Recorded
		for r, err := range s.Store.Subscribe(ctx, after) {
			if err != nil {
				yield(r, err)
				return
			}
			if kept = append(kept, r); len(kept)%2 == 1 {
				if len(kept) == 1 {
					continue
				}
				if !yield(r, nil) {
					return
				}
				continue
			}
			for _, again := range []eventstore.Recorded{r, kept[len(kept)-2], r} {
				if !yield(again, nil) {
					return
				}
			}
		}
	}
}

// forgetful is a log whose subscriptions leave out events by chance, but never the last one of a stream.
type forgetful struct {
	shuffled
	keep  map[string]int64
	tries *atomic.Uint64
}

func (s forgetful) Subscribe(ctx context.Context, after eventstore.Position) iter.Seq2[eventstore.Recorded, error] {
	return func(yield func(eventstore.Recorded, error) bool) {
		chance := rand.New(rand.NewPCG(s.seed, s.tries.Add(1)))
		for r, err := range s.shuffled.Subscribe(ctx, after) {
			if err == nil && r.Revision < s.keep[r.Stream] && chance.IntN(3) == 0 {
				continue
			}
			if !yield(r, err) {
				return
			}
		}
	}
}

// asked is a log that counts how often it is asked for a stream.
type asked struct {
	eventstore.Store
	times *atomic.Int64
}

func (a asked) Read(ctx context.Context, stream string, from eventstore.From) iter.Seq2[eventstore.Recorded, error] {
	a.times.Add(1)
	return a.Store.Read(ctx, stream, from)
}

func TestTheLogIsNotAskedForWhatHasJustComeFromIt(t *testing.T) {
	t.Parallel()
	log := newLog()
	const streams, each = 500, 3
	var end eventstore.Position
	for n := range streams {
		end = write(t, log, n, -1, pending("test.said", "one"), pending("test.said", "two"), pending("test.said", "three"))
	}
	counted := asked{log, new(atomic.Int64)}
	require.Equal(t, streams*each, drain(t, runner.NewHub(t.Context(), counted, decode, time.Minute).Join(eventstore.Position{}), end))
	require.Zero(t, counted.times.Load())

	middle := eventstore.Position{Commit: 1, Prepare: 1}
	require.Equal(t, streams*each-1, drain(t, runner.NewHub(t.Context(), counted, decode, time.Minute).Join(middle), end))
	require.EqualValues(t, 1, counted.times.Load(), "what lies before the place where the reading began")
}

func TestWhateverASubscriptionLeavesOutOrRepeatsEveryRowIsTheSame(t *testing.T) {
	t.Parallel()
	for seed := range uint64(6) {
		t.Run(fmt.Sprint(seed), func(t *testing.T) {
			t.Parallel()
			chance := rand.New(rand.NewPCG(seed, 2))
			log, keep := memory.New(), map[string]int64{}
			story(t, chance, log, 80)
			for n := range 6 {
				for r := range log.Read(t.Context(), stream(n), eventstore.LastEvent) {
					keep[r.Stream] = r.Revision
				}
			}
			pool, d := database(t), diary{name: "diary", version: 1}
			c := d.consumer()
			c.Batch, c.Touches = 1+chance.IntN(30), nil
			p := start(t, pool, forgetful{shuffled{log, seed}, keep, new(atomic.Uint64)}, c)
			require.NoError(t, p.CaughtUp(soon(t)))
			require.NotEmpty(t, holes(t, pool))
			require.Equal(t, lines(undisturbed(t, log)), lines(d.read(t, pool)))
			require.EqualValues(t, 80, *p.status(t, "diary").Events)
		})
	}
}

// lines leaves away what events of other streams have written: a hole is healed behind them.
func lines(all []string) (own []string) {
	for _, line := range all {
		if parts := strings.Split(line, "|"); len(parts) == 4 {
			line = strings.Join(parts[:3], "|")
		}
		own = append(own, line)
	}
	return own
}
