package kurrenttest

import (
	"cmp"
	"math"
	"strconv"
	"strings"

	"github.com/google/uuid"
)

// Expectations of a write that are not a revision; the numbers are the server's own, and appear in its trailers.
const (
	noStream     int64 = -1
	anyRevision  int64 = -2
	streamExists int64 = -4
)

// deletedRevision is the revision of a tombstone, and the $tb of a stream that was deleted softly.
const deletedRevision int64 = math.MaxInt64

// Types of events that mean something to the server.
const (
	linkType      = "$>"
	metadataType  = "$metadata"
	tombstoneType = "$streamDeleted"
)

const (
	jsonContent   = "application/json"
	binaryContent = "application/octet-stream"
)

// position is a place in the log of all events. The zero value lies before every event.
type position struct{ commit, prepare uint64 }

func (p position) compare(q position) int {
	return cmp.Or(cmp.Compare(p.commit, q.commit), cmp.Compare(p.prepare, q.prepare))
}

// noPosition is what old servers say where they do not know better.
var noPosition = position{math.MaxUint64, math.MaxUint64}

// proposed is an event that somebody wants written.
type proposed struct {
	id          uuid.UUID
	kind        string
	json        bool
	data, extra []byte
}

// size is what the server counts towards the limit of an append: names lie on disk in UTF-16.
func (p *proposed) size() int { return len(p.data) + len(p.extra) + 2*len(p.kind) }

// record is an event in the log. It never changes.
type record struct {
	proposed
	stream   string
	revision int64
	position
	created     int64 // ticks of 100 ns since 1970
	transaction bool  // written by an explicit transaction
}

// entry is an event as a reader meets it: with the link that led to it, if one did. A link that leads nowhere has no event.
type entry struct{ event, link *record }

// original is the event at the place that was read.
func (e entry) original() *record {
	if e.link != nil {
		return e.link
	}
	return e.event
}

// target reads the "revision@stream" of a link.
func (r *record) target() (stream string, revision int64, ok bool) {
	number, stream, found := strings.Cut(string(r.data), "@")
	revision, err := strconv.ParseInt(number, 10, 64)
	return stream, revision, found && err == nil
}
