package page

import (
	"fmt"
	"strings"
	"time"

	"github.com/cosell/cosell/domain"
)

// Column is what rows of a list have, and may be filtered and sorted by.
type Column struct {
	Name     string // as requests call it: the field's name in the row's JSON, with a point and its part where it has two; "" for one that requests do not see
	SQL      string // its expression
	Kind     Kind   // of its value, or of the items of a list
	Nullable bool   // it may be empty
	List     bool
	Currency string // SQL of the currency that stands beside an amount; "" for anything else
	Doc      string
}

// Columns are those that a list offers, in their order.
type Columns []Column

// Only are the named columns, in the order of the names; a name that is unknown is left out.
func (c Columns) Only(names ...string) (some Columns) {
	for _, name := range names {
		if found, ok := c.find(name); ok {
			some = append(some, found)
		}
	}
	return some
}

// Offered are the columns that requests see.
func (c Columns) Offered() (some Columns) {
	for _, one := range c {
		if one.Name != "" {
			some = append(some, one)
		}
	}
	return some
}

// Names are what the offered columns are called.
func (c Columns) Names() (names []string) {
	for _, one := range c.Offered() {
		names = append(names, one.Name)
	}
	return names
}

// Sorts are the orders by one column: any that is offered and is not a list. An amount is sorted within its currency.
func (c Columns) Sorts() (all Sorts) {
	for _, one := range c.Offered() {
		key := Key{SQL: one.SQL, Kind: one.Kind, Nullable: one.Nullable}
		switch {
		case one.List:
		case one.Currency != "":
			all = append(all, Sort{Name: one.Name, Keys: []Key{{SQL: one.Currency, Nullable: one.Nullable}, key}})
		default:
			all = append(all, Sort{Name: one.Name, Keys: []Key{key}})
		}
	}
	return all
}

func (c Columns) find(name string) (Column, bool) {
	for _, one := range c {
		if one.Name == name && name != "" {
			return one, true
		}
	}
	return Column{}, false
}

// nothing is wrong with a value that is not there: of a text it would be compared with one that no row has.
const nothing = "is compared with a value, and there is none"

// value reads what a filter compares a column with, into the text that a key of the kind takes. A day stands for its
// beginning where a time is wanted.
func (k Kind) value(text string) (value, complaint string) {
	if value = text; value == "" {
		return "", nothing
	}
	switch k {
	case Time:
		if day, err := domain.ParseDate(text); err == nil {
			text = day.Start().Format(time.RFC3339)
		}
		at, err := time.Parse(time.RFC3339Nano, text)
		if err != nil {
			return "", "is compared with a time, such as 2026-03-31T12:00:00Z, or a day"
		}
		value = at.UTC().Format("2006-01-02 15:04:05.999999Z07")
	case Date:
		complaint = "is compared with a day, such as 2026-03-31"
	case Number:
		complaint = "is compared with a number, such as 25000.00"
	case Integer:
		complaint = "is compared with a whole number, such as 40"
	case Bool:
		complaint = "is compared with true or false"
	case ID:
		complaint = "is compared with an id: a lower-case UUID"
	default:
		complaint = "is compared with text that can be written"
	}
	if (Key{Kind: k}).takes(&value) {
		return value, ""
	}
	return "", complaint
}

// wrong complains about a term of a filter.
func wrong(code, form string, args ...any) domain.FieldError {
	return domain.FieldError{Field: "filter", Code: code, Message: fmt.Sprintf(form, args...)}
}

func enumerate(names []string) string { return strings.Join(names, ", ") }
