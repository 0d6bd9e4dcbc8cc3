package main

import (
	"context"
	"errors"
	"time"
)

const (
	steady        = 1_000 // commands a second
	commandRounds = 3
)

// benchCommands asks a server in a process of its own, over HTTP, as many clients would: each command loads a deal with its
// history, decides, appends, and answers. Read models and process managers run beside it as they always do.
func benchCommands(ctx context.Context, b *bench) (err error) {
	l, err := b.full(ctx)
	if err != nil {
		return err
	}
	if b.appended == 0 {
		if err := benchAppend(ctx, b); err != nil {
			return err
		}
	}
	s, err := b.served(ctx, l)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, s.stop()) }()
	c, err := b.clientsOf(ctx, s.url)
	if err != nil {
		return err
	}
	if err := c.settled(ctx); err != nil {
		return err
	}
	lasts := b.brief(4 * time.Second)
	for _, way := range []struct {
		what  string
		keyed bool
	}{{"commands over HTTP, 64 clients", false}, {"the same, each with an Idempotency-Key", true}} {
		value, all, err := rounds(b.times(commandRounds), func() (float64, error) { return c.closed(ctx, way.keyed, lasts) })
		if err != nil {
			return err
		}
		b.found(figure{Bench: "commands", What: way.what, Value: value, Unit: "commands/s", Rounds: all}.
			beside(limit{What: "append, 64 writers", Value: b.appended}, 0.5))
	}
	n := int(b.brief(10*time.Second).Seconds() * steady)
	times, err := scheduled(ctx, n, steady, func(i int) error { return c.note(ctx, i, false) })
	if err != nil {
		return err
	}
	spread := spreadOf(times)
	b.found(figure{Bench: "commands", What: "command at a steady 1,000/s, p99", Value: spread.P99, Unit: "ms", Spread: &spread}.atMost(20))
	return nil
}

// brief is a time, shorter for a short log.
func (b *bench) brief(d time.Duration) time.Duration {
	switch {
	case b.verb.Events >= 100_000:
		return d
	case b.verb.Events >= 20_000:
		return d / 2
	}
	return d / 10
}

// times is how often something is measured, once for a log that is too short to say anything.
func (b *bench) times(n int) int {
	if b.verb.Events < 20_000 {
		return 1
	}
	return n
}

// served is a server of a log that is ready, with its read models there.
func (b *bench) served(ctx context.Context, l *loaded) (*child, error) {
	if err := b.prepared(ctx, l); err != nil {
		return nil, err
	}
	return b.serve(ctx, "--database", l.url, "--data", b.dir)
}

// prepared has the log made ready to be served.
func (b *bench) prepared(ctx context.Context, l *loaded) error {
	if err := b.built(ctx, l); err != nil {
		return err
	}
	o, err := b.open(ctx, l.url)
	if err != nil {
		return err
	}
	defer o.close()
	_, err = b.serving(ctx, o, l)
	return err
}
