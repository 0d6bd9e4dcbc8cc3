package process_test

import (
	"sync"
	"time"
)

// clock stands still until it is set; who waits for a time is woken when it is set to it or past it.
type clock struct {
	mu      sync.Mutex
	now     time.Time
	waiting map[chan time.Time]time.Time
	asleep  chan struct{}      // somebody began to wait
	naps    chan time.Duration // how long; nil where nobody asks
}

func newClock() *clock {
	return &clock{now: begin, waiting: map[chan time.Time]time.Time{}, asleep: make(chan struct{}, 1)}
}

func (c *clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

func (c *clock) After(d time.Duration) <-chan time.Time {
	c.mu.Lock()
	ch := make(chan time.Time, 1)
	c.waiting[ch] = c.now.Add(d)
	c.mu.Unlock()
	if d <= 0 {
		c.set(c.Now())
		return ch
	}
	select {
	case c.asleep <- struct{}{}:
	default:
	}
	select {
	case c.naps <- d:
	default:
	}
	return ch
}

func (c *clock) set(t time.Time) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = t
	for ch, at := range c.waiting {
		if !at.After(t) {
			ch <- t
			delete(c.waiting, ch)
		}
	}
}

func (c *clock) add(d time.Duration) { c.set(c.Now().Add(d)) }
