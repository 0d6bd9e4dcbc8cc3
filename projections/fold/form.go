package fold

import (
	"fmt"
	"reflect"
	"time"

	"github.com/cosell/cosell/domain"
	"github.com/cosell/cosell/eventstore"
	"github.com/cosell/cosell/projections/page"
)

// formOf gives the columns of a field of type t whose tag says name and declaration.
func formOf(t reflect.Type, name, decl string) field {
	switch reflect.Zero(t).Interface().(type) {
	case domain.Money:
		return money(name)
	case domain.Party:
		return party(name)
	case []domain.Party:
		return parties(name)
	}
	c := columnOf(name, decl)
	f := field{zero: reflect.Value.IsZero}
	c.kind, f.scan, c.put = plain(t, c, &f)
	if c.put == nil {
		panic(fmt.Sprintf("column %s %s: a row holds no %s", name, decl, t))
	}
	f.columns = []column{c}
	return f
}

// plain is how a field of one column is compared, read and written; nothing where such a column holds no such field.
func plain(t reflect.Type, c column, f *field) (page.Kind, scanner, putter) {
	switch w := c.wire; reflect.Zero(t).Interface().(type) {
	case time.Time:
		f.zero = func(v reflect.Value) bool { return at[time.Time](v).IsZero() }
		return page.Time, scanning(setTime), only(c, "timestamptz", func(b []byte, v reflect.Value) ([]byte, error) { return putTime(b, *at[time.Time](v)), nil })
	case domain.Date:
		f.zero = func(v reflect.Value) bool { return at[domain.Date](v).IsZero() }
		return page.Date, scanning(setDate), only(c, "date", func(b []byte, v reflect.Value) ([]byte, error) { return putDate(b, *at[domain.Date](v)), nil })
	case eventstore.Position:
		return page.Text, scanning(setPosition), only(c, "text", func(b []byte, v reflect.Value) ([]byte, error) {
			return putText(b, at[eventstore.Position](v).String())
		})
	case bool:
		return page.Bool, scanning(func(v reflect.Value, yes bool) error { v.SetBool(yes); return nil }),
			only(c, "boolean", func(b []byte, v reflect.Value) ([]byte, error) { return putBool(b, v.Bool()), nil })
	default:
		return simple(t.Kind(), t, w)
	}
}

// simple is plain for texts, numbers and lists of texts, also of a type of their own.
func simple(kind reflect.Kind, t reflect.Type, w wire) (page.Kind, scanner, putter) {
	of := page.Text
	switch {
	case w.oid == wires["uuid"].oid || w.oidOf == wires["uuid"].oid:
		of = page.ID
	case w.oid == wires["numeric"].oid:
		of = page.Number
	}
	switch {
	case kind == reflect.String && w.string != nil && w.oidOf == 0:
		return of, scanning(func(v reflect.Value, s string) error { v.SetString(s); return nil }),
			func(b []byte, v reflect.Value) ([]byte, error) { return w.string(b, v.String()) }
	case (kind == reflect.Int || kind == reflect.Int64) && w.number != nil:
		return page.Integer, scanning(func(v reflect.Value, n int64) error { v.SetInt(n); return nil }),
			func(b []byte, v reflect.Value) ([]byte, error) { return w.number(b, v.Int()), nil }
	case kind == reflect.Slice && t.Elem().Kind() == reflect.String && w.oidOf != 0:
		return of, scanning(setList), func(b []byte, v reflect.Value) ([]byte, error) {
			return putList(b, w, v.Len(), func(i int) string { return v.Index(i).String() })
		}
	}
	return 0, nil, nil
}

// only is put for a column of the type that it writes, nil for any other.
func only(c column, typ string, put putter) putter {
	if c.typ() != typ {
		return nil
	}
	return put
}

// at is the field itself.
func at[T any](field reflect.Value) *T { return field.Addr().Interface().(*T) }

// scanning gives the scan of a column whose values arrive as T; null leaves the field zero.
func scanning[T any](set func(reflect.Value, T) error) scanner {
	return func() ([]any, func(reflect.Value) error) {
		var value *T
		return []any{&value}, func(v reflect.Value) error {
			if value == nil {
				return nil
			}
			return set(v, *value)
		}
	}
}

func setTime(v reflect.Value, t time.Time) error {
	*at[time.Time](v) = t.UTC()
	return nil
}

func setDate(v reflect.Value, t time.Time) error {
	*at[domain.Date](v) = domain.DateOf(t)
	return nil
}

func setPosition(v reflect.Value, s string) (err error) {
	*at[eventstore.Position](v), err = eventstore.ParsePosition(s)
	return err
}

func setList(v reflect.Value, items []string) error {
	list := reflect.MakeSlice(v.Type(), len(items), len(items))
	for i, s := range items {
		list.Index(i).SetString(s)
	}
	v.Set(list)
	return nil
}
