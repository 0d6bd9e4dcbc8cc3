package kurrenttest

import (
	"fmt"
	"sync"
	"time"

	"github.com/google/uuid"
)

// eventLog is the data of a node, or of the nodes of a cluster: it outlives restarts.
type eventLog struct {
	now          func() time.Time
	transactions bool

	mu      sync.RWMutex
	all     []*record
	streams map[string]*stream
	next    uint64 // the log position of the next record
	recent  *recentIDs
	grown   chan struct{} // closed when something is written
}

// newLog is a log as a fresh server has it: not empty, but with system events of its own.
func newLog(o Options) *eventLog {
	l := &eventLog{
		now: o.Now, transactions: o.Transactions, streams: map[string]*stream{}, next: 1056,
		recent: newRecentIDs(), grown: make(chan struct{}),
	}
	if l.now == nil {
		l.now = time.Now
	}
	l.write("$user-admin", []proposed{system("$UserCreated", `{"loginName":"admin"}`)})
	l.write("$users", []proposed{system("$User", `"admin"`)})
	return l
}

func system(kind, data string) proposed {
	return proposed{id: uuid.New(), kind: kind, json: true, data: []byte(data)}
}

// outcome is where a write left a stream. A position of nil is one that the server does not know.
type outcome struct {
	last int64
	at   *position
}

// wrongRevision says that a stream is not where a write expected it.
type wrongRevision struct{ actual int64 }

func (w *wrongRevision) Error() string { return fmt.Sprintf("stream is at %d", w.actual) }

// streamDeleted says that a stream has a tombstone.
type streamDeleted struct{}

func (streamDeleted) Error() string { return "stream is deleted" }

// append writes events if the stream is as expected, or finds that it wrote them before.
func (l *eventLog) append(name string, expected int64, events []proposed) (outcome, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	again, err := l.decide(name, expected, ids(events))
	if err != nil || again != nil {
		return outcomeOf(again), err
	}
	s := l.stream(name)
	if len(events) == 0 {
		return outcome{s.last(), l.end()}, nil
	}
	gone, from, hidden := s.softDeleted(), s.last()+1, l.describesDeleted(name)
	last := l.write(name, events)
	if gone {
		l.setBefore(name, from)
	}
	if of, ok := described(name); ok && hidden {
		l.setBefore(of, l.stream(of).last()+1)
	}
	return outcome{last.revision, &last.position}, nil
}

// describesDeleted reports whether name holds the metadata of a stream that was deleted softly: writing them brings the
// stream back, without its events.
func (l *eventLog) describesDeleted(name string) bool {
	of, ok := described(name)
	return ok && l.stream(of).softDeleted()
}

func outcomeOf(o *outcome) outcome {
	if o == nil {
		return outcome{}
	}
	return *o
}

func ids(events []proposed) []uuid.UUID {
	out := make([]uuid.UUID, len(events))
	for i := range events {
		out[i] = events[i].id
	}
	return out
}

// delete hides a stream's events, or ends the stream for good with a tombstone.
func (l *eventLog) delete(name string, expected int64, hard bool) (position, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if _, err := l.decide(name, expected, []uuid.UUID{uuid.New()}); err != nil {
		return position{}, err
	}
	if !hard {
		return l.setBefore(name, deletedRevision), nil
	}
	return l.write(name, []proposed{{id: uuid.New(), kind: tombstoneType, json: true, data: []byte("{}")}}).position, nil
}

// setBefore writes a stream's metadata again with another $tb.
func (l *eventLog) setBefore(name string, before int64) position {
	var old []byte
	if m := l.stream(metaStream(name)); len(m.events) > 0 {
		old = m.events[len(m.events)-1].data
	}
	data := withBefore(old, before)
	return l.write(metaStream(name), []proposed{system(metadataType, string(data))}).position
}

// stream is created when it is first asked for; one without events does not exist for clients.
func (l *eventLog) stream(name string) *stream {
	s := l.streams[name]
	if s == nil {
		s = &stream{}
		if _, meta := described(name); meta {
			s.meta.maxCount = 1
		}
		l.streams[name] = s
	}
	return s
}

func (l *eventLog) end() *position {
	p := l.all[len(l.all)-1].position
	return &p
}

// forget is what a restart does to a node's memory.
func (l *eventLog) forget() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.recent = newRecentIDs()
}
