package fold

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/jackc/pgx/v5"

	"github.com/cosell/cosell/projections/runner"
)

// Table says what the tags of a row do not.
type Table struct {
	Part    string            // what a table beside the view's own is called after it; by itself it is shown as nothing
	Comment string            // a sentence for analysts
	Indexes []string          // what follows "create index on the_table"; made when all rows are there, since they cost most while rows come
	Where   string            // the rows that the stable view shows; "" for all
	Shown   map[string]string // by column, the SQL for what the stable view shows in its place
	Models  []Model           // what the table is shown as; nil: one view of all columns, named like the fold's, and none for a Part
	key     []string
	full    int // percent to which pages are filled; the rest is room for rows that change
	name    string
	version int
	place   runner.Place
	oid     uint32 // of the row type, once asked for
	buffer  []byte // of what is sent, kept for the next time
	shape
}

// usual is where tables are that serve.
var usual = runner.Place{Schema: "cosell"}

const temporary = "pg_temp"

// bare is the name of the table of this version, without its schema; it changes with the form. Its indexes' names begin
// with it.
func (t *Table) bare() string { return fmt.Sprintf("%s_v%d%s", t.name, t.version, t.place.Suffix) }

func (t *Table) physical() string { return t.place.Schema + "." + t.bare() }

// named takes the name and version of the view that the table belongs to.
func (t *Table) named(v *View) {
	t.name, t.version, t.place, t.oid, t.buffer = v.name, v.version, v.place, 0, nil
	if t.Part != "" {
		t.name += "_" + t.Part
	}
}

// unkept is set while a table is filled. Nobody reads it then, while vacuum would take a processor from those who fill it, and hold
// the locks that its exchange waits for.
const unkept = "autovacuum_enabled=false"

// schema makes the table. One in pg_temp is gone with its transaction.
func (t *Table) schema() string {
	var b strings.Builder
	begin, end := "create table "+t.physical(), ", "+unkept+")"
	if t.place.Schema == temporary {
		begin, end = "create temporary table "+t.bare(), ") on commit drop"
	}
	fmt.Fprintf(&b, "%s (\n    %s,\n    primary key (%s)\n) with (fillfactor = %d%s;\n", begin,
		t.list(func(c column) string { return c.name + " " + c.decl }, ",\n    "), strings.Join(t.key, ", "), t.full, end)
	if t.place.Schema != temporary {
		fmt.Fprintf(&b, "comment on table %s is %s;\n", t.physical(), quoted(t.Comment))
		for _, c := range t.columns {
			comment(&b, t.physical(), c.name, c.doc)
		}
	}
	return b.String()
}

func comment(b *strings.Builder, relation, column, doc string) {
	fmt.Fprintf(b, "comment on column %s.%s is %s;\n", relation, pgx.Identifier{column}.Sanitize(), quoted(doc))
}

// keep has a table kept that no longer is being filled, and counts what it holds, once: those who read it next are planned for.
const keep = `do $keep$ begin
if exists (select from pg_class where oid = '%[1]s'::regclass and '%[2]s' = any(reloptions)) then
alter table %[1]s reset (autovacuum_enabled);
analyze %[1]s;
end if;
end $keep$;
`

// indexes makes what Indexes lists, where it is missing, and has the table kept; unindex takes that away.
func (t *Table) indexes() string {
	var b strings.Builder
	for i, index := range t.Indexes {
		fmt.Fprintf(&b, "create index if not exists %s_%d on %s %s;\n", t.bare(), i+1, t.physical(), index)
	}
	fmt.Fprintf(&b, keep, t.physical(), unkept)
	return b.String()
}

func (t *Table) unindex() string {
	var b strings.Builder
	for i := range t.Indexes {
		fmt.Fprintf(&b, "drop index if exists %s_%d;\n", t.physical(), i+1)
	}
	fmt.Fprintf(&b, "alter table %s set (%s);\n", t.physical(), unkept)
	return b.String()
}

func quoted(s string) string { return "'" + strings.ReplaceAll(s, "'", "''") + "'" }

// unknown are the columns that the table's declaration speaks of and nobody has.
func (t *Table) unknown() (names []string) {
	known := map[string]bool{}
	for _, c := range t.columns {
		known[c.name] = true
	}
	for _, m := range t.models() {
		for _, name := range slices.Concat(m.Columns, slices.Sorted(maps.Keys(m.Shown)), slices.Sorted(maps.Keys(m.Docs))) {
			_, shown := m.Shown[name]
			further := (shown || m.From != "") && slices.Contains(m.Columns, name)
			if !known[name] && !further {
				names = append(names, m.Name+"."+name)
			}
		}
	}
	return names
}
