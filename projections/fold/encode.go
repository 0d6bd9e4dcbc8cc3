package fold

import (
	"encoding/binary"
	"fmt"
	"reflect"
)

// none is the length of no value.
const none = 0xffff_ffff

// encode appends the columns of a row, each with its length and, where typed, its type before that.
func (s shape) encode(b []byte, row reflect.Value, typed bool) (_ []byte, err error) {
	for i := range s.fields {
		f := &s.fields[i]
		value := row.FieldByIndex(f.index)
		zero := f.zero(value)
		for j := range f.columns {
			c := &f.columns[j]
			if typed {
				b = binary.BigEndian.AppendUint32(b, c.wire.oid)
			}
			if zero && c.null {
				b = binary.BigEndian.AppendUint32(b, none)
				continue
			}
			at := len(b)
			if b, err = c.put(append(b, 0, 0, 0, 0), value); err != nil {
				return b, fmt.Errorf("column %s: %w", c.name, err)
			}
			measure(b, at)
		}
	}
	return b, nil
}

// detach gives a row lists of its own in the place of those that it shares with a copy.
func (s shape) detach(row reflect.Value) {
	for i := range s.fields {
		if s.fields[i].columns[0].wire.oidOf == 0 {
			continue
		}
		if v := row.FieldByIndex(s.fields[i].index); !v.IsNil() {
			own := reflect.MakeSlice(v.Type(), v.Len(), v.Len())
			reflect.Copy(own, v)
			v.Set(own)
		}
	}
}

// read scans one record into a row. More targets may follow the row's columns.
func (s shape) read(row reflect.Value, scan func(...any) error, more ...any) error {
	var targets []any
	assigns := make([]func(reflect.Value) error, len(s.fields))
	for i, f := range s.fields {
		mine, assign := f.scan()
		targets, assigns[i] = append(targets, mine...), assign
	}
	if err := scan(append(targets, more...)...); err != nil {
		return err
	}
	for i, f := range s.fields {
		if err := assigns[i](row.FieldByIndex(f.index)); err != nil {
			return fmt.Errorf("column %s: %w", f.columns[0].name, err)
		}
	}
	return nil
}
