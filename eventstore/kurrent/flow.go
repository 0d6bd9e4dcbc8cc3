package kurrent

import (
	"context"
	"sync"
	"time"

	"github.com/EventStore/EventStore-Client-Go/v4/esdb"
)

// Bounds of what lies ready for a reader.
const (
	flowEvents = 2048
	flowBytes  = 8 << 20
)

// flow carries events from the goroutine that receives them to the one that yields them, many at a time. It holds so many that the
// server does not take a reader who pauses for a slow one, and no more.
type flow struct {
	mu     sync.Mutex
	ready  []*esdb.RecordedEvent
	bytes  int
	signs  int // of life: events and whatever else came
	ended  bool
	reason error // why it ended; nil at the end of what was asked for

	filled chan struct{} // has room for one: something is ready, or it has ended
	taken  chan struct{} // has room for one: there may be room again
	cancel context.CancelCauseFunc
}

// start lets source push into a flow in another goroutine, until it returns or the flow is left. It counts as a call of the
// client.
func start(
	ctx context.Context, m *member, source func(context.Context, *esdb.Client, *flow) error,
) *flow {
	f := &flow{filled: make(chan struct{}, 1), taken: make(chan struct{}, 1)}
	ctx, f.cancel = context.WithCancelCause(ctx)
	stop := context.AfterFunc(m.ctx, func() { f.cancel(context.Cause(m.ctx)) })
	entered := m.run(func() {
		defer stop()
		_, err := safely(func() (struct{}, error) { return struct{}{}, source(ctx, m.client, f) })
		if err != nil && ctx.Err() != nil {
			err = context.Cause(ctx)
		}
		if f.heard() > 1 {
			m.useful.Store(true)
		}
		f.end(translated(err))
	})
	if !entered {
		f.end(context.Cause(m.ctx))
	}
	return f
}

// push waits for room; false when the flow was left.
func (f *flow) push(ctx context.Context, e *esdb.RecordedEvent) bool {
	for {
		f.mu.Lock()
		if len(f.ready) < flowEvents && (f.bytes < flowBytes || len(f.ready) == 0) {
			f.ready = append(f.ready, e)
			f.bytes += len(e.Data) + len(e.UserMetadata)
			f.signs++
			first := len(f.ready) == 1
			f.mu.Unlock()
			if first {
				signal(f.filled)
			}
			return ctx.Err() == nil
		}
		f.mu.Unlock()
		select {
		case <-f.taken:
		case <-ctx.Done():
			return false
		}
	}
}

// live notes that the server has said something.
func (f *flow) live() {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.signs++
}

func (f *flow) end(reason error) {
	f.mu.Lock()
	f.ended, f.reason = true, reason
	f.mu.Unlock()
	signal(f.filled)
}

// leave frees the goroutine behind the flow.
func (f *flow) leave() { f.cancel(errLeft) }

// batch is what take returns.
type batch struct {
	events []*esdb.RecordedEvent
	ended  bool  // nothing comes after these events
	reason error // when ended
	silent bool  // nothing came in the time given, nor any other sign of life
}

// take waits for events, for the end, or for as long as it is given. It lends the memory of old to the flow.
func (f *flow) take(ctx context.Context, old []*esdb.RecordedEvent, patience time.Duration) batch {
	timer := time.NewTimer(patience)
	defer timer.Stop()
	signs := f.heard()
	for {
		if b, ok := f.grab(old); ok {
			return b
		}
		select {
		case <-f.filled:
		case <-ctx.Done():
			return batch{ended: true, reason: context.Cause(ctx)}
		case <-timer.C:
			if now := f.heard(); now != signs {
				signs = now
				timer.Reset(patience)
				continue
			}
			return batch{silent: true}
		}
	}
}

func (f *flow) heard() int {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.signs
}

// grab takes what is ready.
func (f *flow) grab(old []*esdb.RecordedEvent) (b batch, ok bool) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if len(f.ready) == 0 && !f.ended {
		return batch{}, false
	}
	clear(old)
	b = batch{events: f.ready, ended: f.ended, reason: f.reason}
	f.ready, f.bytes = old[:0], 0
	signal(f.taken)
	return b, true
}

func signal(c chan struct{}) {
	select {
	case c <- struct{}{}:
	default:
	}
}
