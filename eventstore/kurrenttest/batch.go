package kurrenttest

import (
	"errors"
	"io"
	"time"

	"github.com/EventStore/EventStore-Client-Go/v4/protos/shared"
	"github.com/EventStore/EventStore-Client-Go/v4/protos/streams"
	rpc "google.golang.org/genproto/googleapis/rpc/status"
	"google.golang.org/grpc/codes"
)

// batch is one append within a conversation, as its pieces arrive.
type batch struct {
	stream   string
	expected int64
	events   []proposed
	size     int
}

// BatchAppend is a conversation of appends, each in one or several messages under an id of its own and answered under it.
// Appends of one conversation are done in the order in which they become whole.
func (v *service) BatchAppend(talk streams.Streams_BatchAppendServer) error {
	pending := map[string]*batch{}
	for {
		req, err := talk.Recv()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		resp, err := v.batched(talk, pending, req)
		if err != nil {
			return err
		}
		if resp == nil {
			continue
		}
		resp.CorrelationId = req.GetCorrelationId()
		if err := talk.Send(resp); err != nil {
			return err
		}
	}
}

// batched takes one message. It answers nothing while an append is not whole.
func (v *service) batched(
	talk streams.Streams_BatchAppendServer, pending map[string]*batch, req *streams.BatchAppendReq,
) (*streams.BatchAppendResp, error) {
	key := req.GetCorrelationId().String()
	if o := req.GetOptions(); o != nil {
		b, refused := beginBatch(o)
		if refused != nil {
			return batchError(string(o.GetStreamIdentifier().GetStreamName()), refused), nil
		}
		pending[key] = b
	}
	b := pending[key]
	if b == nil {
		return nil, nil
	}
	if refused := b.add(req.GetProposedMessages(), v.server.options.MaxAppend); refused != nil {
		delete(pending, key)
		return batchError(b.stream, refused), nil
	}
	if !req.GetIsFinal() {
		return nil, nil
	}
	delete(pending, key)
	return v.commitBatch(talk, b)
}

func beginBatch(o *streams.BatchAppendReq_Options) (*batch, *rpc.Status) {
	b := &batch{stream: string(o.GetStreamIdentifier().GetStreamName())}
	switch {
	case b.stream == "":
		return nil, statusOf(codes.InvalidArgument, "Bad Request", &shared.BadRequest{Message: "Required field StreamIdentifier not set."})
	case expires(o) <= 0:
		return nil, statusOf(codes.DeadlineExceeded, "Timeout", &shared.Timeout{})
	case o.GetNoStream() != nil:
		b.expected = noStream
	case o.GetAny() != nil:
		b.expected = anyRevision
	case o.GetStreamExists() != nil:
		b.expected = streamExists
	default:
		b.expected = int64(o.GetStreamPosition())
	}
	return b, nil
}

// expires is how long the client is willing to wait. An append here never takes long; only one that is late already is.
func expires(o *streams.BatchAppendReq_Options) time.Duration {
	switch {
	case o.GetDeadline() != nil:
		return o.GetDeadline().AsDuration()
	case o.GetDeadline_21_10_0() != nil:
		return time.Until(o.GetDeadline_21_10_0().AsTime())
	}
	return time.Hour
}

func (b *batch) add(messages []*streams.BatchAppendReq_ProposedMessage, limit int) *rpc.Status {
	for _, m := range messages {
		e, err := proposedOf(m)
		if err != nil {
			return statusOf(codes.InvalidArgument, "Bad Request", &shared.BadRequest{Message: err.Error()})
		}
		if b.size += e.size(); b.size > limit || e.size() > maxRecord {
			return statusOf(codes.InvalidArgument, "Maximum Append Size Exceeded",
				&shared.MaximumAppendSizeExceeded{MaxAppendSize: uint32(limit)})
		}
		b.events = append(b.events, e)
	}
	return nil
}

func (v *service) commitBatch(talk streams.Streams_BatchAppendServer, b *batch) (*streams.BatchAppendResp, error) {
	c, err := v.server.enter(talk.Context(), BatchAppend, b.stream)
	if err != nil {
		return nil, err
	}
	var resp *streams.BatchAppendResp
	err = c.write(func() error {
		out, err := v.server.log.append(b.stream, b.expected, b.events)
		resp = b.answer(out, err)
		return nil
	}, func() { resp = nil })
	return resp, err
}
