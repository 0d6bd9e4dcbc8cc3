package audit

import (
	"slices"
	"strconv"
	"strings"
)

// Path leads to a value within what is shown. As text its steps are
//
//	customer.city                      fields
//	products[="Cloud"]                 the element of a list that is that value
//	team[member="ann"].phone           the element of which a field, or several, is that
//	assessment[3]                      the element at a place, from 0, where nothing else tells them apart
//	team[member]  products[]           the order of the elements
//
// Values are JSON. A name with other signs than letters, digits, hyphens and underscores is quoted.
type Path []Step

// Step is one step of a path: to a field, or to an element of a list. One of its fields is set, Key together with Is.
type Step struct {
	Field string
	Index *int
	Key   []string // the fields that tell elements apart; empty where they are scalars
	Is    []any    // their values; nil for the order of all
	order bool
}

// String is the path as text; ParsePath reads it.
func (p Path) String() string {
	var b strings.Builder
	for i, s := range p {
		if s.Field != "" && i > 0 {
			b.WriteByte('.')
		}
		b.WriteString(s.String())
	}
	return b.String()
}

func (s Step) String() string {
	switch {
	case s.Field != "":
		return name(s.Field)
	case s.Index != nil:
		return "[" + strconv.Itoa(*s.Index) + "]"
	case s.order:
		names := make([]string, len(s.Key))
		for i, k := range s.Key {
			names[i] = name(k)
		}
		return "[" + strings.Join(names, ",") + "]"
	case len(s.Key) == 0:
		return "[=" + string(text(s.Is[0])) + "]"
	}
	parts := make([]string, len(s.Key))
	for i, k := range s.Key {
		parts[i] = name(k) + "=" + string(text(s.Is[i]))
	}
	return "[" + strings.Join(parts, ",") + "]"
}

func name(field string) string {
	_, err := strconv.Atoi(field) // would be taken for a place
	if field == "" || err == nil || strings.ContainsFunc(field, func(r rune) bool { return !plain(r) }) {
		return string(text(field))
	}
	return field
}

func plain(r rune) bool {
	return r == '-' || r == '_' || '0' <= r && r <= '9' || 'a' <= r && r <= 'z' || 'A' <= r && r <= 'Z'
}

// then is the path with one step more.
func (p Path) then(s Step) Path { return append(slices.Clip(p), s) }

func (s Step) equal(o Step) bool { return s.String() == o.String() }

// listed reports whether the step leads into a list.
func (s Step) listed() bool { return s.Field == "" }
