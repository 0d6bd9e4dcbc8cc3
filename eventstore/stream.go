package eventstore

import (
	"fmt"
	"strings"
)

// StreamName names the stream of one aggregate: "<kind>-<uuid>".
func StreamName(kind, id string) string { return kind + "-" + id }

// ParseStream splits a stream's name into the aggregate's kind, lower-case letters, and its id, a lower-case UUID. Any
// other name is ErrInvalid.
func ParseStream(name string) (kind, id string, err error) {
	kind, id, _ = strings.Cut(name, "-")
	if kind == "" || strings.Trim(kind, "abcdefghijklmnopqrstuvwxyz") != "" || !isUUID(id) {
		return "", "", fmt.Errorf("%q does not name a stream: %w", name, ErrInvalid)
	}
	return kind, id, nil
}

// isUUID accepts the lower-case text form of any version.
func isUUID(s string) bool {
	if len(s) != 36 {
		return false
	}
	for i := range len(s) {
		c := s[i]
		switch i {
		case 8, 13, 18, 23:
			if c != '-' {
				return false
			}
		default:
			if (c < '0' || c > '9') && (c < 'a' || c > 'f') {
				return false
			}
		}
	}
	return true
}
