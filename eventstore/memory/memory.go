// Package memory keeps a log in the memory of the program: the reference of the contract, and the log of unit tests.
package memory

import (
	"bytes"
	"context"
	"fmt"
	"iter"
	"slices"
	"sync"

	"github.com/cosell/cosell/eventstore"
)

// Store is a log that ends with the program.
type Store struct {
	mu      sync.Mutex
	log     []eventstore.Recorded // the event at index i has position i+1; what is written never changes
	streams map[string][]int      // per revision, the index in log
	grown   chan struct{}         // closed and replaced by every append
	closed  chan struct{}
	close   func()
}

var _ eventstore.Store = (*Store)(nil)

// New returns an empty log.
func New() *Store {
	s := &Store{streams: map[string][]int{}, grown: make(chan struct{}), closed: make(chan struct{})}
	s.close = sync.OnceFunc(func() { close(s.closed) })
	return s
}

// Close ends every read and subscription with eventstore.ErrClosed, and so answers every later call. It may be called again.
func (s *Store) Close() { s.close() }

func (s *Store) err(ctx context.Context) error {
	select {
	case <-s.closed:
		return eventstore.ErrClosed
	default:
		return context.Cause(ctx)
	}
}

// Append implements eventstore.Store.
func (s *Store) Append(
	ctx context.Context, stream string, expected eventstore.Expected, events []eventstore.Pending,
) (eventstore.Appended, error) {
	if err := eventstore.Check(stream, events); err != nil {
		return eventstore.Appended{}, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if err := s.err(ctx); err != nil {
		return eventstore.Appended{}, fmt.Errorf("append %s at %s: %w", stream, expected, err)
	}
	actual := eventstore.At(int64(len(s.streams[stream])) - 1)
	if expected == actual {
		return s.write(stream, events), nil
	}
	if last, ok := s.repeated(stream, expected, events); ok {
		return last, nil
	}
	return eventstore.Appended{}, &eventstore.Conflict{Stream: stream, Expected: expected, Actual: actual}
}

func (s *Store) write(stream string, events []eventstore.Pending) eventstore.Appended {
	for _, e := range events {
		e.Data = bytes.Clone(e.Data)
		e.Metadata = e.Metadata.Rounded()
		revision := int64(len(s.streams[stream]))
		s.streams[stream] = append(s.streams[stream], len(s.log))
		s.log = append(s.log, eventstore.Recorded{Pending: e, Stream: stream, Revision: revision, Position: position(len(s.log))})
	}
	close(s.grown)
	s.grown = make(chan struct{})
	last := s.log[len(s.log)-1]
	return eventstore.Appended{Revision: last.Revision, Position: last.Position}
}

func position(index int) eventstore.Position {
	p := uint64(index) + 1
	return eventstore.Position{Commit: p, Prepare: p}
}

// repeated looks for exactly these events right after the expected revision.
func (s *Store) repeated(
	stream string, expected eventstore.Expected, events []eventstore.Pending,
) (last eventstore.Appended, ok bool) {
	for i, e := range events {
		revision := expected.Revision() + 1 + int64(i)
		if revision < 0 || revision >= int64(len(s.streams[stream])) {
			return last, false
		}
		there := s.log[s.streams[stream][revision]]
		if there.ID != e.ID {
			return last, false
		}
		last = eventstore.Appended{Revision: revision, Position: there.Position}
	}
	return last, true
}

// Read implements eventstore.Store.
func (s *Store) Read(ctx context.Context, stream string, from eventstore.From) iter.Seq2[eventstore.Recorded, error] {
	return func(yield func(eventstore.Recorded, error) bool) {
		if _, _, err := eventstore.ParseStream(stream); err != nil {
			yield(eventstore.Recorded{}, err)
			return
		}
		s.mu.Lock()
		log, indices := s.log, s.streams[stream]
		s.mu.Unlock()
		for _, i := range chosen(indices, from) {
			if err := s.err(ctx); err != nil {
				yield(eventstore.Recorded{}, fmt.Errorf("read %s: %w", stream, err))
				return
			}
			if !yield(own(log[i])) {
				return
			}
		}
		if len(indices) == 0 && s.err(ctx) != nil {
			yield(eventstore.Recorded{}, fmt.Errorf("read %s: %w", stream, s.err(ctx)))
		}
	}
}

// chosen gives the indices that from asks for, in its direction.
func chosen(indices []int, from eventstore.From) []int {
	end := int64(len(indices))
	if from.Backwards {
		if from.Revision >= 0 {
			end = min(end, from.Revision+1)
		}
		indices = slices.Clone(indices[:end])
		slices.Reverse(indices)
	} else {
		indices = indices[min(end, max(0, from.Revision)):]
	}
	if from.Limit > 0 {
		indices = indices[:min(len(indices), from.Limit)]
	}
	return indices
}

// own gives the reader bytes that it may change.
func own(e eventstore.Recorded) (eventstore.Recorded, error) {
	e.Data = bytes.Clone(e.Data)
	return e, nil
}

// Subscribe implements eventstore.Store.
func (s *Store) Subscribe(ctx context.Context, after eventstore.Position) iter.Seq2[eventstore.Recorded, error] {
	return func(yield func(eventstore.Recorded, error) bool) {
		for next := after; ; {
			s.mu.Lock()
			log, grown := s.log, s.grown
			s.mu.Unlock()
			for i := min(next.Commit, uint64(len(log))); i < uint64(len(log)) && s.err(ctx) == nil; i++ {
				if !yield(own(log[i])) {
					return
				}
				next = log[i].Position
			}
			select {
			case <-ctx.Done():
			case <-s.closed:
			case <-grown:
				continue
			}
			yield(eventstore.Recorded{}, fmt.Errorf("subscribe after %s: %w", next, s.err(ctx)))
			return
		}
	}
}

// End implements eventstore.Store.
func (s *Store) End(ctx context.Context) (eventstore.Position, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if err := s.err(ctx); err != nil {
		return eventstore.Position{}, fmt.Errorf("end of the log: %w", err)
	}
	if len(s.log) == 0 {
		return eventstore.Position{}, nil
	}
	return s.log[len(s.log)-1].Position, nil
}
