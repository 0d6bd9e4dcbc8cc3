package runner

import (
	"fmt"
	"sync"

	"github.com/cosell/cosell/eventstore"
)

// known is what this process knows of a consumer that may run in another.
type known struct {
	version    int
	generation int64
	position   eventstore.Position
	stopped    bool
	building   bool
}

func (k known) state() State {
	switch {
	case k.stopped:
		return Stopped
	case k.building:
		return Building
	}
	return Running
}

// notice is the text by which processes tell each other where a consumer is; parseNotice reads it.
func (k known) notice(name string) string {
	return fmt.Sprintf("%s %d %d %s %s", name, k.version, k.generation, k.position, k.state())
}

func parseNotice(text string) (name string, k known, err error) {
	var position string
	var state State
	if _, err = fmt.Sscanf(text, "%s %d %d %s %s", &name, &k.version, &k.generation, &position, &state); err != nil {
		return "", known{}, fmt.Errorf("notice %q: %w", text, err)
	}
	k.stopped, k.building = state == Stopped, state == Building
	k.position, err = eventstore.ParsePosition(position)
	return name, k, err
}

// older reports whether k was true before other was. Rows that are built stay so for as long as their generation.
func (k known) older(other known) bool {
	switch {
	case k.version != other.version:
		return k.version < other.version
	case k.generation != other.generation:
		return k.generation < other.generation
	case k.building != other.building:
		return k.building
	}
	return k.position.Before(other.position)
}

// board holds what is known of each consumer, and wakes those who wait for news. Old news changes nothing.
type board struct {
	mu      sync.Mutex
	entries map[string]*entry
	aimed   bool
	aim     eventstore.Position // the end of the log when Run began
}

type entry struct {
	version int  // of the consumer in this program
	beside  bool // versions of it live side by side
	known   known
	seen    bool          // anything at all was learnt
	caught  bool          // has reached the aim, or stopped, once
	changed chan struct{} // closed and replaced by each piece of news
}

func newBoard(consumers []Consumer) *board {
	b := &board{entries: map[string]*entry{}}
	for _, c := range consumers {
		b.entries[c.Name] = &entry{version: c.Version, beside: c.Beside != nil, changed: make(chan struct{})}
	}
	return b
}

// tell takes a piece of news; one of a consumer that nobody here knows is dropped, and so is one of another version that
// lives beside the one of this program. Where they do not, that one has stopped once a newer is heard of.
func (b *board) tell(name string, k known) {
	b.mu.Lock()
	defer b.mu.Unlock()
	e, ok := b.entries[name]
	if !ok || k.version < e.version || e.beside && k.version != e.version || e.seen && k.older(e.known) {
		return
	}
	if k.version > e.version {
		k.stopped, k.position = true, eventstore.Position{}
	}
	e.known, e.seen = k, true
	b.settle(e)
	close(e.changed)
	e.changed = make(chan struct{})
}

// look returns what is known of a consumer, and a channel that is closed by the next piece of news of it.
func (b *board) look(name string) (k known, seen bool, changed <-chan struct{}, err error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	e, ok := b.entries[name]
	if !ok {
		return known{}, false, nil, fmt.Errorf("no consumer is called %q", name)
	}
	return e.known, e.seen, e.changed, nil
}

// aimAt sets the position which the first catch-up has to reach.
func (b *board) aimAt(end eventstore.Position) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.aim, b.aimed = end, true
	for _, e := range b.entries {
		b.settle(e)
		close(e.changed)
		e.changed = make(chan struct{})
	}
}

func (b *board) settle(e *entry) {
	e.caught = e.caught || b.aimed && e.seen && (e.known.stopped || !e.known.building && !e.known.position.Before(b.aim))
}

// waiting names the consumers whose first catch-up is not done.
func (b *board) waiting() (names []string) {
	b.mu.Lock()
	defer b.mu.Unlock()
	for n, e := range b.entries {
		if !e.caught {
			names = append(names, n)
		}
	}
	return names
}
