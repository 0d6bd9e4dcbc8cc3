package transfer_test

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/cosell/cosell/eventstore"
	"github.com/cosell/cosell/eventstore/eventstoretest"
	"github.com/cosell/cosell/eventstore/memory"
	"github.com/cosell/cosell/eventstore/transfer"
)

func stream(n int) string {
	return eventstore.StreamName("opportunity", fmt.Sprintf("00000000-0000-4000-8000-%012d", n))
}

// filled gives a log of some streams whose events lie among each other, one at a time and many at once.
func filled(t *testing.T, rounds int) *memory.Store {
	t.Helper()
	s, next := memory.New(), 0
	t.Cleanup(s.Close)
	revisions := map[int]int64{}
	for round := range rounds {
		for n, size := range []int{1, 3, eventstore.MaxBatch, 1} {
			var batch []eventstore.Pending
			for range size {
				e := eventstoretest.Typical(next)
				e.SchemaVersion = 1 + round
				batch, next = append(batch, e), next+1
			}
			_, err := s.Append(t.Context(), stream(n), eventstore.At(revisions[n]-1), batch)
			require.NoError(t, err)
			revisions[n] += int64(size)
		}
	}
	return s
}

// all is a log without its positions.
func all(t *testing.T, s eventstore.Store) (list []eventstore.Recorded) {
	t.Helper()
	end, err := s.End(t.Context())
	require.NoError(t, err)
	if end.IsZero() {
		return nil
	}
	for e, err := range s.Subscribe(t.Context(), eventstore.Position{}) {
		require.NoError(t, err)
		at := e.Position
		e.Position = eventstore.Position{}
		if list = append(list, e); at == end {
			break
		}
	}
	return list
}

func TestACopyHasTheSameEventsInTheSameOrder(t *testing.T) {
	from, to := filled(t, 3), memory.New()
	said := 0
	report, err := transfer.Copy(t.Context(), from, to, func(events int) { said = events })
	require.NoError(t, err)
	require.Equal(t, transfer.Report{Events: 315, Copied: 315, Streams: 4}, report)
	require.Equal(t, 315, said)
	require.Equal(t, all(t, from), all(t, to))

	report, err = transfer.Copy(t.Context(), from, to, nil)
	require.NoError(t, err)
	require.Equal(t, transfer.Report{Events: 315, Streams: 4}, report, "doing it again does nothing")

	report, err = transfer.Copy(t.Context(), memory.New(), memory.New(), nil)
	require.NoError(t, err)
	require.Zero(t, report)
}

// failing is a log that breaks at its n-th append, before or after it was written.
type failing struct {
	eventstore.Store
	left  int
	after bool
}

var errBroken = errors.New("broken")

func (f *failing) Append(
	ctx context.Context, stream string, expected eventstore.Expected, events []eventstore.Pending,
) (eventstore.Appended, error) {
	if f.left--; f.left < 0 && !f.after {
		return eventstore.Appended{}, errBroken
	}
	done, err := f.Store.Append(ctx, stream, expected, events)
	if f.left < 0 {
		return eventstore.Appended{}, errBroken
	}
	return done, err
}

func TestACopyThatBreaksOffIsContinuedWhereItWas(t *testing.T) {
	from := filled(t, 3)
	for _, after := range []bool{false, true} {
		to, runs := memory.New(), 0
		for {
			report, err := transfer.Copy(t.Context(), from, &failing{to, 1, after}, nil)
			if runs++; err == nil {
				require.Less(t, report.Copied, report.Events)
				break
			}
			require.ErrorIs(t, err, errBroken)
		}
		require.Greater(t, runs, 4)
		require.Equal(t, all(t, from), all(t, to))
	}
}

func TestATargetThatHoldsAnythingElseIsRefusedAndLeftAlone(t *testing.T) {
	from := filled(t, 2)
	for name, prepare := range map[string]func(*memory.Store) error{
		"another stream": func(to *memory.Store) error {
			_, err := to.Append(t.Context(), stream(9), eventstore.NoStream, []eventstore.Pending{eventstoretest.Typical(1)})
			return err
		},
		"the stream with another event": func(to *memory.Store) error {
			_, err := to.Append(t.Context(), stream(0), eventstore.NoStream, []eventstore.Pending{eventstoretest.Typical(77)})
			return err
		},
		"the event with other data": func(to *memory.Store) error {
			e := eventstoretest.Typical(0)
			e.Data = []byte(`{}`)
			_, err := to.Append(t.Context(), stream(0), eventstore.NoStream, []eventstore.Pending{e})
			return err
		},
		"the event with other metadata": func(to *memory.Store) error {
			e := eventstoretest.Typical(0)
			e.Metadata.Actor.Member = "somebody else"
			_, err := to.Append(t.Context(), stream(0), eventstore.NoStream, []eventstore.Pending{e})
			return err
		},
		"all of it and more": func(to *memory.Store) error {
			_, err := transfer.Copy(t.Context(), from, to, nil)
			if err == nil {
				_, err = to.Append(t.Context(), stream(9), eventstore.NoStream, []eventstore.Pending{eventstoretest.Typical(1)})
			}
			return err
		},
	} {
		t.Run(name, func(t *testing.T) {
			to := memory.New()
			require.NoError(t, prepare(to))
			before := all(t, to)
			_, err := transfer.Copy(t.Context(), from, to, nil)
			require.ErrorIs(t, err, transfer.ErrOther)
			require.Equal(t, before, all(t, to))
		})
	}
}

// forgetful is a log that does not keep what it was given.
type forgetful struct {
	eventstore.Store
	spoil func(e *eventstore.Recorded) // what is read of a stream
	lose  bool                         // the last append is acknowledged and not written
}

func (f forgetful) Append(
	ctx context.Context, stream string, expected eventstore.Expected, events []eventstore.Pending,
) (eventstore.Appended, error) {
	if f.lose && events[0].ID == eventstoretest.Typical(209).ID {
		return eventstore.Appended{}, nil
	}
	return f.Store.Append(ctx, stream, expected, events)
}

func (f forgetful) Read(ctx context.Context, stream string, from eventstore.From) iter.Seq2[eventstore.Recorded, error] {
	return func(yield func(eventstore.Recorded, error) bool) {
		for e, err := range f.Store.Read(ctx, stream, from) {
			if f.spoil(&e); !yield(e, err) {
				return
			}
		}
	}
}

func TestACopyThatIsNotTheSameIsFoundOut(t *testing.T) {
	from := filled(t, 2)
	for name, to := range map[string]forgetful{
		"data":           {spoil: func(e *eventstore.Recorded) { e.Data = []byte(`{}`) }},
		"metadata":       {spoil: func(e *eventstore.Recorded) { e.Metadata.CommandID = "another" }},
		"schema version": {spoil: func(e *eventstore.Recorded) { e.SchemaVersion = 9 }},
		"the last event": {spoil: func(*eventstore.Recorded) {}, lose: true},
	} {
		t.Run(name, func(t *testing.T) {
			to.Store = memory.New()
			_, err := transfer.Copy(t.Context(), from, to, nil)
			require.ErrorIs(t, err, transfer.ErrDiffers)
		})
	}
}
