package domain

import "time"

// EventRef names one event: which stream, where in it, what and when. A verdict names by it what decided.
type EventRef struct {
	Stream   string    `json:"stream" doc:"The stream that holds the event."`
	Revision int64     `json:"revision" doc:"Its place there, from 0."`
	ID       ID        `json:"id" doc:"The event."`
	Kind     string    `json:"kind" doc:"What happened."`
	At       time.Time `json:"at" doc:"When it took effect (UTC)."`
}

// IsZero reports whether r names no event.
func (r EventRef) IsZero() bool { return r.ID == "" }

// Ref names a recorded event.
func (r Recorded) Ref() EventRef {
	at := r.Effective
	if at.IsZero() {
		at = r.RecordedAt
	}
	return EventRef{Stream: r.Stream, Revision: r.Revision, ID: r.EventID, Kind: r.Event.EventKind(), At: at}
}
