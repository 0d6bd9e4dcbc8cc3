package command

import (
	"context"
	"sync"
	"time"
)

// gather lets callers that wait at the same time share one statement: while one runs, the next fills.
type gather[R any] struct {
	run func(context.Context, []Receipt) ([]R, error) // one result per receipt; no two receipts have the same key

	mu      sync.Mutex
	waiting []*gathered[R]
	running bool
}

type gathered[R any] struct {
	receipt Receipt
	done    chan struct{}
	result  R
	err     error
}

const (
	gatherRows  = 500              // receipts in one statement
	gatherBound = 10 * time.Second // for one statement
)

// do has the receipt taken along. A caller whose context ends leaves; its receipt is still taken along.
func (g *gather[R]) do(ctx context.Context, r Receipt) (result R, err error) {
	w := &gathered[R]{receipt: r, done: make(chan struct{})}
	g.mu.Lock()
	g.waiting = append(g.waiting, w)
	if !g.running {
		g.running = true
		go g.flush()
	}
	g.mu.Unlock()
	select {
	case <-w.done:
		return w.result, w.err
	case <-ctx.Done():
		return result, context.Cause(ctx)
	}
}

// flush runs statements until nobody waits.
func (g *gather[R]) flush() {
	for batch := g.next(); len(batch) > 0; batch = g.next() {
		receipts := make([]Receipt, len(batch))
		for i, w := range batch {
			receipts[i] = w.receipt
		}
		ctx, cancel := context.WithTimeout(context.Background(), gatherBound)
		results, err := g.run(ctx, receipts)
		cancel()
		for i, w := range batch {
			if w.err = err; err == nil {
				w.result = results[i]
			}
			close(w.done)
		}
	}
}

// next takes who goes along now: those with a key that is among them already wait for the next statement.
func (g *gather[R]) next() (batch []*gathered[R]) {
	g.mu.Lock()
	defer g.mu.Unlock()
	var later []*gathered[R]
	taken := map[receiptID]bool{}
	for _, w := range g.waiting {
		if id := w.receipt.id(); len(batch) == gatherRows || taken[id] {
			later = append(later, w)
		} else {
			batch, taken[id] = append(batch, w), true
		}
	}
	g.waiting, g.running = later, len(batch) > 0
	return batch
}
