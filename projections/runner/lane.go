package runner

import (
	"context"
	"errors"
	"log/slog"

	"github.com/jackc/pgx/v5"

	"github.com/cosell/cosell/eventstore"
)

// lane runs one consumer in this process: it stands by until it owns it, then hands it what it has not yet applied. The
// connection that holds the lock is the one that writes, so that losing the one is losing the other.
type lane struct {
	r    *Runner
	c    Consumer
	side string // besides, for rows that are built beside those that serve
	log  *slog.Logger
	hub  *hub
	conn *pgx.Conn
	cp   checkpoint
	aim  eventstore.Position // end of the log when it was loaded

	done     bool // what is done when it has reached aim
	verified bool // its rows were counted against the log, as of then
	ledger   ledger
	asked    chan struct{} // signalled when somebody asks for something
	pulse    pulse
	size     int // events of a batch, while catching up
	meter    meter
	serving  Consumer    // the one beside which this one is built
	remarked string      // why rows that are all there do not serve, as said last
	watch    func(*lane) // told of each commit; nil for nobody
	unhurry  func()      // ends the hurry of catching up; nil when there is none
}

// newLane makes the lane of a consumer; side is besides for one that is built beside the rows that serve.
func (r *Runner) newLane(c Consumer, side string, h *hub) *lane {
	return &lane{r: r, c: c, side: side, hub: h, log: r.log.With("consumer", c.Name), asked: make(chan struct{}, 1)}
}

// deliver hands a batch to the handler of the consumer and returns what it answered.
type deliver func(ctx context.Context, events []Event) error

// run owns the consumer whenever nobody else does, until ctx ends.
func (l *lane) run(ctx context.Context, hand deliver) {
	pause := l.r.backoff()
	for ctx.Err() == nil {
		err := l.own(ctx, hand, pause.reset)
		if errors.Is(err, errSwitched) {
			return
		}
		if ctx.Err() == nil {
			l.log.Warn("consumer begins again", "error", err)
			pause.wait(ctx)
		}
	}
}

// own connects, waits for the lock, and follows the log until the connection is lost, the checkpoint is found elsewhere, or ctx
// ends.
func (l *lane) own(ctx context.Context, hand deliver, owned func()) (err error) {
	if l.conn, err = l.r.connectFor(ctx, l.c); err != nil {
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
	t := l.hub.join(l.cp.position, l.asked)
	defer func() { t.leave() }()
	defer l.calm()
	for {
		if err := l.finish(ctx); err != nil {
			return err
		}
		events, err := l.next(ctx, t)
		switch {
		case errors.Is(err, errPutOut):
			t = l.hub.join(l.cp.position, l.asked)
		case errors.Is(err, errAsked):
			err = l.answer(ctx)
			if err != nil {
				return err
			}
		case err != nil:
			return err
		default:
			began := l.r.age()
			if err := l.settle(ctx, hand, events); err != nil {
				return err
			}
			l.measure(l.r.age() - began)
			l.pace(ctx, began)
		}
	}
}

// next waits for events, showing meanwhile that the consumer has an owner.
func (l *lane) next(ctx context.Context, t *tap) ([]Event, error) {
	for {
		waiting, cancel := context.WithTimeout(ctx, l.r.o.Beat)
		events, err := t.next(waiting, l.want())
		cancel()
		if !errors.Is(err, context.DeadlineExceeded) || ctx.Err() != nil {
			return events, err
		}
		if err := l.beat(ctx, t); err != nil {
			return nil, err
		}
		if l.ledger.parked > 0 || !l.cp.built {
			return nil, errAsked // in case that nobody could be told, or that what stood in the way is gone
		}
	}
}

// tell puts on the board where the consumer is.
func (l *lane) tell(stopped bool) {
	if l.side == "" {
		l.r.board.tell(l.c.Name, l.cp.news(stopped))
	}
}

func (l *lane) forget() {
	if l.c.Forget != nil {
		l.c.Forget()
	}
}

// rest ends what own began. A consumer that cannot go on keeps its lock, so that nobody else tries the same, until the
// connection is lost or ctx ends. One that is superseded leaves it to the newer version. Any other error is for own's
// caller.
func (l *lane) rest(ctx context.Context, err error) error {
	var f *failure
	switch {
	case errors.As(err, &f):
		l.log.Error("consumer has stopped", "position", f.position.String(), "kind", f.kind, "stream", f.stream, "error", f.err)
		if stopped := stop(ctx, l.conn, l.cp, f); stopped != nil || l.side != "" {
			return errors.Join(stopped, err)
		}
		l.tell(true)
	case errors.Is(err, errSuperseded):
		l.log.Error("consumer has stopped", "error", err)
		l.tell(true)
		hangUp(ctx, l.conn)
		<-ctx.Done()
	default:
		return err
	}
	for ctx.Err() == nil {
		pause(ctx, l.r.o.Beat)
		const sql = `update cosell_ops.checkpoints set heartbeat = now(), log_end = $4 where ` + key
		end, err := l.r.o.Store.End(ctx)
		if err != nil {
			continue
		}
		if _, err := l.conn.Exec(ctx, sql, l.cp.name, l.cp.version, l.cp.side, end.String()); err != nil {
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
