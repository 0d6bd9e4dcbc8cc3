package postgres_test

import (
	"errors"
	"iter"
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/cosell/cosell/eventstore"
	"github.com/cosell/cosell/eventstore/eventstoretest"
	"github.com/cosell/cosell/eventstore/postgres"
	"github.com/cosell/cosell/eventstore/postgres/localserver/localservertest"
)

// woven are events of several streams, in turns.
func woven(streams, each int) (all []eventstore.Recorded) {
	for revision := range each {
		for s := range streams {
			e := eventstoretest.Typical(revision*streams + s)
			e.Metadata = e.Metadata.Rounded()
			all = append(all, eventstore.Recorded{
				Pending: e, Revision: int64(revision),
				Stream: eventstore.StreamName("deal", eventstoretest.Typical(s).ID),
			})
		}
	}
	return all
}

func given(events []eventstore.Recorded, err error) iter.Seq2[eventstore.Recorded, error] {
	return func(yield func(eventstore.Recorded, error) bool) {
		for _, e := range events {
			if !yield(e, nil) {
				return
			}
		}
		if err != nil {
			yield(eventstore.Recorded{}, err)
		}
	}
}

func TestALoadedLogReadsAsOneThatWasAppended(t *testing.T) {
	s := start(t, localservertest.Database(t), postgres.Options{})
	events := woven(3, 4)
	n, err := postgres.Load(t.Context(), s.pool, given(events, nil))
	require.NoError(t, err)
	require.EqualValues(t, len(events), n)

	var read []eventstore.Recorded
	for r, err := range s.Subscribe(t.Context(), eventstore.Position{}) {
		require.NoError(t, err)
		if read = append(read, r); len(read) == len(events) {
			break
		}
	}
	for i := range events {
		events[i].Position = eventstore.Position{Commit: uint64(i + 1), Prepare: uint64(i + 1)}
	}
	assert.Equal(t, events, read)

	next := eventstoretest.Typical(1_000)
	done, err := s.Append(t.Context(), events[0].Stream, eventstore.At(3), []eventstore.Pending{next})
	require.NoError(t, err)
	assert.Equal(t, eventstore.Position{Commit: 13, Prepare: 13}, done.Position)
}

func TestALogIsLoadedWholeOrNotAtAll(t *testing.T) {
	s := start(t, localservertest.Database(t), postgres.Options{})
	broken := errors.New("the source is gone")
	events := woven(2, 3)
	hole := slices.Delete(slices.Clone(events), 2, 3)
	crooked := slices.Clone(events)
	crooked[1].Stream = "Deal"
	for _, c := range []struct {
		given iter.Seq2[eventstore.Recorded, error]
		want  error
	}{
		{given(events, broken), broken},
		{given(hole, nil), eventstore.ErrTruncated},
		{given(crooked, nil), eventstore.ErrInvalid},
	} {
		_, err := postgres.Load(t.Context(), s.pool, c.given)
		require.ErrorIs(t, err, c.want)
		end, err := s.End(t.Context())
		require.NoError(t, err)
		require.True(t, end.IsZero())
	}
	_, err := postgres.Load(t.Context(), s.pool, given(events, nil))
	require.NoError(t, err)
	_, err = postgres.Load(t.Context(), s.pool, given(events, nil))
	require.ErrorIs(t, err, postgres.ErrNotEmpty)
}
