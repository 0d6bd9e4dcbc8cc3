package eventstore

import (
	"fmt"
	"math"
	"strings"
	"time"
	"unicode/utf8"
)

// Check returns an error that matches ErrInvalid when no store may write events to stream: a stream name that is not
// well formed, no events or more than MaxBatch, an id that is not a lower-case UUID or occurs twice, a kind that is not
// 1 to MaxKind letters, digits, dots, hyphens and underscores, a schema version below 1, data over MaxData, metadata
// that JSON cannot carry. Every adapter calls it first.
func Check(stream string, events []Pending) error {
	if _, _, err := ParseStream(stream); err != nil {
		return err
	}
	if len(events) == 0 || len(events) > MaxBatch {
		return fmt.Errorf("append %s: %d events, 1 to %d may be written at once: %w", stream, len(events), MaxBatch, ErrInvalid)
	}
	for i, e := range events {
		if fault := e.fault(); fault != "" {
			return fmt.Errorf("append %s: event %d: %s: %w", stream, i, fault, ErrInvalid)
		}
		for _, before := range events[:i] {
			if before.ID == e.ID {
				return fmt.Errorf("append %s: event %d: id %s occurs twice: %w", stream, i, e.ID, ErrInvalid)
			}
		}
	}
	return nil
}

func (e Pending) fault() string {
	switch {
	case !isUUID(e.ID):
		return fmt.Sprintf("%q is not a lower-case UUID", e.ID)
	case !isKind(e.Kind):
		return fmt.Sprintf("%q is not a kind", e.Kind)
	case e.SchemaVersion < 1 || e.SchemaVersion > math.MaxInt32:
		return fmt.Sprintf("schema version %d", e.SchemaVersion)
	case len(e.Data) > MaxData:
		return fmt.Sprintf("%d bytes of data, at most %d", len(e.Data), MaxData)
	}
	return e.Metadata.fault()
}

func isKind(s string) bool {
	const others = "0123456789.-_"
	return s != "" && len(s) <= MaxKind && strings.IndexFunc(s, func(r rune) bool {
		return (r < 'a' || r > 'z') && (r < 'A' || r > 'Z') && !strings.ContainsRune(others, r)
	}) < 0
}

func (m *Metadata) fault() string {
	for _, t := range []time.Time{m.RecordedAt, m.EffectiveAt} {
		if y := t.UTC().Year(); y < 0 || y > 9999 {
			return fmt.Sprintf("metadata: year %d", y)
		}
	}
	for _, s := range []string{
		m.Actor.Member, m.Actor.Org, m.Actor.Role, m.Actor.OnBehalfOf, m.CommandID, m.CorrelationID, m.CausationID,
		m.RequestHash, m.PreviousHash, m.Hash,
	} {
		if !utf8.ValidString(s) {
			return fmt.Sprintf("metadata: %q is not UTF-8", s)
		}
	}
	return ""
}
