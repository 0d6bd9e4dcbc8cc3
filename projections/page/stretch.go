package page

import (
	"fmt"
	"slices"
	"strings"
)

// Stretch is a part of a list that an index on the keys and the id, in this order and without further words, serves in
// both directions. Where a key may be null, such an index has the nulls last upwards and first downwards, while a list
// has them last: so a list is read as a stretch of rows that have the key, and then one of rows that have it not.
type Stretch struct {
	order     Order
	condition func(w *Where) // nil: all rows
	native    bool           // the keys' order is that of the index
}

// Stretches are the parts of a list behind after, or of all of it where after is nil, in their order. Read one after
// another they are the list.
func (o Order) Stretches(after *Place) []Stretch {
	if !o.split() {
		s := Stretch{order: o, native: !slices.ContainsFunc(o.Keys, func(k Key) bool { return k.Nullable })}
		if after != nil {
			s.condition = func(w *Where) { w.Behind(o, *after) }
		}
		return []Stretch{s}
	}
	with := Stretch{order: o, native: true, condition: func(w *Where) {
		w.conditions = append(w.conditions, o.Keys[0].SQL+" is not null")
	}}
	without := Stretch{order: o, native: true, condition: func(w *Where) {
		for _, k := range o.Keys {
			w.conditions = append(w.conditions, k.SQL+" is null")
		}
		if after != nil && after.Keys[0] == nil {
			w.conditions = append(w.conditions, "id"+o.beyond()+w.Arg(after.ID)+"::uuid")
		}
	}}
	switch {
	case after == nil:
		return []Stretch{with, without}
	case after.Keys[0] == nil:
		return []Stretch{without}
	}
	return append(o.behind(*after), without)
}

// behind are the stretches behind a place that has all keys: as far as the first key stays the same where there are more,
// and what comes then. The database takes a comparison of rows for one of the first key alone; within a currency that would
// tell it nothing of how much is left.
func (o Order) behind(p Place) []Stretch {
	if len(o.Keys) == 1 {
		return []Stretch{{order: o, native: true, condition: func(w *Where) { w.beyond(o, p) }}}
	}
	first, rest := o.Keys[0], o
	rest.Keys = o.Keys[1:]
	value := func(w *Where) string { return w.Arg(*p.Keys[0]) + first.Kind.cast() }
	same := Stretch{order: o, native: true, condition: func(w *Where) {
		w.conditions = append(w.conditions, first.SQL+" = "+value(w))
		w.beyond(rest, Place{p.Keys[1:], p.ID})
	}}
	next := Stretch{order: o, native: true, condition: func(w *Where) {
		w.conditions = append(w.conditions, first.SQL+o.beyond()+value(w))
	}}
	return []Stretch{same, next}
}

// split reports whether all keys are null together or not at all, and may be null.
func (o Order) split() bool {
	if len(o.Keys) == 0 || !o.Keys[0].Nullable {
		return false
	}
	for i, k := range o.Keys[1:] {
		if k.Nullable && !paired(o.Keys[i], k) {
			return false
		}
	}
	return true
}

// paired holds for an amount behind its own currency: there is never one without the other.
func paired(currency, amount Key) bool { return currency.SQL == amount.SQL+"_currency" }

// Add adds what tells the stretch's rows from the others.
func (s Stretch) Add(w *Where) {
	if s.condition != nil {
		s.condition(w)
	}
}

// SQL is what follows "order by".
func (s Stretch) SQL() string {
	if !s.native {
		return s.order.SQL()
	}
	var parts []string
	for _, k := range s.order.Keys {
		parts = append(parts, k.SQL+s.order.direction())
	}
	return strings.Join(append(parts, "id"+s.order.direction()), ", ")
}

// beyond adds that rows come after p, none of whose keys is null, and which have all keys, as one comparison of rows.
func (w *Where) beyond(o Order, p Place) {
	var keys, values []string
	for i, k := range o.Keys {
		keys, values = append(keys, k.SQL), append(values, w.Arg(*p.Keys[i])+k.Kind.cast())
	}
	keys, values = append(keys, "id"), append(values, w.Arg(p.ID)+"::uuid")
	w.conditions = append(w.conditions, fmt.Sprintf("(%s)%s(%s)", strings.Join(keys, ", "), o.beyond(), strings.Join(values, ", ")))
}
