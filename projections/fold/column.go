package fold

import (
	"fmt"
	"reflect"
	"strings"
	"sync"

	"github.com/jackc/pgx/v5/pgtype"
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
	scan    func() (targets []any, assign func(field reflect.Value) error)
}

// column is what the database knows: a name, a type with its constraints, a sentence; and how a value becomes the text that
// Postgres reads. A column that is not "not null" holds null for Go's zero value.
type column struct {
	name string
	decl string
	doc  string
	text func(field reflect.Value) string
}

// typ is the type without constraints.
func (c column) typ() string {
	t, _, _ := strings.Cut(c.decl, " ")
	return t
}

func (c column) nullable() bool { return !strings.Contains(c.decl, "not null") }

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
			}
			s.add(made)
		}
	}
	return s
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

// texts puts the values of a row into columns.
func (s shape) texts(row reflect.Value, put func(column int, value pgtype.Text)) {
	n := 0
	for _, f := range s.fields {
		value := row.FieldByIndex(f.index)
		zero := value.IsZero()
		for _, c := range f.columns {
			if zero && c.nullable() {
				put(n, pgtype.Text{})
			} else {
				put(n, pgtype.Text{String: c.text(value), Valid: true})
			}
			n++
		}
	}
}

// read scans one record into a row. More targets may follow the row's columns.
func (s shape) read(row reflect.Value, scan func(...any) error, more ...any) error {
	var targets []any
	assigns := make([]func(reflect.Value) error, len(s.fields))
	for i, f := range s.fields {
		mine, assign := f.scan()
		targets, assigns[i] = append(targets, mine...), assign
	}
	if err := scan(append(targets, more...)...); err != nil {
		return err
	}
	for i, f := range s.fields {
		if err := assigns[i](row.FieldByIndex(f.index)); err != nil {
			return fmt.Errorf("column %s: %w", f.columns[0].name, err)
		}
	}
	return nil
}
