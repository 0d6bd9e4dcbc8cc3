// Package snapshot turns the state of an aggregate into bytes and back, exactly: whoever folds on from what comes back
// gets what it would have got without. States keep their fields to themselves, so the codec is made from their type and
// reads through the wall. The bytes are for the program that wrote them: Schema says when another could not read them.
package snapshot

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"reflect"
)

// ErrMalformed is what Decode says of bytes that Encode did not write for the same type.
var ErrMalformed = errors.New("not a snapshot of that type")

// Codec encodes states of one type. It may be used concurrently.
type Codec[S any] struct {
	form   form
	schema string
}

// New makes the codec of a type. It is an error for one that holds, however deep, what bytes cannot stand for: an
// interface, a function, a channel, an unsafe pointer.
func New[S any]() (*Codec[S], error) {
	t := reflect.TypeFor[S]()
	b := builder{known: map[reflect.Type]*shape{}}
	f, err := b.form(t)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", t, err)
	}
	sum := sha256.Sum256([]byte(fmt.Sprint(layout, "\n", b.text.String())))
	return &Codec[S]{form: f, schema: hex.EncodeToString(sum[:16])}, nil
}

// Of is New for a type that is known to have a codec. It panics for another.
func Of[S any]() *Codec[S] {
	c, err := New[S]()
	if err != nil {
		panic(err)
	}
	return c
}

// Schema is a fingerprint of the type, with the names, the types and the order of all fields that it holds, and of how the
// bytes are laid out: 32 hexadecimal digits.
func (c *Codec[S]) Schema() string { return c.schema }

// Encode gives the bytes of a state: of equal states, equal bytes. It is an error for a time whose zone has no place in
// them, which none has that was read from JSON.
func (c *Codec[S]) Encode(s S) ([]byte, error) {
	w := &writer{}
	c.form.write(w, reflect.ValueOf(&s).Elem())
	return w.bytes, w.err
}

// Decode gives the state back. It tells nil from empty, and shares no memory with the bytes, nor between slices.
func (c *Codec[S]) Decode(b []byte) (s S, err error) {
	r := &reader{rest: b}
	c.form.read(r, reflect.ValueOf(&s).Elem())
	if r.broken || len(r.rest) > 0 {
		var none S
		return none, fmt.Errorf("%T: %w", none, ErrMalformed)
	}
	return s, nil
}
