package postgres_test

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/stretchr/testify/require"
	"golang.org/x/sync/errgroup"

	"github.com/cosell/cosell/eventstore"
	"github.com/cosell/cosell/eventstore/eventstoretest"
	"github.com/cosell/cosell/eventstore/postgres"
	"github.com/cosell/cosell/eventstore/postgres/localserver/localservertest"
)

// stall takes the lock of the log, as another process does while it writes. The function lets go.
func stall(t *testing.T, s process) (release func()) {
	t.Helper()
	tx, err := s.pool.Begin(t.Context())
	require.NoError(t, err)
	_, err = tx.Exec(t.Context(), "select from cosell_log.log for update")
	require.NoError(t, err)
	return func() { require.NoError(t, tx.Commit(t.Context())) }
}

// untilStalled returns when the store's writer waits for the lock.
func untilStalled(t *testing.T, s process) {
	t.Helper()
	for waiting := false; !waiting; {
		const query = "select exists (select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock')"
		require.NoError(t, s.pool.QueryRow(t.Context(), query).Scan(&waiting))
	}
}

func TestACallerWhoLeavesKnowsWhetherItsAppendIsOnItsWay(t *testing.T) {
	t.Parallel()
	s := start(t, localservertest.Database(t), patiently)
	release := stall(t, s)
	cause := errors.New("the caller went home")
	ctx, cancel := context.WithCancelCause(t.Context())
	const other = "deal-00000000-0000-4000-8000-0000000000ac"
	taken, waiting := make(chan error, 1), make(chan error, 1)
	append1 := func(name string, n int, result chan error) {
		_, err := s.Append(ctx, name, eventstore.NoStream, event(n))
		result <- err
	}
	go append1(stream, 0, taken)
	untilStalled(t, s)
	go append1(other, 1, waiting)
	cancel(cause)

	err := <-taken
	require.ErrorIs(t, err, cause)
	require.ErrorIs(t, err, eventstore.ErrUnknown, "the writer is at it")
	err = <-waiting
	require.ErrorIs(t, err, cause)
	require.NotErrorIs(t, err, eventstore.ErrUnknown, "nobody had begun")

	release()
	_, err = s.Append(t.Context(), stream, eventstore.NoStream, event(0))
	require.NoError(t, err, "the same batch again finds out")
	require.Len(t, read(t, s), 1)
	end, err := s.End(t.Context())
	require.NoError(t, err)
	require.Equal(t, uint64(1), end.Commit)
}

func TestClosingIsBoundedThoughTheDatabaseHangs(t *testing.T) {
	t.Parallel()
	url := localservertest.Database(t)
	s, operator := start(t, url, postgres.Options{Patience: 20 * time.Millisecond}), start(t, url, patiently)
	release := stall(t, operator)
	result := make(chan error, 1)
	go func() {
		_, err := s.Append(t.Context(), stream, eventstore.NoStream, event(0))
		result <- err
	}()
	untilStalled(t, operator)
	s.Store.Close()
	require.ErrorIs(t, <-result, eventstore.ErrClosed)
	release()
	require.Empty(t, read(t, operator))
}

func TestAnEventThatTheDatabaseRefusesFailsAlone(t *testing.T) {
	t.Parallel()
	s := start(t, localservertest.Database(t), patiently)
	_, err := s.pool.Exec(t.Context(), "alter table cosell_log.events add constraint no_poison check (kind <> 'poison')")
	require.NoError(t, err)
	release := stall(t, s)
	first := make(chan error, 1)
	go func() {
		_, err := s.Append(t.Context(), stream, eventstore.NoStream, event(0))
		first <- err
	}()
	untilStalled(t, s)
	var group errgroup.Group
	for n := range 10 {
		group.Go(func() error {
			events := event(n + 1)
			if n == 5 {
				events[0].Kind = "poison"
			}
			_, err := s.Append(t.Context(), fmt.Sprintf("deal-00000000-0000-4000-8000-%012x", n), eventstore.NoStream, events)
			if (err != nil) != (n == 5) || errors.Is(err, eventstore.ErrUnavailable) || errors.Is(err, eventstore.ErrUnknown) {
				return fmt.Errorf("append %d: %w", n, err)
			}
			return nil
		})
	}
	release()
	require.NoError(t, <-first)
	require.NoError(t, group.Wait())
	end, err := s.End(t.Context())
	require.NoError(t, err)
	require.Equal(t, uint64(10), end.Commit, "without a gap where the refused one would have been")
}

func TestRequestsOfOneTransactionGoOnFromEachOther(t *testing.T) {
	t.Parallel()
	s := start(t, localservertest.Database(t), patiently)
	const chain = 30
	release := stall(t, s)
	var group errgroup.Group
	for n := range chain { // whoever comes too early for its place asks again
		for range 2 {
			group.Go(func() error {
				for {
					done, err := s.Append(t.Context(), stream, eventstore.At(int64(n-1)), event(n))
					if err == nil && done.Revision != int64(n) {
						return fmt.Errorf("revision %d for event %d", done.Revision, n)
					}
					if err == nil {
						return nil
					}
					var conflict *eventstore.Conflict
					if !errors.As(err, &conflict) || conflict.Actual.Revision() >= int64(n) {
						return err
					}
				}
			})
		}
	}
	release()
	require.NoError(t, group.Wait())
	require.Len(t, read(t, s), chain)
}

func TestTheLargestAppendIsWritten(t *testing.T) {
	t.Parallel()
	s := start(t, localservertest.Database(t), patiently)
	noise := rand.NewChaCha8([32]byte{1})
	events := make([]eventstore.Pending, eventstore.MaxBatch)
	for n := range events {
		events[n] = eventstoretest.Typical(n)
		events[n].Data = make([]byte, eventstore.MaxData)
		_, _ = noise.Read(events[n].Data)
	}
	done, err := s.Append(t.Context(), stream, eventstore.NoStream, events)
	require.NoError(t, err)
	require.Equal(t, int64(eventstore.MaxBatch-1), done.Revision)
	n := 0
	for e, err := range s.Subscribe(t.Context(), eventstore.Position{}) {
		require.NoError(t, err)
		require.Equal(t, events[n].Data, e.Data)
		if n++; n == len(events) {
			break
		}
	}
}

func TestAWriterMendsADatabaseThatWouldNotWaitForItsDisk(t *testing.T) {
	t.Parallel()
	url := localservertest.Database(t)
	s := start(t, url, patiently)
	_, err := s.pool.Exec(t.Context(), `do $$ begin
		execute format('alter database %I set synchronous_commit = off', current_database());
	end $$`)
	require.NoError(t, err)
	conn, err := pgx.Connect(t.Context(), url)
	require.NoError(t, err)
	defer conn.Close(t.Context())
	_, err = conn.PgConn().Exec(t.Context(), postgres.SessionSettings).ReadAll()
	require.NoError(t, err)
	var is string
	require.NoError(t, conn.QueryRow(t.Context(), "show synchronous_commit").Scan(&is))
	require.Equal(t, "on", is)
}
