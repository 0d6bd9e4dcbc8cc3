package fold

import (
	"fmt"
	"reflect"
	"strings"
	"sync"

	"github.com/cosell/cosell/projections/page"
)

// shape is how a row lies in a table: its fields in their order, and their columns.
type shape struct {
	fields  []field
	columns []column
}

// field is a field of a row's struct, which fills one column or two.
type field struct {
	index   []int
	columns []column
	zero    func(field reflect.Value) bool
	scan    scanner
}

// scanner gives the targets of one record's values, and what puts them into the field.
type scanner func() (targets []any, assign func(field reflect.Value) error)

// column is what the database knows: a name, a type with its constraints, a sentence; and how a value is sent. A column
// that is not "not null" holds null for Go's zero value.
type column struct {
	name string
	decl string
	doc  string
	json string // how the row's JSON calls the field; "" where it has it not
	part string // which part of the field it is, where the field fills two
	kind page.Kind
	null bool // holds null for Go's zero value
	wire wire
	put  putter
}

// putter appends what Postgres receives for a field that is not null.
type putter func(b []byte, field reflect.Value) ([]byte, error)

func columnOf(name, decl string) column {
	c := column{name: name, decl: decl, null: !strings.Contains(decl, "not null")}
	known := false
	if c.wire, known = wires[c.typ()]; !known {
		panic(fmt.Sprintf("column %s: %s is no type of a row's", name, c.typ()))
	}
	return c
}

// typ is the type without constraints.
func (c column) typ() string {
	t, _, _ := strings.Cut(c.decl, " ")
	return t
}

// selected is the column as a statement reads it: exact numbers as text, under another name, lest "order by" take the text
// for the number.
func (c column) selected() string {
	if c.typ() == "numeric" {
		return c.name + "::text as " + c.name + "_text"
	}
	return c.name
}

// shapeOf reads the tags of a row's struct: db:"name type constraints" and doc:"sentence". Embedded structs are part of
// the row. Money, parties and lists of parties are two columns each, whose names begin with the tag's.
func shapeOf(row reflect.Type) shape {
	known, ok := shapes.Load(row)
	if !ok {
		known, _ = shapes.LoadOrStore(row, readShape(row))
	}
	return known.(shape)
}

// shapes are those that were read: a row's type does not change.
var shapes sync.Map

func readShape(row reflect.Type) (s shape) {
	for i := range row.NumField() {
		f := row.Field(i)
		tag, tagged := f.Tag.Lookup("db")
		switch {
		case f.Anonymous && !tagged:
			for _, inner := range shapeOf(f.Type).fields {
				inner.index = append([]int{i}, inner.index...)
				s.add(inner)
			}
		case tagged:
			name, decl, _ := strings.Cut(tag, " ")
			made := formOf(f.Type, name, decl)
			made.index = []int{i}
			for j := range made.columns {
				made.columns[j].doc = f.Tag.Get("doc") + made.columns[j].doc
				made.columns[j].json = jsonName(f)
			}
			s.add(made)
		}
	}
	return s
}

func jsonName(f reflect.StructField) string {
	name, _, _ := strings.Cut(f.Tag.Get("json"), ",")
	return strings.TrimPrefix(name, "-")
}

func (s *shape) add(f field) {
	s.fields = append(s.fields, f)
	s.columns = append(s.columns, f.columns...)
}

func (s shape) list(each func(column) string, between string) string {
	parts := make([]string, len(s.columns))
	for i, c := range s.columns {
		parts[i] = each(c)
	}
	return strings.Join(parts, between)
}

func (s shape) names() string { return s.list(func(c column) string { return c.name }, ", ") }
