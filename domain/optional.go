package domain

import (
	"bytes"
	"encoding/json"
)

// Optional is a field that a revision may leave alone, clear or set: absent, null, or a value. Its tag says omitzero.
type Optional[T any] struct {
	Given bool // false: the field was not in the request
	Value *T   // nil with Given: null, the field is to be cleared
}

// Some is a value that was given.
func Some[T any](v T) Optional[T] { return Optional[T]{Given: true, Value: &v} }

// Null is the request to clear a field.
func Null[T any]() Optional[T] { return Optional[T]{Given: true} }

// Or returns the value that a field has after the revision: now when nothing was given, T's zero value when cleared.
func (o Optional[T]) Or(now T) (after T) {
	switch {
	case !o.Given:
		return now
	case o.Value == nil:
		return after
	}
	return *o.Value
}

// IsZero reports whether the field was absent.
func (o Optional[T]) IsZero() bool { return !o.Given }

// MarshalJSON writes null or the value.
func (o Optional[T]) MarshalJSON() ([]byte, error) { return json.Marshal(o.Value) }

// UnmarshalJSON reads null or a value; encoding/json does not call it for an absent field.
func (o *Optional[T]) UnmarshalJSON(b []byte) error {
	*o = Optional[T]{Given: true}
	if bytes.Equal(bytes.TrimSpace(b), []byte("null")) {
		return nil
	}
	return json.Unmarshal(b, &o.Value)
}

// given hands the value to Check.
func (o Optional[T]) given() (value any, ok bool) {
	if o.Value == nil {
		return nil, false
	}
	return *o.Value, true
}
