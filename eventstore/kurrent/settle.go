package kurrent

import (
	"context"
	"errors"
	"fmt"

	"github.com/EventStore/EventStore-Client-Go/v4/esdb"

	"github.com/cosell/cosell/eventstore"
)

// settle looks at the place of w: its events lie there, or, unless the server has said that they are written, errConflict.
func (s *Store) settle(ctx context.Context, w *write, written bool) (eventstore.Appended, error) {
	there, err := s.fetch(ctx, page{
		stream: w.stream, from: esdb.Revision(uint64(w.expected.Revision() + 1)), count: uint64(len(w.events)),
	})
	if err == nil && w.is(there) {
		at, err := position(there[len(there)-1].Position)
		s.end.see(at)
		return eventstore.Appended{Revision: w.last(), Position: at}, err
	}
	if err == nil || errors.Is(err, errMissing) {
		w.actual, err = s.actual(ctx, w.stream)
	}
	switch {
	case err != nil && !errors.Is(err, eventstore.ErrTruncated):
		return eventstore.Appended{}, fmt.Errorf("%w: %w", eventstore.ErrUnknown, err)
	case err != nil:
		return eventstore.Appended{}, err
	case written || w.actual == w.expected:
		return eventstore.Appended{}, fmt.Errorf("%w: %w: %w", eventstore.ErrUnknown, eventstore.ErrUnavailable, errBehind)
	}
	return eventstore.Appended{}, errConflict
}

// is reports whether the events that lie at the place of w are its own.
func (w *write) is(there []*esdb.RecordedEvent) bool {
	if len(there) != len(w.events) {
		return false
	}
	for i, e := range there {
		if e.EventID != w.events[i].EventID || int64(e.EventNumber) != w.expected.Revision()+1+int64(i) {
			return false
		}
	}
	return true
}

// actual finds where a stream is.
func (s *Store) actual(ctx context.Context, stream string) (eventstore.Expected, error) {
	last, err := s.fetch(ctx, page{stream: stream, from: esdb.End{}, count: 1, backwards: true})
	switch {
	case errors.Is(err, errMissing):
		return eventstore.NoStream, s.intact(ctx, stream)
	case err != nil:
		return eventstore.NoStream, err
	case len(last) == 0:
		return eventstore.NoStream, fmt.Errorf("%w: no event is left", eventstore.ErrTruncated)
	}
	return eventstore.At(int64(last[0].EventNumber)), nil
}
