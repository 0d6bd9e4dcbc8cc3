package kurrent

import (
	"context"
	"errors"
	"fmt"

	"github.com/EventStore/EventStore-Client-Go/v4/esdb"

	"github.com/cosell/cosell/eventstore"
)

// Append implements eventstore.Store.
//
// When an attempt ends and nobody knows what became of it, the same batch is sent again: the server takes it once at most,
// because its place is given. If another batch lies there, the ids say whether it is the same.
func (s *Store) Append(
	ctx context.Context, stream string, expected eventstore.Expected, events []eventstore.Pending,
) (eventstore.Appended, error) {
	if err := eventstore.Check(stream, events); err != nil {
		return eventstore.Appended{}, err
	}
	batch, err := proposed(events)
	if err != nil {
		return eventstore.Appended{}, fmt.Errorf("append %s at %s: %w", stream, expected, err)
	}
	w := write{stream: s.options.Prefix + stream, expected: expected, events: batch}
	done, err := s.write(ctx, &w)
	if errors.Is(err, errConflict) {
		return eventstore.Appended{}, &eventstore.Conflict{Stream: stream, Expected: expected, Actual: w.actual}
	}
	if err != nil {
		return eventstore.Appended{}, fmt.Errorf("append %s at %s: %w", stream, expected, err)
	}
	return done, nil
}

// write is a batch on its way.
type write struct {
	stream   string // by its full name
	expected eventstore.Expected
	events   []esdb.EventData
	open     bool                // some attempt may have been written
	actual   eventstore.Expected // where the stream is, with errConflict
	cutBy    *member             // the client whose requests the server ended last
	cuts     int                 // how often, in a row
}

// last is the revision of the batch's last event.
func (w *write) last() int64 { return w.expected.Revision() + int64(len(w.events)) }

// write sends w until it is answered, and finds out what is not clear.
func (s *Store) write(ctx context.Context, w *write) (eventstore.Appended, error) {
	before := s.end.seen()
	var result *esdb.WriteResult
	err := s.try(ctx, func(ctx context.Context, m *member) (err error) {
		result, err = s.send(ctx, m, w)
		return err
	})
	if err != nil && !errors.Is(err, errConflict) {
		return eventstore.Appended{}, w.doubt(err)
	}
	var at eventstore.Position
	if err == nil {
		at, err = position(esdb.Position{Commit: result.CommitPosition, Prepare: result.PreparePosition})
	}
	switch written := err == nil; {
	case written && int64(result.NextExpectedVersion) != w.last():
		return eventstore.Appended{}, fmt.Errorf("written at revision %d instead of %d, the stream was deleted: %w",
			result.NextExpectedVersion, w.last(), eventstore.ErrTruncated)
	case written && !w.open && before.Before(at): // an answer from the past is that of an earlier append
		s.end.see(at)
		return eventstore.Appended{Revision: w.last(), Position: at}, nil
	default:
		return s.settle(ctx, w, written)
	}
}

// send makes one attempt. Its caller may leave it, but nobody calls it off: the client reads what gRPC writes when a request is
// called off while it is being sent. It ends with its answer, its connection or its deadline.
func (s *Store) send(ctx context.Context, m *member, w *write) (result *esdb.WriteResult, err error) {
	deadline := 2 * s.options.Timeout // beyond that of ctx, which decides
	options := esdb.AppendToStreamOptions{ExpectedRevision: esdb.NoStream{}, Deadline: &deadline}
	if at := w.expected.Revision(); at >= 0 {
		options.ExpectedRevision = esdb.Revision(uint64(at))
	}
	if w.open {
		s.supervisor.repeats.Add(1)
	}
	stream, events := w.stream, w.events
	answered, err := begin(context.WithoutCancel(ctx), m, func(ctx context.Context, c *esdb.Client) (*esdb.WriteResult, error) {
		return c.AppendToStream(ctx, stream, options, events...)
	})
	if err == nil {
		result, err = await(ctx, s.closed, answered)
	}
	if errors.Is(err, errCut) {
		err = w.cut(m, err)
	}
	if err != nil && !isDefinite(err) {
		w.open = true
	}
	return result, err
}

// usualLimit is what servers take in one append unless they are told otherwise.
const usualLimit = 1 << 20

// cut is called when the server has ended a request before it was whole. It does so with what is too large for it, and so, it seems,
// when it has done so again and again while its connection stayed.
func (w *write) cut(m *member, why error) error {
	if w.cutBy != m {
		w.cutBy, w.cuts = m, 0
	}
	size := 0
	for _, e := range w.events {
		size += len(e.Data) + len(e.Metadata)
	}
	if w.cuts++; w.cuts < 3 || size < usualLimit {
		return why
	}
	return fmt.Errorf("%d bytes are more than the server takes at once: %w", size, eventstore.ErrInvalid)
}

// isDefinite reports whether an attempt that ended with err cannot have been written, nor ever will be.
func isDefinite(err error) bool {
	return errors.Is(err, errConflict) || errors.Is(err, errNotSent) || errors.Is(err, errCut) ||
		errors.Is(err, eventstore.ErrInvalid) || errors.Is(err, eventstore.ErrTruncated)
}

// doubt says that nobody knows, unless no attempt can have been written.
func (w *write) doubt(err error) error {
	if w.open {
		return fmt.Errorf("%w: %w", eventstore.ErrUnknown, err)
	}
	return err
}
