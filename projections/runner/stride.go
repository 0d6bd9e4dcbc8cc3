package runner

import (
	"context"
	"time"
)

const (
	liveBatch    = 1000                 // events applied together at most, once the consumer has caught up
	catchUpBatch = 8000                 // events applied together before that
	shortest     = 1000                 // events that are applied together while catching up, however long they take
	tooLong      = 4 * time.Second      // for one batch: who applies one gives no sign of life meanwhile
	livePace     = 2 * time.Millisecond // from the beginning of a live batch to that of the next, at least
)

// want is everything that has gathered, up to a batch; far behind, whole batches.
func (l *lane) want() want {
	if l.cp.position.Before(l.aim) {
		if l.unhurry == nil {
			l.unhurry = hurry()
		}
		return want{l.size, l.size, l.aim}
	}
	l.calm()
	return want{1, liveBatch, l.aim}
}

// calm ends the hurry of catching up, if there is one.
func (l *lane) calm() {
	if l.unhurry != nil {
		l.unhurry()
		l.unhurry = nil
	}
}

// measure makes the batches of catching up smaller after one that took long, and larger again.
func (l *lane) measure(took time.Duration) {
	switch {
	case took > tooLong:
		l.size = min(l.c.batch(), max(shortest, l.size/2))
	case took < tooLong/4:
		l.size = min(l.c.batch(), 2*l.size)
	}
}

// pace keeps live batches apart. An event that comes after a rest is not held up.
func (l *lane) pace(ctx context.Context, began time.Duration) {
	if rest := l.c.pace() - (l.r.age() - began); rest > 0 && l.done {
		pause(ctx, rest)
	}
}
