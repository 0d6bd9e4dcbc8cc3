package command

import (
	"sync"
	"time"
)

// memory keeps the folds of streams to which commands were issued lately, so that the next command need not read them
// again. An append to a stream that has grown meanwhile fails, which proves a decision that leads to events; any other is made
// again on what the log holds.
type memory struct {
	limit         int // bytes, of the events that were folded; 0 keeps nothing
	mu            sync.Mutex
	recent, older generation
}

type generation struct {
	folds map[string]remembered
	size  int
}

type remembered struct {
	fold any // of the type that the stream's handler folds
	size int
	at   time.Time
}

// trusted is how long a fold is of use: the log may have been exchanged for a backup of it, of which one finds out by reading.
const trusted = 30 * time.Second

// take gives what is remembered of a stream, and forgets it; nil for nothing.
func (m *memory) take(stream string) any {
	m.mu.Lock()
	defer m.mu.Unlock()
	for _, g := range []*generation{&m.recent, &m.older} {
		if r, ok := g.folds[stream]; ok {
			delete(g.folds, stream)
			g.size -= r.size
			if time.Since(r.at) < trusted {
				return r.fold
			}
		}
	}
	return nil
}

// put remembers the fold of a stream, for which so many bytes were read.
func (m *memory) put(stream string, fold any, size int) {
	if size > m.limit/100 {
		return
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.recent.size > m.limit/2 || m.recent.folds == nil {
		m.older, m.recent = m.recent, generation{folds: map[string]remembered{}}
	}
	m.recent.size += size - m.recent.folds[stream].size
	m.recent.folds[stream] = remembered{fold, size, time.Now()}
}
