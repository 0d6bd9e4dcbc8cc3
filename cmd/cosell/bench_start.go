package main

import (
	"context"
	"errors"
)

const (
	startRounds = 5
	emptyRounds = 3
)

// benchStart asks how long it takes from the start of the program until it is ready: on the log, and on an empty folder. Where
// Postgres is the private one, its own start is in it.
func benchStart(ctx context.Context, b *bench) (err error) {
	l, err := b.full(ctx)
	if err != nil {
		return err
	}
	if err := b.prepared(ctx, l); err != nil {
		return err
	}
	args := []string{"--database", l.url, "--data", b.dir}
	if b.local != nil {
		args = []string{"--data", b.dir}
		if err := b.stopLocal(ctx); err != nil {
			return err
		}
		defer func() { err = errors.Join(err, b.startLocal(ctx)) }()
	}
	start := func(args ...string) func() (float64, error) {
		return func() (float64, error) {
			c, err := b.serve(ctx, args...)
			if err != nil {
				return 0, err
			}
			return c.ready.Seconds(), c.stop()
		}
	}
	value, all, err := rounds(b.times(startRounds), start(args...))
	if err != nil {
		return err
	}
	b.found(figure{Bench: "start", What: "start on the log", Value: value, Unit: "s", Rounds: all}.atMost(1))
	empty := func() (float64, error) {
		dir, err := b.scratch()
		if err != nil {
			return 0, err
		}
		return start("--data", dir)()
	}
	if value, all, err = rounds(b.times(emptyRounds), empty); err != nil {
		return err
	}
	b.found(figure{Bench: "start", What: "start on an empty folder", Value: value, Unit: "s", Rounds: all}.atMost(5))
	return nil
}
