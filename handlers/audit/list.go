package audit

import (
	"iter"
	"slices"
	"strings"
)

// identities are names of fields that tell the elements of a list apart, best first. Where none does any other field may, and
// then pairs and threes of them.
var identities = []string{"id", "member", "referral", "registration", "part", "code", "product", "event", "month", "currency", "partner", "market", "solution", "kind", "org", "mail", "name"}

// teller says how the elements of two lists are told apart.
type teller struct {
	key     []string // fields; none for scalars that are values of their own
	indexed bool     // by nothing but their places
}

// tell finds how the elements of two versions of a list are told apart: the same way for both.
func tell(a, b []any) teller {
	all := slices.Concat(a, b)
	if !slices.ContainsFunc(all, composed) {
		if t := (teller{}); t.apart(a) && t.apart(b) {
			return t
		}
		return teller{indexed: true}
	}
	for key := range likely(scalars(all)) {
		if t := (teller{key: key}); t.apart(a) && t.apart(b) {
			return t
		}
	}
	return teller{indexed: true}
}

func composed(v any) bool {
	switch v.(type) {
	case map[string]any, []any:
		return true
	}
	return false
}

// scalars are the fields that might tell elements apart, likely ones first; none where one of those is no object.
func scalars(all []any) (names []string) {
	for _, v := range all {
		fields, ok := v.(map[string]any)
		if !ok {
			return nil
		}
		for n, v := range fields {
			if !composed(v) && !slices.Contains(names, n) {
				names = append(names, n)
			}
		}
	}
	slices.SortFunc(names, byIdentity)
	return names
}

// likely yields fields that might tell elements apart: those that do so by their names, alone and together, before all others.
func likely(names []string) iter.Seq[[]string] {
	known := slices.IndexFunc(names, func(n string) bool { return !slices.Contains(identities, n) })
	if known < 0 {
		known = len(names)
	}
	return func(yield func([]string) bool) {
		for key := range together(names[:known]) {
			if !yield(key) {
				return
			}
		}
		together(names)(yield)
	}
}

// together yields names alone, then in twos, then in threes.
func together(names []string) iter.Seq[[]string] {
	return func(yield func([]string) bool) {
		for size := range 3 {
			if !chosen(names, size+1, nil, yield) {
				return
			}
		}
	}
}

func chosen(names []string, size int, so []string, yield func([]string) bool) bool {
	if size == 0 {
		return yield(so)
	}
	for i, n := range names {
		if !chosen(names[i+1:], size-1, append(slices.Clip(so), n), yield) {
			return false
		}
	}
	return true
}

func byIdentity(a, b string) int {
	rank := func(n string) int {
		if i := slices.Index(identities, n); i >= 0 {
			return i
		}
		return len(identities)
	}
	if d := rank(a) - rank(b); d != 0 {
		return d
	}
	return strings.Compare(a, b)
}

// apart reports whether every element has an identity of its own.
func (t teller) apart(list []any) bool {
	seen := map[string]bool{}
	for i, v := range list {
		step, ok := t.step(v, i)
		if !ok || seen[step.String()] {
			return false
		}
		seen[step.String()] = true
	}
	return true
}

// step leads to an element; false when it has no identity. A field that an element does not have counts as null; one must be
// there.
func (t teller) step(v any, at int) (s Step, ok bool) {
	switch {
	case t.indexed:
		return Step{Index: &at}, true
	case len(t.key) == 0:
		return Step{Is: []any{v}}, true
	}
	fields, _ := v.(map[string]any)
	s.Key = t.key
	for _, k := range t.key {
		id := fields[k]
		if composed(id) {
			return s, false
		}
		ok = ok || id != nil
		s.Is = append(s.Is, id)
	}
	return s, ok
}

// names are the identities of a list's elements, in their order.
func (t teller) names(list []any) []string {
	all := make([]string, len(list))
	for i, v := range list {
		s, _ := t.step(v, i)
		all[i] = s.String()
	}
	return all
}

// is reports whether a step leads to that element.
func (s Step) is(v any, at int) bool {
	o, _ := s.teller().step(v, at)
	return s.equal(o)
}

// teller is how the step tells elements apart.
func (s Step) teller() teller { return teller{key: s.Key, indexed: s.Index != nil} }

// find is the place of the element that a step leads to, -1 for none.
func (s Step) find(list []any) int {
	for i, v := range list {
		if s.is(v, i) {
			return i
		}
	}
	return -1
}
