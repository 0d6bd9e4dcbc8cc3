package command

import (
	"sync"
	"time"

	"github.com/cosell/cosell/domain"
	"github.com/cosell/cosell/eventstore"
)

// memory keeps the folds of streams to which commands were issued lately, so that the next command need not read them
// again. An append to a stream that has grown meanwhile fails, which proves a decision that leads to events; any other is made
// again on what the log holds.
type memory struct {
	limit         int // bytes; 0 keeps nothing
	mu            sync.Mutex
	recent, older generation
}

type generation struct {
	folds map[string]packed
	size  int
}

// packed is a fold in few bytes: of a state as it lies in memory a multiple of them would be needed.
type packed struct {
	revision   int64
	position   eventstore.Position
	recordedAt time.Time
	event      domain.ID
	behind     int
	strange    bool
	marks      marks
	state      []byte
	at         time.Time // when it was put
}

// besides is about how many bytes one takes that are not its own.
const besides = 400

func (p packed) size() int { return len(p.state) + len(p.marks.kept) + besides }

// trusted is how long a fold is of use: the log may have been exchanged for a backup of it, of which one finds out by reading.
const trusted = 30 * time.Second

// take gives what is remembered of a stream, and forgets it.
func (m *memory) take(stream string) (p packed, ok bool) {
	m.mu.Lock()
	defer m.mu.Unlock()
	for _, g := range []*generation{&m.recent, &m.older} {
		if p, ok = g.folds[stream]; ok {
			delete(g.folds, stream)
			g.size -= p.size()
			return p, time.Since(p.at) < trusted
		}
	}
	return p, false
}

// put remembers the fold of a stream, unless it would take more than a hundredth of the memory.
func (m *memory) put(stream string, p packed) {
	if p.size() > m.limit/100 {
		return
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.recent.size > m.limit/2 || m.recent.folds == nil {
		m.older, m.recent = m.recent, generation{folds: map[string]packed{}}
	}
	if old, ok := m.recent.folds[stream]; ok {
		m.recent.size -= old.size()
	}
	p.at = time.Now()
	m.recent.folds[stream], m.recent.size = p, m.recent.size+p.size()
}
