package command

import (
	"encoding/binary"
	"hash/crc32"
	"slices"
	"sort"

	"github.com/cosell/cosell/eventstore"
)

// marks say which commands wrote the events that were folded: 4 bytes for each, of its id and its caller. Two commands may
// have the same mark, so they tell for certain only which command wrote nothing.
type marks struct {
	kept []byte   // of a snapshot: in order, without gaps, big endian
	news []uint32 // of what was folded since, as it came
}

var castagnoli = crc32.MakeTable(crc32.Castagnoli)

func mark(command, org, member string) uint32 {
	b := make([]byte, 0, 3*64)
	b = append(append(append(b, command...), '\n'), org...)
	return crc32.Checksum(append(append(b, '\n'), member...), castagnoli)
}

func (c *call[C]) mark() uint32 { return mark(c.commandID, string(c.Caller.Org), c.Caller.Member) }

// add notes who wrote an event.
func (m *marks) add(e *eventstore.Metadata) {
	m.wrote(mark(e.CommandID, e.Actor.Org, e.Actor.Member))
}

func (m *marks) wrote(by uint32) {
	if n := len(m.news); n == 0 || m.news[n-1] != by { // a command's events lie side by side
		m.news = append(m.news, by)
	}
}

// may reports whether a command with that mark may have written any of the events.
func (m *marks) may(by uint32) bool {
	if slices.Contains(m.news, by) {
		return true
	}
	n := len(m.kept) / 4
	i := sort.Search(n, func(i int) bool { return binary.BigEndian.Uint32(m.kept[4*i:]) >= by })
	return i < n && binary.BigEndian.Uint32(m.kept[4*i:]) == by
}

// all are the marks as the next snapshot keeps them.
func (m *marks) all() []byte {
	every := slices.Grow(slices.Clone(m.news), len(m.kept)/4)
	for b := m.kept; len(b) > 0; b = b[4:] {
		every = append(every, binary.BigEndian.Uint32(b))
	}
	slices.Sort(every)
	every = slices.Compact(every)
	b := make([]byte, 0, 4*len(every))
	for _, by := range every {
		b = binary.BigEndian.AppendUint32(b, by)
	}
	return b
}
