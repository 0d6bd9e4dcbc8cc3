package domain

import "reflect"

// Change is the old and the new value of a field, as the event of a revision keeps them.
type Change[T any] struct {
	From T `json:"from"`
	To   T `json:"to"`
}

// Changed is what a revision makes of a field; nil when it leaves it as it is. An empty list is the same as none.
func Changed[T any](o Optional[T], now T) *Change[T] {
	if to := o.Or(now); !same(reflect.ValueOf(&to).Elem(), reflect.ValueOf(&now).Elem()) {
		return &Change[T]{From: now, To: to}
	}
	return nil
}

// ChangedRef is Changed for a field that may be empty: nil is empty.
func ChangedRef[T any](o Optional[T], now *T) *Change[*T] {
	if !o.Given || o.Value == nil && now == nil || o.Value != nil && now != nil && reflect.DeepEqual(*o.Value, *now) {
		return nil
	}
	return &Change[*T]{From: now, To: o.Value}
}

func same(a, b reflect.Value) bool {
	if a.Kind() == reflect.Slice && a.Len() == 0 && b.Len() == 0 {
		return true
	}
	return reflect.DeepEqual(a.Interface(), b.Interface())
}

// Set gives a field its new value, if it changed.
func (c *Change[T]) Set(field *T) {
	if c != nil {
		*field = c.To
	}
}
