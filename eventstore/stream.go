package eventstore

import (
	"fmt"
	"regexp"
)

var streamForm = regexp.MustCompile(`^([a-z]+)-([0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})$`)

// StreamName names the stream of one aggregate: "<kind>-<uuid>".
func StreamName(kind, id string) string { return kind + "-" + id }

// ParseStream splits a stream's name into the aggregate's kind and id.
func ParseStream(name string) (kind, id string, err error) {
	m := streamForm.FindStringSubmatch(name)
	if m == nil {
		return "", "", fmt.Errorf("%q does not name a stream: %w", name, ErrInvalid)
	}
	return m[1], m[2], nil
}
