package eventstore

import "time"

// Metadata is what every event carries besides its data. Its stored form is the JSON that Encode gives; these names are on
// disk and never change. A store keeps it whole, its times as Rounded gives them.
type Metadata struct {
	RecordedAt    time.Time `json:"recordedAt"`              // by the program's clock, UTC, microseconds
	EffectiveAt   time.Time `json:"effectiveAt,omitzero"`    // zero when it equals RecordedAt
	Actor         Actor     `json:"actor"`                   // who
	CommandID     string    `json:"commandId"`               // the command that led to it, within its scope
	CorrelationID string    `json:"correlationId"`           // what all effects of one request share
	CausationID   string    `json:"causationId,omitempty"`   // the event that a process manager reacted to
	PolicyVersion int       `json:"policyVersion,omitempty"` // of the program policy that the decision used
	RequestHash   string    `json:"requestHash,omitempty"`   // SHA-256 of the request in hexadecimal
	PreviousHash  string    `json:"previousHash,omitempty"`  // of the stream's event before; from log format 1 on
	Hash          string    `json:"hash,omitempty"`          // of this event; from log format 1 on
}

// Actor is the member who did it, its organisation, the role it used, and on whose behalf.
type Actor struct {
	Member     string `json:"member"`
	Org        string `json:"org"`
	Role       string `json:"role"`
	OnBehalfOf string `json:"onBehalfOf,omitempty"`
}

// Rounded gives m with its times in UTC and cut to whole microseconds.
func (m Metadata) Rounded() Metadata {
	m.RecordedAt = m.RecordedAt.UTC().Truncate(time.Microsecond)
	m.EffectiveAt = m.EffectiveAt.UTC().Truncate(time.Microsecond)
	return m
}
