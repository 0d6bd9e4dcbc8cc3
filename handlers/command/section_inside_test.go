package command

import (
	"context"
	"errors"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/stretchr/testify/require"

	"github.com/cosell/cosell/eventstore/postgres/localserver/localservertest"
)

func pools(t *testing.T, n int) (all []*pgxpool.Pool) {
	t.Helper()
	url := localservertest.Database(t)
	for range n {
		pool, err := pgxpool.New(t.Context(), url)
		require.NoError(t, err)
		t.Cleanup(pool.Close)
		all = append(all, pool)
	}
	return all
}

func TestOneProcessAtATimeIsInASection(t *testing.T) {
	t.Parallel()
	var inside, most atomic.Int64
	var all sync.WaitGroup
	for _, pool := range pools(t, 3) {
		s := section{name: "assignment", among: NewPostgresExclusive(pool)}
		for range 20 {
			all.Go(func() {
				done, err := s.enter(t.Context())
				if err != nil {
					t.Error(err)
					return
				}
				most.Store(max(most.Load(), inside.Add(1)))
				inside.Add(-1)
				done()
			})
		}
	}
	all.Wait()
	require.Equal(t, int64(1), most.Load())
}

func TestWhoWaitsForAnotherProcessLeavesWithItsContext(t *testing.T) {
	t.Parallel()
	p := pools(t, 2)
	one, two := NewPostgresExclusive(p[0]), NewPostgresExclusive(p[1])
	release, err := one(t.Context(), "assignment")
	require.NoError(t, err)

	gone := errors.New("the line went dead")
	ctx, leave := context.WithCancelCause(t.Context())
	s := section{name: "assignment", among: func(ctx context.Context, name string) (func(), error) {
		leave(gone)
		return two(ctx, name)
	}}
	_, err = s.enter(ctx)
	require.ErrorIs(t, err, gone)
	free, err := s.turns.within(t.Context(), "assignment")
	require.NoError(t, err, "the turn of this process was given back")
	free()

	release()
	release, err = two(t.Context(), "assignment")
	require.NoError(t, err)
	release()
}

func TestASectionIsFreeWhenItsHoldersConnectionIsLost(t *testing.T) {
	t.Parallel()
	p := pools(t, 2)
	release, err := NewPostgresExclusive(p[0])(t.Context(), "assignment")
	require.NoError(t, err)
	_, err = p[1].Exec(t.Context(), `select pg_terminate_backend(pid) from pg_locks where locktype = 'advisory' and granted`)
	require.NoError(t, err)
	again, err := NewPostgresExclusive(p[1])(t.Context(), "assignment")
	require.NoError(t, err)
	again()
	release()
	require.NoError(t, p[0].Ping(t.Context()))
}

func TestWhoWaitsTooLongForASectionIsTold(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var s section
		done, err := s.enter(t.Context())
		require.NoError(t, err)
		before := time.Now()
		_, err = s.enter(t.Context())
		require.ErrorIs(t, err, ErrAssigning)
		require.Equal(t, MaxQueue, time.Since(before))
		done()
	})
}

func TestALockThatCannotBeReachedLeavesTheTurnFree(t *testing.T) {
	s := section{name: "assignment", among: func(context.Context, string) (func(), error) { return nil, errors.New("a cable") }}
	for range 2 {
		_, err := s.enter(t.Context())
		require.ErrorIs(t, err, ErrUnreachable)
	}
}
