package kurrenttest

import (
	"maps"
	"sync"
	"sync/atomic"
)

// tally counts what a server was asked, and what it has said.
type tally struct {
	checkpoints atomic.Int64

	mu    sync.Mutex
	calls map[string]int
}

func (t *tally) called(method string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.calls == nil {
		t.calls = map[string]int{}
	}
	t.calls[method]++
}

// Calls is how often each method was called, under its full name with both slashes, since Start: refused calls count, and
// those of methods that the server does not have.
func (s *Server) Calls() map[string]int {
	s.tally.mu.Lock()
	defer s.tally.mu.Unlock()
	return maps.Clone(s.tally.calls)
}

// Checkpoints is how many checkpoints all subscriptions together were sent since Start.
func (s *Server) Checkpoints() int { return int(s.tally.checkpoints.Load()) }
