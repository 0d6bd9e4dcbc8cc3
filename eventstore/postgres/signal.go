package postgres

import (
	"context"
	"strconv"
	"sync"
	"time"
)

// channel is where a writer tells the other processes that the log has grown, and to which position.
const channel = "cosell_log"

// signal wakes the subscriptions of a process.
type signal struct {
	mu      sync.Mutex
	head    int64         // the greatest position known to be committed
	changed chan struct{} // closed and replaced when there may be more
}

func newSignal() *signal { return &signal{changed: make(chan struct{})} }

// watch returns what will be closed when something comes that was not there before the call.
func (s *signal) watch() <-chan struct{} {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.changed
}

// raise says that the log reaches to head.
func (s *signal) raise(head int64) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if head > s.head {
		s.head = head
		s.wake()
	}
}

// stir says that the log may have grown unseen.
func (s *signal) stir() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.wake()
}

func (s *signal) wake() {
	close(s.changed)
	s.changed = make(chan struct{})
}

// notifications hears what other processes commit, on a connection of its own, until ctx ends. While that is broken,
// subscriptions find by Options.Poll what is new.
func (s *Store) notifications(ctx context.Context) {
	for ctx.Err() == nil {
		s.hear(ctx)
		pause := time.NewTimer(s.options.Poll)
		select {
		case <-pause.C:
		case <-ctx.Done():
		}
		pause.Stop()
	}
}

// hear returns when the connection breaks.
func (s *Store) hear(ctx context.Context) {
	conn, err := s.connect(ctx)
	if err != nil {
		return
	}
	defer conn.Close(context.WithoutCancel(ctx))
	if _, err := conn.Exec(ctx, "listen "+channel); err != nil {
		return
	}
	s.signal.stir()
	for {
		n, err := conn.WaitForNotification(ctx)
		if err != nil {
			return
		}
		if head, err := strconv.ParseInt(n.Payload, 10, 64); err == nil {
			s.signal.raise(head)
		}
	}
}
