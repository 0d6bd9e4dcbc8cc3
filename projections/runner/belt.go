package runner

import (
	"context"
	"iter"
	"sync"

	"github.com/cosell/cosell/eventstore"
)

// Bounds of what is read ahead of decoding.
const (
	beltEvents = 1 << 10
	beltBytes  = 4 << 20
)

// belt carries what a subscription yields to whom decodes it, as many at a time as have gathered.
type belt struct {
	mu     sync.Mutex
	events []eventstore.Recorded
	spare  []eventstore.Recorded
	bytes  int
	err    error
	closed bool
	more   chan struct{}
	room   chan struct{}
}

func newBelt() *belt {
	return &belt{more: make(chan struct{}, 1), room: make(chan struct{}, 1)}
}

// fill puts events on the belt until they end or it is closed.
func (b *belt) fill(events iter.Seq2[eventstore.Recorded, error]) {
	err := errEnded
	for e, broken := range events {
		if broken != nil {
			err = broken
			break
		}
		if !b.put(e) {
			return
		}
	}
	b.mu.Lock()
	b.err = err
	b.mu.Unlock()
	signal(b.more)
}

func (b *belt) put(e eventstore.Recorded) bool {
	for {
		b.mu.Lock()
		switch {
		case b.closed:
			b.mu.Unlock()
			return false
		case len(b.events) < beltEvents && b.bytes < beltBytes:
			b.events, b.bytes = append(b.events, e), b.bytes+len(e.Data)
			first := len(b.events) == 1
			b.mu.Unlock()
			if first {
				signal(b.more)
			}
			return true
		}
		b.mu.Unlock()
		<-b.room
	}
}

// take returns what has gathered, waiting for something. The error is the end of the belt; what it returned is its own
// until the next call.
func (b *belt) take(ctx context.Context) ([]eventstore.Recorded, error) {
	for {
		b.mu.Lock()
		events, err := b.events, b.err
		if len(events) > 0 {
			clear(b.spare)
			b.events, b.spare, b.bytes = b.spare[:0], events, 0
		}
		b.mu.Unlock()
		signal(b.room)
		if len(events) > 0 || err != nil {
			return events, err
		}
		select {
		case <-b.more:
		case <-ctx.Done():
			return nil, context.Cause(ctx)
		}
	}
}

// close has the filling end.
func (b *belt) close() {
	b.mu.Lock()
	b.closed = true
	b.mu.Unlock()
	signal(b.room)
}
