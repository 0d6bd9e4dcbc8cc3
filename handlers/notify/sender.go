package notify

import (
	"context"
	"net/http"
	"sync"
	"sync/atomic"
	"time"
)

const (
	glance   = 5 * time.Second // between two looks at what other processes, or other managers, may have written
	firstTry = time.Second     // before a round that went wrong is repeated; doubles
	lastTry  = 5 * time.Minute // at most between two such rounds
)

// sender makes deliveries of notices and sends them, while this process owns the consumer.
type sender struct {
	Options
	dirty    atomic.Bool // the batch that is applied made notices
	expander *loop
	mailer   *loop
	poster   *loop
	pruner   *loop
	client   *http.Client // of webhooks
	lanes    lanes
}

func newSender(o Options) *sender {
	s := &sender{Options: o, client: newClient(o)}
	s.expander = newLoop(o, "expand", s.expand)
	s.mailer = newLoop(o, "mail", s.sendMail)
	s.poster = newLoop(o, "webhooks", s.sendPosts)
	s.pruner = newLoop(o, "prune", s.prune)
	s.pruner.glance = pruneEvery
	return s
}

// run sends until ctx ends.
func (s *sender) run(ctx context.Context) {
	var all sync.WaitGroup
	all.Go(func() { s.expander.run(ctx) })
	all.Go(func() { s.poster.run(ctx) })
	all.Go(func() { s.pruner.run(ctx) })
	all.Go(func() { s.listen(ctx) })
	if s.Mail != nil {
		all.Go(func() { s.mailer.run(ctx) })
	}
	all.Wait()
	s.lanes.all.Wait()
	s.client.CloseIdleConnections()
}

// loop does rounds: at once when it is woken, at the time that a round names, and after a glance at the latest.
type loop struct {
	o      Options
	name   string
	round  func(context.Context) (next time.Time, err error)
	glance time.Duration
	bell   chan struct{}
}

func newLoop(o Options, name string, round func(context.Context) (time.Time, error)) *loop {
	return &loop{o, name, round, glance, make(chan struct{}, 1)}
}

func (l *loop) wake() {
	select {
	case l.bell <- struct{}{}:
	default:
	}
}

func (l *loop) run(ctx context.Context) {
	for trouble := 0; ctx.Err() == nil; {
		until := l.o.Clock.Now().Add(l.glance) // as of before the round, should the clock be moved meanwhile
		next, err := l.round(ctx)
		switch {
		case err == nil:
			trouble = 0
			if !next.IsZero() && next.Before(until) {
				until = next
			}
		case ctx.Err() == nil:
			l.o.Log.WarnContext(ctx, "notices wait", "part", l.name, "error", err)
			until = l.o.Clock.Now().Add(min(lastTry, firstTry<<min(trouble, 20)))
			trouble++
		}
		select {
		case <-ctx.Done():
		case <-l.bell:
		case <-l.o.Clock.After(max(0, until.Sub(l.o.Clock.Now()))):
		}
	}
}
