package command

import (
	"context"
	"sync"

	"github.com/google/uuid"
)

// Receipt says which request a key names, and what became of it. It is an index: what happened is in the stream.
type Receipt struct {
	Scope  uuid.UUID // of the member
	Key    string
	Hash   string // of the request: SHA-256 in hexadecimal
	Stream string
	Holder uuid.UUID // the attempt that works on it

	Fresh    bool  // out of Reserve: no earlier attempt left it reserved
	Done     bool  // the command was answered, or would have been
	Revision int64 // of the stream when it was done
	Events   int   // how many it led to
}

// Receipts keeps receipts for as long as the log. Its methods may be called concurrently.
type Receipts interface {
	// Reserve stores r durably unless its scope and key have a receipt, and returns what is then stored. A reserved receipt
	// for the same request and stream passes to r.Holder; one that is done, or for anything else, is left alone.
	Reserve(ctx context.Context, r Receipt) (Receipt, error)

	// Complete marks the receipt as done and reports whether r.Holder still held it, or nobody any more. A receipt
	// without events is durable on return; one with events may be lost in a crash as the reserved one that it was.
	Complete(ctx context.Context, r Receipt) (held bool, err error)

	// Release removes the receipt if r.Holder holds it and it is not done; otherwise it does nothing.
	Release(ctx context.Context, r Receipt) error
}

// MemoryReceipts is the reference: it forgets with the process.
type MemoryReceipts struct {
	mu   sync.Mutex
	rows map[receiptID]Receipt
}

type receiptID struct {
	scope uuid.UUID
	key   string
}

func (r Receipt) id() receiptID { return receiptID{r.Scope, r.Key} }

// NewMemoryReceipts returns one without receipts.
func NewMemoryReceipts() *MemoryReceipts {
	return &MemoryReceipts{rows: map[receiptID]Receipt{}}
}

// Reserve is part of Receipts.
func (m *MemoryReceipts) Reserve(_ context.Context, r Receipt) (Receipt, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	id := r.id()
	old, found := m.rows[id]
	if found && (old.Done || old.Hash != r.Hash || old.Stream != r.Stream) {
		return old, nil
	}
	m.rows[id] = r
	r.Fresh = !found
	return r, nil
}

// Complete is part of Receipts.
func (m *MemoryReceipts) Complete(_ context.Context, r Receipt) (bool, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	id := r.id()
	if old, found := m.rows[id]; found && (old.Done || old.Holder != r.Holder) {
		return false, nil
	}
	r.Fresh, r.Done = false, true
	m.rows[id] = r
	return true, nil
}

// Release is part of Receipts.
func (m *MemoryReceipts) Release(_ context.Context, r Receipt) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	id := r.id()
	if old := m.rows[id]; !old.Done && old.Holder == r.Holder {
		delete(m.rows, id)
	}
	return nil
}
