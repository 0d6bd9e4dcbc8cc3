package main

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"
)

const (
	servingMB    = 150
	rebuildingMB = 300
	flat         = 1.25 // of a log ten times as long
)

// benchMemory asks for the most memory that a process has had at a time: one that serves, first at rest and then under load, and
// one that rebuilds; on the log and on one a tenth as long.
func benchMemory(ctx context.Context, b *bench) error {
	var tenth, whole memoryUse
	for _, at := range []struct {
		events int
		to     *memoryUse
	}{{max(leastEvents/2, b.verb.Events/10), &tenth}, {b.verb.Events, &whole}} {
		l, err := b.logOf(ctx, at.events)
		if err != nil {
			return err
		}
		if *at.to, err = b.memoryOf(ctx, l); err != nil || !at.to.known {
			return err
		}
	}
	b.grows("serving, at rest", whole.rest, tenth.rest, servingMB)
	b.grows("serving, under load", whole.load, tenth.load, servingMB)
	b.grows("rebuilding", whole.rebuild, tenth.rebuild, rebuildingMB)
	return nil
}

// memoryUse is the most memory that processes have had, in MB.
type memoryUse struct {
	rest, load, rebuild float64
	known               bool // false where the system does not tell
}

// grows tells what was used, and whether a longer log needs more.
func (b *bench) grows(what string, whole, tenth, most float64) {
	f := figure{Bench: "memory", What: what + ", peak", Value: whole, Unit: "MB"}
	b.found(f.atMost(most))
	growth := f.beside(limit{What: "of a log a tenth as long", Value: tenth}, 0)
	b.found(growth.judged(fmt.Sprintf("≤ %g × that", flat), *growth.Ratio <= flat))
}

func (b *bench) memoryOf(ctx context.Context, l *loaded) (m memoryUse, err error) {
	s, err := b.served(ctx, l)
	if err != nil {
		return m, err
	}
	m, err = b.serveMemory(ctx, s)
	if err = errors.Join(err, s.stop()); err == nil && m.known {
		m.rebuild, err = b.rebuildMemory(ctx, l)
	}
	return m, err
}

func (b *bench) serveMemory(ctx context.Context, s *child) (m memoryUse, err error) {
	if err := pauseFor(ctx, b.brief(2*time.Second)); err != nil {
		return m, err
	}
	if m.rest, m.known = s.peak(); !m.known {
		return m, nil
	}
	c, err := b.clientsOf(ctx, s.url)
	if err != nil {
		return m, err
	}
	_, err = c.closed(ctx, true, b.brief(5*time.Second))
	m.load, _ = s.peak()
	return m, err
}

func (b *bench) rebuildMemory(ctx context.Context, l *loaded) (mb float64, err error) {
	cmd := b.program(ctx, "bench", "--rebuild-in", l.url, "--views", strings.Join(l.views, ","))
	cmd.Stderr = b.term.talk
	said, err := cmd.Output()
	if err != nil {
		return 0, err
	}
	return strconv.ParseFloat(strings.TrimSpace(string(said)), 64)
}
