package kurrenttest

import (
	"math"

	"github.com/EventStore/EventStore-Client-Go/v4/protos/streams"
)

// compatible reports whether the client understands more than official clients of this protocol ask for.
func (r *reader) compatible() bool { return r.options.GetControlOption().GetCompatibility() >= 1 }

func firstPosition(revision int64) *streams.ReadResp {
	return &streams.ReadResp{Content: &streams.ReadResp_FirstStreamPosition{FirstStreamPosition: uint64(revision)}}
}

func (r *reader) lastPosition(revision int64) *streams.ReadResp {
	if !r.compatible() {
		return nil
	}
	return &streams.ReadResp{Content: &streams.ReadResp_LastStreamPosition{LastStreamPosition: uint64(revision)}}
}

// firstRevision is where the client wants a stream read from; -1 is its end.
func (r *reader) firstRevision() int64 {
	s := r.options.GetStream()
	switch {
	case s.GetStart() != nil:
		return 0
	case s.GetEnd() != nil && r.backwards():
		return -1
	case s.GetEnd() != nil:
		return deletedRevision
	}
	return int64(min(s.GetRevision(), math.MaxInt64))
}

// firstPlace is where the client wants all events read from.
func (r *reader) firstPlace() (position, error) {
	a := r.options.GetAll()
	switch {
	case a.GetStart() != nil:
		return position{}, nil
	case a.GetEnd() != nil:
		return noPosition, nil
	}
	p := position{a.GetPosition().GetCommitPosition(), a.GetPosition().GetPreparePosition()}
	if !r.log().holds(p) {
		return p, errPlace
	}
	return p, nil
}
