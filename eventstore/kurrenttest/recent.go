package kurrenttest

import "github.com/google/uuid"

// recentLimit is how many bytes of event ids the server remembers for appends that expect no revision.
const recentLimit = 8 << 20

// recentIDs is what a node remembers of the latest events: by it alone it tells that an append without an expected
// revision was made before. It forgets the oldest first, and everything when the node restarts.
type recentIDs struct {
	places map[uuid.UUID]place
	order  []uuid.UUID
	bytes  int
}

type place struct {
	stream   string
	revision int64
}

func newRecentIDs() *recentIDs { return &recentIDs{places: map[uuid.UUID]place{}} }

func (p place) size() int { return 16 + 4 + 8 + 2*len(p.stream) }

func (r *recentIDs) add(e *record) {
	if old, ok := r.places[e.id]; ok {
		r.bytes -= old.size()
	} else {
		r.order = append(r.order, e.id)
	}
	p := place{e.stream, e.revision}
	r.places[e.id] = p
	r.bytes += p.size()
	for r.bytes > recentLimit {
		oldest := r.order[0]
		r.order = r.order[1:]
		r.bytes -= r.places[oldest].size()
		delete(r.places, oldest)
	}
}

func (r *recentIDs) find(stream string, id uuid.UUID) (revision int64, ok bool) {
	p, ok := r.places[id]
	return p.revision, ok && p.stream == stream
}
