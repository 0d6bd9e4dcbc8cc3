package kurrenttest_test

import (
	"errors"
	"io"
	"testing"

	"github.com/EventStore/EventStore-Client-Go/v4/esdb"
	"github.com/EventStore/EventStore-Client-Go/v4/protos/shared"
	"github.com/EventStore/EventStore-Client-Go/v4/protos/streams"
	"github.com/google/uuid"
	"github.com/stretchr/testify/require"
	"google.golang.org/protobuf/types/known/durationpb"
	"google.golang.org/protobuf/types/known/emptypb"

	"github.com/cosell/cosell/eventstore/kurrenttest"
)

func text(id string) *shared.UUID { return &shared.UUID{Value: &shared.UUID_String_{String_: id}} }

func proposals(n int) (out []*streams.BatchAppendReq_ProposedMessage) {
	for range n {
		out = append(out, &streams.BatchAppendReq_ProposedMessage{
			Id: text(uuid.NewString()), Data: []byte("1"),
			Metadata: map[string]string{"type": "Counted", "content-type": "application/json"},
		})
	}
	return out
}

func batchOptions(stream string) *streams.BatchAppendReq_Options {
	return &streams.BatchAppendReq_Options{
		StreamIdentifier:       &shared.StreamIdentifier{StreamName: []byte(stream)},
		ExpectedStreamPosition: &streams.BatchAppendReq_Options_NoStream{NoStream: &emptypb.Empty{}},
	}
}

// converse is a conversation of appends: it sends a message and receives the next answer.
type converse struct {
	t    testing.TB
	talk streams.Streams_BatchAppendClient
}

func batches(t testing.TB, s *kurrenttest.Server) converse {
	t.Helper()
	talk, err := streams.NewStreamsClient(dial(t, s)).BatchAppend(patient(t))
	require.NoError(t, err)
	return converse{t, talk}
}

func (c converse) send(id string, o *streams.BatchAppendReq_Options, final bool, events ...*streams.BatchAppendReq_ProposedMessage) {
	c.t.Helper()
	require.NoError(c.t, c.talk.Send(&streams.BatchAppendReq{CorrelationId: text(id), Options: o, IsFinal: final, ProposedMessages: events}))
}

func (c converse) answer() *streams.BatchAppendResp {
	c.t.Helper()
	resp, err := c.talk.Recv()
	require.NoError(c.t, err)
	return resp
}

func TestBatchesAreAppendedAsTheyBecomeWhole(t *testing.T) {
	s, c := both(t, kurrenttest.Options{})
	b := batches(t, s)
	one, two := uuid.NewString(), uuid.NewString()
	b.send(one, batchOptions("a"), false, proposals(2)...)
	b.send(two, batchOptions("b"), true, proposals(1)...)
	b.send(one, nil, true, proposals(3)...)
	first, second := b.answer(), b.answer()
	require.Equal(t, two, first.GetCorrelationId().GetString_())
	require.EqualValues(t, 0, first.GetSuccess().GetCurrentRevision())
	require.Equal(t, one, second.GetCorrelationId().GetString_())
	require.EqualValues(t, 4, second.GetSuccess().GetCurrentRevision())
	require.Equal(t, "a", string(second.GetStreamIdentifier().GetStreamName()))
	last := all(t, streamOf(t, c, "a"), nil)[4].Event
	require.Equal(t, last.Position.Commit, second.GetSuccess().GetPosition().GetCommitPosition())

	require.NoError(t, b.talk.CloseSend())
	_, err := b.talk.Recv()
	require.True(t, errors.Is(err, io.EOF))
}

func TestRefusedBatchesDoNotEndTheConversation(t *testing.T) {
	s, c := both(t, kurrenttest.Options{})
	mustAppend(t, c, "there", esdb.NoStream{}, events(2)...)
	mustAppend(t, c, "gone", esdb.NoStream{}, events(1)...)
	_, err := c.TombstoneStream(patient(t), "gone", esdb.TombstoneStreamOptions{ExpectedRevision: esdb.Any{}})
	require.NoError(t, err)
	b := batches(t, s)
	detail := func(stream string, change func(*streams.BatchAppendReq_Options), events ...*streams.BatchAppendReq_ProposedMessage) any {
		o := batchOptions(stream)
		if change != nil {
			change(o)
		}
		b.send(uuid.NewString(), o, true, events...)
		m, err := b.answer().GetError().GetDetails()[0].UnmarshalNew()
		require.NoError(t, err)
		return m
	}
	wrong := detail("there", nil, proposals(1)...).(*shared.WrongExpectedVersion)
	require.EqualValues(t, 1, wrong.GetCurrentStreamRevision())
	require.NotNil(t, wrong.GetExpectedNoStream())
	require.Equal(t, "gone", string(detail("gone", nil, proposals(1)...).(*shared.StreamDeleted).StreamIdentifier.StreamName))
	require.IsType(t, &shared.BadRequest{}, detail("", nil, proposals(1)...))
	require.IsType(t, &shared.Timeout{}, detail("late", func(o *streams.BatchAppendReq_Options) {
		o.DeadlineOption = &streams.BatchAppendReq_Options_Deadline{Deadline: durationpb.New(-1)}
	}, proposals(1)...))
	large := proposals(1)
	large[0].Data = make([]byte, kurrenttest.MaxAppend)
	require.EqualValues(t, kurrenttest.MaxAppend, detail("large", nil, large...).(*shared.MaximumAppendSizeExceeded).MaxAppendSize)

	b.send(uuid.NewString(), batchOptions("fine"), true, proposals(1)...)
	require.NotNil(t, b.answer().GetSuccess())
}

func TestAFaultEndsTheConversation(t *testing.T) {
	s := start(t, kurrenttest.Options{})
	before := s.Events()
	s.Faults().Arm(kurrenttest.Fault{Kind: kurrenttest.DropAfterCommit, Op: kurrenttest.BatchAppend})
	b := batches(t, s)
	b.send(uuid.NewString(), batchOptions("a"), true, proposals(2)...)
	_, err := b.talk.Recv()
	require.Error(t, err)
	require.Equal(t, before+2, s.Events())
}
