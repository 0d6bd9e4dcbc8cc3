package command

import (
	"github.com/cosell/cosell/domain"
	"github.com/cosell/cosell/eventstore"
)

// Request is what comes with a command besides the command itself.
type Request struct {
	Caller domain.Caller
	// Key is the caller's name for this request (Idempotency-Key): 1 to 255 printable ASCII characters, unique to the
	// member. The same key again gives the first answer. "" means that nobody will ask again.
	Key string
	// IfMatch is the revision that the caller decided on; nil lets the engine decide on whatever is there.
	IfMatch *int64
	// CorrelationID is shared by all effects of one request; "" takes the command's id.
	CorrelationID string
	// CausationID is the event that a process manager reacts to; "" for everybody else.
	CausationID string
}

// Answer is what became of a command. Its JSON is that of the HTTP interface.
type Answer struct {
	ID       domain.ID           `json:"id"`
	Revision int64               `json:"revision"` // of the aggregate's last event when the command was done
	Position eventstore.Position `json:"position"` // of that event
	Events   []EventRef          `json:"events"`   // what the command led to, in order; empty when there was nothing to do
	State    any                 `json:"state"`    // what the caller sees of the aggregate at that revision
	Replayed bool                `json:"-"`        // an earlier request with the same key was answered already
}

// EventRef names one event.
type EventRef struct {
	ID   domain.ID `json:"id"`
	Kind string    `json:"kind"`
}
