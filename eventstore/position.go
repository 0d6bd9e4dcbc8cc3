package eventstore

import (
	"encoding/binary"
	"encoding/hex"
	"fmt"
)

// Position is a place in the whole log; a later event has a greater one. It has two halves because a cluster's
// positions do; elsewhere they are equal. The zero value lies before every event.
type Position struct{ Commit, Prepare uint64 }

// Compare returns -1, 0 or 1 as p lies before, at or after q.
func (p Position) Compare(q Position) int {
	switch {
	case p == q:
		return 0
	case p.Commit < q.Commit || p.Commit == q.Commit && p.Prepare < q.Prepare:
		return -1
	}
	return 1
}

// Before reports whether p lies before q.
func (p Position) Before(q Position) bool { return p.Compare(q) < 0 }

// IsZero reports whether p lies before every event.
func (p Position) IsZero() bool { return p == Position{} }

// String gives the text form: 32 lower-case hexadecimal digits that sort as positions do. Outside the program it is opaque.
func (p Position) String() string {
	var b [16]byte
	binary.BigEndian.PutUint64(b[:8], p.Commit)
	binary.BigEndian.PutUint64(b[8:], p.Prepare)
	return hex.EncodeToString(b[:])
}

// ParsePosition reads what String writes, and nothing else.
func ParsePosition(s string) (Position, error) {
	b, err := hex.DecodeString(s)
	if err != nil || len(b) != 16 {
		return Position{}, fmt.Errorf("%q is not a position", s)
	}
	p := Position{binary.BigEndian.Uint64(b[:8]), binary.BigEndian.Uint64(b[8:])}
	if p.String() != s {
		return Position{}, fmt.Errorf("%q is not a position", s)
	}
	return p, nil
}

// MarshalText writes the text form.
func (p Position) MarshalText() ([]byte, error) { return []byte(p.String()), nil }

// UnmarshalText reads the text form.
func (p *Position) UnmarshalText(b []byte) (err error) {
	*p, err = ParsePosition(string(b))
	return err
}
