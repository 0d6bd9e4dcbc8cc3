package kurrent

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/cosell/cosell/eventstore"
)

// What ends a request that takes too long, and an operation that tried long enough.
var (
	errUnanswered = lost(errSilent)
	errImpatient  = fmt.Errorf("%w: %w", eventstore.ErrUnavailable, errPatience)
)

// try runs step, which asks for one answer, until it gets one or patience ends.
func (s *Store) try(ctx context.Context, step func(context.Context, *member) error) error {
	return s.pursue(ctx, never, func(ctx context.Context, m *member) error {
		ctx, cancel := context.WithTimeoutCause(ctx, s.options.Timeout, errUnanswered)
		defer cancel()
		return step(ctx, m)
	})
}

func never() int { return 0 }

// pursue runs step with a client, and again with the next one, as long as what it returns is passing. Patience begins anew with
// each attempt that has changed what progress returns.
func (s *Store) pursue(ctx context.Context, progress func() int, step func(context.Context, *member) error) error {
	since, made := time.Now(), progress()
	for n := 0; ; n++ {
		if why := s.err(ctx); why != nil {
			return why
		}
		err := s.once(ctx, step)
		if err == nil || !isPassing(err) && s.err(ctx) == nil {
			return err
		}
		if now := progress(); now != made {
			since, made, n = time.Now(), now, 0
		}
		s.rest(ctx, n)
		if time.Since(since) >= s.options.Patience {
			return err
		}
	}
}

// once runs step with the present client, which is given up when it turns out to be dead.
func (s *Store) once(ctx context.Context, step func(context.Context, *member) error) error {
	m, err := s.member(ctx)
	if err != nil {
		return err
	}
	err = step(ctx, m)
	if errors.Is(err, errLost) {
		s.supervisor.lost(m, err)
	}
	return err
}

// member waits for a client as long as patience lasts.
func (s *Store) member(ctx context.Context) (*member, error) {
	if m := s.supervisor.now(); m != nil {
		return m, nil
	}
	ctx, cancel := context.WithTimeoutCause(ctx, s.options.Patience, errImpatient)
	defer cancel()
	return s.supervisor.member(ctx)
}

// rest pauses before the next attempt but the second: the first after an outage finds the outage only.
func (s *Store) rest(ctx context.Context, n int) {
	if n == 0 {
		return
	}
	timer := time.NewTimer(s.options.pause(n))
	defer timer.Stop()
	select {
	case <-timer.C:
	case <-ctx.Done():
	case <-s.closed:
	}
}
