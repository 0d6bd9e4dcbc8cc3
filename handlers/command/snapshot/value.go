package snapshot

import (
	"math"
	"reflect"
	"time"
	"unsafe"
)

type (
	boolean  struct{}
	signed   struct{}
	unsigned struct{}
	float    struct{}
	text     struct{}
	instant  struct{}
)

func (boolean) write(w *writer, v reflect.Value) {
	if v.Bool() {
		w.uint(1)
		return
	}
	w.uint(0)
}
func (boolean) read(r *reader, v reflect.Value) { v.SetBool(r.uint() == 1) }

func (signed) write(w *writer, v reflect.Value) { w.int(v.Int()) }
func (signed) read(r *reader, v reflect.Value)  { v.SetInt(r.int()) }

func (unsigned) write(w *writer, v reflect.Value) { w.uint(v.Uint()) }
func (unsigned) read(r *reader, v reflect.Value)  { v.SetUint(r.uint()) }

func (float) write(w *writer, v reflect.Value) { w.uint(math.Float64bits(v.Float())) }
func (float) read(r *reader, v reflect.Value)  { v.SetFloat(math.Float64frombits(r.uint())) }

func (text) write(w *writer, v reflect.Value) { w.text(v.String()) }
func (text) read(r *reader, v reflect.Value)  { v.SetString(string(r.text())) }

// An instant keeps its zone, by its distance from UTC.
func (instant) write(w *writer, v reflect.Value) {
	b, err := v.Interface().(time.Time).MarshalBinary()
	if err != nil && w.err == nil {
		w.err = err
	}
	w.text(string(b))
}

func (instant) read(r *reader, v reflect.Value) {
	var t time.Time
	if t.UnmarshalBinary(r.text()) != nil {
		r.fail()
	}
	v.Set(reflect.ValueOf(t))
}

// record is the forms of a struct's fields.
type record []form

func (r record) write(w *writer, v reflect.Value) {
	for i, f := range r {
		f.write(w, open(v.Field(i)))
	}
}

func (r record) read(from *reader, v reflect.Value) {
	for i, f := range r {
		f.read(from, open(v.Field(i)))
	}
}

// open is a field that may be read and set although its name is not exported.
func open(field reflect.Value) reflect.Value {
	return reflect.NewAt(field.Type(), unsafe.Pointer(field.UnsafeAddr())).Elem()
}

type pointer struct {
	form
	to reflect.Type
}

func (p pointer) write(w *writer, v reflect.Value) {
	if v.IsNil() {
		w.uint(0)
		return
	}
	w.uint(1)
	p.form.write(w, v.Elem())
}

func (p pointer) read(r *reader, v reflect.Value) {
	if r.uint() == 1 {
		v.Set(reflect.New(p.to))
		p.form.read(r, v.Elem())
	}
}
