package page

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"regexp"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/cosell/cosell/domain"
)

// Place is a row's place in an order: its keys as text, nil for null, and its id.
type Place struct {
	Keys []*string
	ID   domain.ID
}

// cursor is what is written into the opaque text. Its version changes with its meaning.
type cursor struct {
	Version int       `json:"v"`
	List    string    `json:"l"`
	Sort    string    `json:"s"`
	Keys    []*string `json:"k"`
	ID      domain.ID `json:"i"`
}

const (
	cursorVersion = 1
	maxCursor     = 4096 // bytes of text
)

// Cursor gives the text by which a reader of a list goes on behind p.
func (o Order) Cursor(list string, p Place) (string, error) {
	b, err := json.Marshal(cursor{cursorVersion, list, o.Name(), p.Keys, p.ID})
	return base64.RawURLEncoding.EncodeToString(b), err
}

// Place reads what Cursor gave for the same list and the same order. Anything else is ErrBadCursor.
func (o Order) Place(list, text string) (Place, error) {
	bad := ErrBadCursor.On("cursor")
	if len(text) > maxCursor {
		return Place{}, bad
	}
	b, err := base64.RawURLEncoding.Strict().DecodeString(text)
	if err != nil {
		return Place{}, bad
	}
	var c cursor
	d := json.NewDecoder(bytes.NewReader(b))
	d.DisallowUnknownFields()
	if err := d.Decode(&c); err != nil || d.InputOffset() != int64(len(b)) {
		return Place{}, bad
	}
	if c.Version != cursorVersion || c.List != list || c.Sort != o.Name() || len(c.Keys) != len(o.Keys) || !c.ID.Valid() {
		return Place{}, bad
	}
	for i, k := range o.Keys {
		if !k.takes(c.Keys[i]) {
			return Place{}, bad
		}
	}
	return Place{c.Keys, c.ID}, nil
}

var numberForm = regexp.MustCompile(`^-?[0-9]{1,30}(\.[0-9]{1,10})?$`)

func (k Key) takes(value *string) bool {
	if value == nil {
		return k.Nullable
	}
	switch k.Kind {
	case Time:
		t, err := time.Parse("2006-01-02 15:04:05.999999Z07", *value)
		return err == nil && t.Year() > 0
	case Date:
		t, err := time.Parse(time.DateOnly, *value)
		return err == nil && t.Year() > 0
	case Number:
		return numberForm.MatchString(*value)
	default:
		return utf8.ValidString(*value) && !strings.Contains(*value, "\x00")
	}
}

func (k Kind) cast() string {
	switch k {
	case Time:
		return "::timestamptz"
	case Date:
		return "::date"
	case Number:
		return "::numeric"
	default:
		return "::text"
	}
}
