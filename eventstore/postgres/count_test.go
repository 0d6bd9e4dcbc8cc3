package postgres_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/cosell/cosell/eventstore"
	"github.com/cosell/cosell/eventstore/postgres/localserver/localservertest"
)

func TestEventsAreCountedUpToAPosition(t *testing.T) {
	t.Parallel()
	s := start(t, localservertest.Database(t), patiently)
	n, err := s.Count(t.Context(), eventstore.Position{})
	require.NoError(t, err)
	require.Zero(t, n)
	for i := range 5 {
		a, err := s.Append(t.Context(), stream, eventstore.At(int64(i-1)), event(i))
		require.NoError(t, err)
		n, err := s.Count(t.Context(), a.Position)
		require.NoError(t, err)
		require.EqualValues(t, i+1, n)
	}
	n, err = s.Count(t.Context(), eventstore.Position{Commit: 2, Prepare: 2})
	require.NoError(t, err)
	require.EqualValues(t, 2, n)
}
