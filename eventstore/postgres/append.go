package postgres

import (
	"context"
	"errors"
	"fmt"
	"sync/atomic"
	"time"

	"github.com/jackc/pgx/v5/pgtype"

	"github.com/cosell/cosell/eventstore"
)

// request is an append on its way through the writer.
type request struct {
	ctx      context.Context
	stream   string
	expected eventstore.Expected
	rows     []row
	size     int // bytes of data and metadata
	since    time.Time
	taken    atomic.Bool // by the writer, or by the caller who leaves: whoever comes first
	unknown  bool        // some commit with it was sent and not answered; the writer's
	answer   chan answer // has room for the one answer
}

// row is an event as it is stored, but for its place.
type row struct {
	id             pgtype.UUID
	kind           string
	version        int32
	metadata, data []byte
}

type answer struct {
	done eventstore.Appended
	err  error
}

// Append implements eventstore.Store.
func (s *Store) Append(
	ctx context.Context, stream string, expected eventstore.Expected, events []eventstore.Pending,
) (eventstore.Appended, error) {
	if err := eventstore.Check(stream, events); err != nil {
		return eventstore.Appended{}, err
	}
	r, err := newRequest(ctx, stream, expected, events)
	if err == nil {
		err = s.err(ctx)
	}
	if err != nil {
		return eventstore.Appended{}, fmt.Errorf("append %s at %s: %w", stream, expected, err)
	}
	got := s.wait(ctx, r)
	if got.err != nil && !errors.Is(got.err, eventstore.ErrConflict) {
		return eventstore.Appended{}, fmt.Errorf("append %s at %s: %w", stream, expected, got.err)
	}
	return got.done, got.err
}

// wait hands r to the writer. When the caller leaves first, r is not written unless the writer has taken it already.
func (s *Store) wait(ctx context.Context, r *request) answer {
	select {
	case s.writer.queue <- r:
	case <-ctx.Done():
		return answer{err: context.Cause(ctx)}
	case <-s.closed:
		return answer{err: eventstore.ErrClosed}
	}
	select {
	case got := <-r.answer:
		return got
	case <-ctx.Done():
		if r.taken.CompareAndSwap(false, true) {
			return answer{err: context.Cause(ctx)}
		}
	case <-s.writer.ended:
		if r.taken.CompareAndSwap(false, true) {
			return answer{err: eventstore.ErrClosed}
		}
	}
	select {
	case got := <-r.answer:
		return got
	default:
		return answer{err: fmt.Errorf("%w: %w", eventstore.ErrUnknown, s.err(ctx))}
	}
}

func newRequest(
	ctx context.Context, stream string, expected eventstore.Expected, events []eventstore.Pending,
) (*request, error) {
	r := &request{
		ctx: ctx, stream: stream, expected: expected, rows: make([]row, len(events)),
		since: time.Now(), answer: make(chan answer, 1),
	}
	for i, e := range events {
		metadata, err := e.Metadata.Encode()
		if err != nil {
			return nil, fmt.Errorf("%w: %w", eventstore.ErrInvalid, err)
		}
		var id pgtype.UUID
		if err := id.Scan(e.ID); err != nil {
			return nil, fmt.Errorf("%w: %w", eventstore.ErrInvalid, err)
		}
		r.rows[i] = row{id, e.Kind, int32(e.SchemaVersion), metadata, append([]byte{}, e.Data...)}
		r.size += len(metadata) + len(e.Data)
	}
	return r, nil
}
