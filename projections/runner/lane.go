package runner

import (
	"context"
	"errors"
	"log/slog"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/cosell/cosell/eventstore"
)

const (
	liveBatch    = 1000            // events applied together at most, once the consumer has caught up
	catchUpBatch = 8000            // events applied together before that
	maxAttempts  = 5               // at one event whose error is not transient
	beat         = 5 * time.Second // between heartbeats of a consumer at rest
)

// lane runs one consumer in this process: it stands by until it owns it, then hands it what it has not yet applied. The
// connection that holds the lock is the one that writes, so that losing the one is losing the other.
type lane struct {
	r    *Runner
	c    Consumer
	log  *slog.Logger
	conn *pgx.Conn
	cp   checkpoint
	aim  eventstore.Position // end of the log when it was loaded
	done bool                // what is done when it has reached aim
}

// deliver hands a batch to the handler of the consumer and returns what it answered.
type deliver func(ctx context.Context, events []Event) error

// run owns the consumer whenever nobody else does, until ctx ends.
func (l *lane) run(ctx context.Context, hand deliver) {
	pause := l.r.backoff()
	for ctx.Err() == nil {
		err := l.own(ctx, hand, pause.reset)
		if ctx.Err() == nil {
			l.log.Warn("consumer begins again", "error", err)
			pause.wait(ctx)
		}
	}
}

// own connects, waits for the lock, and follows the log until the connection is lost, the checkpoint is found elsewhere, or ctx
// ends.
func (l *lane) own(ctx context.Context, hand deliver, owned func()) (err error) {
	if l.conn, err = l.r.connect(ctx); err != nil {
		return err
	}
	defer hangUp(ctx, l.conn)
	if err := l.lock(ctx); err != nil {
		return err
	}
	if err := l.load(ctx); err != nil {
		return l.rest(ctx, err)
	}
	owned()
	defer l.accompany(ctx)()
	return l.rest(ctx, l.follow(ctx, hand))
}

// follow applies what the log holds behind the checkpoint, and what is appended to it.
func (l *lane) follow(ctx context.Context, hand deliver) error {
	t := l.r.hub.join(l.cp.position)
	defer func() { t.leave() }()
	for {
		if err := l.finish(ctx); err != nil {
			return err
		}
		events, err := l.next(ctx, t)
		if errors.Is(err, errPutOut) {
			t = l.r.hub.join(l.cp.position)
			continue
		}
		if err != nil {
			return err
		}
		if err := l.settle(ctx, hand, events); err != nil {
			return err
		}
	}
}

// next waits for events, showing meanwhile that the consumer has an owner.
func (l *lane) next(ctx context.Context, t *tap) ([]Event, error) {
	for {
		waiting, cancel := context.WithTimeout(ctx, beat)
		events, err := t.next(waiting, l.want())
		cancel()
		if !errors.Is(err, context.DeadlineExceeded) || ctx.Err() != nil {
			return events, err
		}
		if err := l.beat(ctx); err != nil {
			return nil, err
		}
	}
}

// want is everything that has gathered, up to a batch; far behind, whole batches.
func (l *lane) want() want {
	if l.cp.position.Before(l.aim) {
		return want{catchUpBatch, catchUpBatch, l.aim}
	}
	return want{1, liveBatch, l.aim}
}

func (l *lane) beat(ctx context.Context) error {
	end, err := l.r.o.Store.End(ctx)
	if err != nil {
		l.log.Warn("end of the log", "error", err)
		return nil
	}
	return heartbeat(ctx, l.conn, l.cp, end)
}

// tell puts on the board where the consumer is.
func (l *lane) tell(stopped bool) {
	l.r.board.tell(l.c.Name, l.cp.news(stopped))
}

func (l *lane) forget() {
	if l.c.Forget != nil {
		l.c.Forget()
	}
}

// rest ends what own began. A consumer that cannot go on keeps its lock, so that nobody else tries the same, until the
// connection is lost or ctx ends; any other error is for own's caller.
func (l *lane) rest(ctx context.Context, err error) error {
	var f *failure
	switch {
	case errors.As(err, &f):
		l.log.Error("consumer has stopped", "position", f.position.String(), "kind", f.kind, "stream", f.stream, "error", f.err)
		if err := stop(ctx, l.conn, l.cp, f); err != nil {
			return err
		}
	case errors.Is(err, errSuperseded):
		l.log.Error("consumer has stopped", "error", err)
	default:
		return err
	}
	l.tell(true)
	for ctx.Err() == nil {
		pause(ctx, beat)
		if err := l.beat(ctx); err != nil {
			return err
		}
	}
	return context.Cause(ctx)
}

// accompany starts the consumer's Owner, and returns what ends it and waits for it.
func (l *lane) accompany(ctx context.Context) (end func()) {
	if l.c.Owner == nil {
		return func() {}
	}
	ctx, cancel := context.WithCancel(ctx)
	done := make(chan struct{})
	go func() {
		defer close(done)
		l.c.Owner(ctx)
	}()
	return func() {
		cancel()
		<-done
	}
}
