package snapshot

import "encoding/binary"

// writer puts one value behind the other.
type writer struct {
	bytes []byte
	err   error // the first
}

func (w *writer) uint(n uint64) { w.bytes = binary.AppendUvarint(w.bytes, n) }
func (w *writer) int(n int64)   { w.bytes = binary.AppendVarint(w.bytes, n) }

func (w *writer) text(s string) {
	w.uint(uint64(len(s)))
	w.bytes = append(w.bytes, s...)
}

// reader takes one value after the other. What is broken reads as nought from there on.
type reader struct {
	rest   []byte
	broken bool
}

func (r *reader) uint() uint64 {
	n, size := binary.Uvarint(r.rest)
	return took(r, n, size)
}

func (r *reader) int() int64 {
	n, size := binary.Varint(r.rest)
	return took(r, n, size)
}

func took[N uint64 | int64](r *reader, n N, size int) N {
	if size <= 0 {
		r.fail()
		return 0
	}
	r.rest = r.rest[size:]
	return n
}

// text is part of the bytes: it is to be copied.
func (r *reader) text() []byte {
	n := r.uint()
	if n > uint64(len(r.rest)) {
		r.fail()
		return nil
	}
	s := r.rest[:n:n]
	r.rest = r.rest[n:]
	return s
}

// count is a number of values to come, none of which takes less than a byte.
func (r *reader) count(n uint64) int {
	if n > uint64(len(r.rest)) {
		r.fail()
		return 0
	}
	return int(n)
}

func (r *reader) fail() { r.rest, r.broken = nil, true }
