package command

import (
	"context"
	"sync"
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
	ctx, cancel := context.WithTimeoutCause(ctx, MaxWait, late)
	defer cancel()
	return t.within(ctx, key)
}

// within waits until the turn comes or the context ends, whose cause is then the error.
func (t *turns) within(ctx context.Context, key string) (done func(), err error) {
	own := t.join(key)
	select {
	case own.busy <- struct{}{}: // also when the context has ended: who need not wait goes on
		return t.ending(key, own), nil
	default:
	}
	select {
	case own.busy <- struct{}{}:
		return t.ending(key, own), nil
	case <-ctx.Done():
		t.leave(key)
		return nil, context.Cause(ctx)
	}
}

func (t *turns) ending(key string, own *turn) func() {
	return func() {
		<-own.busy
		t.leave(key)
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
