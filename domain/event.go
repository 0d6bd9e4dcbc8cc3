package domain

import (
	"encoding/json"
	"time"
)

// Event is a fact of some aggregate: its kind is its name on disk ("opportunity.accepted").
type Event interface {
	// EventKind returns the name on disk, which never changes.
	EventKind() string
}

// Meta is what the log knows of an event besides its payload, as far as rules and views need it.
type Meta struct {
	Stream     string // the stream's name, "opportunity-<uuid>"
	Subject    ID     // the aggregate's id
	Revision   int64  // place in the stream, from 0
	EventID    ID
	RecordedAt time.Time // UTC, microseconds; never earlier than the stream's last
	Effective  time.Time // when it took effect; equals RecordedAt unless a clock was late
	Actor      Actor
	Policy     int // version of the program policy that the decision used
}

// Recorded is an event with the log's knowledge of it: what Replay folds.
type Recorded struct {
	Meta
	Event Event
}

// Evidence is a fact of another stream that a decision relied upon: what was believed, and where it was read.
type Evidence struct {
	Fact     string `json:"fact"`
	Stream   string `json:"stream"`
	Revision int64  `json:"revision"`
}

// EventType describes one kind for the codec: the zero value of its Go type, its present schema version (from 1), and
// how to bring older payloads up. Upcast[v] turns the JSON of version v into that of version v+1.
type EventType struct {
	Zero    Event
	Version int
	Upcast  map[int]func(json.RawMessage) (json.RawMessage, error)
}
