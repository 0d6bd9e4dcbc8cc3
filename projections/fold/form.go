package fold

import (
	"fmt"
	"reflect"
	"strconv"
	"time"

	"github.com/cosell/cosell/domain"
	"github.com/cosell/cosell/eventstore"
)

// formOf gives the columns of a field of type t whose tag says name and declaration.
func formOf(t reflect.Type, name, decl string) field {
	one := func(text func(reflect.Value) string, scan func() ([]any, func(reflect.Value) error)) field {
		return field{columns: []column{{name: name, decl: decl, text: text}}, scan: scan}
	}
	switch reflect.Zero(t).Interface().(type) {
	case time.Time:
		return one(timeText, scanning(func(v reflect.Value, t time.Time) error { v.Set(reflect.ValueOf(t.UTC())); return nil }))
	case domain.Date:
		return one(stringerText, scanning(func(v reflect.Value, t time.Time) error {
			v.Set(reflect.ValueOf(domain.DateOf(t)))
			return nil
		}))
	case eventstore.Position:
		return one(stringerText, scanning(setPosition))
	case domain.Money:
		return money(name)
	case domain.Party:
		return party(name)
	case []domain.Party:
		return parties(name)
	}
	switch t.Kind() {
	case reflect.String:
		return one(reflect.Value.String, scanning(func(v reflect.Value, s string) error { v.SetString(s); return nil }))
	case reflect.Int, reflect.Int64:
		return one(intText, scanning(func(v reflect.Value, n int64) error { v.SetInt(n); return nil }))
	case reflect.Bool:
		return one(boolText, scanning(func(v reflect.Value, b bool) error { v.SetBool(b); return nil }))
	case reflect.Slice:
		return one(listText, scanning(setList))
	}
	panic(fmt.Sprintf("column %s: a row holds no %s", name, t))
}

func timeText(v reflect.Value) string {
	return v.Interface().(time.Time).UTC().Format("2006-01-02 15:04:05.999999Z")
}

func stringerText(v reflect.Value) string { return v.Interface().(fmt.Stringer).String() }

func intText(v reflect.Value) string { return strconv.FormatInt(v.Int(), 10) }

func boolText(v reflect.Value) string { return strconv.FormatBool(v.Bool()) }

// scanning gives the scan of a column whose values arrive as T; null leaves the field zero.
func scanning[T any](set func(reflect.Value, T) error) func() ([]any, func(reflect.Value) error) {
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

func setPosition(v reflect.Value, s string) error {
	p, err := eventstore.ParsePosition(s)
	v.Set(reflect.ValueOf(p))
	return err
}
