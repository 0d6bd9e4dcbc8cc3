package command

import (
	"context"
	"sync"
	"time"
)

// turns lets those who ask for the same key take turns in the order in which they came, as far as one process can. Its
// zero value is ready. Who takes a turn at an idempotency key and one at a stream takes the key's first.
type turns struct {
	mu   sync.Mutex
	keys map[string]*turn
}

type turn struct {
	busy  chan struct{} // holds one while somebody has the turn; Go serves who waits to send in order
	users int           // who has the turn or waits for it
}

// take waits until the turn comes, at most MaxWait: late is the error then. The caller ends its turn by calling done.
func (t *turns) take(ctx context.Context, key string, late error) (done func(), err error) {
	own := t.join(key)
	if err := own.wait(ctx, late); err != nil {
		t.leave(key)
		return nil, err
	}
	return func() {
		<-own.busy
		t.leave(key)
	}, nil
}

func (t *turn) wait(ctx context.Context, late error) error {
	select {
	case t.busy <- struct{}{}:
		return nil
	default:
	}
	timer := time.NewTimer(MaxWait)
	defer timer.Stop()
	select {
	case t.busy <- struct{}{}:
		return nil
	case <-timer.C:
		return late
	case <-ctx.Done():
		return context.Cause(ctx)
	}
}

func (t *turns) join(key string) *turn {
	t.mu.Lock()
	defer t.mu.Unlock()
	own := t.keys[key]
	if own == nil {
		own = &turn{busy: make(chan struct{}, 1)}
		if t.keys == nil {
			t.keys = map[string]*turn{}
		}
		t.keys[key] = own
	}
	own.users++
	return own
}

func (t *turns) leave(key string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	own := t.keys[key]
	if own.users--; own.users == 0 {
		delete(t.keys, key)
	}
}
