package domain

import "regexp"

// ID is a lower-case UUID in its 36-character form: of an aggregate, or of anything inside one that others name.
type ID string

var uuidForm = regexp.MustCompile(`^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$`)

// Valid reports whether id has the form of a lower-case UUID.
func (id ID) Valid() bool { return uuidForm.MatchString(string(id)) }

// Party is a reference to an organisation with the name it had when the event was written, so that a story can be told
// without looking anything up.
type Party struct {
	ID   ID     `json:"id"`
	Name string `json:"name"`
}
