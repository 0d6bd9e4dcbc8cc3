package kurrenttest

import (
	"github.com/EventStore/EventStore-Client-Go/v4/protos/shared"
	"github.com/google/uuid"
	"google.golang.org/protobuf/proto"
)

// message is what the two ways to append send of an event.
type message interface {
	comparable
	GetId() *shared.UUID
	GetMetadata() map[string]string
	GetCustomMetadata() []byte
	GetData() []byte
}

func proposedOf[M message](m M) (proposed, error) {
	var none M
	if m == none {
		return proposed{}, errInvalid("expected an event")
	}
	id, err := idOf(m.GetId())
	if err != nil {
		return proposed{}, err
	}
	kind, ok := m.GetMetadata()["type"]
	if !ok {
		return proposed{}, errMissing("type")
	}
	content, ok := m.GetMetadata()["content-type"]
	if !ok {
		return proposed{}, errMissing("content-type")
	}
	return proposed{id, kind, content == jsonContent, m.GetData(), m.GetCustomMetadata()}, nil
}

func idOf(id *shared.UUID) (uuid.UUID, error) {
	if s := id.GetStructured(); s != nil {
		return uuidOf(s.GetMostSignificantBits(), s.GetLeastSignificantBits()), nil
	}
	parsed, err := uuid.Parse(id.GetString_())
	if err != nil {
		return uuid.UUID{}, errInvalid("%q is not a UUID", id.GetString_())
	}
	return parsed, nil
}

// expectation is what the options of every write have in common.
type expectation interface {
	proto.Message
	GetRevision() uint64
	GetNoStream() *shared.Empty
	GetAny() *shared.Empty
	GetStreamExists() *shared.Empty
}

func expectedOf(o expectation) (int64, error) {
	said := o.ProtoReflect().Descriptor().Oneofs().ByName("expected_stream_revision")
	switch {
	case o.ProtoReflect().WhichOneof(said) == nil:
		return 0, errInvalid("a write says what it expects of its stream")
	case o.GetNoStream() != nil:
		return noStream, nil
	case o.GetAny() != nil:
		return anyRevision, nil
	case o.GetStreamExists() != nil:
		return streamExists, nil
	case o.GetRevision() > uint64(deletedRevision):
		return 0, errInvalid("revision %d", o.GetRevision())
	}
	return int64(o.GetRevision()), nil
}
