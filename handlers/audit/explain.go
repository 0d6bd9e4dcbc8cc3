package audit

import (
	"context"
	"encoding/json"
	"slices"

	"github.com/cosell/cosell/handlers/command"
)

// Setting is an event that set a field, or something below it.
type Setting struct {
	Cause
	Reason  string   `json:"reason,omitempty"` // as the event says it: a reason, message or code
	Note    string   `json:"note,omitempty"`
	Changes []Change `json:"changes"`
}

// Explanation is every event that set a field, oldest first: the last one made it what it is.
type Explanation struct {
	Field string          `json:"field"`
	At    Place           `json:"at"`
	Value json.RawMessage `json:"value,omitempty"` // there; left out for nothing
	Set   []Setting       `json:"set"`
}

// Explain finds the events that set a field up to a place of a history. It is named by its path; the name of something that
// holds others stands for all of them, and a list without an element for all of its elements. A field that nothing has set
// yet has no events; one that there is not fails with ErrNoField, and the names that there are come with it.
func Explain(ctx context.Context, h History, field Path, as command.AsOf) (e Explanation, names []string, err error) {
	e = Explanation{Field: field.String(), Set: []Setting{}}
	var before map[string]any
	known := fieldNames{}
	for t, err := range h(ctx) {
		if err != nil {
			return e, nil, err
		}
		after, err := tree(t.State)
		if err != nil {
			return e, nil, err
		}
		known.add(t.State, after)
		if t.Revision >= 0 {
			if !as.Covers(&t.Entry) {
				break
			}
			if s := settingOf(t, set(before, after, field)); len(s.Changes) > 0 {
				e.Set = append(e.Set, s)
			}
		}
		before, e.At = after, placeOf(t)
	}
	switch {
	case e.At.Revision < 0 && before == nil:
		return e, nil, command.ErrMissing
	case as.Revision != nil && *as.Revision > e.At.Revision:
		return e, nil, &NoRevision{*as.Revision, e.At.Revision}
	}
	if v := at(before, field); v != gone {
		e.Value = text(v)
	}
	if names := known.below(field); names != nil && len(e.Set) == 0 {
		return e, names, ErrNoField
	}
	return e, nil, nil
}

// set are the changes that an event made to a field.
func set(before, after map[string]any, field Path) []change {
	was, is := at(before, field), at(after, field)
	if was == gone && is == gone {
		return narrowed(compare(before, after), field)
	}
	var c comparison
	c.values(field, was, is)
	return c.changes
}

// narrowed are the changes to a field and to what it holds; of a change of something that holds the field, its own part.
func narrowed(changes []change, field Path) (own []change) {
	for _, c := range changes {
		rest, within := below(c.path, field)
		if !within {
			continue
		}
		c.path = append(slices.Clip(c.path), rest...)
		if c.from, c.to = part(c.from, rest), part(c.to, rest); string(textOf(c.from)) != string(textOf(c.to)) {
			own = append(own, c)
		}
	}
	return own
}

// below reports whether a path leads to a field, below it, or to something that holds it; then rest leads from there to the
// field. Steps into a list that the field does not name are all meant.
func below(p, field Path) (rest Path, within bool) {
	for len(field) > 0 {
		switch {
		case len(p) == 0:
			return field, true
		case p[0].equal(field[0]):
			p, field = p[1:], field[1:]
		case p[0].listed() && !field[0].listed():
			p = p[1:]
		default:
			return nil, false
		}
	}
	return nil, true
}

// part is what rest leads to in a value; of something that is not there, nothing.
func part(v any, rest Path) any {
	if v == gone {
		return gone
	}
	return at(v, rest)
}

func settingOf(t command.Telling, changes []change) Setting {
	s := Setting{Cause: causeOf(t), Changes: all(changes)}
	var said struct{ Reason, Message, Why, Text, Note any }
	if json.Unmarshal(t.Data, &said) == nil {
		s.Reason, s.Note = first(said.Reason, said.Message, said.Why), first(said.Note, said.Text)
	}
	return s
}

// first is the first of some values that is words.
func first(values ...any) string {
	for _, v := range values {
		if words, ok := v.(string); ok && words != "" {
			return words
		}
	}
	return ""
}
