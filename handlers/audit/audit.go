// Package audit answers what auditors ask of a history: what changed between two places, and which event set a field. It
// compares what a reader is shown before and after each event, as JSON, so it knows no field of any aggregate by name and is
// right for all of them.
package audit

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"

	"github.com/cosell/cosell/handlers/command"
)

var (
	// ErrBackwards says that the first of two places is behind the second.
	ErrBackwards = errors.New("the place to compare from is later than the one to compare with")
	// ErrNoField says that what is shown has no such field.
	ErrNoField = errors.New("there is no such field")

	errTrailing = errors.New("something follows the value")
	errNoFields = errors.New("what is compared has no fields")
)

// NoRevision says that a history does not reach the revision that was asked for. It is command.ErrMissing.
type NoRevision struct{ Asked, Last int64 }

// Error is part of error.
func (e *NoRevision) Error() string {
	return fmt.Sprintf("there is no revision %d, only 0 to %d", e.Asked, e.Last)
}

// Is is part of what errors.Is asks.
func (e *NoRevision) Is(target error) bool { return target == command.ErrMissing }

// decode reads JSON as maps, lists and scalars; numbers keep their digits.
func decode(data []byte) (v any, err error) {
	d := json.NewDecoder(bytes.NewReader(data))
	d.UseNumber()
	if err := d.Decode(&v); err != nil {
		return nil, err
	}
	if _, err := d.Token(); err != io.EOF {
		return nil, errTrailing
	}
	return v, nil
}

// tree is what a reader is shown, as maps, lists and scalars. Nothing is an empty map.
func tree(shown any) (map[string]any, error) {
	data, err := encode(shown)
	if err != nil {
		return nil, err
	}
	v, err := decode(data)
	if err != nil {
		return nil, err
	}
	fields, ok := v.(map[string]any)
	if !ok && v != nil {
		return nil, errNoFields
	}
	return fields, nil
}

// encode is JSON without the escapes that are for web pages.
func encode(v any) (json.RawMessage, error) {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	err := e.Encode(v)
	return bytes.TrimSuffix(b.Bytes(), []byte("\n")), err
}

// text is the JSON of what decode gave.
func text(v any) json.RawMessage {
	raw, err := encode(v)
	if err != nil {
		panic(err) // maps, lists, strings, numbers, booleans and null
	}
	return raw
}
