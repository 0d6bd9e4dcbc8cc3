package kurrenttest

import "strings"

// write puts events at the end of a stream and of the log, and tells who waits. It returns the last of them.
func (l *eventLog) write(name string, events []proposed) *record {
	s := l.stream(name)
	created := ticks(l.now())
	first := len(l.all)
	for i := range events {
		r := &record{proposed: events[i], stream: name, revision: s.last() + 1, created: created, transaction: l.transactions}
		r.position = position{l.next, l.next}
		l.next += uint64(140 + r.size() + 2*len(name))
		l.all = append(l.all, r)
		l.take(s, r)
	}
	if l.transactions {
		l.commit(l.all[first:])
	}
	close(l.grown)
	l.grown = make(chan struct{})
	return l.all[len(l.all)-1]
}

// take makes a record part of its stream.
func (l *eventLog) take(s *stream, r *record) {
	if r.kind == tombstoneType {
		r.revision, s.tombstoned = deletedRevision, true
	} else {
		s.events = append(s.events, r)
	}
	if of, ok := described(r.stream); ok && !strings.HasPrefix(of, "$$") {
		l.stream(of).meta = parseMetadata(r.data)
	}
	l.recent.add(r)
}

// commit closes an explicit transaction with a record of its own, whose place becomes everybody's commit position.
func (l *eventLog) commit(records []*record) {
	for _, r := range records {
		r.commit = l.next
	}
	l.next += 60
}
