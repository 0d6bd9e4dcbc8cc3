package eventstore_test

import (
	"encoding/json"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/cosell/cosell/eventstore"
)

// inOrder lists positions as a log would hand them out.
var inOrder = []eventstore.Position{
	{}, {Commit: 1, Prepare: 1}, {Commit: 9, Prepare: 9}, {Commit: 10, Prepare: 10}, {Commit: 16, Prepare: 15},
	{Commit: 16, Prepare: 16}, {Commit: 1 << 40, Prepare: 1}, {Commit: 1<<64 - 1, Prepare: 1<<64 - 1},
}

func TestPositionTextSortsAsPositionsDo(t *testing.T) {
	for i, p := range inOrder {
		for j, q := range inOrder {
			require.Equal(t, i < j, p.Before(q), "%v before %v", p, q)
			require.Equal(t, i < j, p.String() < q.String(), "text of %v before text of %v", p, q)
			require.Equal(t, i == j, p.Compare(q) == 0)
		}
	}
	require.True(t, slices.IsSortedFunc(inOrder, eventstore.Position.Compare))
}

func TestPositionTextIsReadBack(t *testing.T) {
	for _, p := range inOrder {
		require.Len(t, p.String(), 32)
		back, err := eventstore.ParsePosition(p.String())
		require.NoError(t, err)
		require.Equal(t, p, back)

		raw, err := json.Marshal(p)
		require.NoError(t, err)
		var again eventstore.Position
		require.NoError(t, json.Unmarshal(raw, &again))
		require.Equal(t, p, again)
	}
}

func TestOnlyTheZeroPositionIsZero(t *testing.T) {
	for i, p := range inOrder {
		require.Equal(t, i == 0, p.IsZero())
	}
}

func FuzzParsePositionTakesOnlyWhatStringWrites(f *testing.F) {
	for _, p := range inOrder {
		f.Add(p.String())
	}
	f.Add("")
	f.Add("0000000000000001000000000000000")
	f.Add("000000000000000100000000000000AB")
	f.Add("00000000000000010000000000000001ff")
	f.Fuzz(func(t *testing.T, s string) {
		p, err := eventstore.ParsePosition(s)
		if err == nil && p.String() != s {
			t.Fatalf("%q was read as %v", s, p)
		}
		if err != nil && !p.IsZero() {
			t.Fatalf("%q gave %v beside an error", s, p)
		}
	})
}
