package runner_test

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"sync"
	"testing"

	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/stretchr/testify/require"

	"github.com/cosell/cosell/eventstore"
	"github.com/cosell/cosell/eventstore/memory"
	"github.com/cosell/cosell/projections/runner"
)

// points are all places between two durable steps.
var points = []runner.Point{
	runner.Applied, runner.Advanced, runner.Committed, runner.Parking, runner.Parked, runner.Asked, runner.Skipped, runner.Drained,
	runner.Unparked, runner.Holed, runner.Noted, runner.Begun, runner.Built, runner.Indexed, runner.Verified, runner.Switching,
	runner.Switched,
}

var errCrashed = errors.New("crashed")

// crash ends a process where it is: its connections are cut, and it does nothing more.
type crash struct {
	at   runner.Point
	nth  int
	life context.Context // of the process
	once sync.Once
	mu   sync.Mutex
	met  int
	end  context.CancelCauseFunc
	cut  func()
}

// newCrash strikes when a point is met for the nth time.
func newCrash(t *testing.T, pool *pgxpool.Pool, at runner.Point, nth int) *crash {
	t.Helper()
	life, end := context.WithCancelCause(soon(t))
	return &crash{at: at, nth: nth, life: life, end: end, cut: func() {
		_, _ = pool.Exec(context.WithoutCancel(life), `select pg_terminate_backend(pid) from pg_stat_activity
			where application_name = 'cosell projections' and datname = current_database()`)
	}}
}

func (c *crash) hook(at runner.Point) {
	c.mu.Lock()
	if at == c.at {
		c.met++
	}
	now := at == c.at && c.met == c.nth
	c.mu.Unlock()
	if now {
		c.once.Do(func() {
			c.cut()
			c.end(errCrashed)
		})
	}
}

// live is a day in the life of a process: it catches up, parks, skips what it is told to, unparks and rebuilds; unless it
// crashes.
func live(ctx context.Context, r *runner.Runner, skip string, mend func()) (err error) {
	running, end := context.WithCancel(ctx)
	defer end()
	done := make(chan error, 1)
	go func() { done <- r.Run(running) }()
	defer func() { end(); err = errors.Join(err, <-done) }()
	if err := r.CaughtUp(ctx); err != nil {
		return err
	}
	if err := leaveOut(ctx, r, skip); err != nil {
		return err
	}
	mend()
	if err := r.Unpark(ctx, "diary", "", "me"); err != nil && !errors.Is(err, runner.ErrNotParked) {
		return err
	}
	return r.Rebuild(ctx, "diary", nil)
}

// leaveOut skips the event of an id, unless that is done.
func leaveOut(ctx context.Context, r *runner.Runner, id string) error {
	all, err := r.Parked(ctx, "diary")
	for _, e := range all {
		if e.EventID == id && e.State == "parked" {
			return r.Skip(ctx, "diary", e.Stream, e.Revision, "it was said in vain", "me")
		}
	}
	return err
}

// idOf is the id of the event that says text.
func idOf(t *testing.T, log eventstore.Store, text string) string {
	t.Helper()
	for n := range 6 {
		for r, err := range log.Read(t.Context(), stream(n), eventstore.From{}) {
			require.NoError(t, err)
			if e, err := decode(r); err == nil && e.Event.(said).Text == text {
				return r.ID
			}
		}
	}
	t.Fatalf("nobody said %s", text)
	return ""
}

// without is what the diary of a log is when an event is skipped, and nothing crashes.
func without(t *testing.T, log eventstore.Store, text string) []string {
	t.Helper()
	poison, mended := poisonous(text)
	pool, d := database(t), diary{name: "diary", version: 1, poison: poison}
	require.NoError(t, live(soon(t), prepared(t, pool, log, nil, d.consumer()), idOf(t, log, text), func() { mended.Store(true) }))
	return d.read(t, pool)
}

func TestACrashBetweenAnyTwoDurableStepsChangesNoRow(t *testing.T) {
	t.Parallel()
	log := memory.New()
	told := story(t, rand.New(rand.NewPCG(11, 1)), log, 60)
	whole, less := undisturbed(t, log), map[int][]string{}
	for _, nth := range []int{1, 3} {
		less[nth] = without(t, log, told[7*nth])
	}
	require.NotEqual(t, whole, less[1])
	for _, at := range points {
		for _, nth := range []int{1, 3} {
			t.Run(fmt.Sprint(at, nth), func(t *testing.T) {
				t.Parallel()
				chance := rand.New(rand.NewPCG(uint64(nth), uint64(len(at))))
				var from eventstore.Store = shuffled{log, chance.Uint64()}
				skip, want := "", whole
				if at == runner.Skipped {
					skip, want = idOf(t, log, told[7*nth]), less[nth]
				}
				same := func(all []string) []string { return all }
				if at == runner.Holed || at == runner.Noted {
					from, same = gappy{from, first(t, log, nth)}, lines
				}
				poison, mended := poisonous(told[7*nth], told[20*nth-1])
				d := diary{name: "diary", version: 1, poison: poison}
				c := small(d.consumer(), 1+chance.IntN(15))
				pool := database(t)
				killer := newCrash(t, pool, at, nth)
				crashed := crashes(t, prepared(t, pool, from, killer.hook, c), killer, skip, func() { mended.Store(true) })
				if nth == 1 {
					require.True(t, crashed, "nothing came to that point")
				}
				mended.Store(true)
				r := prepared(t, pool, from, nil, c)
				require.NoError(t, live(soon(t), r, skip, func() {}))
				for _, e := range must(r.Parked(t.Context(), "diary")) {
					require.Equal(t, skip, e.EventID)
					require.Equal(t, "skipped", e.State)
				}
				require.Equal(t, same(want), same(d.read(t, pool)))
				f, err := r.Check(t.Context(), "diary", nil)
				require.NoError(t, err)
				if at != runner.Holed && at != runner.Noted {
					require.False(t, f.Differ(), "%+v", f)
				}
			})
		}
	}
}

// first is where the n-th stream begins.
func first(t *testing.T, log eventstore.Store, n int) (at eventstore.Position) {
	t.Helper()
	for r, err := range log.Read(t.Context(), stream(n), eventstore.From{Limit: 1}) {
		require.NoError(t, err)
		at = r.Position
	}
	return at
}

// crashes lives until the killer strikes, and reports whether it did.
func crashes(t *testing.T, r *runner.Runner, killer *crash, skip string, mend func()) bool {
	t.Helper()
	err := live(killer.life, r, skip, mend)
	if killer.met >= killer.nth {
		return true
	}
	require.NoError(t, err)
	return false
}
