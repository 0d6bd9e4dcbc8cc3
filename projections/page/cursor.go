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
	c, ok := legible(text)
	if !ok || c.List != list || c.Sort != o.Name() || len(c.Keys) != len(o.Keys) || !c.ID.Valid() {
		return Place{}, bad
	}
	for i, k := range o.Keys {
		if !k.takes(c.Keys[i]) {
			return Place{}, bad
		}
	}
	return Place{c.Keys, c.ID}, nil
}

// Legible reports whether a text is a cursor at all, of whatever list and sort.
func Legible(text string) bool {
	_, ok := legible(text)
	return ok
}

func legible(text string) (c cursor, ok bool) {
	b, err := base64.RawURLEncoding.Strict().DecodeString(text)
	if err != nil || len(text) > maxCursor {
		return c, false
	}
	d := json.NewDecoder(bytes.NewReader(b))
	d.DisallowUnknownFields()
	err = d.Decode(&c)
	return c, err == nil && d.InputOffset() == int64(len(b)) && c.Version == cursorVersion
}

var (
	numberForm  = regexp.MustCompile(`^-?[0-9]{1,30}(\.[0-9]{1,10})?$`)
	integerForm = regexp.MustCompile(`^-?[0-9]{1,18}$`)
)

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
	case Integer:
		return integerForm.MatchString(*value)
	case Bool:
		return *value == "true" || *value == "false"
	case ID:
		return domain.ID(*value).Valid()
	default:
		return utf8.ValidString(*value) && !strings.Contains(*value, "\x00")
	}
}

// cast makes a value of the kind of an argument that is text. A text itself needs none, so that it is compared as what
// the column is, text or char(3).
func (k Kind) cast() string {
	switch k {
	case Time:
		return "::text::timestamptz"
	case Date:
		return "::text::date"
	case Number:
		return "::text::numeric"
	case Integer:
		return "::text::bigint"
	case Bool:
		return "::text::boolean"
	case ID:
		return "::text::uuid"
	default:
		return ""
	}
}

// casts is cast for a list of values.
func (k Kind) casts() string {
	typ, found := strings.CutPrefix(k.cast(), "::text::")
	if !found {
		return ""
	}
	return "::text[]::" + typ + "[]"
}
