package fold

import (
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/cosell/cosell/domain"
)

// The wire forms of Postgres, which cost both sides less than text: integers are big-endian, moments are counted in
// microseconds from the year 2000, exact numbers are digits to the base of 10,000.

// wire is a type as Postgres sends and receives it.
type wire struct {
	oid    uint32
	oidOf  uint32 // of the items of a list
	string func(b []byte, s string) ([]byte, error)
	number func(b []byte, n int64) []byte
}

// wires are the types that columns may have.
var wires = map[string]wire{
	"boolean":     {oid: 16},
	"bigint":      {oid: 20, number: func(b []byte, n int64) []byte { return binary.BigEndian.AppendUint64(b, uint64(n)) }},
	"integer":     {oid: 23, number: func(b []byte, n int64) []byte { return binary.BigEndian.AppendUint32(b, uint32(n)) }},
	"text":        {oid: 25, string: putText},
	"char(3)":     {oid: 1042, string: putText},
	"date":        {oid: 1082},
	"timestamptz": {oid: 1184},
	"numeric":     {oid: 1700, string: putDecimal},
	"uuid":        {oid: 2950, string: putUUID},
	"text[]":      {oid: 1009, oidOf: 25, string: putText},
	"uuid[]":      {oid: 2951, oidOf: 2950, string: putUUID},
}

func putText(b []byte, s string) ([]byte, error) { return append(b, s...), nil }

func putUUID(b []byte, s string) ([]byte, error) {
	if len(s) != 36 || s[8] != '-' || s[13] != '-' || s[18] != '-' || s[23] != '-' {
		return b, fmt.Errorf("%q is no uuid", s)
	}
	var hexits [32]byte
	n := copy(hexits[:], s[:8])
	n += copy(hexits[n:], s[9:13])
	n += copy(hexits[n:], s[14:18])
	n += copy(hexits[n:], s[19:23])
	copy(hexits[n:], s[24:])
	var id [16]byte
	if _, err := hex.Decode(id[:], hexits[:]); err != nil {
		return b, fmt.Errorf("%q is no uuid", s)
	}
	return append(b, id[:]...), nil
}

func putBool(b []byte, yes bool) []byte {
	if yes {
		return append(b, 1)
	}
	return append(b, 0)
}

var epoch = time.Date(2000, 1, 1, 0, 0, 0, 0, time.UTC)

func putTime(b []byte, t time.Time) []byte {
	return binary.BigEndian.AppendUint64(b, uint64(t.UnixMicro()-epoch.UnixMicro()))
}

func putDate(b []byte, d domain.Date) []byte {
	const day = 24 * 60 * 60
	return binary.BigEndian.AppendUint32(b, uint32((d.Start().Unix()-epoch.Unix())/day))
}

// putDecimal writes how many digits a number has to the base of 10,000, the power of the first of them, the sign, how many
// decimals are meant, and those digits.
func putDecimal(b []byte, s string) ([]byte, error) {
	const group, negative = 4, 0x4000
	unsigned, minus := strings.CutPrefix(s, "-")
	major, decimals, _ := strings.Cut(unsigned, ".")
	sign, weight := uint16(0), (len(major)+group-1)/group-1
	if minus {
		sign = negative
	}
	all := zeros[:(weight+1)*group-len(major)] + major + decimals + zeros[:(group-len(decimals)%group)%group]
	if len(major) == 0 || len(s) > len(zeros) || strings.Trim(all, "0123456789") != "" {
		return b, fmt.Errorf("%q is no number", s)
	}
	at := len(b)
	b = binary.BigEndian.AppendUint16(append(b, 0, 0), uint16(weight))
	b = binary.BigEndian.AppendUint16(b, sign)
	b = binary.BigEndian.AppendUint16(b, uint16(len(decimals)))
	for ; all != ""; all = all[group:] {
		n, _ := strconv.ParseUint(all[:group], 10, 16)
		b = binary.BigEndian.AppendUint16(b, uint16(n))
	}
	binary.BigEndian.PutUint16(b[at:], uint16((len(b)-at)/2-4))
	return b, nil
}

// zeros are as many as a number may have digits.
const zeros = "0000000000000000000000000000000000000000000000000000000000000000"

// putList writes a list of one dimension, whose items are counted from 1.
func putList(b []byte, w wire, n int, item func(i int) string) (_ []byte, err error) {
	if n == 0 {
		return binary.BigEndian.AppendUint32(append(b, 0, 0, 0, 0, 0, 0, 0, 0), w.oidOf), nil
	}
	b = binary.BigEndian.AppendUint32(append(b, 0, 0, 0, 1, 0, 0, 0, 0), w.oidOf)
	b = append(binary.BigEndian.AppendUint32(b, uint32(n)), 0, 0, 0, 1)
	for i := range n {
		at := len(b)
		if b, err = w.string(append(b, 0, 0, 0, 0), item(i)); err != nil {
			return b, err
		}
		measure(b, at)
	}
	return b, nil
}

// measure writes at the place that was left for it how long what follows is.
func measure(b []byte, at int) {
	binary.BigEndian.PutUint32(b[at:], uint32(len(b)-at-4))
}
