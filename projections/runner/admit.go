package runner

import (
	"context"

	"github.com/cosell/cosell/eventstore"
)

// admit judges an event. It returns the events that go before it, and whether it is to be handed out now: what came before is
// dropped, and what comes too late waits for the next one. A hole that the log itself has is an error.
func (s *source) admit(ctx context.Context, e *eventstore.Recorded) (missing []eventstore.Recorded, wanted bool, err error) {
	judged := s.gate.judge(e.Stream, e.Revision)
	late := !s.seen.Before(e.Position)
	if judged == double || late && !s.gate.horizon.Before(e.Position) {
		s.hub.metrics.doubles.Inc()
		s.hub.log.Warn("event again", "stream", e.Stream, "revision", e.Revision, "position", e.Position.String())
		return nil, false, nil
	}
	first := e.Revision
	switch last, _ := s.gate.last(e.Stream); judged {
	case skips:
		first = last + 1
	case unknown:
		if first, err = s.firstMissing(ctx, e); err != nil {
			return nil, false, err
		}
	}
	if missing, err = s.missing(ctx, hole{e.Stream, first, e.Revision - 1, e.Position}); err != nil {
		return nil, false, err
	}
	if late {
		s.late = append(append(s.late, missing...), *e)
		s.gate.pass(e.Stream, e.Revision, s.seen)
		return nil, false, nil
	}
	before, err := s.stragglers(ctx, e)
	if err != nil {
		return nil, false, err
	}
	s.gate.pass(e.Stream, e.Revision, e.Position)
	s.seen = e.Position
	return append(before, missing...), true, nil
}

// stragglers are events of other streams that go before an event: those that came too late, and those that did so the last
// time.
func (s *source) stragglers(ctx context.Context, e *eventstore.Recorded) (all []eventstore.Recorded, err error) {
	for _, h := range s.holes[e.Position] {
		if h.stream == e.Stream {
			continue
		}
		again, err := s.heal(ctx, h)
		if err != nil {
			return nil, err
		}
		all = append(all, again...)
	}
	for _, l := range s.late {
		if err := s.note(ctx, hole{l.Stream, l.Revision, l.Revision, e.Position}); err != nil {
			return nil, err
		}
	}
	all = append(all, s.late...)
	s.late = nil
	return all, nil
}
