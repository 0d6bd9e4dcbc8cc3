package runner

import "fmt"

// gate holds the last revision of the streams met lately, and so finds what a subscription leaves out or repeats. A gate
// that stood open from the start of the log proves that no event of a stream is missing for as long as no more
// streams were met than it remembers; after that, and for a subscription from a checkpoint, it proves it of each stream
// from the first event met. It is bounded: the streams met longest ago are forgotten.
type gate struct {
	whole         bool // every stream met is remembered, from its first event
	recent, older map[string]int64
}

// gateStreams is how many streams a generation remembers; there are two.
const gateStreams = 1 << 15

func newGate(fromStart bool) *gate {
	return &gate{whole: fromStart, recent: map[string]int64{}}
}

// admit reports whether the event has not been met before. A revision that skips one is an error.
func (g *gate) admit(stream string, revision int64) (fresh bool, err error) {
	last, lately := g.recent[stream]
	met := lately
	if !lately {
		last, met = g.older[stream]
	}
	switch {
	case !met && g.whole:
		last = -1
	case !met:
		last = revision - 1
	}
	if revision <= last {
		return false, nil
	}
	if revision > last+1 {
		return false, fmt.Errorf("hole in %s: revision %d follows %d", stream, revision, last)
	}
	if !lately && len(g.recent) >= gateStreams {
		g.whole = g.whole && g.older == nil
		g.older, g.recent = g.recent, make(map[string]int64, gateStreams)
	}
	g.recent[stream] = revision
	return true, nil
}
