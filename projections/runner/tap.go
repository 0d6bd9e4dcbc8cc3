package runner

import (
	"context"
	"slices"

	"github.com/cosell/cosell/eventstore"
)

// want is how many events a reader takes at a time: at most most, and while it has not seen aim, which is sure to come, no
// fewer than least unless the window is full.
type want struct {
	least, most int
	aim         eventstore.Position
}

// next returns the events that have gathered since the last call, waiting for as many as are wanted. It returns the
// context's cause, errPutOut, errAsked, or the *failure of an event that cannot be read.
func (t *tap) next(ctx context.Context, w want) ([]Event, error) {
	select {
	case <-t.asks:
		return nil, errAsked
	default:
	}
	for {
		events, err := t.take(w)
		if events != nil || err != nil {
			return events, err
		}
		select {
		case <-ctx.Done():
			return nil, context.Cause(ctx)
		case <-t.asks:
			return nil, errAsked
		case <-t.more:
		}
	}
}

// seen is the position of the last event that the reading of the log has met.
func (t *tap) seen() eventstore.Position {
	t.hub.mu.Lock()
	defer t.hub.mu.Unlock()
	return t.feed.end()
}

// idle reports whether everything that was read was also taken.
func (t *tap) idle() bool {
	t.hub.mu.Lock()
	defer t.hub.mu.Unlock()
	return t.at == t.feed.base+len(t.feed.events) && t.feed.broken == nil
}

// again gives the window's subscription up, for another one to be begun.
func (t *tap) again() {
	t.hub.mu.Lock()
	defer t.hub.mu.Unlock()
	if t.feed.giveUp != nil {
		t.feed.giveUp(errGivenUp)
	}
}

func (t *tap) take(w want) ([]Event, error) {
	t.hub.mu.Lock()
	defer t.hub.mu.Unlock()
	f := t.feed
	from := t.at - f.base
	gathered := len(f.events) - from
	switch enough := gathered >= w.least || !f.end().Before(w.aim) || f.full() || f.broken != nil; {
	case t.out:
		return nil, errPutOut
	case gathered > 0 && enough:
		n := min(gathered, w.most)
		t.at += n
		t.last = f.events[from+n-1].Position
		signal(f.room)
		return slices.Clone(f.events[from : from+n]), nil // the window moves on
	case gathered > 0:
	case f.broken != nil:
		return nil, f.broken
	default:
		t.hub.gather(t)
	}
	return nil, nil
}
