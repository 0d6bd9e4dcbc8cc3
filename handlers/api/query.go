package api

import (
	"encoding"
	"fmt"
	"net/url"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/cosell/cosell/domain"
	"github.com/cosell/cosell/eventstore"
)

// MaxWait is how long a query waits for a view to reach a position.
const MaxWait = 5 * time.Second

// parameters reads the query of an address into a struct whose fields and tags are those of a body. Its error is of
// class invalid and names every parameter that is unknown, given twice where once is meant, or cannot be taken. An empty parameter is taken as
// absent.
func parameters(rawQuery string, into any) error {
	values, err := url.ParseQuery(rawQuery)
	if err != nil {
		return errMalformed.Saying("The query of the address cannot be read: %s.", err)
	}
	v := reflect.ValueOf(into).Elem()
	known := fieldsOf(v.Type())
	var d decoder
	for _, name := range sortedKeys(values) {
		index, ok := known[name]
		switch {
		case !ok:
			d.add(name, "unknown-parameter", "There is no such parameter here.")
		case len(values[name]) > 1 && v.FieldByIndex(index).Type() != reflect.TypeFor[terms]():
			d.add(name, "duplicate-parameter", "This parameter is given twice.")
		default:
			for _, value := range values[name] {
				if value != "" {
					d.text(name, value, v.FieldByIndex(index))
				}
			}
		}
	}
	return domain.Invalid(merge(d.bad, domain.Check(into)))
}

// also adds to what parameters could not take what is wrong with those that it could.
func also(unread error, wrong []domain.FieldError) error {
	if unread == nil {
		return domain.Invalid(wrong)
	}
	if bad := domain.AsError(unread).Fields; len(bad) > 0 {
		return domain.Invalid(merge(bad, wrong))
	}
	return unread
}

func sortedKeys(values url.Values) []string {
	names := make([]string, 0, len(values))
	for name := range values {
		names = append(names, name)
	}
	slices.Sort(names)
	return names
}

// text puts a parameter into a Go value. A list is written with commas.
func (d *decoder) text(path, s string, v reflect.Value) {
	switch leaf := v.Addr().Interface().(type) {
	case *eventstore.Position:
		d.unless(leaf.UnmarshalText([]byte(s)), path, "not-a-position", "This must be a position that the API has given.")
		return
	case *time.Time:
		t, err := time.Parse(time.RFC3339Nano, s)
		*leaf = t.UTC()
		d.unless(err, path, "not-a-time", "This must be a time such as 2026-03-31T12:00:00Z.")
		return
	case encoding.TextUnmarshaler:
		if err := leaf.UnmarshalText([]byte(s)); err != nil {
			d.take(path, err)
		}
		return
	}
	switch v.Kind() {
	case reflect.Pointer:
		v.Set(reflect.New(v.Type().Elem()))
		d.text(path, s, v.Elem())
	case reflect.String:
		v.SetString(s)
	case reflect.Bool:
		v.SetBool(s == "true")
		if s != "true" && s != "false" {
			d.add(path, "wrong-type", "This must be true or false.")
		}
	case reflect.Int, reflect.Int64:
		i, err := strconv.ParseInt(s, 10, 64)
		v.SetInt(i)
		d.unless(err, path, "wrong-type", "This must be a whole number.")
	case reflect.Slice:
		for i, item := range strings.Split(s, ",") {
			v.Set(reflect.Append(v, reflect.Zero(v.Type().Elem())))
			d.text(fmt.Sprintf("%s[%d]", path, i), item, v.Index(i))
		}
	default:
		panic("api: no way to read a parameter as " + v.Type().String())
	}
}

func (d *decoder) unless(err error, path, code, message string) {
	if err != nil {
		d.add(path, code, message)
	}
}

// wait is how long a query waits for a view to reach a position.
type wait time.Duration

// UnmarshalText reads a Go duration, such as 500ms or 2s, or whole seconds.
func (w *wait) UnmarshalText(b []byte) error {
	d, err := time.ParseDuration(string(b))
	if n, number := strconv.Atoi(string(b)); number == nil && n >= 0 && n <= 1000 {
		d, err = time.Duration(n)*time.Second, nil
	}
	switch {
	case err != nil || d < 0:
		return domain.Invalid([]domain.FieldError{{Code: "not-a-duration", Message: "This must be a time to wait, such as 500ms or 2s."}})
	case d > MaxWait:
		return domain.Invalid([]domain.FieldError{{Code: "too-large", Message: "A query waits 5s at most."}})
	}
	*w = wait(d)
	return nil
}
