package kurrent

import (
	"bytes"
	"encoding/json"
	"fmt"
	"math"
	"strconv"
	"strings"

	"github.com/EventStore/EventStore-Client-Go/v4/esdb"
	"github.com/google/uuid"

	"github.com/cosell/cosell/eventstore"
)

// isPrefix reports whether no stream with this prefix and a kind of letters can be another prefix's.
func isPrefix(s string) bool {
	const letters, others = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ", "0123456789.-_"
	return s != "" && strings.Trim(s, letters+others) == "" &&
		strings.ContainsRune(letters, rune(s[0])) && !strings.ContainsRune(letters, rune(s[len(s)-1]))
}

// The metadata of the contract is stored as it encodes itself, with the schema version as one more field, the first.
const versionField = `{"schemaVersion":`

// proposed gives events as the client takes them, in memory of their own: a call that was left behind may still read them.
func proposed(events []eventstore.Pending) ([]esdb.EventData, error) {
	list := make([]esdb.EventData, len(events))
	for i, e := range events {
		id, err := uuid.Parse(e.ID)
		if err != nil || id == uuid.Nil { // the client would put an id of chance in the place of this one
			return nil, fmt.Errorf("event %d: id %q: %w", i, e.ID, eventstore.ErrInvalid)
		}
		metadata, err := e.Metadata.Encode()
		if err != nil {
			return nil, fmt.Errorf("event %d: %w: %w", i, eventstore.ErrInvalid, err)
		}
		versioned := strconv.AppendInt(append(make([]byte, 0, len(metadata)+32), versionField...), int64(e.SchemaVersion), 10)
		list[i] = esdb.EventData{
			EventID: id, EventType: e.Kind, Data: bytes.Clone(e.Data), Metadata: append(append(versioned, ','), metadata[1:]...),
		}
		if json.Valid(e.Data) { // so that the server's own tools show it
			list[i].ContentType = esdb.ContentTypeJson
		}
	}
	return list, nil
}

// unversioned splits what proposed has put together. It writes to b.
func unversioned(b []byte) (version int, m eventstore.Metadata, err error) {
	rest, usual := bytes.CutPrefix(b, []byte(versionField))
	digits, _, found := bytes.Cut(rest, []byte{','})
	if version, err = strconv.Atoi(string(digits)); usual && found && err == nil {
		without := rest[len(digits):]
		without[0] = '{'
		m, err = eventstore.DecodeMetadata(without)
		return version, m, err
	}
	var stored struct {
		SchemaVersion int `json:"schemaVersion"`
	}
	if err = json.Unmarshal(b, &stored); err != nil {
		return 0, m, err
	}
	m, err = eventstore.DecodeMetadata(b)
	return stored.SchemaVersion, m, err
}

// isOurs reports whether e is an event of the log: written to one of its streams, and neither a link nor a mark of the server's. The
// stream is empty when it is none of the log's.
func (s *Store) isOurs(e *esdb.RecordedEvent) (stream string, ok bool) {
	stream, ok = strings.CutPrefix(e.StreamID, s.options.Prefix)
	if !ok {
		return "", false
	}
	if _, _, err := eventstore.ParseStream(stream); err != nil {
		return "", false
	}
	return stream, !strings.HasPrefix(e.EventType, "$")
}

// recorded gives an event of the log in the contract's form. What somebody else has written to a stream of ours is ErrFormat.
func recorded(stream string, e *esdb.RecordedEvent) (eventstore.Recorded, error) {
	version, metadata, err := unversioned(e.UserMetadata)
	if err != nil || version < 1 {
		return eventstore.Recorded{}, fmt.Errorf("%s at revision %d: metadata: %w", stream, e.EventNumber, eventstore.ErrFormat)
	}
	at, err := position(e.Position)
	if err != nil {
		return eventstore.Recorded{}, fmt.Errorf("%s at revision %d: %w", stream, e.EventNumber, err)
	}
	return eventstore.Recorded{
		Pending: eventstore.Pending{
			ID: e.EventID.String(), Kind: e.EventType, SchemaVersion: version, Data: e.Data, Metadata: metadata,
		},
		Stream: stream, Revision: int64(e.EventNumber), Position: at,
	}, nil
}

// position refuses what servers send that do not know.
func position(p esdb.Position) (eventstore.Position, error) {
	if p == (esdb.Position{}) || p.Commit == math.MaxUint64 || p.Prepare == math.MaxUint64 {
		return eventstore.Position{}, fmt.Errorf("server does not tell the position: %w", ErrOldServer)
	}
	return eventstore.Position{Commit: p.Commit, Prepare: p.Prepare}, nil
}
