package postgres_test

import (
	"runtime"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/cosell/cosell/eventstore"
	"github.com/cosell/cosell/eventstore/postgres/localserver/localservertest"
)

func TestAStreamThatIsNotWholeIsTruncated(t *testing.T) {
	t.Parallel()
	s := start(t, localservertest.Database(t), patiently)
	for n := range 8 {
		_, err := s.Append(t.Context(), stream, eventstore.At(int64(n-1)), event(n))
		require.NoError(t, err)
	}
	for _, c := range []struct {
		missing string
		from    eventstore.From
		seen    int
	}{
		{"0, 1", eventstore.From{}, 0},
		{"0, 1", eventstore.From{Revision: 1}, 0},
		{"0, 1", eventstore.From{Revision: -1, Backwards: true}, 6},
		{"4", eventstore.From{}, 4},
		{"4", eventstore.From{Revision: 7, Backwards: true}, 3},
		{"4", eventstore.From{Revision: 4}, 0},
	} {
		tx, err := s.pool.Begin(t.Context())
		require.NoError(t, err)
		_, err = tx.Exec(t.Context(), "create table if not exists kept as select * from cosell_log.events")
		require.NoError(t, err)
		_, err = tx.Exec(t.Context(), "delete from cosell_log.events where revision in ("+c.missing+")")
		require.NoError(t, err)
		require.NoError(t, tx.Commit(t.Context()))
		seen, broken := 0, error(nil)
		for _, err := range s.Read(t.Context(), stream, c.from) {
			if broken = err; err == nil {
				seen++
			}
		}
		require.ErrorIs(t, broken, eventstore.ErrTruncated, "%+v", c)
		require.Equal(t, c.seen, seen, "%+v", c)
		_, err = s.pool.Exec(t.Context(), "insert into cosell_log.events select * from kept on conflict do nothing")
		require.NoError(t, err)
	}
	require.Len(t, read(t, s), 8)
}

func TestMetadataThatCannotBeReadStopsTheReadWhereItLies(t *testing.T) {
	t.Parallel()
	s := start(t, localservertest.Database(t), patiently)
	for n := range 3 {
		_, err := s.Append(t.Context(), stream, eventstore.At(int64(n-1)), event(n))
		require.NoError(t, err)
	}
	_, err := s.pool.Exec(t.Context(), "update cosell_log.events set metadata = 'no' where revision = 2")
	require.NoError(t, err)
	seen, broken := 0, error(nil)
	for _, err := range s.Subscribe(t.Context(), eventstore.Position{}) {
		if broken = err; err == nil {
			seen++
		}
	}
	require.ErrorContains(t, broken, event(2)[0].ID)
	require.Equal(t, 2, seen)
}

// TestMemoryIsFlatHoweverLargeTheEventsAre reads 100 MiB and looks at the memory in use after each event.
func TestMemoryIsFlatHoweverLargeTheEventsAre(t *testing.T) {
	s := start(t, localservertest.Database(t), patiently)
	const events = 200
	_, err := s.pool.Exec(t.Context(), `
		insert into cosell_log.events
		select n, n, 1, gen_random_uuid(), $1, 'opportunity.note-added', '{}', convert_to(repeat('x', $2), 'UTF8')
		from generate_series(0, $3) n`,
		stream, eventstore.MaxData, events-1)
	require.NoError(t, err)
	var before, now runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&before)
	n := 0
	for e, err := range s.Read(t.Context(), stream, eventstore.From{}) {
		require.NoError(t, err)
		require.Len(t, e.Data, eventstore.MaxData)
		if n++; n%10 == 0 {
			runtime.GC()
			runtime.ReadMemStats(&now)
			require.Less(t, int64(now.HeapAlloc)-int64(before.HeapAlloc), int64(16<<20), "after %d events", n)
		}
	}
	require.Equal(t, events, n)
}
