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
		clear(f.events[:n])
		f.events, f.sizes = f.events[n:], f.sizes[n:]
		if len(f.events) < cap(f.memory)/4 { // lest a few hold on to what many needed
			f.memory, f.sizes = slices.Clone(f.events), slices.Clone(f.sizes)
			f.events = f.memory
		}
	}
	return !f.full()
}

// widen makes room for n more events, in front of which those lie that readers have passed: they are moved there, or to more memory
// where a third of it would not stay free. Nobody else refers to it.
func (f *feed) widen(n int) {
	most := len(f.events) + n
	if most <= cap(f.events) {
		return
	}
	was := f.memory[:cap(f.memory)]
	if most+most/2 > cap(f.memory) {
		was, f.memory = nil, make([]Event, 0, most+most/2)
	}
	f.events = append(f.memory[:0], f.events...)
	if was != nil {
		clear(was[len(f.events):])
	}
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
