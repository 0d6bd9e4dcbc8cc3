package kurrenttest

import (
	"encoding/json"
	"strings"
	"time"
)

// stream is what the log knows of one stream. Events are never taken out: what is hidden is hidden by metadata.
type stream struct {
	events     []*record // by revision; a tombstone is not among them
	tombstoned bool
	meta       streamMeta
}

// last is the revision of the last event, noStream or deletedRevision.
func (s *stream) last() int64 {
	if s.tombstoned {
		return deletedRevision
	}
	return int64(len(s.events)) - 1
}

func (s *stream) softDeleted() bool { return s.meta.before == deletedRevision }

// streamMeta is the part of a stream's metadata that the server acts on.
type streamMeta struct {
	maxCount int64         // 0: none
	maxAge   time.Duration // 0: none
	before   int64         // $tb
}

// metaStream names the stream that holds a stream's metadata.
func metaStream(name string) string { return "$$" + name }

// described is the stream whose metadata name holds.
func described(name string) (string, bool) { return strings.CutPrefix(name, "$$") }

// parseMetadata reads what was written to a metadata stream; what is not JSON, or not of the known form, says nothing.
func parseMetadata(data []byte) streamMeta {
	var raw struct {
		MaxCount int64 `json:"$maxCount"`
		MaxAge   int64 `json:"$maxAge"`
		Before   int64 `json:"$tb"`
	}
	if json.Unmarshal(data, &raw) != nil {
		return streamMeta{}
	}
	return streamMeta{raw.MaxCount, time.Duration(raw.MaxAge) * time.Second, raw.Before}
}

// withBefore is metadata with another $tb, everything else kept.
func withBefore(data []byte, before int64) []byte {
	all := map[string]json.RawMessage{}
	if json.Unmarshal(data, &all) != nil {
		all = map[string]json.RawMessage{}
	}
	all["$tb"], _ = json.Marshal(before)
	out, _ := json.Marshal(all)
	return out
}

// first is the lowest revision that $maxCount and $tb leave visible.
func (s *stream) first() int64 {
	first := max(0, s.meta.before)
	if s.meta.maxCount > 0 {
		first = max(first, s.last()-s.meta.maxCount+1)
	}
	return first
}

// expired reports whether $maxAge hides an event.
func (s *stream) expired(e *record, now time.Time) bool {
	return s.meta.maxAge > 0 && e.created < ticks(now.Add(-s.meta.maxAge))
}

func ticks(t time.Time) int64 { return t.UnixNano() / 100 }
