package runner_test

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"sync/atomic"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/cosell/cosell/eventstore"
	"github.com/cosell/cosell/eventstore/memory"
	"github.com/cosell/cosell/projections/runner"
)

// poisonous fails at what is said as text, until it is mended.
func poisonous(texts ...string) (poison func(runner.Event) error, mended *atomic.Bool) {
	mended = new(atomic.Bool)
	return func(e runner.Event) error {
		for _, text := range texts {
			if e.Event.(said).Text == text && !mended.Load() {
				return errors.New("cannot be applied: " + text)
			}
		}
		return nil
	}, mended
}

func parked(t testing.TB, r *runner.Runner, name string) (all []string) {
	t.Helper()
	events, err := r.Parked(t.Context(), name)
	require.NoError(t, err)
	for _, e := range events {
		all = append(all, fmt.Sprintf("%s %s@%d %s", e.State, e.Stream[len(e.Stream)-1:], e.Revision, e.Error))
	}
	return all
}

func TestAnEventThatCannotBeAppliedIsParkedWithItsFollowersAndTheOthersGoOn(t *testing.T) {
	t.Parallel()
	pool, log := database(t), newLog()
	poison, mended := poisonous("poison")
	d := diary{name: "diary", version: 1, poison: poison}
	p := start(t, pool, log, d.consumer(), heard("easy"))
	say(t, log, 1, -1, "one")
	say(t, log, 2, -1, "other")
	say(t, log, 1, 0, "poison")
	say(t, log, 2, 0, "other two")
	say(t, log, 1, 1, "three")
	end := say(t, log, 3, -1, "third")
	p.reach(t, "diary", end)
	p.reach(t, "easy", end)
	require.Equal(t, []string{"parked 1@1 cannot be applied: poison", "parked 1@2 "}, parked(t, p.Runner, "diary"))
	s := p.status(t, "diary")
	require.Equal(t, runner.Running, s.State)
	require.Equal(t, 2, s.Parked)
	require.NotZero(t, s.OldestParked)
	require.EqualValues(t, 6, *s.Events, "what is parked is dealt with")
	require.Len(t, d.read(t, pool), 3+4)
	var waiting int
	require.NoError(t, pool.QueryRow(t.Context(), "select parked from cosell.freshness where model = 'diary'").Scan(&waiting))
	require.Equal(t, 2, waiting)

	require.NoError(t, p.Unpark(soon(t), "diary", "", "me"))
	require.Equal(t, []string{"parked 1@1 cannot be applied: poison", "parked 1@2 "}, parked(t, p.Runner, "diary"), "it is not mended yet")
	mended.Store(true)
	require.NoError(t, p.Unpark(soon(t), "diary", stream(1), "me"))
	require.Empty(t, parked(t, p.Runner, "diary"))
	require.Equal(t, undisturbed(t, log), d.read(t, pool))
	p.reach(t, "diary", say(t, log, 1, 2, "four"))
	require.Equal(t, undisturbed(t, log), d.read(t, pool))
	require.ErrorIs(t, p.Unpark(soon(t), "diary", "", "me"), runner.ErrNotParked)
}

func TestWhatIsParkedStaysSoAcrossOwners(t *testing.T) {
	t.Parallel()
	pool, log := database(t), newLog()
	poison, mended := poisonous("poison")
	d := diary{name: "diary", version: 1, poison: poison}
	say(t, log, 1, -1, "poison")
	p := start(t, pool, log, d.consumer())
	p.reach(t, "diary", say(t, log, 2, -1, "one"))
	p.stop()
	last := say(t, log, 1, 0, "behind it")
	p = start(t, pool, log, d.consumer())
	p.reach(t, "diary", last)
	require.Len(t, parked(t, p.Runner, "diary"), 2)
	p.stop()

	mended.Store(true)
	require.NoError(t, p.Unpark(soon(t), "diary", "", "me"), "nobody owns it: the one who asks does it")
	require.Empty(t, parked(t, p.Runner, "diary"))
	require.Equal(t, undisturbed(t, log), d.read(t, pool))
}

func TestAnEventIsSkippedForAReasonAndItsFollowersGoOn(t *testing.T) {
	t.Parallel()
	pool, log := database(t), newLog()
	poison, _ := poisonous("poison")
	d := diary{name: "diary", version: 1, poison: poison}
	p := start(t, pool, log, d.consumer())
	say(t, log, 1, -1, "one")
	say(t, log, 1, 0, "poison")
	p.reach(t, "diary", say(t, log, 1, 1, "three"))
	require.Error(t, p.Skip(soon(t), "diary", stream(1), 1, "", "me"))
	require.ErrorIs(t, p.Skip(soon(t), "diary", stream(1), 7, "a reason", "me"), runner.ErrNotParked)
	require.NoError(t, p.Skip(soon(t), "diary", stream(1), 1, "written by mistake", "me"))
	all, err := p.Parked(t.Context(), "diary")
	require.NoError(t, err)
	require.Len(t, all, 1)
	require.Equal(t, "skipped written by mistake me", all[0].State+" "+all[0].Reason+" "+all[0].By)
	require.Contains(t, d.read(t, pool), stream(1)+"|2|one three|")

	f, err := p.Check(t.Context(), "diary", nil)
	require.NoError(t, err)
	require.False(t, f.Differ(), "%+v", f)
	require.Equal(t, 1, f.Held)
	require.NoError(t, p.Rebuild(soon(t), "diary", nil))
	require.Contains(t, d.read(t, pool), stream(1)+"|2|one three|", "it stays skipped")
}

func TestAPanicAndAnEventThatCannotBeReadAreParkedToo(t *testing.T) {
	t.Parallel()
	pool, log := database(t), newLog()
	d := diary{name: "diary", version: 1, poison: func(e runner.Event) error {
		if e.Event.(said).Text == "oh" {
			panic("oh")
		}
		return nil
	}}
	p := start(t, pool, log, d.consumer())
	say(t, log, 1, -1, "oh")
	write(t, log, 2, -1, pending("test.garbled", "x"))
	say(t, log, 2, 0, "behind it")
	p.reach(t, "diary", say(t, log, 3, -1, "one"))
	all, err := p.Parked(t.Context(), "diary")
	require.NoError(t, err)
	require.Len(t, all, 3)
	require.Contains(t, all[0].Error, "panic: oh")
	require.Equal(t, "test.garbled garbled", all[1].Kind+" "+all[1].Error)
	require.Empty(t, all[2].Error)
	require.Len(t, d.read(t, pool), 2)
}

func TestAProcessManagerParksToo(t *testing.T) {
	t.Parallel()
	pool, log := database(t), newLog()
	poison, mended := poisonous("poison")
	p := start(t, pool, log, heard("manager", poison))
	say(t, log, 1, -1, "poison")
	p.reach(t, "manager", say(t, log, 2, -1, "one"))
	require.Equal(t, []string{"one"}, texts(t, pool, "manager"))
	mended.Store(true)
	require.NoError(t, p.Unpark(soon(t), "manager", "", "me"))
	require.Equal(t, []string{"one", "poison"}, texts(t, pool, "manager"))
}

func TestAStoppedConsumerIsNotWaitedForAndDoesWhatWasAskedAtItsNextStart(t *testing.T) {
	t.Parallel()
	pool, log := database(t), newLog()
	poison, mended := poisonous("poison")
	d := diary{name: "diary", version: 1, poison: poison}
	p := start(t, pool, log, d.consumer())
	say(t, log, 1, -1, "poison")
	p.reach(t, "diary", say(t, log, 2, -1, "one"))
	last := write(t, log, 3, -1, pending("test.unheard", "x"))
	p.stopped(t, "diary", last)
	mended.Store(true)
	require.ErrorIs(t, p.Unpark(soon(t), "diary", "", "me"), runner.ErrStopped)
	require.Len(t, parked(t, p.Runner, "diary"), 1)
	p.stop()

	done := make(chan struct{})
	again := run(t, prepared(t, pool, log, func(at runner.Point) {
		if at == runner.Unparked {
			close(done)
		}
	}, d.consumer()))
	<-done
	again.stopped(t, "diary", last)
	require.Empty(t, parked(t, again.Runner, "diary"))
}

// story is a random log of some streams, whose events now and then touch another stream's row; it returns the texts.
func story(t testing.TB, chance *rand.Rand, log eventstore.Store, events int) (texts []string) {
	t.Helper()
	last := map[int]int64{}
	for i := range events {
		n := chance.IntN(6)
		text := fmt.Sprintf("t%d", i)
		if other := chance.IntN(6); chance.IntN(4) == 0 && other != n {
			text = ">" + stream(other)
		}
		if _, ok := last[n]; !ok {
			last[n] = -1
		}
		say(t, log, n, last[n], text)
		last[n]++
		texts = append(texts, text)
	}
	return texts
}

func TestWhatIsUnparkedGivesTheTablesThatThereWouldHaveBeen(t *testing.T) {
	t.Parallel()
	for seed := range uint64(8) {
		t.Run(fmt.Sprint(seed), func(t *testing.T) {
			t.Parallel()
			chance := rand.New(rand.NewPCG(seed, 1))
			log := memory.New()
			said := story(t, chance, log, 60)
			want := undisturbed(t, log)
			var bad []string
			for range 1 + chance.IntN(4) {
				bad = append(bad, said[chance.IntN(len(said))])
			}
			poison, mended := poisonous(bad...)
			pool, d := database(t), diary{name: "diary", version: 1, poison: poison}
			c := d.consumer()
			c.Batch = 1 + chance.IntN(20)
			p := start(t, pool, shuffled{log, chance.Uint64()}, c)
			require.NoError(t, p.CaughtUp(soon(t)))
			require.NotEmpty(t, parked(t, p.Runner, "diary"))
			require.NotEqual(t, want, d.read(t, pool))
			f, err := p.Check(t.Context(), "diary", nil)
			require.NoError(t, err)
			require.False(t, f.Differ(), "what is parked is left out: %+v", f)
			require.Positive(t, f.Held)

			mended.Store(true)
			for range 2 {
				for _, e := range must(p.Parked(t.Context(), "diary")) {
					if err := p.Unpark(soon(t), "diary", e.Stream, "me"); err != nil {
						require.ErrorIs(t, err, runner.ErrNotParked)
					}
				}
			}
			require.Empty(t, parked(t, p.Runner, "diary"))
			require.Equal(t, want, d.read(t, pool))
			f, err = p.Check(t.Context(), "diary", nil)
			require.NoError(t, err)
			require.False(t, f.Differ(), "%+v", f)
		})
	}
}

func must[T any](all []T, err error) []T {
	if err != nil {
		panic(err)
	}
	return all
}
