package api

import (
	"bytes"
	"encoding/json"
	"fmt"
	"reflect"
	"slices"
	"strings"

	"github.com/cosell/cosell/domain"
	"github.com/cosell/cosell/projections/deals"
)

// gridRow is a deal in the columns that were asked for.
type gridRow struct {
	deals.Deal
	Favourite bool `json:"favourite" doc:"Whether the caller has marked the deal."`
	only      []string
}

type gridPage list[gridRow]

// wholeRow is a row with every column.
type wholeRow struct {
	deals.Deal
	Favourite bool `json:"favourite" doc:"Whether the caller has marked the deal."`
}

// MarshalJSON writes the columns in the order in which they were asked for, after the id.
func (r gridRow) MarshalJSON() ([]byte, error) {
	whole, err := json.Marshal(wholeRow{r.Deal, r.Favourite})
	if err != nil || r.only == nil {
		return whole, err
	}
	var members map[string]json.RawMessage
	if err := json.Unmarshal(whole, &members); err != nil {
		return nil, err
	}
	var b bytes.Buffer
	for _, name := range r.only {
		if value, ok := members[name]; ok {
			separator := ","
			if b.Len() == 0 {
				separator = "{"
			}
			fmt.Fprintf(&b, "%s%q:%s", separator, name, value)
		}
	}
	b.WriteByte('}')
	return b.Bytes(), nil
}

// chosen are the columns of an answer, the id first; nil for all.
func chosen(asked []string) ([]string, error) {
	if len(asked) == 0 {
		return nil, nil
	}
	known := fieldsOf(reflect.TypeFor[wholeRow]())
	only := []string{"id"}
	var bad []domain.FieldError
	for i, name := range asked {
		switch _, ok := known[name]; {
		case !ok:
			bad = append(bad, domain.FieldError{Field: fmt.Sprintf("columns[%d]", i), Code: "unknown-column",
				Message: "There is no such column; there are " + strings.Join(sortedNames(known), ", ") + "."})
		case name != "id":
			only = append(only, name)
		}
	}
	return only, domain.Invalid(bad)
}

func sortedNames(fields map[string][]int) (names []string) {
	for name := range fields {
		names = append(names, name)
	}
	slices.Sort(names)
	return names
}

// columnsOnly are the columns of CSV that belong to the chosen ones, in their order; nil for all.
func columnsOnly(only []string) (some []column) {
	if only == nil {
		return nil
	}
	all := columnsOf(reflect.TypeFor[gridRow]())
	for _, name := range only {
		for _, c := range all {
			if c.name == name || strings.HasPrefix(c.name, name+".") {
				some = append(some, c)
			}
		}
	}
	return some
}
