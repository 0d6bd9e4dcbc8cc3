package runner_test

import (
	"context"
	"fmt"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/stretchr/testify/require"

	"github.com/cosell/cosell/eventstore"
	"github.com/cosell/cosell/eventstore/postgres/localserver/localservertest"
	"github.com/cosell/cosell/projections/runner"
)

// owned adds to a consumer that it tells when it begins and ends to be owned here.
func owned(c runner.Consumer) (with runner.Consumer, begins, ends chan struct{}) {
	begins, ends = make(chan struct{}, 8), make(chan struct{}, 8)
	c.Owner = func(ctx context.Context) {
		begins <- struct{}{}
		<-ctx.Done()
		ends <- struct{}{}
	}
	return c, begins, ends
}

func TestAnotherProcessTakesOverWhenTheOwnerIsGone(t *testing.T) {
	t.Parallel()
	pool, log := database(t), newLog()
	mine, begins, ends := owned(heard("left"))
	theirs, begun, _ := owned(heard("left"))
	first := start(t, pool, log, mine)
	<-begins
	second := start(t, pool, log, theirs)
	second.reach(t, "left", say(t, log, 1, -1, "one")) // heard of the first one's commit
	require.Empty(t, begun)

	first.stop()
	<-ends
	<-begun
	second.reach(t, "left", say(t, log, 1, 0, "two"))
	require.Equal(t, []string{"one", "two"}, texts(t, pool, "left"))
}

func TestAnOwnerWhoseConnectionIsCutLosesNothingAndDoublesNothing(t *testing.T) {
	t.Parallel()
	pool, log := database(t), newLog()
	var want []string
	inside := make(chan struct{})
	cut := heard("left", func(e runner.Event) error {
		if e.Revision == 5 {
			select {
			case inside <- struct{}{}:
			default:
			}
		}
		return nil
	})
	start(t, pool, log, cut)
	other := start(t, pool, log, heard("left"))
	var last eventstore.Position
	for i, text := range []string{"a", "b", "c", "d", "e", "f", "g"} {
		last = say(t, log, 1, int64(i-1), text)
		want = append(want, text)
		if i == 5 {
			select {
			case <-inside:
			case <-time.After(time.Second): // the other process owns it
			}
			terminate(t, pool)
		}
	}
	other.reach(t, "left", last)
	require.Equal(t, want, texts(t, pool, "left"))
}

func TestOwnersThatAreCutOffAgainAndAgainUnderLoadLoseNothingAndDoubleNothing(t *testing.T) {
	t.Parallel()
	pool, log := database(t), newLog()
	var want []string
	processes := []*process{start(t, pool, log, heard("left")), start(t, pool, log, heard("left")), start(t, pool, log, heard("left"))}
	var last eventstore.Position
	for i := range 400 {
		text := fmt.Sprint(i)
		last, want = say(t, log, i%7, int64(i/7)-1, text), append(want, text)
		if i%40 == 20 {
			processes[0].reach(t, "left", last)
			terminate(t, pool)
		}
	}
	processes[1].reach(t, "left", last)
	require.Equal(t, want, texts(t, pool, "left"))
}

// terminate cuts every connection that projects.
func terminate(t *testing.T, pool *pgxpool.Pool) {
	t.Helper()
	_, err := pool.Exec(t.Context(), `select pg_terminate_backend(pid) from pg_stat_activity
		where application_name = 'cosell projections' and datname = current_database()`)
	require.NoError(t, err)
}

func TestACheckpointThatSomebodyElseMovedIsNoticedAndNothingIsWritten(t *testing.T) {
	t.Parallel()
	pool, log := database(t), newLog()
	c := heard("left")
	r, err := runner.New(runner.Options{Store: log, Decode: decode, Pool: pool, Consumers: []runner.Consumer{c}})
	require.NoError(t, err)
	_, err = r.Prepare(t.Context())
	require.NoError(t, err)
	at := func(n uint64) eventstore.Position { return eventstore.Position{Commit: n, Prepare: n} }
	move := func(cp runner.Checkpoint, to uint64) error {
		return pgx.BeginFunc(t.Context(), pool, func(tx pgx.Tx) error {
			if _, err := tx.Exec(t.Context(), `insert into cosell.left_v1 (text) values ('x')`); err != nil {
				return err
			}
			e := runner.Event{Position: at(to)}
			e.Stream, e.EventID, e.RecordedAt = stream(1), "00000000-0000-4000-8000-000000000001", now
			return runner.Advance(t.Context(), tx, cp, e)
		})
	}
	require.NoError(t, move(runner.At("left", 0, at(0)), 5))
	for name, try := range map[string]struct {
		cp   runner.Checkpoint
		to   uint64
		want runner.Outcome
	}{
		"the same step again":               {runner.At("left", 0, at(0)), 5, runner.AlreadyThere},
		"a step that another has overtaken": {runner.At("left", 0, at(0)), 3, runner.SomeoneAhead},
		"a step from a place not reached":   {runner.At("left", 0, at(6)), 7, runner.Mismatch},
		"a step of an earlier generation":   {runner.At("left", -1, at(5)), 6, runner.Mismatch},
	} {
		t.Run(name, func(t *testing.T) {
			var m *runner.Moved
			require.ErrorAs(t, move(try.cp, try.to), &m)
			require.Equal(t, try.want, m.Outcome())
			require.Len(t, texts(t, pool, "left"), 1)
		})
	}
}

func TestAnOwnerThatFindsTheCheckpointMovedGoesOnFromThere(t *testing.T) {
	t.Parallel()
	pool, log := database(t), newLog()
	inside, goOn := make(chan struct{}), make(chan struct{})
	p := start(t, pool, log, heard("left", func(e runner.Event) error {
		if e.Event.(said).Text == "two" {
			inside <- struct{}{}
			<-goOn
		}
		return nil
	}))
	p.reach(t, "left", say(t, log, 1, -1, "one"))
	two := say(t, log, 1, 0, "two")
	<-inside
	moveTo(t, pool, log, two)
	close(goOn)
	p.reach(t, "left", say(t, log, 1, 1, "three"))
	require.Equal(t, []string{"one", "three"}, texts(t, pool, "left"), "two was somebody else's")
}

// moveTo pretends that another process has applied what lies at p.
func moveTo(t *testing.T, pool *pgxpool.Pool, log eventstore.Store, p eventstore.Position) {
	t.Helper()
	for r, err := range log.Subscribe(t.Context(), eventstore.Position{}) {
		require.NoError(t, err)
		if r.Position == p {
			_, err = pool.Exec(t.Context(), `update cosell_ops.checkpoints set position = $1, stream = $2, revision = $3, event_id = $4`,
				p.String(), r.Stream, r.Revision, r.ID)
			require.NoError(t, err)
			return
		}
	}
}

func TestAnotherProcessHearsThatAConsumerHasStopped(t *testing.T) {
	t.Parallel()
	pool, log := database(t), newLog()
	mine, begins, _ := owned(heard("left"))
	start(t, pool, log, mine)
	<-begins
	other := start(t, pool, log, heard("left"))
	at := write(t, log, 1, -1, pending("test.sung", "la"))
	require.ErrorIs(t, other.Wait(soon(t), "left", at), runner.ErrViewStopped)
	late := start(t, pool, log, heard("left"))
	require.ErrorIs(t, late.Wait(soon(t), "left", at), runner.ErrViewStopped, "one that begins later hears it too")
}

func TestAServerThatWasKilledIsWaitedFor(t *testing.T) {
	t.Parallel()
	server := localservertest.Server(t)
	pool, err := pgxpool.New(t.Context(), server.URL())
	require.NoError(t, err)
	defer pool.Close()
	log := newLog()
	p := start(t, pool, log, heard("left"))
	p.reach(t, "left", say(t, log, 1, -1, "one"))
	server.Kill()
	say(t, log, 1, 0, "two")
	server.Start()
	p.reach(t, "left", say(t, log, 1, 1, "three"))
	pool.Reset() // its connections are those of the dead server
	require.Equal(t, []string{"one", "two", "three"}, texts(t, pool, "left"))
	p.stop()
}
