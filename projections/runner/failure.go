package runner

import (
	"errors"
	"fmt"
	"strings"

	"github.com/cosell/cosell/eventstore"
	"github.com/cosell/cosell/eventstore/codec"
)

// failure is why a consumer cannot go on, and the event at which.
type failure struct {
	position eventstore.Position
	kind     string
	stream   string
	err      error
}

func (f *failure) Error() string {
	return fmt.Sprintf("%s of %s at %s: %v", f.kind, f.stream, f.position, f.err)
}

func (f *failure) Unwrap() error { return f.err }

// maxErrorText bounds, in bytes, what is kept of an error.
const maxErrorText = 2000

// text is what the checkpoint keeps: it begins with the code newer-event where a newer program wrote the event.
func (f *failure) text() string {
	s := f.err.Error()
	if errors.Is(f.err, codec.ErrUnknownKind) || errors.Is(f.err, codec.ErrNewerVersion) {
		s = "newer-event: " + s
	}
	return strings.ToValidUTF8(s[:min(len(s), maxErrorText)], "")
}

func unreadable(r eventstore.Recorded, err error) *failure {
	return &failure{position: r.Position, kind: r.Kind, stream: r.Stream, err: err}
}

func unapplied(e Event, err error) *failure {
	return &failure{position: e.Position, kind: e.Event.EventKind(), stream: e.Stream, err: err}
}
