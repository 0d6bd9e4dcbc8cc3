package runner

import "github.com/cosell/cosell/eventstore"

// gate holds the last revision of the streams met lately, and so finds what a subscription leaves out or repeats. Of a
// stream that it does not remember it knows that nothing was handed out behind its horizon: an event there that was not
// handed out is missing too. It is bounded: the streams met longest ago are forgotten, and the horizon moves on.
type gate struct {
	horizon       eventstore.Position // where the gate begins to remember
	middle        eventstore.Position // where the younger half of what it remembers begins
	recent, older map[string]int64
}

// gateStreams is how many streams each half remembers.
const gateStreams = 1 << 17

func newGate(after eventstore.Position) *gate {
	return &gate{horizon: after, middle: after, recent: map[string]int64{}}
}

// last returns the last revision that was met of a stream, and whether there was any.
func (g *gate) last(stream string) (revision int64, met bool) {
	if revision, met = g.recent[stream]; !met {
		revision, met = g.older[stream]
	}
	return revision, met
}

// pass notes that an event was handed out.
func (g *gate) pass(stream string, revision int64, at eventstore.Position) {
	if _, lately := g.recent[stream]; !lately && len(g.recent) >= gateStreams {
		g.horizon, g.middle = g.middle, at
		g.older, g.recent = g.recent, make(map[string]int64, gateStreams)
	}
	g.recent[stream] = revision
}

// verdict is what the gate says of an event.
type verdict int

const (
	fresh   verdict = iota // it is what was to come
	double                 // it was handed out before
	skips                  // events before it are missing
	unknown                // the log has to be asked for the event before it
)

func (g *gate) judge(stream string, revision int64) verdict {
	switch last, met := g.last(stream); {
	case met && revision <= last:
		return double
	case met && revision == last+1, !met && revision == 0:
		return fresh
	case met:
		return skips
	}
	return unknown
}
