package eventstoretest

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"iter"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/cosell/cosell/eventstore"
)

// log is the store under test with the steps that rules share.
type log struct {
	Store
	reopen func(t *testing.T) log
}

func open(t *testing.T, h Harness) log {
	return wrap(t, h, h.Open(t))
}

func wrap(t *testing.T, h Harness, s Store) log {
	t.Cleanup(s.Close)
	return log{Store: s, reopen: func(t *testing.T) log {
		s.Close()
		return wrap(t, h, h.Reopen(t, s))
	}}
}

// within bounds what a rule waits for.
func within(t *testing.T) context.Context {
	ctx, cancel := context.WithTimeoutCause(t.Context(), time.Minute, errors.New("waited for a minute"))
	t.Cleanup(cancel)
	return ctx
}

// stream names the n-th stream of a rule.
func stream(n int) string {
	return eventstore.StreamName("opportunity", fmt.Sprintf("5eed0000-0000-4000-8000-%012x", n))
}

// event gives the n-th event of a rule, batch the n events from the first-th on.
func event(n int) eventstore.Pending {
	at := time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC).Add(time.Duration(n) * time.Microsecond)
	return eventstore.Pending{
		ID:            fmt.Sprintf("e0000000-0000-5000-8000-%012x", n),
		Kind:          "opportunity.note-added",
		SchemaVersion: 1,
		Data:          fmt.Appendf(nil, `{"note": "number %d"}`, n),
		Metadata: eventstore.Metadata{
			RecordedAt: at, Actor: eventstore.Actor{Member: "mara", Org: "acme", Role: "seller"},
			CommandID: fmt.Sprintf("note-%d", n), CorrelationID: "rule", PolicyVersion: 1,
		},
	}
}

func batch(first, n int) (events []eventstore.Pending) {
	for i := range n {
		events = append(events, event(first+i))
	}
	return events
}

// add appends and requires that it succeeds.
func (l log) add(t *testing.T, stream string, at eventstore.Expected, events []eventstore.Pending) eventstore.Appended {
	t.Helper()
	done, err := l.Append(within(t), stream, at, events)
	require.NoError(t, err)
	return done
}

// fill appends n events to stream, batch by batch, from the first-th on.
func (l log) fill(t *testing.T, stream string, n int) (last eventstore.Appended) {
	t.Helper()
	for i := 0; i < n; i += eventstore.MaxBatch {
		last = l.add(t, stream, eventstore.At(int64(i-1)), batch(i, min(eventstore.MaxBatch, n-i)))
	}
	return last
}

// conflicts requires that an append is refused because of its expectation, and that the refusal says where the stream is.
func (l log) conflicts(t *testing.T, at, actual eventstore.Expected, events []eventstore.Pending) {
	t.Helper()
	_, err := l.Append(within(t), stream(1), at, events)
	require.ErrorIs(t, err, eventstore.ErrConflict)
	var conflict *eventstore.Conflict
	require.ErrorAs(t, err, &conflict)
	require.Equal(t, eventstore.Conflict{Stream: stream(1), Expected: at, Actual: actual}, *conflict)
}

// read requires that a read does not break.
func (l log) read(t *testing.T, stream string, from eventstore.From) []eventstore.Recorded {
	t.Helper()
	events, err := collect(l.Read(within(t), stream, from))
	require.NoError(t, err)
	return events
}

// all subscribes from zero up to the present end.
func (l log) all(t *testing.T) []eventstore.Recorded {
	t.Helper()
	return l.after(t, eventstore.Position{})
}

// after subscribes after a position up to the present end.
func (l log) after(t *testing.T, p eventstore.Position) []eventstore.Recorded {
	t.Helper()
	end, err := l.End(within(t))
	require.NoError(t, err)
	events, err := until(l.Subscribe(within(t), p), p, end)
	require.NoError(t, err)
	return events
}

// collect takes everything; an event beside an error, or anything after one, breaks the contract.
func collect(seq iter.Seq2[eventstore.Recorded, error]) (events []eventstore.Recorded, broken error) {
	for e, err := range seq {
		switch {
		case broken != nil:
			return events, fmt.Errorf("%v after an error: %w", e.Position, broken)
		case err != nil && e.ID != "":
			return events, fmt.Errorf("event %s beside an error: %w", e.ID, err)
		case err != nil:
			broken = err
		default:
			events = append(events, e)
		}
	}
	return events, broken
}

// until takes events up to the end that was seen, and checks that positions rise.
func until(seq iter.Seq2[eventstore.Recorded, error], after, end eventstore.Position) (events []eventstore.Recorded, err error) {
	if !after.Before(end) {
		return nil, nil
	}
	for e, err := range seq {
		if err != nil {
			return events, err
		}
		if !after.Before(e.Position) {
			return events, fmt.Errorf("position %v after %v", e.Position, after)
		}
		after = e.Position
		events = append(events, e)
		if !after.Before(end) {
			break
		}
	}
	return events, nil
}

// same requires that the log holds want at stream from a revision on.
func same(t *testing.T, stream string, first int64, want []eventstore.Pending, got []eventstore.Recorded) {
	t.Helper()
	require.Len(t, got, len(want))
	for i, e := range got {
		require.Equal(t, stream, e.Stream)
		require.Equal(t, first+int64(i), e.Revision)
		w := want[i]
		require.True(t, bytes.Equal(w.Data, e.Data), "data of event %d, byte for byte", i)
		w.Data, e.Data = nil, nil
		require.Equal(t, w, e.Pending)
	}
}

func revisions(events []eventstore.Recorded) []int64 {
	list := []int64{}
	for _, e := range events {
		list = append(list, e.Revision)
	}
	return list
}

func positions(events []eventstore.Recorded) (list []eventstore.Position) {
	for _, e := range events {
		list = append(list, e.Position)
	}
	return list
}
