package api

import (
	"bytes"
	"encoding/json"
	"fmt"
	"reflect"
	"strconv"
	"strings"

	"github.com/cosell/cosell/domain"
)

// decode reads a body as a value of a struct type: the value as far as it could be read, and every field that could
// not, in the order of the body. An empty body is an empty object. Names are compared exactly; null is taken only where a field may be cleared. What is no
// JSON object at all is the error.
func decode(body []byte, t reflect.Type) (v reflect.Value, bad []domain.FieldError, err error) {
	v = reflect.New(t).Elem()
	if len(bytes.TrimSpace(body)) == 0 {
		return v, nil, nil
	}
	n, err := parse(body)
	if err != nil {
		return v, nil, err
	}
	if n.kind != anObject {
		return v, nil, domain.Invalid([]domain.FieldError{{Code: "wrong-type", Message: "The body must be an object."}})
	}
	var d decoder
	d.fill("", n, v)
	return v, d.bad, nil
}

type decoder struct{ bad []domain.FieldError }

func (d *decoder) add(path, code, message string) {
	d.bad = append(d.bad, domain.FieldError{Field: path, Code: code, Message: message})
}

// want reports whether n is of the wanted kind, and notes it when it is not.
func (d *decoder) want(path string, n node, wanted kind) bool {
	if n.kind != wanted {
		d.add(path, "wrong-type", fmt.Sprintf("This must be %s, not %s.", wanted, n.kind))
	}
	return n.kind == wanted
}

// fill puts a JSON value into a Go value.
func (d *decoder) fill(path string, n node, v reflect.Value) {
	if given, value, ok := optional(v); ok {
		given.SetBool(true)
		if n.kind != aNull {
			value.Set(reflect.New(value.Type().Elem()))
			d.fill(path, n, value.Elem())
		}
		return
	}
	switch leaf := v.Addr().Interface().(type) {
	case *domain.Date:
		d.date(path, n, leaf)
		return
	case *domain.Money:
		d.money(path, n, leaf)
		return
	case *json.RawMessage:
		*leaf = bytes.Clone(n.raw)
		return
	}
	switch v.Kind() {
	case reflect.Pointer:
		v.Set(reflect.New(v.Type().Elem()))
		d.fill(path, n, v.Elem())
	case reflect.Struct:
		d.object(path, n, v)
	case reflect.Slice:
		d.list(path, n, v)
	case reflect.String:
		if d.want(path, n, aString) {
			v.SetString(n.text)
		}
	case reflect.Bool:
		if d.want(path, n, aFlag) {
			v.SetBool(string(n.raw) == "true")
		}
	case reflect.Int:
		d.number(path, n, v)
	case reflect.Float64:
		if f, err := strconv.ParseFloat(n.text, 64); d.want(path, n, aNumber) && err == nil {
			v.SetFloat(f)
		} else if n.kind == aNumber {
			d.add(path, "too-large", "This number is too large.")
		}
	default:
		panic("api: no way to read JSON as " + v.Type().String())
	}
}

// optional gives the two fields of a domain.Optional of any type.
func optional(v reflect.Value) (given, value reflect.Value, ok bool) {
	if !isOptional(v.Type()) {
		return given, value, false
	}
	return v.FieldByName("Given"), v.FieldByName("Value"), true
}

var domainPackage = reflect.TypeFor[domain.Money]().PkgPath()

func isOptional(t reflect.Type) bool {
	return t.Kind() == reflect.Struct && t.PkgPath() == domainPackage && strings.HasPrefix(t.Name(), "Optional[")
}

func (d *decoder) object(path string, n node, v reflect.Value) {
	if !d.want(path, n, anObject) {
		return
	}
	known := fieldsOf(v.Type())
	seen := map[string]bool{}
	for i, name := range n.names {
		at := join(path, name)
		index, ok := known[name]
		switch {
		case !ok:
			d.add(at, "unknown-field", "There is no such field.")
		case seen[name]:
			d.add(at, "duplicate-field", "This field is given twice.")
		default:
			d.fill(at, n.items[i], v.FieldByIndex(index))
		}
		seen[name] = true
	}
}

func (d *decoder) list(path string, n node, v reflect.Value) {
	if !d.want(path, n, aList) {
		return
	}
	v.Set(reflect.MakeSlice(v.Type(), len(n.items), len(n.items)))
	for i := range n.items {
		d.fill(fmt.Sprintf("%s[%d]", path, i), n.items[i], v.Index(i))
	}
}

func (d *decoder) number(path string, n node, v reflect.Value) {
	i, err := strconv.ParseInt(n.text, 10, v.Type().Bits())
	switch {
	case !d.want(path, n, aNumber):
	case err == nil:
		v.SetInt(i)
	case strings.ContainsAny(n.text, ".eE"):
		d.add(path, "wrong-type", "This must be a whole number, without point or exponent.")
	case n.text[0] == '-':
		d.add(path, "too-small", "This number is too small.")
	default:
		d.add(path, "too-large", "This number is too large.")
	}
}

func (d *decoder) date(path string, n node, v *domain.Date) {
	if !d.want(path, n, aString) {
		return
	}
	var err error
	if *v, err = domain.ParseDate(n.text); err != nil {
		d.take(path, err)
	}
}

func (d *decoder) money(path string, n node, v *domain.Money) {
	if !d.want(path, n, anObject) {
		return
	}
	seen := map[string]bool{}
	for _, name := range n.names {
		if seen[name] {
			d.add(join(path, name), "duplicate-field", "This field is given twice.")
		}
		seen[name] = true
	}
	if err := json.Unmarshal(n.raw, v); err != nil {
		d.take(path, err)
	}
}

// take notes the fields that a type found wrong with itself.
func (d *decoder) take(path string, err error) {
	for _, f := range domain.AsError(err).Fields {
		d.add(join(path, f.Field), f.Code, f.Message)
	}
}
