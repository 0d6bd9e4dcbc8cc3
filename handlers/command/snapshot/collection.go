package snapshot

import (
	"bytes"
	"reflect"
	"slices"
)

type array struct{ of form }

func (a array) write(w *writer, v reflect.Value) {
	for i := range v.Len() {
		a.of.write(w, v.Index(i))
	}
}

func (a array) read(r *reader, v reflect.Value) {
	for i := range v.Len() {
		a.of.read(r, v.Index(i))
	}
}

// list is a slice: 0 for nil, else one more than its length before its elements.
type list struct{ of form }

func (l list) write(w *writer, v reflect.Value) {
	if v.IsNil() {
		w.uint(0)
		return
	}
	w.uint(uint64(v.Len()) + 1)
	for i := range v.Len() {
		l.of.write(w, v.Index(i))
	}
}

// read leaves no room behind the last element: what is appended later is nobody else's.
func (l list) read(r *reader, v reflect.Value) {
	size := r.uint()
	if size == 0 {
		return
	}
	n := r.count(size - 1)
	v.Set(reflect.MakeSlice(v.Type(), n, n))
	for i := 0; i < n && !r.broken; i++ {
		l.of.read(r, v.Index(i))
	}
}

// table is a map, written like a list, in the order of its keys' bytes.
type table struct{ keys, values form }

func (t table) write(w *writer, v reflect.Value) {
	if v.IsNil() {
		w.uint(0)
		return
	}
	w.uint(uint64(v.Len()) + 1)
	var rows [][]byte
	for i := v.MapRange(); i.Next(); {
		row := &writer{err: w.err}
		t.keys.write(row, settable(i.Key()))
		t.values.write(row, settable(i.Value()))
		rows, w.err = append(rows, row.bytes), row.err
	}
	slices.SortFunc(rows, bytes.Compare)
	for _, row := range rows {
		w.bytes = append(w.bytes, row...)
	}
}

func (t table) read(r *reader, v reflect.Value) {
	size := r.uint()
	if size == 0 {
		return
	}
	v.Set(reflect.MakeMap(v.Type()))
	for n := r.count(size - 1); n > 0 && !r.broken; n-- {
		key, value := reflect.New(v.Type().Key()).Elem(), reflect.New(v.Type().Elem()).Elem()
		t.keys.read(r, key)
		t.values.read(r, value)
		v.SetMapIndex(key, value)
	}
}

// settable is a copy of what a map holds, whose fields can be opened.
func settable(v reflect.Value) reflect.Value {
	c := reflect.New(v.Type()).Elem()
	c.Set(v)
	return c
}
