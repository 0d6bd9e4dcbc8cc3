package page

import (
	"fmt"
	"strings"

	"github.com/cosell/cosell/domain"
)

// Kind says what values a sort key has, so that a cursor's can be checked before the database sees them.
type Kind int

// The kinds of keys.
const (
	Text    Kind = iota
	Time         // timestamptz
	Date         // date
	Number       // numeric, or an integer in no index
	Integer      // integer or bigint
	Bool         // boolean
	ID           // uuid
)

// Key is an expression that rows are sorted by.
type Key struct {
	SQL      string
	Kind     Kind
	Nullable bool // null comes last in both directions
}

// Sort is a named order of a list. Rows with equal keys are in the order of their ids.
type Sort struct {
	Name string
	Keys []Key
	From string // what rows are read from in this order, with all their columns, in the place of the list's own; "" for that
}

// Order is a sort with its direction.
type Order struct {
	Sort
	Descending bool
}

// Sorts are the orders that a list offers. The first one is the list's own.
type Sorts []Sort

// Names are what Parse takes, each also with a leading "-".
func (s Sorts) Names() (names []string) {
	for _, sort := range s {
		names = append(names, sort.Name)
	}
	return names
}

// Parse reads the name of a sort, with a leading "-" for the greatest first; "" is the list's own.
func (s Sorts) Parse(name string) (Order, error) {
	if name == "" {
		return Order{Sort: s[0]}, nil
	}
	bare, descending := strings.CutPrefix(name, "-")
	for _, sort := range s {
		if sort.Name == bare {
			return Order{sort, descending}, nil
		}
	}
	return Order{}, domain.Invalid([]domain.FieldError{{Field: "sort", Code: "unknown-sort",
		Message: fmt.Sprintf("This list is sorted by %s, or by one of them with a leading minus sign.", strings.Join(s.Names(), ", "))}})
}

// Name is what Parse read.
func (o Order) Name() string {
	if o.Descending {
		return "-" + o.Sort.Name
	}
	return o.Sort.Name
}

func (o Order) direction() string {
	if o.Descending {
		return " desc"
	}
	return ""
}

// beyond is how a later row compares with an earlier one.
func (o Order) beyond() string {
	if o.Descending {
		return " < "
	}
	return " > "
}

// SQL is what follows "order by".
func (o Order) SQL() string {
	direction := o.direction()
	var parts []string
	for _, k := range o.Keys {
		nulls := ""
		if k.Nullable {
			nulls = " nulls last"
		}
		parts = append(parts, k.SQL+direction+nulls)
	}
	return strings.Join(append(parts, "id"+direction), ", ")
}

// Texts selects the keys as text, for the cursor; "" when the order has only the id. They have names of their own, since
// "order by" would take a column's name for that of the text.
func (o Order) Texts() string {
	var b strings.Builder
	for i, k := range o.Keys {
		fmt.Fprintf(&b, ", (%s)::text as cursor_%d", k.SQL, i)
	}
	return b.String()
}
