package snapshot

import (
	"errors"
	"fmt"
	"reflect"
	"strings"
	"time"
)

// layout is the number of how the bytes are laid out.
const layout = 1

// form is how the values of one type are written and read. Values can be set.
type form interface {
	write(*writer, reflect.Value)
	read(*reader, reflect.Value)
}

// builder makes forms, and describes the types that it meets.
type builder struct {
	known map[reflect.Type]*shape
	text  strings.Builder
}

// shape stands for the form of a type, which may hold itself.
type shape struct{ form }

var errKind = errors.New("no bytes can stand for it")

var timeType = reflect.TypeFor[time.Time]()

// form gives the one of a type, made at the first meeting.
func (b *builder) form(t reflect.Type) (form, error) {
	if s, ok := b.known[t]; ok {
		return s, nil
	}
	s := &shape{}
	b.known[t] = s
	fmt.Fprintf(&b.text, "%s.%s %s\n", t.PkgPath(), t, t.Kind())
	var err error
	s.form, err = b.make(t)
	return s, err
}

func (b *builder) make(t reflect.Type) (form, error) {
	if t == timeType {
		return instant{}, nil
	}
	switch t.Kind() {
	case reflect.Bool:
		return boolean{}, nil
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64:
		return signed{}, nil
	case reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64:
		return unsigned{}, nil
	case reflect.Float32, reflect.Float64:
		return float{}, nil
	case reflect.String:
		return text{}, nil
	case reflect.Struct:
		return b.record(t)
	case reflect.Pointer:
		to, err := b.form(t.Elem())
		return pointer{to, t.Elem()}, err
	case reflect.Array:
		of, err := b.form(t.Elem())
		return array{of}, err
	case reflect.Slice:
		if t.Elem().Size() == 0 {
			break // a reader could not bound how many there are
		}
		of, err := b.form(t.Elem())
		return list{of}, err
	case reflect.Map:
		return b.table(t)
	}
	return nil, fmt.Errorf("%s: %w", t, errKind)
}

func (b *builder) record(t reflect.Type) (form, error) {
	r := record{}
	for i := range t.NumField() {
		field := t.Field(i)
		f, err := b.form(field.Type)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", field.Name, err)
		}
		fmt.Fprintf(&b.text, "%s.%s %s.%s\n", t, field.Name, field.Type.PkgPath(), field.Type)
		r = append(r, f)
	}
	return r, nil
}

func (b *builder) table(t reflect.Type) (form, error) {
	keys, err := b.form(t.Key())
	if err != nil {
		return nil, err
	}
	values, err := b.form(t.Elem())
	return table{keys, values}, err
}
