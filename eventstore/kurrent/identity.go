package kurrent

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"

	"github.com/EventStore/EventStore-Client-Go/v4/esdb"
	"github.com/google/uuid"

	"github.com/cosell/cosell/eventstore"
)

// format is the number of the only log format that this program reads and writes.
const format = 0

// What the log says of itself lies in a stream of its own, beside the others and in no subscription. These names are on disk.
const (
	identityStream = "log"
	begunKind      = "log-begun"
	boundKind      = "key-bound"
)

// ErrOtherKey says that a log is bound to another key than the one at hand.
var ErrOtherKey = errors.New("log is bound to another key")

// Identity says which log this is.
type Identity struct {
	Log    string // a UUID that the log got when it was begun; a restored backup has the same
	Format int
	KeyID  string // of the key that signs for the log; empty until BindKey
}

// stored is the data of both kinds.
type stored struct {
	Log    string `json:"log,omitempty"`
	Format int    `json:"format"`
	KeyID  string `json:"keyId,omitempty"`
}

// begin refuses a log of another format, and begins one where there is none.
func (s *Store) begin(ctx context.Context) error {
	identity, err := s.Identity(ctx)
	if errors.Is(err, errMissing) {
		err = s.note(ctx, eventstore.NoStream, begunKind, stored{Log: uuid.NewString(), Format: format})
		if err == nil || errors.Is(err, errConflict) { // another process was quicker
			identity, err = s.Identity(ctx)
		}
	}
	if err == nil && identity.Format != format {
		err = fmt.Errorf("format %d, known is %d: %w", identity.Format, format, eventstore.ErrFormat)
	}
	return err
}

// Identity reads which log this is.
func (s *Store) Identity(ctx context.Context) (i Identity, err error) {
	events, err := s.fetch(ctx, page{stream: s.options.Prefix + identityStream, from: esdb.Start{}, count: eventstore.MaxBatch})
	if err == nil {
		i, err = identified(events)
	}
	if err != nil {
		return Identity{}, fmt.Errorf("identity of the log: %w", err)
	}
	if at, err := position(events[0].Position); err == nil {
		s.end.learn(at, eventstore.Position{}) // nothing of ours lies before
	}
	return i, nil
}

func identified(events []*esdb.RecordedEvent) (i Identity, err error) {
	if len(events) == 0 || events[0].EventNumber != 0 {
		return i, eventstore.ErrTruncated
	}
	for _, e := range events {
		var data stored
		if err := json.Unmarshal(e.Data, &data); err != nil {
			return i, fmt.Errorf("%w: %w", eventstore.ErrFormat, err)
		}
		switch e.EventType {
		case begunKind:
			i.Log, i.Format = data.Log, data.Format
		case boundKind:
			i.KeyID = data.KeyID
		default:
			return i, fmt.Errorf("kind %q: %w", e.EventType, eventstore.ErrFormat)
		}
	}
	return i, nil
}

// BindKey records the key that signs for this log, when none is recorded. When another one is, it returns ErrOtherKey.
func (s *Store) BindKey(ctx context.Context, keyID string) error {
	identity, err := s.Identity(ctx)
	if err == nil && identity.KeyID == "" {
		err = s.note(ctx, eventstore.At(0), boundKind, stored{Format: format, KeyID: keyID})
		if err == nil || errors.Is(err, errConflict) {
			identity, err = s.Identity(ctx)
		}
	}
	if err != nil {
		return fmt.Errorf("bind key %s: %w", keyID, err)
	}
	if identity.KeyID != keyID {
		return fmt.Errorf("key %s, the log has %s: %w", keyID, identity.KeyID, ErrOtherKey)
	}
	return nil
}

// note appends to what the log says of itself.
func (s *Store) note(ctx context.Context, at eventstore.Expected, kind string, data stored) error {
	b, err := json.Marshal(data)
	if err != nil {
		return err
	}
	_, err = s.write(ctx, &write{
		stream: s.options.Prefix + identityStream, expected: at,
		events: []esdb.EventData{{EventID: uuid.New(), EventType: kind, ContentType: esdb.ContentTypeJson, Data: b}},
	})
	return err
}
