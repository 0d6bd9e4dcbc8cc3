package kurrenttest

import (
	"errors"
	"math"
)

// feed is what a subscription reads, from where it is on.
type feed interface {
	// peek returns the next events, up to n of them out of window that are looked at.
	peek(n, window int) (page, error)
	// advance goes on after a page.
	advance(p page)
	// place is where the subscription is in the log of all events.
	place() position
}

type allFeed struct {
	log *eventLog
	q   allQuery
	at  position
}

func (f *allFeed) peek(n, window int) (page, error) {
	q := f.q
	q.max, q.window = n, window
	return f.log.allPage(f.at, true, q), nil
}

func (f *allFeed) advance(p page) {
	if p.considered > 0 {
		f.at = p.upto
	}
}

func (f *allFeed) place() position { return f.at }

type streamFeed struct {
	log   *eventLog
	name  string
	links bool
	next  int64
}

func (f *streamFeed) peek(n, _ int) (page, error) {
	p, err := f.log.streamPage(f.name, f.next, n, false, f.links)
	if errors.Is(err, errNoStream{}) {
		return p, nil
	}
	return p, err
}

func (f *streamFeed) advance(p page) { f.next = p.next }

func (f *streamFeed) place() position { return position{} }

// feed finds where the client wants to begin. live says that there is nothing to catch up with.
func (r *reader) feed() (f feed, live bool, err error) {
	if r.backwards() {
		return nil, false, errInvalid("a subscription goes forwards")
	}
	links := r.options.GetResolveLinks()
	if s := r.options.GetStream(); s != nil {
		f := &streamFeed{r.log(), r.call.stream, links, 0}
		last := r.log().lastRevision(f.name)
		switch {
		case last == deletedRevision:
			return nil, false, errDeleted(f.name)
		case s.GetEnd() != nil:
			f.next = last + 1
			return f, true, nil
		case s.GetStart() == nil:
			f.next = int64(min(s.GetRevision(), math.MaxInt64-1)) + 1
		}
		return f, false, nil
	}
	if r.filter != nil && r.filter.interval == 0 {
		return nil, false, errInvalid("a checkpoint interval of 0")
	}
	from, err := r.firstPlace()
	_, end := r.log().watch()
	if from == noPosition {
		from = end
	}
	return &allFeed{r.log(), allQuery{filter: r.filter, links: links}, from}, from.compare(end) >= 0, err
}

// lastRevision is that of the last event of a stream, visible or not, or noStream or deletedRevision.
func (l *eventLog) lastRevision(name string) int64 {
	l.mu.RLock()
	defer l.mu.RUnlock()
	return l.lastSeen(name)
}
