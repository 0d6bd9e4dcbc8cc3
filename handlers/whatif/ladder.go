package whatif

import (
	"time"

	"github.com/cosell/cosell/domain/program"
)

// ladder is the time since a deal last came on, with the pauses in which nobody is alarmed.
type ladder struct {
	start  *event // nil while the deal is not worked on
	quiet  []span
	paused *span // the pause that lasts
}

type span struct{ from, to time.Time }

// climb begins anew: the deal has come on.
func (l *ladder) climb(r *run, e event) {
	l.end(r, e.Effective)
	l.start = &e
}

// leave ends it: the deal is worked on no more.
func (l *ladder) leave(r *run, e event) {
	l.resume(e.Effective)
	l.end(r, e.Effective)
}

func (l *ladder) pause(from, to time.Time) { l.paused = &span{from, to} }

func (l *ladder) resume(at time.Time) {
	if p := l.paused; p != nil {
		if at.Before(p.to) {
			p.to = at
		}
		l.quiet, l.paused = append(l.quiet, *p), nil
	}
}

var rungs = []struct {
	what  string
	after func(program.Policy) time.Duration
}{
	{Overdue, func(p program.Policy) time.Duration { return p.OverdueAfter }},
	{Stalled, func(p program.Policy) time.Duration { return p.StalledAfter }},
}

// end compares when a deal that came on no further until a time was overdue, and when it had stalled.
func (l *ladder) end(r *run, until time.Time) {
	start, quiet := l.start, l.quiet
	if l.start = nil; start == nil {
		return
	}
	if l.paused != nil {
		quiet = append(quiet[:len(quiet):len(quiet)], *l.paused)
	}
	for _, rung := range rungs {
		r.foresee(decision{event: *start, what: rung.what, again: func(a Alternative) string {
			at := start.Effective.Add(rung.after(r.under(a, start.inForce)))
			for _, q := range quiet {
				if !at.Before(q.from) && at.Before(q.to) {
					at = q.to
				}
			}
			if at.Before(until) {
				return "since " + stamp(at)
			}
			return noAlert
		}})
	}
}
