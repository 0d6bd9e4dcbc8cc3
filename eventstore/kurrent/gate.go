package kurrent

import (
	"fmt"

	"github.com/cosell/cosell/eventstore"
)

// gateStreams is how many streams a gate remembers before it begins anew.
const gateStreams = 10_000

// gate notices when a subscription leaves out an event of a stream that it has brought before. Its zero value is ready.
type gate struct {
	revisions map[string]int64
	doubt     eventstore.Position // of the last event that did not follow
}

// pass is ErrUnavailable for an event that does not follow on its stream, so that it is asked for again, and ErrTruncated when it
// does not follow the second time either.
func (g *gate) pass(e eventstore.Recorded) error {
	if last, ok := g.revisions[e.Stream]; ok && e.Revision > last+1 {
		why := eventstore.ErrUnavailable
		if g.doubt == e.Position {
			why = eventstore.ErrTruncated
		}
		g.doubt = e.Position
		return fmt.Errorf("%w: %s: revision %d after %d", why, e.Stream, e.Revision, last)
	}
	g.see(e.Stream, e.Revision)
	return nil
}

// see notes how far a stream has come.
func (g *gate) see(stream string, revision int64) {
	if g.revisions == nil || len(g.revisions) >= gateStreams {
		g.revisions = map[string]int64{}
	}
	g.revisions[stream] = revision
}
