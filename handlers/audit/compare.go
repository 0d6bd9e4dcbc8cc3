package audit

import (
	"encoding/json"
	"maps"
	"reflect"
	"slices"
)

// Change is what one field was and has become. An element of a list that came or went is one change, with all it holds; of one
// that came, At is its place.
type Change struct {
	Path string          `json:"path"`
	From json.RawMessage `json:"from,omitempty"` // left out for nothing
	To   json.RawMessage `json:"to,omitempty"`
	At   *int            `json:"at,omitempty"` // from 0, with all that came before it in the list
}

// change is one whose path and values are not text yet.
type change struct {
	path     Path
	from, to any // gone for nothing
	at       *int
}

// nothing is the value of a field that is not there; null is one that is.
type nothing struct{}

var gone any = nothing{}

func (c change) change() Change {
	out := Change{Path: c.path.String(), At: c.at}
	if c.from != gone {
		out.From = text(c.from)
	}
	if c.to != gone {
		out.To = text(c.to)
	}
	return out
}

// Compare gives every field in which two things as JSON differ, in the order of their names. Apply undoes it.
func Compare(from, to any) ([]Change, error) {
	a, err := tree(from)
	if err != nil {
		return nil, err
	}
	b, err := tree(to)
	if err != nil {
		return nil, err
	}
	return all(compare(a, b)), nil
}

func all(changes []change) []Change {
	out := make([]Change, len(changes))
	for i, c := range changes {
		out[i] = c.change()
	}
	return out
}

func compare(from, to map[string]any) []change {
	var c comparison
	c.fields(nil, from, to)
	return c.changes
}

type comparison struct{ changes []change }

func (c *comparison) add(p Path, from, to any) {
	c.changes = append(c.changes, change{path: p, from: from, to: to})
}

func (c *comparison) fields(at Path, from, to map[string]any) {
	names := slices.Collect(maps.Keys(from))
	for n := range to {
		if _, both := from[n]; !both {
			names = append(names, n)
		}
	}
	slices.Sort(names)
	for _, n := range names {
		c.values(at.then(Step{Field: n}), get(from, n), get(to, n))
	}
}

func get(fields map[string]any, name string) any {
	if v, there := fields[name]; there {
		return v
	}
	return gone
}

// values compares what stands in one place. What holds fields or elements is compared by them, as long as it holds any.
func (c *comparison) values(at Path, from, to any) {
	if reflect.DeepEqual(from, to) {
		return
	}
	switch x, y := shapeOf(from), shapeOf(to); {
	case x.fields != nil && (y.fields != nil || to == gone), y.fields != nil && (from == gone || x.object):
		c.fields(at, x.fields, y.fields)
	case x.list != nil && (y.list != nil || to == gone), y.list != nil && (from == gone || x.array):
		c.lists(at, x.list, y.list)
	default:
		c.add(at, from, to)
	}
}

// shape is what a value holds: fields or elements; neither where there are none.
type shape struct {
	object, array bool
	fields        map[string]any
	list          []any
}

func shapeOf(v any) (s shape) {
	switch v := v.(type) {
	case map[string]any:
		if s.object = true; len(v) > 0 {
			s.fields = v
		}
	case []any:
		if s.array = true; len(v) > 0 {
			s.list = v
		}
	}
	return s
}

// lists compares element by element: those that went, those that changed, those that came, and then the order of the rest.
func (c *comparison) lists(at Path, from, to []any) {
	t := tell(from, to)
	old, now := t.names(from), t.names(to)
	var stay, stayed []string
	for i := len(from) - 1; i >= 0; i-- { // from the end, so that places hold
		if !slices.Contains(now, old[i]) {
			s, _ := t.step(from[i], i)
			c.add(at.then(s), from[i], gone)
		}
	}
	for i, v := range from {
		if j := slices.Index(now, old[i]); j >= 0 {
			s, _ := t.step(v, i)
			c.values(at.then(s), v, to[j])
			stay = append(stay, old[i])
		}
	}
	for i, v := range to {
		if slices.Contains(old, now[i]) {
			stayed = append(stayed, now[i])
			continue
		}
		s, _ := t.step(v, i)
		c.changes = append(c.changes, change{path: at.then(s), from: gone, to: v, at: &i})
	}
	if !slices.Equal(stay, stayed) {
		c.add(at.then(Step{Key: t.key, order: true}), t.order(from), t.order(to))
	}
}

// order is the identities of all elements, as values.
func (t teller) order(list []any) []any {
	all := make([]any, len(list))
	for i, v := range list {
		s, _ := t.step(v, i)
		if all[i] = any(s.Is); len(s.Is) == 1 {
			all[i] = s.Is[0]
		}
	}
	return all
}
