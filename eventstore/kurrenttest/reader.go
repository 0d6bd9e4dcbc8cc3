package kurrenttest

import (
	"errors"

	"github.com/EventStore/EventStore-Client-Go/v4/protos/streams"
)

// pageSize is how many events a read takes from the log at once.
const pageSize = 256

// allStream is the name by which faults and clients know the log of all events.
const allStream = "$all"

// reader answers one read or subscription.
type reader struct {
	call      *call
	out       streams.Streams_ReadServer
	options   *streams.ReadReq_Options
	filter    *filter
	writer    writer
	delivered int
}

// Read reads a stream or all events, once or for ever.
func (v *service) Read(req *streams.ReadReq, out streams.Streams_ReadServer) error {
	o := req.GetOptions()
	name, op := allStream, Read
	if s := o.GetStream(); s != nil {
		name = string(s.GetStreamIdentifier().GetStreamName())
	}
	if o.GetSubscription() != nil {
		op = Subscribe
	}
	c, err := v.server.enter(out.Context(), op, name)
	if err != nil {
		return err
	}
	if requiresLeader(c.ctx) && v.server.leader() != v.server {
		return errNotLeader(v.server.leader().Addr())
	}
	f, err := filterOf(o.GetFilter())
	if err != nil {
		return err
	}
	_, text := o.GetUuidOption().GetContent().(*streams.ReadReq_Options_UUIDOption_String_)
	all := o.GetAll() != nil
	r := &reader{call: c, out: out, options: o, filter: f, writer: writer{text, v.server.version.from(streamPositions), all}}
	switch {
	case o.GetStream() == nil && !all || f != nil && !all:
		return errInvalid("the combination of stream and filter is invalid")
	case op == Subscribe:
		return r.subscribe()
	case all:
		return r.readAll()
	}
	return r.readStream(name)
}

func (r *reader) log() *eventLog { return r.call.server.log }

func (r *reader) backwards() bool {
	return r.options.GetReadDirection() == streams.ReadReq_Options_Backwards
}

// readStream reads up to count events of a stream.
func (r *reader) readStream(name string) error {
	from := r.firstRevision()
	left := r.options.GetCount()
	for begun := false; ; begun = true {
		p, err := r.log().streamPage(name, from, pageOf(left), r.backwards(), r.options.GetResolveLinks())
		if errors.Is(err, errNoStream{}) {
			return r.end(notFound(name))
		}
		if err != nil {
			return errDeleted(name)
		}
		if !begun && len(p.entries) == 0 && p.next != from && r.compatible() {
			if err := r.out.Send(firstPosition(p.next)); err != nil {
				return err
			}
		}
		if err := r.deliver(p.entries); err != nil {
			return err
		}
		from, left = p.next, left-uint64(len(p.entries))
		if p.end || left == 0 {
			return r.end(r.lastPosition(p.last))
		}
	}
}

// readAll reads up to count of all events: forwards from a position on, backwards those before it.
func (r *reader) readAll() error {
	from, err := r.firstPlace()
	if err != nil {
		return err
	}
	q := allQuery{filter: r.filter, links: r.options.GetResolveLinks(), backwards: r.backwards(), window: pageSize}
	after := false
	for left := r.options.GetCount(); left > 0; {
		q.max = pageOf(left)
		p := r.log().allPage(from, after, q)
		if err := r.deliver(p.entries); err != nil {
			return err
		}
		if p.end || p.considered == 0 {
			break
		}
		from, after, left = p.upto, !q.backwards, left-uint64(len(p.entries))
	}
	return r.end(nil)
}

func pageOf(left uint64) int { return int(min(left, pageSize)) }

// deliver sends events, and lets faults befall the read on the way.
func (r *reader) deliver(entries []entry) error {
	for _, e := range entries {
		if err := r.suffer(); err != nil {
			return err
		}
		if err := r.out.Send(r.spoil(r.writer.readEvent(e))); err != nil {
			return err
		}
		r.delivered++
	}
	return nil
}

// spoil makes an event what no server sends, if that is asked for.
func (r *reader) spoil(m *streams.ReadResp) *streams.ReadResp {
	if a := r.due(only(BadCreated)); a != nil {
		defer close(a.struck)
		m.GetEvent().GetEvent().Metadata["created"] = "yesterday"
	}
	return m
}

// end lets the last faults befall the read and sends what remains to be said.
func (r *reader) end(last *streams.ReadResp) error {
	if err := r.suffer(); err != nil || last == nil {
		return err
	}
	return r.out.Send(last)
}

// suffer meets the faults that are due.
func (r *reader) suffer() error {
	for {
		a := r.due(befallsAnyRead)
		if a == nil {
			return nil
		}
		if a.fault.Kind == UnknownMessage {
			if err := r.out.Send(unknown()); err != nil {
				return err
			}
		}
		if err := r.call.meet(a); err != nil {
			return err
		}
	}
}

// befallsAnyRead leaves out the faults that wait for something particular to be sent.
func befallsAnyRead(k Kind) bool {
	return k != DuplicateCheckpoint && k != EarlyCheckpoint && k != FallBehind && k != BadCreated
}

// due is the fault of some kinds that this read meets now, or nil.
func (r *reader) due(want func(Kind) bool) *Armed {
	return r.call.server.faults.take(r.call, r.delivered, want)
}

func only(kind Kind) func(Kind) bool { return func(k Kind) bool { return k == kind } }
