package domain

import (
	"crypto/sha1"
	"encoding/hex"
	"regexp"
	"strings"
)

// ID is a lower-case UUID in its 36-character form: of an aggregate, or of anything inside one that others name.
type ID string

var uuidForm = regexp.MustCompile(`^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$`)

// Valid reports whether id has the form of a lower-case UUID.
func (id ID) Valid() bool { return uuidForm.MatchString(string(id)) }

// Derive returns the id of something inside id that is known there by a name: a UUID of version 5 with id as its
// namespace, the same for the same name. Only a valid id has a namespace of its own.
func (id ID) Derive(name string) ID {
	space, _ := hex.DecodeString(strings.ReplaceAll(string(id), "-", ""))
	sum := sha1.Sum(append(space, name...))
	u := sum[:16]
	u[6] = u[6]&0x0f | 0x50
	u[8] = u[8]&0x3f | 0x80
	h := hex.EncodeToString(u)
	return ID(strings.Join([]string{h[:8], h[8:12], h[12:16], h[16:20], h[20:]}, "-"))
}

// Party is a reference to an organisation with the name it had when the event was written, so that a story can be told
// without looking anything up.
type Party struct {
	ID   ID     `json:"id"`
	Name string `json:"name"`
}
