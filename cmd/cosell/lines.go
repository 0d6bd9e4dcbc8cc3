package main

import (
	"bytes"
	"encoding/json"
	"io"
	"time"
)

// printLines prints a line of JSON for each.
func printLines[T any](out io.Writer, all []T) error {
	e := json.NewEncoder(out)
	for _, each := range all {
		if err := e.Encode(each); err != nil {
			return err
		}
	}
	return nil
}

// indented is JSON for people: it keeps the order of the fields.
func indented(v any) ([]byte, error) {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	err := e.Encode(v)
	return b.Bytes(), err
}

// stamp is a time as people read it.
func stamp(t time.Time) string { return t.UTC().Format(time.RFC3339) }
