package postgres_test

import (
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"golang.org/x/sync/errgroup"

	"github.com/cosell/cosell/eventstore"
	"github.com/cosell/cosell/eventstore/eventstoretest"
	"github.com/cosell/cosell/eventstore/postgres"
	"github.com/cosell/cosell/eventstore/postgres/localserver/localservertest"
)

// patiently is for tests in which time must not decide.
var patiently = postgres.Options{Patience: time.Minute, Poll: time.Hour}

func TestPositionsOfSeveralProcessesHaveNoGaps(t *testing.T) {
	t.Parallel()
	const processes, writers, each = 3, 6, 40
	url := localservertest.Database(t)
	var writing, reading errgroup.Group
	for p := range processes {
		s := start(t, url, patiently)
		reading.Go(func() error { return gapless(t, s, processes*writers*each) })
		for w := range writers {
			events := make([]eventstore.Pending, each)
			for i := range events {
				events[i] = eventstoretest.Typical((p*writers+w)*each + i)
			}
			name := fmt.Sprintf("deal-00000000-0000-4000-8000-%012x", p*writers+w)
			writing.Go(func() error {
				for i := range events {
					if _, err := s.Append(t.Context(), name, eventstore.At(int64(i-1)), events[i:i+1]); err != nil {
						return err
					}
				}
				return nil
			})
		}
	}
	require.NoError(t, writing.Wait())
	require.NoError(t, reading.Wait())
}

// gapless follows the log and counts along.
func gapless(t *testing.T, s eventstore.Store, n uint64) error {
	want := uint64(1)
	for e, err := range s.Subscribe(t.Context(), eventstore.Position{}) {
		if err != nil || e.Position.Commit != want {
			return fmt.Errorf("%v in the place of %d: %w", e.Position, want, err)
		}
		if want++; want > n {
			return nil
		}
	}
	return errors.New("ended quietly")
}

func TestWritersOfSeveralProcessesOnOneStreamTakeTurns(t *testing.T) {
	t.Parallel()
	const writers, each = 4, 15
	url := localservertest.Database(t)
	one, two := start(t, url, patiently), start(t, url, patiently)
	var group errgroup.Group
	for w := range writers {
		s := []process{one, two}[w%2]
		group.Go(func() error {
			at := eventstore.NoStream
			for i := 0; i < each; {
				done, err := s.Append(t.Context(), stream, at, event(w*each+i))
				var conflict *eventstore.Conflict
				switch {
				case err == nil:
					at, i = eventstore.At(done.Revision), i+1
				case errors.As(err, &conflict):
					at = conflict.Actual
				default:
					return err
				}
			}
			return nil
		})
	}
	require.NoError(t, group.Wait())
	require.Len(t, read(t, one), writers*each)
}

func TestASubscriptionHearsOfAnotherProcessAtOnce(t *testing.T) {
	t.Parallel()
	url := localservertest.Database(t)
	reader, other := start(t, url, patiently), start(t, url, patiently)
	n := 0
	_, err := other.Append(t.Context(), stream, eventstore.NoStream, event(0))
	require.NoError(t, err)
	for e, err := range reader.Subscribe(t.Context(), eventstore.Position{}) {
		require.NoError(t, err)
		require.Equal(t, int64(n), e.Revision)
		if n++; n == 20 {
			break
		}
		_, err := other.Append(t.Context(), stream, eventstore.At(e.Revision), event(n))
		require.NoError(t, err)
	}
}

func TestConnectionsThatAreKilledUnderLoadAreReplaced(t *testing.T) {
	t.Parallel()
	const writers, each = 8, 60
	url := localservertest.Database(t)
	s, operator := start(t, url, postgres.Options{Patience: time.Minute, Poll: 10 * time.Millisecond}), start(t, url, patiently)
	var group errgroup.Group
	for w := range writers {
		group.Go(func() error {
			name := fmt.Sprintf("deal-00000000-0000-4000-8000-%012x", w)
			for i := range each {
				if _, err := s.Append(t.Context(), name, eventstore.At(int64(i-1)), event(w*each+i)); err != nil {
					return err
				}
			}
			return nil
		})
	}
	for written := uint64(0); written < writers*each/2; {
		end, err := operator.End(t.Context())
		require.NoError(t, err)
		if end.Commit < written+20 {
			continue
		}
		written = end.Commit
		_, err = operator.pool.Exec(t.Context(), `select pg_terminate_backend(pid) from pg_stat_activity
			where datname = current_database() and pid <> pg_backend_pid()`)
		require.NoError(t, err)
	}
	require.NoError(t, group.Wait())
	require.NoError(t, gapless(t, operator, writers*each))
	end, err := operator.End(t.Context())
	require.NoError(t, err)
	require.Equal(t, uint64(writers*each), end.Commit, "nothing is written twice")
}
