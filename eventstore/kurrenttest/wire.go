package kurrenttest

import (
	"encoding/binary"
	"strconv"

	"github.com/EventStore/EventStore-Client-Go/v4/protos/shared"
	"github.com/EventStore/EventStore-Client-Go/v4/protos/streams"
	"github.com/google/uuid"
)

func uuidOf(most, least int64) uuid.UUID {
	var id uuid.UUID
	binary.BigEndian.PutUint64(id[:8], uint64(most))
	binary.BigEndian.PutUint64(id[8:], uint64(least))
	return id
}

func structured(id uuid.UUID) *shared.UUID {
	return &shared.UUID{Value: &shared.UUID_Structured_{Structured: &shared.UUID_Structured{
		MostSignificantBits:  int64(binary.BigEndian.Uint64(id[:8])),
		LeastSignificantBits: int64(binary.BigEndian.Uint64(id[8:])),
	}}}
}

func named(stream string) *shared.StreamIdentifier {
	return &shared.StreamIdentifier{StreamName: []byte(stream)}
}

// writer turns what a read found into messages.
type writer struct {
	textIDs   bool
	positions bool // events carry theirs; those that were read from a stream of an old server do not
	all       bool // the read is of all events
}

func (w *writer) readEvent(e entry) *streams.ReadResp {
	out := &streams.ReadResp_ReadEvent{Event: w.recorded(e.event), Link: w.recorded(e.link)}
	if at := w.place(e.original()); at == noPosition {
		out.Position = &streams.ReadResp_ReadEvent_NoPosition{NoPosition: &shared.Empty{}}
	} else {
		out.Position = &streams.ReadResp_ReadEvent_CommitPosition{CommitPosition: at.commit}
	}
	return &streams.ReadResp{Content: &streams.ReadResp_Event{Event: out}}
}

// place is an event's position as far as this read knows it: that of an event of an explicit transaction is known only
// to reads of all events.
func (w *writer) place(r *record) position {
	if w.all || w.positions && !r.transaction {
		return r.position
	}
	return noPosition
}

func (w *writer) recorded(r *record) *streams.ReadResp_ReadEvent_RecordedEvent {
	if r == nil {
		return nil
	}
	at, content := w.place(r), binaryContent
	if r.json {
		content = jsonContent
	}
	id := structured(r.id)
	if w.textIDs {
		id = &shared.UUID{Value: &shared.UUID_String_{String_: r.id.String()}}
	}
	return &streams.ReadResp_ReadEvent_RecordedEvent{
		Id: id, StreamIdentifier: named(r.stream), StreamRevision: uint64(r.revision),
		CommitPosition: at.commit, PreparePosition: at.prepare,
		Metadata: map[string]string{
			"type": r.kind, "content-type": content, "created": strconv.FormatInt(r.created, 10),
		},
		CustomMetadata: r.extra, Data: r.data,
	}
}

func checkpointAt(p position) *streams.ReadResp {
	return &streams.ReadResp{Content: &streams.ReadResp_Checkpoint_{
		Checkpoint: &streams.ReadResp_Checkpoint{CommitPosition: p.commit, PreparePosition: p.prepare},
	}}
}

func confirmation() *streams.ReadResp {
	return &streams.ReadResp{Content: &streams.ReadResp_Confirmation{
		Confirmation: &streams.ReadResp_SubscriptionConfirmation{SubscriptionId: uuid.NewString()},
	}}
}

func notFound(stream string) *streams.ReadResp {
	return &streams.ReadResp{Content: &streams.ReadResp_StreamNotFound_{
		StreamNotFound: &streams.ReadResp_StreamNotFound{StreamIdentifier: named(stream)},
	}}
}

func caughtUp() *streams.ReadResp {
	return &streams.ReadResp{Content: &streams.ReadResp_CaughtUp_{CaughtUp: &streams.ReadResp_CaughtUp{}}}
}

func fellBehind() *streams.ReadResp {
	return &streams.ReadResp{Content: &streams.ReadResp_FellBehind_{FellBehind: &streams.ReadResp_FellBehind{}}}
}

// unknown is a message of a newer protocol: its only field has a number that nobody knows today.
func unknown() *streams.ReadResp {
	m := &streams.ReadResp{}
	m.ProtoReflect().SetUnknown([]byte{0xa2, 0x06, 0x00}) // field 100, no bytes
	return m
}
