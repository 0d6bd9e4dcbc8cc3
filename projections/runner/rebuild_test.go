package runner_test

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/stretchr/testify/require"

	"github.com/cosell/cosell/eventstore"
	"github.com/cosell/cosell/projections/runner"
)

// readers read a view and tables again and again until stop is called, which returns what went wrong.
func readers(t *testing.T, pool *pgxpool.Pool, relations ...string) (stop func() []error, reads *atomic.Int64) {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	var all sync.WaitGroup
	var mu sync.Mutex
	var wrong []error
	reads = new(atomic.Int64)
	for _, relation := range relations {
		all.Go(func() {
			for seen := 0; ctx.Err() == nil; {
				var n int
				err := pool.QueryRow(ctx, "select count(*) from "+relation).Scan(&n)
				if err == nil && n < seen {
					err = fmt.Errorf("%s: %d rows after %d", relation, n, seen)
				}
				if err != nil && ctx.Err() == nil {
					mu.Lock()
					wrong = append(wrong, err)
					mu.Unlock()
				}
				seen = n
				reads.Add(1)
			}
		})
	}
	return func() []error { cancel(); all.Wait(); return wrong }, reads
}

// writer appends to streams of its own, each time when the last one is seen in the diary, until stop is called.
func writer(t *testing.T, p *process, log eventstore.Store) (stop func() eventstore.Position) {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan eventstore.Position, 1)
	go func() {
		var last eventstore.Position
		for n := 100; ; n++ {
			a, err := log.Append(context.WithoutCancel(ctx), stream(n), eventstore.NoStream, []eventstore.Pending{pending("test.said", "more")})
			if err == nil {
				last = a.Position
				err = p.Wait(ctx, "diary", last)
			}
			if ctx.Err() != nil || err != nil {
				done <- last
				return
			}
		}
	}()
	return func() eventstore.Position { cancel(); return <-done }
}

func TestARebuildTakesThePlaceOfWhatServesWithoutAnErrorToAnyReader(t *testing.T) {
	t.Parallel()
	pool, log := database(t), newLog()
	story(t, rand.New(rand.NewPCG(1, 1)), log, 300)
	d := diary{name: "diary", version: 1}
	p := start(t, pool, log, d.consumer())
	require.NoError(t, p.CaughtUp(soon(t)))
	_, err := pool.Exec(t.Context(), "update cosell.diary_rows_v1 set told = 'by hand' where stream = $1", stream(1))
	require.NoError(t, err)

	stopReading, reads := readers(t, pool, "cosell.diary", "cosell.diary_rows_v1", "cosell.diary_lines_v1")
	stopWriting := writer(t, p, log)
	other := prepared(t, pool, log, nil, d.consumer()) // as from another process
	var told atomic.Int32
	for range 3 {
		require.NoError(t, other.Rebuild(soon(t), "diary", func(runner.Progress) { told.Add(1) }))
	}
	last := stopWriting()
	p.reach(t, "diary", last)
	require.Empty(t, stopReading())
	require.Positive(t, reads.Load())
	require.Positive(t, told.Load())
	require.Equal(t, undisturbed(t, log), d.read(t, pool))
	p.reach(t, "diary", say(t, log, 99, -1, "later"))
	require.Equal(t, undisturbed(t, log), d.read(t, pool))
	require.Equal(t, []string{"diary_lines_v1 diary_lines_v1_pkey", "diary_rows_v1 diary_rows_v1_1", "diary_rows_v1 diary_rows_v1_pkey"}, relations(t, pool))
	require.Equal(t, "rebuilt beside", p.status(t, "diary").Rebuilt)
}

func TestARebuildWaitsForWhoeverVacuumsAndNoReaderWaitsWithIt(t *testing.T) {
	t.Parallel()
	pool, log := database(t), newLog()
	story(t, rand.New(rand.NewPCG(7, 1)), log, 100)
	d := diary{name: "diary", version: 1}
	p := start(t, pool, log, d.consumer())
	require.NoError(t, p.CaughtUp(soon(t)))
	vacuum, err := pool.Begin(t.Context())
	require.NoError(t, err)
	_, err = vacuum.Exec(t.Context(), "lock table cosell.diary_rows_v1 in share update exclusive mode") // as vacuum does
	require.NoError(t, err)

	done := make(chan error, 1)
	go func() { done <- p.Rebuild(soon(t), "diary", nil) }()
	waits := func() (yes bool) {
		const sql = `select exists (select from pg_locks where not granted and mode = 'ShareUpdateExclusiveLock' and relation = 'cosell.diary_rows_v1'::regclass)`
		require.NoError(t, pool.QueryRow(t.Context(), sql).Scan(&yes))
		return yes
	}
	require.Eventually(t, waits, 20*time.Second, time.Millisecond)
	_, err = pool.Exec(soon(t), "set local lock_timeout = '1ms'; select from cosell.diary limit 1; select from cosell.diary_rows_v1 limit 1")
	require.NoError(t, err)
	require.NoError(t, vacuum.Commit(t.Context()))
	require.NoError(t, <-done)
	require.Equal(t, undisturbed(t, log), d.read(t, pool))
}

// relations are the tables in the schema cosell, with their indexes.
func relations(t *testing.T, pool *pgxpool.Pool) []string {
	t.Helper()
	rows, err := pool.Query(t.Context(), "select tablename || ' ' || indexname from pg_indexes where schemaname = 'cosell' order by 1")
	require.NoError(t, err)
	all, err := pgx.CollectRows(rows, pgx.RowTo[string])
	require.NoError(t, err)
	return all
}

func TestARebuildIsBrokenOffAndGoesOnAndIsCancelled(t *testing.T) {
	t.Parallel()
	pool, log := database(t), newLog()
	story(t, rand.New(rand.NewPCG(2, 1)), log, 200)
	want := undisturbed(t, log)
	d := diary{name: "diary", version: 1}
	p := start(t, pool, log, d.consumer())
	require.NoError(t, p.CaughtUp(soon(t)))

	enough := errors.New("enough")
	broken := func(after int) error {
		ctx, cancel := context.WithCancelCause(soon(t))
		var applied int
		r := prepared(t, pool, log, func(at runner.Point) {
			if applied++; at == runner.Committed && applied > after {
				cancel(enough)
			}
		}, small(d.consumer(), 20))
		return r.Rebuild(ctx, "diary", nil)
	}
	require.ErrorIs(t, broken(6), enough)
	half := *side(t, p).Events
	require.Positive(t, half)
	require.Less(t, half, int64(200))
	require.ErrorIs(t, broken(3), enough)
	require.Greater(t, *side(t, p).Events, half, "it went on from there")

	dropped, err := p.Cancel(t.Context(), "diary")
	require.NoError(t, err)
	require.True(t, dropped)
	dropped, err = p.Cancel(t.Context(), "diary")
	require.NoError(t, err)
	require.False(t, dropped)
	require.Len(t, relations(t, pool), 3)

	require.ErrorIs(t, broken(6), enough)
	require.NoError(t, p.Rebuild(soon(t), "diary", nil))
	require.Equal(t, want, d.read(t, pool))
}

// small is a consumer that is fed little at a time, on either side.
func small(c runner.Consumer, batch int) runner.Consumer {
	c.Batch = batch
	beside := c.Beside
	c.Beside = func(p runner.Place) runner.Consumer { return small(beside(p), batch) }
	return c
}

// side is the status of the rebuild.
func side(t *testing.T, p *process) runner.Status {
	t.Helper()
	all, err := p.Status(t.Context())
	require.NoError(t, err)
	for _, s := range all {
		if s.Side != "" {
			return s
		}
	}
	t.Fatal("nothing is rebuilt")
	return runner.Status{}
}

func TestOnlyOneProcessRebuildsAndOnlyReadModelsAreRebuilt(t *testing.T) {
	t.Parallel()
	pool, log := database(t), newLog()
	say(t, log, 1, -1, "one")
	d := diary{name: "diary", version: 1}
	inside, goOn := make(chan struct{}), make(chan struct{})
	first := prepared(t, pool, log, func(at runner.Point) {
		if at == runner.Built {
			inside <- struct{}{}
			<-goOn
		}
	}, d.consumer(), heard("manager"))
	done := make(chan error, 1)
	go func() { done <- first.Rebuild(soon(t), "diary", nil) }()
	<-inside
	second := prepared(t, pool, log, nil, d.consumer(), heard("manager"))
	require.ErrorContains(t, second.Rebuild(soon(t), "diary", nil), "another process is at it")
	_, err := second.Cancel(t.Context(), "diary")
	require.ErrorContains(t, err, "another process is at it")
	close(goOn)
	require.NoError(t, <-done)
	require.ErrorContains(t, second.Rebuild(soon(t), "manager", nil), "lest anything happen twice")
	require.ErrorContains(t, second.Rebuild(soon(t), "nothing", nil), "none of the read models, which are diary")
}

func TestARebuildWithEventsThatCannotBeAppliedDoesNotServe(t *testing.T) {
	t.Parallel()
	pool, log := database(t), newLog()
	say(t, log, 1, -1, "poison")
	say(t, log, 2, -1, "one")
	poison, mended := poisonous("poison")
	d := diary{name: "diary", version: 1}
	p := start(t, pool, log, d.consumer())
	require.NoError(t, p.CaughtUp(soon(t)))
	want := d.read(t, pool)
	d.poison = poison
	other := prepared(t, pool, log, nil, d.consumer())
	require.ErrorContains(t, other.Rebuild(soon(t), "diary", nil), "1 events could not be applied")
	require.Equal(t, want, d.read(t, pool))
	mended.Store(true)
	require.NoError(t, other.Rebuild(soon(t), "diary", nil), "what could not be applied is tried again")
	require.Equal(t, want, d.read(t, pool))
}

func TestRowsThatDoNotCountUpToTheLogAreNotServed(t *testing.T) {
	t.Parallel()
	pool, log := database(t), newLog()
	say(t, log, 1, -1, "one")
	d := diary{name: "diary", version: 1}
	prepared(t, pool, log, nil, d.consumer())
	r, err := runner.New(runner.Options{Store: log, Decode: decode, Pool: pool, Consumers: []runner.Consumer{d.consumer()},
		Count: func(context.Context, eventstore.Position) (int64, error) { return 2, nil }})
	require.NoError(t, err)
	require.ErrorContains(t, r.Rebuild(soon(t), "diary", nil), "the log holds 2 events up to there, and 1 were applied")
}

func TestANewVersionIsBuiltWhileTheOldOneServesAndThenShown(t *testing.T) {
	t.Parallel()
	pool, log := database(t), newLog()
	story(t, rand.New(rand.NewPCG(3, 1)), log, 100)
	old, renewed := diary{name: "diary", version: 1}, diary{name: "diary", version: 2}
	p := start(t, pool, log, old.consumer())
	require.NoError(t, p.CaughtUp(soon(t)))

	hold, reached := make(chan struct{}), make(chan struct{})
	newer := run(t, prepared(t, pool, log, func(at runner.Point) {
		if at == runner.Verified {
			close(reached)
			<-hold
		}
	}, renewed.consumer()))
	<-reached
	stopReading, _ := readers(t, pool, "cosell.diary", "cosell.diary_rows_v1")
	last := say(t, log, 50, -1, "while it is built")
	p.reach(t, "diary", last)
	require.Contains(t, shows(t, pool), "diary_rows_v1")
	_, err := runner.Reached(t.Context(), pool, "diary")
	require.NoError(t, err)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	require.ErrorIs(t, newer.Wait(ctx, "diary", eventstore.Position{}), runner.ErrNotYetVisible)
	require.Equal(t, []string{"diary"}, newer.Waiting())

	close(hold)
	newer.reach(t, "diary", last)
	require.NoError(t, newer.CaughtUp(soon(t)))
	require.Contains(t, shows(t, pool), "diary_rows_v2")
	last = say(t, log, 51, -1, "both go on")
	p.reach(t, "diary", last)
	newer.reach(t, "diary", last)
	require.Equal(t, undisturbed(t, log), old.read(t, pool))
	require.Equal(t, undisturbed(t, log), renewed.read(t, pool))
	require.Empty(t, stopReading())

	prepared(t, pool, log, nil, renewed.consumer())
	require.Len(t, relations(t, pool), 6, "the old one has an owner")
	p.stop()
	prepared(t, pool, log, nil, renewed.consumer())
	require.Len(t, relations(t, pool), 3, "nobody owns the old one any more")
	p = start(t, pool, log, old.consumer())
	require.ErrorIs(t, p.Wait(soon(t), "diary", last), runner.ErrViewStopped)
}

// shows is the definition of the stable view.
func shows(t *testing.T, pool *pgxpool.Pool) (definition string) {
	t.Helper()
	require.NoError(t, pool.QueryRow(t.Context(), "select pg_get_viewdef('cosell.diary')").Scan(&definition))
	return strings.Join(strings.Fields(definition), " ")
}

func TestANewVersionThatCannotApplyAnEventLeavesTheOldOneShown(t *testing.T) {
	t.Parallel()
	pool, log := database(t), newLog()
	say(t, log, 1, -1, "poison")
	last := say(t, log, 2, -1, "one")
	p := start(t, pool, log, diary{name: "diary", version: 1}.consumer())
	require.NoError(t, p.CaughtUp(soon(t)))
	poison, mended := poisonous("poison")
	reached := make(chan struct{}, 10)
	renewed := diary{name: "diary", version: 2, poison: poison}
	newer := run(t, prepared(t, pool, log, func(at runner.Point) {
		if at == runner.Indexed {
			reached <- struct{}{}
		}
	}, renewed.consumer()))
	<-reached
	require.Contains(t, shows(t, pool), "diary_rows_v1")
	mended.Store(true)
	require.NoError(t, newer.Unpark(soon(t), "diary", "", "me"))
	newer.reach(t, "diary", last)
	require.Contains(t, shows(t, pool), "diary_rows_v2")
}
