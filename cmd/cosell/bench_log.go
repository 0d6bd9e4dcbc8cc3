package main

import (
	"context"
	"fmt"
	"iter"
	"time"

	"github.com/cosell/cosell/domain"
	"github.com/cosell/cosell/eventstore"
	"github.com/cosell/cosell/handlers/scenario"
	"github.com/cosell/cosell/handlers/scenario/workload"
	"github.com/cosell/cosell/projections/runner"
)

// logFacts are what a log is made of.
type logFacts struct {
	Events   int `json:"events"`
	Deals    int `json:"deals"`
	Copies   int `json:"copies"`
	Partners int `json:"partners"`
}

// loaded is a database with a log in it.
type loaded struct {
	logFacts
	url      string
	partners []domain.Caller // an administrator of each
	first    time.Duration   // that the read models took from nothing; 0 before they are there
	views    []string        // the consumers that fill read models
	served   bool            // a server has been prepared
}

// full is the log of the run, made when it is first asked for.
func (b *bench) full(ctx context.Context) (*loaded, error) { return b.logOf(ctx, b.verb.Events) }

// logOf makes up a log of a length and puts it into a database.
func (b *bench) logOf(ctx context.Context, events int) (*loaded, error) {
	if l := b.logs[events]; l != nil {
		return l, nil
	}
	l := &loaded{url: b.server}
	if b.local == nil || events != b.verb.Events { // the full one lies where cosell serve looks for it
		var err error
		if l.url, err = b.database(ctx, fmt.Sprintf("log_%d", events)); err != nil {
			return nil, err
		}
	}
	o, err := b.open(ctx, l.url)
	if err != nil {
		return nil, err
	}
	defer o.close()
	b.say("making up a log of %d events …", events)
	told := workload.New(workload.Options{Seed: b.verb.Seed, Events: events}).Tell()
	began := time.Now()
	if err := fill(ctx, o.pool, b.watched(told.Events())); err != nil {
		return nil, err
	}
	s := told.Stats()
	l.logFacts = logFacts{s.Events, s.Deals, s.Copies, s.Partners}
	l.partners = told.Partners()
	b.say("%d events of %d deals lie in the log: %s/s", s.Events, s.Deals, short(rate(s.Events, time.Since(began))))
	if b.logs[events] = l; events == b.verb.Events {
		b.report.Log = &l.logFacts
	}
	return l, nil
}

// watched counts events aloud, now and then.
func (b *bench) watched(events iter.Seq2[eventstore.Recorded, error]) iter.Seq2[eventstore.Recorded, error] {
	const often = 200_000
	return func(yield func(eventstore.Recorded, error) bool) {
		n := 0
		for e, err := range events {
			if n++; n%often == 0 {
				b.say("%d events", n)
			}
			if !yield(e, err) {
				return
			}
		}
	}
}

// built has the read models of a log made, from nothing, if they are not there.
func (b *bench) built(ctx context.Context, l *loaded) error {
	if l.first > 0 {
		return nil
	}
	o, err := b.open(ctx, l.url)
	if err != nil {
		return err
	}
	defer o.close()
	r, err := o.runner()
	if err != nil {
		return err
	}
	if _, err := r.Prepare(ctx); err != nil {
		return err
	}
	all, err := r.Status(ctx)
	if err != nil {
		return err
	}
	for _, s := range all {
		l.views = append(l.views, s.Name)
	}
	b.say("building %d read models from %d events …", len(l.views), l.Events)
	began := time.Now()
	if err := whileRunning(ctx, r, r.CaughtUp); err != nil {
		return err
	}
	took := time.Since(began)
	if all, err = r.Status(ctx); err != nil {
		return err
	}
	for _, s := range all {
		if s.Error != "" || !s.CaughtUp {
			return fmt.Errorf("read model %s did not come to the end of the log: %s", s.Name, s.Error)
		}
	}
	l.first = took
	_, err = o.pool.Exec(ctx, "vacuum analyze")
	return err
}

// whileRunning does something while consumers run.
func whileRunning(ctx context.Context, r *runner.Runner, do func(context.Context) error) error {
	ctx, stop := context.WithCancel(ctx)
	ended := make(chan error, 1)
	go func() { ended <- r.Run(ctx) }()
	err := do(ctx)
	stop()
	if failed := <-ended; err == nil {
		err = failed
	}
	return err
}

// serving makes what serves a log, without running it. Process managers begin at its end: of what lies before, what there was
// to do was done by those who made the log up.
func (b *bench) serving(ctx context.Context, o *base, l *loaded) (*server, error) {
	s := &server{base: o, clock: scenario.NewClock(time.Time{}), term: b.term, address: "http://localhost"}
	if err := s.prepare(ctx, b.keyFile()); err != nil {
		return nil, err
	}
	s.told.Store(true)
	if l.served {
		return s, nil
	}
	const atTheEnd = `
		update cosell_ops.checkpoints as c
		set position = lpad(to_hex(e.position), 16, '0') || lpad(to_hex(e.position), 16, '0'), stream = e.stream, revision = e.revision,
		    event_id = e.id, recorded_at = now(), built_at = now(), shown = true, events = e.position
		from (select position, stream, revision, id from cosell_log.events order by position desc limit 1) as e
		where c.name <> all($1)`
	_, err := o.pool.Exec(ctx, atTheEnd, l.views)
	l.served = err == nil
	return s, err
}
