package command_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/cosell/cosell/domain/opportunity"
	"github.com/cosell/cosell/handlers/command"
)

// BenchmarkLongStream asks what loading a deal of 10,000 events from Postgres costs, whole and with a snapshot: right
// behind it, and with as many events behind it as there may be.
func BenchmarkLongStream(b *testing.B) {
	const events = 10_000
	w := inPostgres(b)
	kept := command.NewPostgresSnapshots(w.pool)
	id := w.long(b, events)
	_, err := w.pool.Exec(b.Context(), "analyze cosell_log.events") // as the server does by itself a minute later
	require.NoError(b, err)
	load := func(o command.Snapshotting, last int64) func(*testing.B) {
		s := w.sparing(b, o, nil)
		_, err := s.Opportunities.Load(b.Context(), id, command.AsOf{})
		require.NoError(b, err)
		return func(b *testing.B) {
			var v command.Version[opportunity.Opportunity]
			for b.Loop() {
				if v, err = s.Opportunities.Load(b.Context(), id, command.AsOf{}); err != nil {
					b.Fatal(err)
				}
			}
			require.Equal(b, last, v.Revision)
		}
	}
	b.Run("whole", load(command.Snapshotting{}, events-1))
	b.Run("snapshot", load(command.Snapshotting{Kept: kept, Later: atOnce}, events-1))
	w.prolong(b, id, events-1, command.SnapshotEvery-1)
	b.Run("snapshot and events", load(command.Snapshotting{Kept: kept, Later: atOnce}, events+command.SnapshotEvery-2))
}
