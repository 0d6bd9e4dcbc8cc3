package domain

import (
	"bytes"
	"encoding/json"
	"maps"
	"slices"
)

// MarshalJSON writes the wire form, null for no money.
func (m Money) MarshalJSON() ([]byte, error) {
	if m.IsZero() {
		return []byte("null"), nil
	}
	return json.Marshal(map[string]string{"amount": m.Amount(), "currency": string(m.currency)})
}

// UnmarshalJSON reads the wire form; null is no money. Its error is of class invalid and names every field that cannot
// be taken, relative to the money itself, which is ""; m then holds what could be read (nought for an amount that could
// not be, nothing at all without a currency), so that what else is wrong with it can be told as well.
func (m *Money) UnmarshalJSON(b []byte) error {
	*m = Money{}
	if bytes.Equal(bytes.TrimSpace(b), []byte("null")) {
		return nil
	}
	var members map[string]json.RawMessage
	if json.Unmarshal(b, &members) != nil {
		return Invalid([]FieldError{{"", "wrong-type", `Money is an object such as {"amount":"25000.00","currency":"USD"}.`}})
	}
	amount, bad := member(members, "amount", nil)
	currency, bad := member(members, "currency", bad)
	for _, name := range slices.Sorted(maps.Keys(members)) {
		bad = append(bad, FieldError{name, "unknown-field", "Money has no such field."})
	}
	read, faults := readMoney(amount, Currency(currency))
	*m = read
	return Invalid(append(news(faults, bad), bad...))
}

// member takes a string out of members.
func member(members map[string]json.RawMessage, name string, bad []FieldError) (s string, all []FieldError) {
	raw, ok := members[name]
	delete(members, name)
	switch {
	case !ok:
		bad = append(bad, FieldError{name, "required", "This is required."})
	case len(raw) == 0 || raw[0] != '"' || json.Unmarshal(raw, &s) != nil:
		bad = append(bad, FieldError{name, "wrong-type", "This must be a string."})
	}
	return s, bad
}

// news are those of found whose fields are not among known.
func news(found, known []FieldError) []FieldError {
	return slices.DeleteFunc(slices.Clone(found), func(f FieldError) bool {
		return slices.ContainsFunc(known, func(k FieldError) bool { return k.Field == f.Field })
	})
}
