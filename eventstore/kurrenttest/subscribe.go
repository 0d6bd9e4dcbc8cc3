package kurrenttest

import (
	"context"
	"math"
)

// subscription is a reader that does not end by itself.
type subscription struct {
	*reader
	feed       feed
	considered int      // events since the last checkpoint was due
	sent       position // the last checkpoint
}

// subscribe confirms, and then alternates between catching up and being live.
func (r *reader) subscribe() error {
	f, live, err := r.feed()
	if err != nil {
		return err
	}
	s := &subscription{reader: r, feed: f}
	r.call.server.subscriptions.Add(1)
	defer r.call.server.subscriptions.Add(-1)
	if err := r.out.Send(confirmation()); err != nil {
		return err
	}
	for ; ; live = false {
		if !live {
			if err := s.catchUp(); err != nil {
				return err
			}
		}
		if err := s.live(); err != nil {
			return err
		}
	}
}

// catchUp sends what there is, page by page, and a checkpoint at its end.
func (s *subscription) catchUp() error {
	n := pageSize
	if s.filter != nil {
		n = s.filter.window
	}
	for {
		p, err := s.feed.peek(n, n)
		if err != nil {
			return errDeleted(s.call.stream)
		}
		if err := s.forward(p); err != nil {
			return err
		}
		if p.end {
			return s.checkpoint()
		}
	}
}

// forward sends a page, and a checkpoint when one is due.
func (s *subscription) forward(p page) error {
	if err := s.mislead(p.entries); err != nil {
		return err
	}
	if err := s.deliver(p.entries); err != nil {
		return err
	}
	s.feed.advance(p)
	s.considered += p.considered
	if s.filter == nil || s.considered < s.filter.interval {
		return nil
	}
	s.considered %= s.filter.interval
	return s.checkpoint()
}

// checkpoint tells a filtered subscription how far it has come. Nothing at or before it is sent afterwards.
func (s *subscription) checkpoint() error {
	at := s.feed.place()
	if s.filter == nil || at.compare(s.sent) <= 0 {
		return nil
	}
	if err := s.say(at); err != nil {
		return err
	}
	s.sent = at
	a := s.due(only(DuplicateCheckpoint))
	if a == nil {
		return nil
	}
	defer close(a.struck)
	return s.say(at)
}

// say sends a checkpoint.
func (s *subscription) say(at position) error {
	s.call.server.tally.checkpoints.Add(1)
	return s.out.Send(checkpointAt(at))
}

// mislead lets a checkpoint run ahead of an event, if that is asked for.
func (s *subscription) mislead(entries []entry) error {
	if s.filter == nil || len(entries) == 0 {
		return nil
	}
	a := s.due(only(EarlyCheckpoint))
	if a == nil {
		return nil
	}
	defer close(a.struck)
	return s.say(entries[0].original().position)
}

// live sends events as they are written. It returns without an error when the subscription fell behind.
func (s *subscription) live() error {
	server := s.call.server
	if server.version.from(saysCaughtUp) {
		if err := s.out.Send(caughtUp()); err != nil {
			return err
		}
	}
	for {
		grown, _ := server.log.watch()
		changed := server.faults.watch()
		if err := s.suffer(); err != nil {
			return err
		}
		if a := s.due(only(FallBehind)); a != nil {
			defer close(a.struck)
			return s.fallBehind()
		}
		p, err := s.feed.peek(server.options.LiveBuffer+1, math.MaxInt)
		switch {
		case err != nil:
			return errDeleted(s.call.stream)
		case len(p.entries) > server.options.LiveBuffer && !server.version.from(fallsBehind):
			return errSlow
		case len(p.entries) > server.options.LiveBuffer:
			return s.fallBehind()
		}
		if err := s.forward(p); err != nil {
			return err
		}
		if p.considered > 0 {
			continue
		}
		select {
		case <-grown:
		case <-changed:
		case <-s.call.ctx.Done():
			return context.Cause(s.call.ctx)
		}
	}
}

func (s *subscription) fallBehind() error {
	if err := s.out.Send(fellBehind()); err != nil {
		return err
	}
	return s.checkpoint()
}
