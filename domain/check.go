package domain

import (
	"encoding/json"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"unicode/utf8"
)

// Check compares a request with what the tags of its struct promise, and returns every field that does not keep to it,
// in the order of declaration; nil when all do. The tags are those from which the API's schema is made, so that a
// limit stands once:
//
//   - a field whose json tag has neither omitempty nor omitzero is required: not zero, not blank;
//   - minLength, maxLength (in characters), pattern and enum hold for a string, or for each item of a list;
//   - minimum and maximum, whole numbers themselves, hold for numbers; minItems, maxItems and uniqueItems for lists;
//   - format:"uuid", and the type ID by itself, ask for a lower-case UUID;
//   - Money must not be negative, a Currency must be known;
//   - no string may hold control characters, those of the writing direction (bidi) among them, other than line breaks
//     and tabs; and these only where more than 200 characters are taken and no pattern asked for: any other string is one
//     line. One that is Blank counts as empty there and wherever something is required.
//
// An optional field that is zero is absent and not looked at; through a pointer or an Optional, zero is a value. A tag
// that cannot be read panics.
func Check(v any) []FieldError {
	var c checker
	c.fields("", reflect.Indirect(reflect.ValueOf(v)))
	return c.found
}

type checker struct{ found []FieldError }

func (c *checker) add(path, code, message string, args ...any) {
	c.found = append(c.found, FieldError{path, code, fmt.Sprintf(message, args...)})
}

func (c *checker) fields(path string, v reflect.Value) {
	for _, r := range rulesOf(v.Type()) {
		at := r.name
		if path != "" {
			at = path + "." + r.name
		}
		c.value(at, v.FieldByIndex(r.index), r)
	}
}

// value checks one value. That r.given says that zero was said on purpose.
func (c *checker) value(path string, v reflect.Value, r rule) {
	if o, ok := v.Interface().(interface{ given() (any, bool) }); ok {
		if inner, ok := o.given(); ok {
			c.value(path, reflect.ValueOf(inner), r.onPurpose())
		}
		return
	}
	switch {
	case absent(v, r) && r.required:
		c.add(path, "required", "This is required.")
	case absent(v, r) && !r.given:
	case v.Kind() == reflect.Pointer:
		c.value(path, v.Elem(), r.onPurpose())
	case v.Kind() == reflect.Slice:
		c.list(path, v, r)
	case v.Kind() == reflect.String:
		c.text(path, v, r)
	case v.CanInt():
		number(c, path, v.Int(), r)
	case v.CanFloat():
		number(c, path, v.Float(), r)
	case v.Type() == reflect.TypeFor[Money]():
		if v.Interface().(Money).Negative() {
			c.add(path+".amount", "negative", "An amount must not be below nought.")
		}
	case v.Kind() == reflect.Struct && !reflect.PointerTo(v.Type()).Implements(reflect.TypeFor[json.Unmarshaler]()):
		c.fields(path, v)
	}
}

// absent reports whether v counts as not given. A flag always is given, and so is a required number that may be nought,
// or a list without items that may be empty; a struct without a zero of its own is looked into instead.
func absent(v reflect.Value, r rule) bool {
	switch {
	case v.Kind() == reflect.Pointer:
		return v.IsNil()
	case v.Kind() == reflect.Slice:
		return v.IsNil() || v.Len() == 0 && (!r.required || r.minItems > 0)
	case v.Kind() == reflect.String:
		return v.Len() == 0 || r.required && Blank(v.String())
	case v.Kind() == reflect.Struct:
		z, ok := v.Interface().(interface{ IsZero() bool })
		return ok && z.IsZero()
	}
	return v.CanInt() && v.IsZero() && (!r.required || r.minimum != nil && *r.minimum > 0)
}

func (c *checker) list(path string, v reflect.Value, r rule) {
	switch n := v.Len(); {
	case n < r.minItems:
		c.add(path, "too-few", "This needs at least %d items.", r.minItems)
	case r.maxItems > 0 && n > r.maxItems:
		c.add(path, "too-many", "This takes at most %d items.", r.maxItems)
	}
	item := r
	item.required, item.given = true, true
	seen := map[any]bool{}
	for i := range v.Len() {
		at := fmt.Sprintf("%s[%d]", path, i)
		c.value(at, v.Index(i), item)
		if x := v.Index(i); r.unique && x.Comparable() {
			if seen[x.Interface()] {
				c.add(at, "duplicate", "This is in the list already.")
			}
			seen[x.Interface()] = true
		}
	}
}

func number[N int64 | float64](c *checker, path string, n N, r rule) {
	switch {
	case r.minimum != nil && n < N(*r.minimum):
		c.add(path, "too-small", "This must be %d or more.", *r.minimum)
	case r.maximum != nil && n > N(*r.maximum):
		c.add(path, "too-large", "This must be %d or less.", *r.maximum)
	}
}

func (c *checker) text(path string, v reflect.Value, r rule) {
	s := v.String()
	n := utf8.RuneCountInString(s)
	switch {
	case (r.minLength > 0 || r.line && s != "") && Blank(s):
		c.add(path, "required", "This must not be blank.")
	case !utf8.ValidString(s) || strings.ContainsFunc(s, control):
		c.add(path, "bad-character", "This has a control character or is not UTF-8.")
	case r.line && strings.ContainsFunc(s, breaking):
		c.add(path, "bad-character", "This must be a single line, without tabs.")
	case n < r.minLength:
		c.add(path, "too-short", "This needs at least %d characters.", r.minLength)
	case r.maxLength > 0 && n > r.maxLength:
		c.add(path, "too-long", "This takes at most %d characters.", r.maxLength)
	case len(r.enum) > 0 && !slices.Contains(r.enum, s):
		c.add(path, "not-one-of", "This must be one of: %s.", strings.Join(r.enum, ", "))
	case r.uuid && !ID(s).Valid():
		c.add(path, "not-a-uuid", "This must be a UUID in lower case.")
	case r.pattern != nil && !r.pattern.MatchString(s):
		c.add(path, "bad-form", "This must %s.", form(r.pattern.String()))
	case v.Type() == reflect.TypeFor[Currency]() && !Currency(s).Known():
		c.add(path, "unknown-currency", "This must be a currency of ISO 4217 in capitals, such as EUR.")
	}
}
