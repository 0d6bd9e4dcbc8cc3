package kurrent

import (
	"context"
	"fmt"
	"sync"
	"sync/atomic"
	"time"

	"github.com/EventStore/EventStore-Client-Go/v4/esdb"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"

	"github.com/cosell/cosell/eventstore"
)

// member is one client of the official library, from its making to its end. It serves one connection: when that is lost, so is
// the client.
type member struct {
	client *esdb.Client
	useful atomic.Bool     // something was answered
	ctx    context.Context // ends with the cause when the client is retired
	cancel context.CancelCauseFunc

	mu      sync.Mutex
	retired bool
	calls   int
	free    []chan func() // of goroutines that wait for a call; who came last goes first
	idle    chan struct{} // closed when the client is retired and no call is left in it
}

// bury closes the client once it is retired and empty. A call that is stuck in it is freed after a time by a panic: it sends on a
// channel that closing closes.
func (m *member) bury(grace time.Duration) {
	<-m.ctx.Done()
	timer := time.NewTimer(grace)
	defer timer.Stop()
	select {
	case <-m.idle:
	case <-timer.C:
	}
	_ = m.client.Close() // it has no way to go wrong
}

// answer is what a call ends with.
type answer[T any] struct {
	value T
	err   error
}

// begin runs f in another goroutine. Its answer comes when it comes, unless the client takes nobody any more.
func begin[T any](ctx context.Context, m *member, f func(context.Context, *esdb.Client) (T, error)) (<-chan answer[T], error) {
	answered := make(chan answer[T], 1)
	entered := m.run(func() {
		value, err := safely(func() (T, error) { return f(ctx, m.client) })
		if err == nil {
			m.useful.Store(true)
		}
		answered <- answer[T]{value, translated(err)}
	})
	if !entered {
		return nil, marked{context.Cause(m.ctx), []error{errNotSent}}
	}
	return answered, nil
}

// await waits for an answer until ctx ends, whose cause is then the error, or closed is closed.
func await[T any](ctx context.Context, closed <-chan struct{}, answered <-chan answer[T]) (value T, err error) {
	select {
	case got := <-answered:
		if got.err != nil && ctx.Err() != nil {
			return value, context.Cause(ctx)
		}
		return got.value, got.err
	case <-ctx.Done():
		err = context.Cause(ctx)
	case <-closed:
		err = eventstore.ErrClosed
	}
	select {
	case got := <-answered:
		if got.err == nil {
			return got.value, nil
		}
	default:
	}
	return value, err
}

// call runs f and returns at the latest when ctx ends or the client is retired, with the cause then. The context that f gets ends
// with call.
func call[T any](ctx context.Context, m *member, f func(context.Context, *esdb.Client) (T, error)) (value T, err error) {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	defer context.AfterFunc(m.ctx, func() { cancel(context.Cause(m.ctx)) })()
	answered, err := begin(ctx, m, f)
	if err != nil {
		return value, err
	}
	return await(ctx, nil, answered)
}

// safely turns a panic of the client into an error.
func safely[T any](f func() (T, error)) (value T, err error) {
	defer func() {
		switch p := recover().(type) {
		case nil:
		case dropped:
			err = p.why
		default:
			err = lost(fmt.Errorf("the client panicked: %v", p))
		}
	}()
	return f()
}

// dropped is thrown out of the client when its connection is gone.
type dropped struct{ why error }

// listener hears what a client has to say. It says that a connection broke before it asks its only other goroutine for a new
// one; that goroutine would let all callers wait, and give up for ever when nobody can be reached. So it is not asked: the
// call is ended here, and the supervisor makes a new client.
func (s *supervisor) listener(level esdb.LogLevel, format string, args ...any) {
	s.options.Log.Debug(fmt.Sprintf(format, args...), "client", level)
	if len(args) != 1 {
		return
	}
	switch said := args[0].(type) {
	case error:
		if format == "unexpected exception: %v" && status.Code(said) == codes.Unavailable {
			panic(dropped{said})
		}
	case esdb.EndPoint:
		s.follow(said)
	}
}
