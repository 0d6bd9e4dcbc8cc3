package command

import (
	"context"
	"sync"
	"time"

	"github.com/cosell/cosell/domain"
	"github.com/cosell/cosell/eventstore"
)

// Snapshot is the state of a stream as of a revision, with what tells whether it may be used.
type Snapshot struct {
	Stream     string
	Revision   int64
	Event      domain.ID           // at that revision, as are the next two
	Position   eventstore.Position // of the log
	RecordedAt time.Time           // UTC, microseconds
	Schema     string              // of the state's type
	Code       string              // of the program that folded it
	Data       []byte
}

// Snapshots keeps the last snapshot of each stream, for as long as it likes: losing any changes no answer. Its methods may be
// called concurrently.
type Snapshots interface {
	// Find returns the snapshot of a stream; one without Data when there is none.
	Find(ctx context.Context, stream string) (Snapshot, error)

	// Keep stores s in the place of what there is of its stream, unless that is of the same Schema and Code and not older.
	Keep(ctx context.Context, s Snapshot) error

	// Drop removes the snapshot of the stream of s if it is of the same revision and event; otherwise it does nothing.
	Drop(ctx context.Context, s Snapshot) error
}

// MemorySnapshots is the reference: it forgets with the process.
type MemorySnapshots struct {
	mu   sync.Mutex
	rows map[string]Snapshot
}

// NewMemorySnapshots returns one without snapshots.
func NewMemorySnapshots() *MemorySnapshots { return &MemorySnapshots{rows: map[string]Snapshot{}} }

// Find is part of Snapshots.
func (m *MemorySnapshots) Find(_ context.Context, stream string) (Snapshot, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.rows[stream], nil
}

// Keep is part of Snapshots.
func (m *MemorySnapshots) Keep(_ context.Context, s Snapshot) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	old, found := m.rows[s.Stream]
	if !found || old.Schema != s.Schema || old.Code != s.Code || old.Revision < s.Revision {
		m.rows[s.Stream] = s
	}
	return nil
}

// Drop is part of Snapshots.
func (m *MemorySnapshots) Drop(_ context.Context, s Snapshot) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	if old := m.rows[s.Stream]; old.Revision == s.Revision && old.Event == s.Event {
		delete(m.rows, s.Stream)
	}
	return nil
}
