package runner

import (
	"context"
	"errors"
	"runtime"
	"slices"
	"sync"
	"time"

	"github.com/cosell/cosell/domain"
	"github.com/cosell/cosell/eventstore"
)

// source is what reads the log into one window.
type source struct {
	hub    *hub
	feed   *feed
	gate   *gate
	seen   eventstore.Position // of the last event that passed the gate
	holes  map[eventstore.Position][]hole
	late   []eventstore.Recorded          // events that came behind later ones
	before map[string]eventstore.Position // of the events that go before the first ones of the chunk
	chunk  []Event                        // the last one; its memory serves the next
}

// run reads the log into f until ctx ends or an event cannot be read. A lost subscription is taken up again behind the last
// event seen.
func (h *hub) run(ctx context.Context, f *feed) {
	defer h.done.Done()
	defer f.cancel()
	s := &source{hub: h, feed: f, gate: newGate(f.before), seen: f.before, before: map[string]eventstore.Position{}}
	pause := h.backoff()
	for ctx.Err() == nil {
		err := s.begin(ctx)
		if err == nil {
			err = s.subscribe(ctx, pause.reset)
		}
		var broken *failure
		if errors.As(err, &broken) {
			h.give(f, func() { f.broken = broken })
			return
		}
		if ctx.Err() == nil {
			h.log.Warn("subscription", "after", s.seen.String(), "error", err)
			pause.wait(ctx)
		}
	}
}

// begin recalls, once, the holes that were found by those who read on from here before.
func (s *source) begin(ctx context.Context) (err error) {
	if s.holes == nil {
		s.holes, err = s.hub.recall(ctx, s.seen)
	}
	return err
}

// subscribe reads chunks until the subscription breaks, or is given up.
func (s *source) subscribe(ctx context.Context, ok func()) error {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	s.hub.mu.Lock()
	s.feed.giveUp = cancel
	s.hub.mu.Unlock()
	b := newBelt()
	defer b.close()
	go b.fill(s.hub.store.Subscribe(ctx, s.seen))
	for {
		chunk, err := b.take(ctx)
		if len(chunk) > 0 {
			ok()
			if err := s.show(ctx, chunk); err != nil {
				return err
			}
		}
		if err != nil {
			return err
		}
	}
}

// show decodes a chunk and shows it to the window's readers. An event that a newer program wrote, or behind a hole that
// cannot be healed, is a *failure; those before it are shown.
func (s *source) show(ctx context.Context, chunk []eventstore.Recorded) error {
	s.chunk = s.hub.decodeAll(s.chunk, chunk)
	events := s.chunk
	s.lookBehind(ctx, chunk)
	for i := range chunk {
		missing, wanted, err := s.admit(ctx, &chunk[i])
		if err == nil && wanted {
			err = s.precede(&events[i], missing)
		}
		switch {
		case err != nil && (ctx.Err() != nil || transient(err)):
			s.give(events[:i], chunk[:i])
			return err
		case err != nil:
			s.give(events[:i], chunk[:i])
			return unreadable(chunk[i], err)
		case !wanted:
			events[i] = Event{}
		}
	}
	s.give(events, chunk)
	return s.hub.makeRoom(ctx, s.feed)
}

// precede puts what was missing before an event. Its error is that a newer program wrote one of them.
func (s *source) precede(e *Event, missing []eventstore.Recorded) (err error) {
	if len(missing) > 0 {
		e.before = s.hub.decodeAll(nil, missing)
	}
	for i := range e.before {
		if newer(e.before[i].fault) {
			err = e.before[i].fault
		}
	}
	if newer(e.fault) {
		err = e.fault
	}
	return err
}

// give shows events, but for those that were dropped.
func (s *source) give(events []Event, chunk []eventstore.Recorded) {
	s.hub.give(s.feed, func() {
		f := s.feed
		f.widen(len(events))
		for i := range events {
			if events[i].Event == nil && events[i].fault == nil {
				continue
			}
			f.events, f.sizes, f.bytes = append(f.events, events[i]), append(f.sizes, len(chunk[i].Data)), f.bytes+len(chunk[i].Data)
		}
	})
}

// few is how many events are decoded by one goroutine sooner than by several.
const few = 32

// decodeAll decodes events on all processors, into the memory of events where that is enough. One that cannot be decoded has a fault.
func (h *hub) decodeAll(events []Event, chunk []eventstore.Recorded) []Event {
	clear(events)
	events = slices.Grow(events[:0], len(chunk))[:len(chunk)]
	each := max(few, (len(chunk)+runtime.GOMAXPROCS(0)-1)/runtime.GOMAXPROCS(0))
	var all sync.WaitGroup
	for from := 0; from < len(chunk); from += each {
		to := min(from+each, len(chunk))
		part := func() {
			for i := from; i < to; i++ {
				h.decodeOne(&events[i], chunk[i])
			}
		}
		if to == len(chunk) {
			part()
		} else {
			all.Go(part)
		}
	}
	all.Wait()
	return events
}

func (h *hub) decodeOne(e *Event, r eventstore.Recorded) {
	e.Position = r.Position
	e.fault = safely(func() (err error) {
		e.Recorded, err = h.decode(r)
		return err
	})
	if e.fault != nil {
		e.kind = r.Kind
		e.Recorded = domain.Recorded{Meta: domain.Meta{
			Stream: r.Stream, Revision: r.Revision, EventID: domain.ID(r.ID), RecordedAt: r.Metadata.RecordedAt,
		}}
	}
}

func (h *hub) give(f *feed, change func()) {
	h.mu.Lock()
	defer h.mu.Unlock()
	change()
	for t := range f.readers {
		signal(t.more)
	}
}

// makeRoom returns once the window is not full, or ctx has ended.
func (h *hub) makeRoom(ctx context.Context, f *feed) error {
	if h.trim(f) {
		return nil
	}
	patience := time.NewTimer(h.grace)
	defer patience.Stop()
	for {
		select {
		case <-ctx.Done():
			return context.Cause(ctx)
		case <-f.room:
			if h.trim(f) {
				return nil
			}
		case <-patience.C:
			h.putOut(f)
			patience.Reset(h.grace)
		}
	}
}
