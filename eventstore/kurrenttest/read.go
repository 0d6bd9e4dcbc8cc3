package kurrenttest

import (
	"sort"
)

// errNoStream says that a stream has no events that can be read.
type errNoStream struct{}

func (errNoStream) Error() string { return "stream not found" }

// page is a piece of a read.
type page struct {
	entries    []entry
	considered int      // events looked at, those that the filter refused among them
	upto       position // the last one looked at
	end        bool     // there is nothing after it yet
	next       int64    // of a stream: the revision where the following page begins
	last       int64    // of a stream: its last revision
}

// streamPage is up to n visible events of a stream from a revision on, forwards or backwards; a negative revision is the
// last one.
func (l *eventLog) streamPage(name string, from int64, n int, backwards, links bool) (page, error) {
	l.mu.RLock()
	defer l.mu.RUnlock()
	s := l.streams[name]
	switch {
	case l.lastSeen(name) == deletedRevision:
		return page{}, streamDeleted{}
	case s == nil || len(s.events) == 0 || s.softDeleted():
		return page{end: true, next: from}, errNoStream{}
	}
	p := page{next: from, last: s.last()}
	step := s.enter(&p, backwards)
	now := l.now()
	for ; p.next >= s.first() && p.next <= p.last && len(p.entries) < n; p.next += step {
		if e := s.events[p.next]; !s.expired(e, now) {
			p.entries = append(p.entries, l.resolve(e, links))
		}
	}
	p.considered = len(p.entries)
	p.end = p.next < s.first() || p.next > p.last
	return p, nil
}

// enter moves the beginning of a page to what can be read, and says by how much to go on.
func (s *stream) enter(p *page, backwards bool) (step int64) {
	if !backwards {
		p.next = max(p.next, s.first())
		return 1
	}
	if p.next < 0 || p.next > p.last {
		p.next = p.last
	}
	return -1
}

// lastSeen is lastOf for readers, who create no streams.
func (l *eventLog) lastSeen(name string) int64 {
	if of, ok := described(name); ok && l.streams[of] != nil && l.streams[of].tombstoned {
		return deletedRevision
	}
	if s := l.streams[name]; s != nil {
		return s.last()
	}
	return noStream
}

// resolve follows a link when links is set.
func (l *eventLog) resolve(e *record, links bool) entry {
	if !links || e.kind != linkType {
		return entry{event: e}
	}
	name, revision, ok := e.target()
	s := l.streams[name]
	if !ok || s == nil || s.tombstoned || s.softDeleted() || revision < s.first() || revision > s.last() {
		return entry{link: e}
	}
	return entry{event: s.events[revision], link: e}
}

// allQuery is a read of all events.
type allQuery struct {
	filter    *filter // nil: none
	links     bool
	backwards bool
	max       int // events to find
	window    int // events to look at
}

// allPage is a piece of the log of all events: forwards those after or at from, backwards those before it. after says that
// from itself is not wanted.
func (l *eventLog) allPage(from position, after bool, q allQuery) page {
	l.mu.RLock()
	defer l.mu.RUnlock()
	i := l.index(from, after)
	step := 1
	if q.backwards {
		i, step = i-1, -1
	}
	var p page
	for ; i >= 0 && i < len(l.all) && len(p.entries) < q.max && p.considered < q.window; i += step {
		e := l.all[i]
		p.considered++
		p.upto = e.position
		if q.filter.passes(e) {
			p.entries = append(p.entries, l.resolve(e, q.links))
		}
	}
	p.end = i < 0 || i >= len(l.all)
	return p
}

// index is that of the first event at a position or after it.
func (l *eventLog) index(from position, after bool) int {
	limit := 0
	if after {
		limit = 1
	}
	return sort.Search(len(l.all), func(i int) bool { return l.all[i].compare(from) >= limit })
}

// holds reports whether a record of the log begins at a commit position, or the position lies at an end of the log.
func (l *eventLog) holds(p position) bool {
	l.mu.RLock()
	defer l.mu.RUnlock()
	i := l.index(p, false)
	return p == position{} || i == len(l.all) || l.all[i].commit == p.commit || i > 0 && l.all[i-1].commit == p.commit
}

func (l *eventLog) watch() (grown <-chan struct{}, end position) {
	l.mu.RLock()
	defer l.mu.RUnlock()
	return l.grown, *l.end()
}
