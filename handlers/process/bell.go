package process

import (
	"context"
	"sync"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
)

// bell wakes the workers of this process whose manager somebody gave steps to. It listens on one connection for all of
// them, while any of them runs.
type bell struct {
	pool  *pgxpool.Pool
	clock Clock

	mu      sync.Mutex
	workers map[string]*worker // that run, by manager
	stop    context.CancelFunc
	stopped chan struct{}
}

// join lets a worker be woken until it leaves.
func (b *bell) join(ctx context.Context, w *worker) (leave func()) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.workers[w.process] = w
	if len(b.workers) == 1 {
		ctx, b.stop = context.WithCancel(context.WithoutCancel(ctx))
		b.stopped = make(chan struct{})
		go b.listen(ctx, b.stopped)
	}
	return func() { b.leave(w) }
}

func (b *bell) leave(w *worker) {
	b.mu.Lock()
	delete(b.workers, w.process)
	last, stop, stopped := len(b.workers) == 0, b.stop, b.stopped
	b.mu.Unlock()
	if last {
		stop()
		<-stopped
	}
}

// ring wakes one manager's worker; all of them when it is "".
func (b *bell) ring(process string) {
	b.mu.Lock()
	defer b.mu.Unlock()
	for name, w := range b.workers {
		if process == "" || process == name {
			w.rouse()
		}
	}
}

func (b *bell) listen(ctx context.Context, stopped chan<- struct{}) {
	defer close(stopped)
	for trouble := 0; ctx.Err() == nil; trouble++ {
		if b.hear(ctx) {
			trouble = 0
		}
		if ctx.Err() != nil {
			return
		}
		select {
		case <-ctx.Done():
		case <-b.clock.After(backOff(trouble)):
		}
	}
}

// hear rings until the connection is lost, and reports whether there was one. What was missed before it began is made up for.
func (b *bell) hear(ctx context.Context) bool {
	conn, err := pgx.ConnectConfig(ctx, b.pool.Config().ConnConfig)
	if err != nil {
		return false
	}
	defer conn.Close(context.WithoutCancel(ctx))
	if _, err = conn.Exec(ctx, "listen "+channel); err != nil {
		return false
	}
	b.ring("")
	for {
		n, err := conn.WaitForNotification(ctx)
		if err != nil {
			return true
		}
		b.ring(n.Payload)
	}
}
