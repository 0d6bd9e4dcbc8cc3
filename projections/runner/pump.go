package runner

import (
	"context"
	"errors"
	"time"

	"github.com/cosell/cosell/eventstore"
)

// run reads the log into f until ctx ends or an event cannot be read. A lost subscription is taken up again behind the last
// event seen.
func (h *hub) run(ctx context.Context, f *feed) {
	defer h.done.Done()
	defer f.cancel()
	after, pause, gate := f.before, h.backoff(), newGate(f.before.IsZero())
	for ctx.Err() == nil {
		err := errors.New("subscription ended")
		for recorded, broken := range h.store.Subscribe(ctx, after) {
			if err = broken; err != nil {
				break
			}
			pause.reset()
			after = recorded.Position
			if !h.take(ctx, f, gate, recorded) {
				return
			}
		}
		if ctx.Err() == nil {
			h.log.Warn("subscription", "after", after.String(), "error", err)
			pause.wait(ctx)
		}
	}
}

// take decodes an event and shows it to f's readers. It returns false when nothing can follow.
func (h *hub) take(ctx context.Context, f *feed, gate *gate, recorded eventstore.Recorded) bool {
	fresh, err := gate.admit(recorded.Stream, recorded.Revision)
	if err == nil && !fresh {
		h.log.Warn("event again", "stream", recorded.Stream, "revision", recorded.Revision, "position", recorded.Position.String())
		return true
	}
	e := Event{Position: recorded.Position}
	if err == nil {
		e.Recorded, err = h.decode(recorded)
	}
	if err != nil {
		h.give(f, func() { f.broken = unreadable(recorded, err) })
		return false
	}
	h.give(f, func() {
		f.events, f.sizes, f.bytes = append(f.events, e), append(f.sizes, len(recorded.Data)), f.bytes+len(recorded.Data)
	})
	return h.makeRoom(ctx, f)
}

func (h *hub) give(f *feed, change func()) {
	h.mu.Lock()
	defer h.mu.Unlock()
	change()
	for t := range f.readers {
		signal(t.more)
	}
}

// makeRoom returns once the window is not full. It returns false when ctx has ended.
func (h *hub) makeRoom(ctx context.Context, f *feed) bool {
	if h.trim(f) {
		return true
	}
	patience := time.NewTimer(h.grace)
	defer patience.Stop()
	for {
		select {
		case <-ctx.Done():
			return false
		case <-f.room:
			if h.trim(f) {
				return true
			}
		case <-patience.C:
			h.putOut(f)
			patience.Reset(h.grace)
		}
	}
}

// trim lets go of what every reader has passed, but for the later half of a window, which stays for those who come
// late. It reports whether there is room.
func (h *hub) trim(f *feed) bool {
	h.mu.Lock()
	defer h.mu.Unlock()
	if !f.full() {
		return true
	}
	passed := len(f.events)
	for t := range f.readers {
		passed = min(passed, t.at-f.base)
	}
	for range min(passed, (len(f.events)+1)/2) {
		f.before, f.bytes = f.events[0].Position, f.bytes-f.sizes[0]
		f.events, f.sizes, f.base = f.events[1:], f.sizes[1:], f.base+1
	}
	return !f.full()
}

// putOut puts out the readers that have read least, if they hold up others.
func (h *hub) putOut(f *feed) {
	h.mu.Lock()
	defer h.mu.Unlock()
	slowest, quickest := f.base+len(f.events), f.base
	for t := range f.readers {
		slowest, quickest = min(slowest, t.at), max(quickest, t.at)
	}
	for t := range f.readers {
		if t.at == slowest && slowest < quickest {
			t.out = true
			delete(f.readers, t)
			signal(t.more)
		}
	}
	signal(f.room)
}
