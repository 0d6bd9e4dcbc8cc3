package kurrenttest

import (
	"slices"
	"sync"
	"sync/atomic"
)

// Faults are what one server was asked to do wrong. All methods may be called concurrently.
type Faults struct {
	count atomic.Int32 // of armed; readers look here first

	mu      sync.Mutex
	armed   []*Armed
	stalled []*Armed
	changed chan struct{} // closed when a fault is armed
}

// Armed is a fault that waits for a call, or has met one.
type Armed struct {
	fault    Fault
	faults   *Faults
	struck   chan struct{}
	released chan struct{}
	release  sync.Once
}

func newFaults() *Faults { return &Faults{changed: make(chan struct{})} }

// Arm makes the next call that the fault fits meet it, once. Of faults that fit the same call the one armed first is met
// first; a write meets at most one, a read or subscription one after the other. They outlive Restart.
func (f *Faults) Arm(fault Fault) *Armed {
	a := &Armed{fault: fault, faults: f, struck: make(chan struct{}), released: make(chan struct{})}
	f.mu.Lock()
	defer f.mu.Unlock()
	f.armed = append(f.armed, a)
	f.count.Store(int32(len(f.armed)))
	close(f.changed)
	f.changed = make(chan struct{})
	return a
}

// Clear disarms every fault that has not struck and releases every stall.
func (f *Faults) Clear() {
	f.mu.Lock()
	all := slices.Concat(f.armed, f.stalled)
	f.mu.Unlock()
	for _, a := range all {
		a.Release()
	}
}

// Struck is closed when the fault has met its call: the connection is broken, the stall has begun, the message is sent.
// Of a fault after a commit, the commit is done.
func (a *Armed) Struck() <-chan struct{} { return a.struck }

// Release disarms a fault that has not struck, and ends a stall. It may be called again.
func (a *Armed) Release() {
	a.release.Do(func() {
		a.faults.drop(a)
		close(a.released)
	})
}

// take finds the fault that a call meets now. want narrows the kinds.
func (f *Faults) take(c *call, delivered int, want func(Kind) bool) *Armed {
	if f.count.Load() == 0 {
		return nil
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	i := slices.IndexFunc(f.armed, func(a *Armed) bool { return want(a.fault.Kind) && a.fault.fits(c, delivered) })
	if i < 0 {
		return nil
	}
	a := f.armed[i]
	f.armed = slices.Delete(f.armed, i, i+1)
	f.count.Store(int32(len(f.armed)))
	if a.fault.Kind == Stall || a.fault.Kind == StallAfterCommit {
		f.stalled = append(f.stalled, a)
	}
	return a
}

func (f *Faults) drop(a *Armed) {
	f.mu.Lock()
	defer f.mu.Unlock()
	same := func(b *Armed) bool { return a == b }
	f.armed = slices.DeleteFunc(f.armed, same)
	f.stalled = slices.DeleteFunc(f.stalled, same)
	f.count.Store(int32(len(f.armed)))
}

func (f *Faults) watch() <-chan struct{} {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.changed
}
