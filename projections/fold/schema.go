package fold

import (
	"fmt"
	"strings"

	"github.com/jackc/pgx/v5"
)

// Table says what the tags of a row do not.
type Table struct {
	Part    string            // what a table beside the view's own is called after it; it has no stable view
	Comment string            // a sentence for analysts
	Indexes []string          // what follows "create index on the_table"; made when all rows are there, since they cost most while rows come
	Where   string            // the rows that the stable view shows; "" for all
	Shown   map[string]string // by column, the SQL for what the stable view shows in its place
	key     []string
	full    int // percent to which pages are filled; the rest is room for rows that change
	name    string
	version int
	shape
}

// physical is the table of this version; its name changes with the form.
func (t *Table) physical() string { return fmt.Sprintf("cosell.%s_v%d", t.name, t.version) }

// stable is the view by which everybody else knows the table.
func (t *Table) stable() string { return "cosell." + t.name }

// named takes the name and version of the view that the table belongs to.
func (t *Table) named(v *View) {
	t.name, t.version = v.name, v.version
	if t.Part != "" {
		t.name += "_" + t.Part
	}
}

// unview takes the stable view away, which may read more tables than its own.
func (t *Table) unview() string { return fmt.Sprintf("drop view if exists %s;\n", t.stable()) }

// schema makes the table and the view. Tables of earlier versions go: this one takes their place at once.
func (t *Table) schema() string {
	var b strings.Builder
	for v := 1; v < t.version; v++ {
		fmt.Fprintf(&b, "drop table if exists cosell.%s_v%d;\n", t.name, v)
	}
	fmt.Fprintf(&b, "create table %s (\n    %s,\n    primary key (%s)\n) with (fillfactor = %d);\n", t.physical(),
		t.list(func(c column) string { return c.name + " " + c.decl }, ",\n    "), strings.Join(t.key, ", "), t.full)
	relations := []string{t.physical()}
	if t.Part == "" {
		relations = append(relations, t.stable())
		fmt.Fprintf(&b, "create view %s as select %s from %s", t.stable(), t.list(t.shown, ", "), t.physical())
		if t.Where != "" {
			b.WriteString(" where " + t.Where)
		}
		b.WriteString(";\n")
		fmt.Fprintf(&b, "comment on view %s is %s;\n", t.stable(), quoted(t.Comment))
	}
	fmt.Fprintf(&b, "comment on table %s is %s;\n", t.physical(), quoted(t.Comment))
	for _, relation := range relations {
		for _, c := range t.columns {
			fmt.Fprintf(&b, "comment on column %s.%s is %s;\n", relation, pgx.Identifier{c.name}.Sanitize(), quoted(c.doc))
		}
	}
	return b.String()
}

// shown is a column as the stable view has it.
func (t *Table) shown(c column) string {
	if sql, ok := t.Shown[c.name]; ok {
		return sql + " as " + c.name
	}
	return c.name
}

// indexes makes what Indexes lists, where it is missing; unindex takes it away.
func (t *Table) indexes() string {
	var b strings.Builder
	for i, index := range t.Indexes {
		fmt.Fprintf(&b, "create index if not exists %s_v%d_%d on %s %s;\n", t.name, t.version, i+1, t.physical(), index)
	}
	return b.String()
}

func (t *Table) unindex() string {
	var b strings.Builder
	for i := range t.Indexes {
		fmt.Fprintf(&b, "drop index if exists %s_%d;\n", t.physical(), i+1)
	}
	return b.String()
}

func quoted(s string) string { return "'" + strings.ReplaceAll(s, "'", "''") + "'" }
