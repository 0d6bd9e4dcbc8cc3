package command

import (
	"context"
	"log/slog"
	"sync"
	"time"
)

// SnapshotEvery is how many events are folded behind a snapshot, or from the beginning, before another is kept.
const SnapshotEvery = 100

// Snapshotting says how long streams are spared. Its zero value keeps no snapshots: every stream is folded whole.
type Snapshotting struct {
	Kept  Snapshots    // nil keeps none
	Every int          // events behind the last one before another is kept; SnapshotEvery when 0
	Code  string       // names the program's code, other code another name; the digest of the running program when ""
	Later func(func()) // runs what is done after an answer; nil runs it beside the program
}

// cache is what the handlers of all aggregates share to keep snapshots and find them. At most one is made at a time.
type cache struct {
	Snapshotting
	probe int // events that are read of a stream before a snapshot is looked for; 0 looks for none
	code  func() (string, error)
	busy  sync.Mutex
	log   *slog.Logger
}

func newCache(o Snapshotting, log *slog.Logger) *cache {
	s := &cache{Snapshotting: o, code: programCode, log: log}
	if o.Kept == nil {
		return s
	}
	if s.Every == 0 {
		s.Every = SnapshotEvery
	}
	if s.Later == nil {
		s.Later = func(f func()) { go f() }
	}
	if s.Code == "" {
		go func() { _, _ = s.code() }() // which takes some milliseconds, and is remembered
	} else {
		s.code = func() (string, error) { return o.Code, nil }
	}
	s.probe = min(s.Every, 64)
	return s
}

// looking bounds how long a snapshot is waited for: reading the stream is the other way.
const looking = 500 * time.Millisecond

// find gives the snapshot of a stream that this program can use, by the schema of its state; false when there is none, or
// it cannot be had.
func (s *cache) find(ctx context.Context, stream, schema string) (Snapshot, bool) {
	code, err := s.code()
	var kept Snapshot
	if err == nil {
		ctx, cancel := context.WithTimeout(ctx, looking)
		defer cancel()
		kept, err = s.Kept.Find(ctx, stream)
	}
	switch {
	case ctx.Err() != nil:
		return kept, false
	case err != nil:
		s.log.WarnContext(ctx, "a snapshot cannot be read", "stream", stream, "error", err)
		return kept, false
	case kept.Schema != schema || kept.Code != code:
		return kept, false
	case !kept.whole():
		s.drop(ctx, kept, "it is damaged")
		return kept, false
	}
	return kept, true
}

// drop removes a snapshot that nobody is to use.
func (s *cache) drop(ctx context.Context, bad Snapshot, why string) {
	ctx, cancel := context.WithTimeout(ctx, looking)
	defer cancel()
	err := s.Kept.Drop(ctx, bad)
	s.log.WarnContext(ctx, "a snapshot is dropped", "stream", bad.Stream, "revision", bad.Revision, "why", why, "error", err)
}
