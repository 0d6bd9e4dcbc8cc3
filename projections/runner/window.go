package runner

import "slices"

// windowKept is how many events stay in a full window for those who come late.
const windowKept = 1 << 11

// trim lets go of what every reader has passed, but for the last ones. It reports whether there is room.
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
	if n := min(passed, max(0, len(f.events)-windowKept)); n > 0 {
		for _, size := range f.sizes[:n] {
			f.bytes -= size
		}
		f.before, f.base = f.events[n-1].Position, f.base+n
		// Nothing is cleared: a reader has passed what was handed to it, and may be applying it still.
		f.events, f.sizes = f.events[n:], f.sizes[n:]
		if len(f.events) < cap(f.events)/4 { // lest a few hold on to what many needed
			f.events, f.sizes = slices.Clone(f.events), slices.Clone(f.sizes)
		}
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
