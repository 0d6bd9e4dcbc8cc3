package fold

import (
	"cmp"
	"fmt"
	"strings"
)

// Model is a view in the schema cosell by which analysts know a table: its name stays while the table's changes with the
// form.
type Model struct {
	Name    string            // cosell.<Name>
	Comment string            // a sentence for analysts; "" for the table's
	Columns []string          // what it has, in this order; nil: all that the table has
	Shown   map[string]string // by column of the table, or a further one that Columns lists: the SQL shown in its place
	Docs    map[string]string // comments for further columns, and for those of which the model says something else than the table
	From    string            // what it is selected from where that is not the table: all its columns are further ones
	Where   string            // the rows that it shows; "" for all
}

// models are those declared, or the one that a table has by itself.
func (t *Table) models() []Model {
	switch {
	case t.Models != nil:
		return t.Models
	case t.Part != "":
		return nil
	}
	return []Model{{Name: t.name, Shown: t.Shown, Where: t.Where}}
}

// shows is the DDL of the table's models. A view is replaced where its columns stay, so that what others built on it
// stays as well; else it is made anew.
func (t *Table) shows() string {
	var b strings.Builder
	for _, m := range t.models() {
		view := "cosell." + m.Name
		columns := t.shownIn(m)
		parts, docs := make([]string, len(columns)), strings.Builder{}
		for i, c := range columns {
			parts[i] = c.name
			if sql, ok := m.Shown[c.name]; ok {
				parts[i] = sql + " as " + c.name
			}
			comment(&docs, view, c.name, c.doc)
		}
		body := fmt.Sprintf("view %s as select %s from %s", view, strings.Join(parts, ", "), cmp.Or(m.From, t.physical()))
		if m.Where != "" {
			body += " where " + m.Where
		}
		fmt.Fprintf(&b, renew, body, view, body)
		fmt.Fprintf(&b, "comment on view %s is %s;\n%s", view, quoted(cmp.Or(m.Comment, t.Comment)), docs.String())
		fmt.Fprintf(&b, grant, view, view)
	}
	return b.String()
}

// shownIn are the columns of a model with what is said about them.
func (t *Table) shownIn(m Model) (columns []column) {
	known := map[string]column{}
	for _, c := range t.columns {
		known[c.name] = c
		if m.Columns == nil {
			columns = append(columns, c)
		}
	}
	for _, name := range m.Columns {
		c := known[name]
		c.name = name
		columns = append(columns, c)
	}
	for i := range columns {
		columns[i].doc = cmp.Or(m.Docs[columns[i].name], columns[i].doc)
	}
	return columns
}

// 42P16, invalid_table_definition, is what Postgres says of a replacement whose columns differ.
const renew = `do $renew$ begin
create or replace %s;
exception when sqlstate '42P16' then
drop view %s;
create %s;
end $renew$;
`

const grant = `do $grant$ begin
if exists (select from pg_roles where rolname = 'cosell_analyst') and not has_table_privilege('cosell_analyst', '%s', 'select') then
grant select on %s to cosell_analyst;
end if;
end $grant$;
`
