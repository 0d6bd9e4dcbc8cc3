package kurrenttest

import (
	"errors"
	"io"

	"github.com/EventStore/EventStore-Client-Go/v4/protos/streams"
)

// maxRecord is how many bytes one event may have, the server's limit of a record of the log.
const maxRecord = 16 << 20

// service is what gRPC calls.
type service struct {
	streams.UnimplementedStreamsServer
	server *Server
}

// Append takes one append: options, then its events, each in a message.
func (v *service) Append(in streams.Streams_AppendServer) error {
	first, err := in.Recv()
	if err != nil {
		return err
	}
	o := first.GetOptions()
	if o == nil {
		return errInvalid("an append begins with its options")
	}
	name := string(o.GetStreamIdentifier().GetStreamName())
	c, err := v.server.enter(in.Context(), Append, name)
	if err != nil {
		return err
	}
	expected, err := expectedOf(o)
	if err != nil {
		return err
	}
	events, err := v.receive(in)
	if err != nil {
		return err
	}
	resp := &streams.AppendResp{}
	err = c.write(func() error {
		out, err := v.server.log.append(name, expected, events)
		return answerAppend(resp, o, out, err)
	}, resp.Reset)
	if err != nil {
		return err
	}
	return in.SendAndClose(resp)
}

// receive collects the events of an append, within the limits.
func (v *service) receive(in streams.Streams_AppendServer) ([]proposed, error) {
	var events []proposed
	size := 0
	for {
		m, err := in.Recv()
		if errors.Is(err, io.EOF) {
			return events, nil
		}
		if err != nil {
			return nil, err
		}
		e, err := proposedOf(m.GetProposedMessage())
		if err != nil {
			return nil, err
		}
		if size += e.size(); size > v.server.options.MaxAppend || e.size() > maxRecord {
			return nil, errTooLarge(min(v.server.options.MaxAppend, maxRecord))
		}
		events = append(events, e)
	}
}
