// Package eventstore is the contract of the log: streams of immutable events in one order. It carries bytes and names;
// it knows nothing of what they mean.
//
// The promises below are proved by the table of rules in eventstoretest, which every adapter passes.
package eventstore

import (
	"context"
	"errors"
	"fmt"
	"iter"
)

// Store is the log. All methods may be called concurrently, honour their context, and return its cause when it ends.
type Store interface {
	// Append writes events to the end of stream, all or none, when the stream is as expected; otherwise it returns a
	// *Conflict, which matches ErrConflict. When exactly these events (the same ids in the same order) already lie
	// at the expected place, it succeeds as the first append did and answers the same; a batch that overlaps only in
	// part is a conflict. What Check refuses is ErrInvalid. The store keeps copies: the caller may use its slices again.
	//
	// On return without an error the events are durable and visible to every later Read and Subscribe. An error that
	// matches ErrUnknown leaves open whether they were written: the caller appends the same batch again to find out.
	// When the context ends before the append was taken up, nothing is written and the error is the context's cause;
	// afterwards the error matches ErrUnknown as well.
	Append(ctx context.Context, stream string, expected Expected, events []Pending) (Appended, error)

	// Read yields the events of stream that from asks for. A stream that does not exist is empty, not an error; a name
	// that is not well formed is ErrInvalid. At most one error is yielded, and it is the last; a read that breaks never
	// ends quietly. A stream that does not begin at revision 0, or has a gap, yields an error that matches
	// ErrTruncated where the read meets it. What is yielded is the caller's own.
	Read(ctx context.Context, stream string, from From) iter.Seq2[Recorded, error]

	// Subscribe yields every event after a position in the order of positions, first those that are there, then each as
	// it is written, until the caller stops or the context ends, whose cause is then the last thing yielded. A reader
	// that has seen position p never meets a smaller or equal one. When the log breaks away, the one error that says so
	// is the last thing yielded; the caller subscribes again after the last position it has seen.
	Subscribe(ctx context.Context, after Position) iter.Seq2[Recorded, error]

	// End returns the position of the log's last event; the zero Position when there is none.
	End(ctx context.Context) (Position, error)
}

// Limits of an append.
const (
	MaxBatch = 100       // events in one append
	MaxData  = 512 << 10 // bytes of one event's data
	MaxKind  = 100       // bytes of an event's kind
)

// The errors by which a store says what happened. Adapters map foreign errors to these in one place.
var (
	ErrConflict    = errors.New("stream is not at the expected revision")
	ErrInvalid     = errors.New("not well formed")
	ErrTruncated   = errors.New("stream is not whole from revision 0 on")
	ErrUnavailable = errors.New("log cannot be reached")
	ErrUnknown     = errors.New("outcome of the append is not known")
	ErrClosed      = errors.New("log is closed")
	ErrFormat      = errors.New("log has a format that this program does not know")
)

// Conflict says where a stream really is. It matches ErrConflict.
type Conflict struct {
	Stream   string
	Expected Expected
	Actual   Expected // At(n), or NoStream
}

func (c *Conflict) Error() string {
	return fmt.Sprintf("append %s at %s: it is at %s", c.Stream, c.Expected, c.Actual)
}

// Is reports whether target is ErrConflict.
func (c *Conflict) Is(target error) bool { return target == ErrConflict }

// Expected is what an append insists on: NoStream, or At a revision. Its zero value is NoStream.
type Expected struct{ next int64 }

// NoStream expects that the stream has no events.
var NoStream = Expected{}

// At expects that the stream's last event has exactly this revision.
func At(revision int64) Expected { return Expected{revision + 1} }

// Revision returns the expected last revision, -1 for NoStream.
func (e Expected) Revision() int64 { return e.next - 1 }

func (e Expected) String() string {
	if e.next == 0 {
		return "no stream"
	}
	return fmt.Sprintf("revision %d", e.Revision())
}

// From says where a read begins and in which direction it goes. The zero value reads the whole stream forwards.
type From struct {
	Revision  int64 // first revision to yield; when Backwards, -1 or any revision past the end is the last one
	Backwards bool
	Limit     int // at most this many events; 0 for all
}

// LastEvent reads only the last event of a stream.
var LastEvent = From{Revision: -1, Backwards: true, Limit: 1}

// Pending is an event that is not written yet. ID is a lower-case UUID, unique to the event.
type Pending struct {
	ID            string
	Kind          string
	SchemaVersion int
	Data          []byte
	Metadata      Metadata
}

// Recorded is an event in the log.
type Recorded struct {
	Pending
	Stream   string
	Revision int64 // from 0, without gaps
	Position Position
}

// Appended is where the last event of an append lies.
type Appended struct {
	Revision int64
	Position Position
}
