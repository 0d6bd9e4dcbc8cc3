package scenario

import (
	"sync"
	"time"
)

// Clock is the clock of a service that stories are told through: it stands at the time of the step being told, and
// runs at all other times. It may be used concurrently.
type Clock struct {
	ahead time.Duration // of the real time

	mu     sync.Mutex
	pinned time.Time // zero while the clock runs
}

// NewClock returns a running clock. It begins at start and goes as fast as the real one; when start is zero it is the
// real one.
func NewClock(start time.Time) *Clock {
	if start.IsZero() {
		return &Clock{}
	}
	return &Clock{ahead: time.Until(start)}
}

// Now is the time that the clock shows, in UTC.
func (c *Clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	if !c.pinned.IsZero() {
		return c.pinned
	}
	return time.Now().Add(c.ahead).UTC()
}

// stand makes the clock show t until run.
func (c *Clock) stand(t time.Time) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.pinned = t.UTC()
}

// run lets the clock run as if it had never stood.
func (c *Clock) run() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.pinned = time.Time{}
}
