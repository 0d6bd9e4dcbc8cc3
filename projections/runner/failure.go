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
	if newer(f.err) {
		return "newer-event: " + clipped(f.err)
	}
	return clipped(f.err)
}

// clipped is the text of an error, or its beginning, as the database takes it.
func clipped(err error) string {
	s := err.Error()
	return strings.ReplaceAll(strings.ToValidUTF8(s[:min(len(s), maxErrorText)], ""), "\x00", "")
}

// newer reports whether a newer program wrote the event.
func newer(err error) bool {
	return errors.Is(err, codec.ErrUnknownKind) || errors.Is(err, codec.ErrNewerVersion)
}

func unreadable(r eventstore.Recorded, err error) *failure {
	return &failure{position: r.Position, kind: r.Kind, stream: r.Stream, err: err}
}

func unapplied(e Event, err error) *failure {
	return &failure{position: e.Position, kind: e.kindName(), stream: e.Stream, err: err}
}
