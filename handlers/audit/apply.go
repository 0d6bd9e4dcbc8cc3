package audit

import (
	"encoding/json"
	"fmt"
	"slices"
)

// Apply makes changes to a thing as JSON: what Compare gave for it and another makes the other of it. It refuses what does not
// fit: a change whose From is not what stands there.
func Apply(from any, changes []Change) (json.RawMessage, error) {
	fields, err := tree(from)
	if err != nil {
		return nil, err
	}
	var root any = fields
	if fields == nil {
		root = map[string]any{}
	}
	for _, c := range changes {
		if root, err = apply(root, c); err != nil {
			return nil, err
		}
	}
	return text(root), nil
}

func apply(root any, c Change) (any, error) {
	p, err := ParsePath(c.Path)
	if err != nil {
		return nil, err
	}
	from, to := gone, gone
	for raw, v := range map[*json.RawMessage]*any{&c.From: &from, &c.To: &to} {
		if len(*raw) > 0 {
			if *v, err = decode(*raw); err != nil {
				return nil, fmt.Errorf("%s: %w", c.Path, err)
			}
		}
	}
	last := p[len(p)-1]
	if is := at(root, p); !last.order && string(textOf(is)) != string(textOf(from)) {
		return nil, fmt.Errorf("%s is %s, not %s", c.Path, textOf(is), textOf(from))
	}
	if last.order {
		return put(root, p[:len(p)-1], func(v any) any { return last.sort(v, to) }), nil
	}
	return put(root, p, func(any) any { return placed{to, c.At} }), nil
}

func textOf(v any) json.RawMessage {
	if v == gone {
		return json.RawMessage("nothing")
	}
	return text(v)
}

// placed is a new value with its place, where it is an element that came.
type placed struct {
	value any
	at    *int
}

// put replaces what a path leads to, making what leads there. A field that has lost all that it held is gone itself.
func put(v any, p Path, new func(any) any) any {
	if len(p) == 0 {
		return new(v)
	}
	if p[0].listed() {
		list, _ := v.([]any)
		return putElement(slices.Clone(list), p, new)
	}
	old, _ := v.(map[string]any)
	fields := make(map[string]any, len(old)+1)
	for k, v := range old {
		fields[k] = v
	}
	next := put(get(fields, p[0].Field), p[1:], new)
	if value, is := next.(placed); is {
		next = value.value
	}
	if fields[p[0].Field] = next; next == gone || len(p) > 1 && empty(next) {
		delete(fields, p[0].Field)
	}
	return fields
}

func putElement(list []any, p Path, new func(any) any) any {
	i := p[0].find(list)
	old := gone
	if i >= 0 {
		old = list[i]
	}
	next := put(old, p[1:], new)
	value, whole := next.(placed)
	switch {
	case whole && value.value == gone:
		return slices.Delete(list, i, i+1)
	case whole && i < 0:
		return slices.Insert(list, min(or(value.at, len(list)), len(list)), value.value)
	case whole:
		next = value.value
	}
	list[i] = next
	return list
}

func or(at *int, otherwise int) int {
	if at != nil {
		return *at
	}
	return otherwise
}

func empty(v any) bool {
	switch v := v.(type) {
	case map[string]any:
		return len(v) == 0
	case []any:
		return len(v) == 0
	}
	return false
}

// sort gives a list the order of identities.
func (s Step) sort(v, order any) any {
	list, _ := v.([]any)
	wanted, _ := order.([]any)
	t := s.teller()
	sorted := slices.Clone(list)
	slices.SortStableFunc(sorted, func(a, b any) int {
		return indexOf(wanted, t.order([]any{a})[0]) - indexOf(wanted, t.order([]any{b})[0])
	})
	return sorted
}

func indexOf(all []any, one any) int {
	return slices.IndexFunc(all, func(v any) bool { return string(text(v)) == string(text(one)) })
}

// at is what a path leads to; gone for nothing.
func at(v any, p Path) any {
	for _, s := range p {
		switch {
		case s.order:
			list, _ := v.([]any)
			return s.teller().order(list)
		case s.listed():
			list, _ := v.([]any)
			i := s.find(list)
			if i < 0 {
				return gone
			}
			v = list[i]
		default:
			fields, _ := v.(map[string]any)
			if v = get(fields, s.Field); v == gone {
				return gone
			}
		}
	}
	return v
}
