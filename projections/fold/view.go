// Package fold makes read models from declarations: per kind of event, what it does to which row. A batch of events is
// folded in memory and written in a handful of statements.
//
// A row is a Go struct. Its db tags are the columns, and the only place where they are listed: statements, schema and
// comments are made from them.
package fold

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/jackc/pgx/v5"

	"github.com/cosell/cosell/domain"
	"github.com/cosell/cosell/projections/runner"
)

// View is a read model: one or more tables that one checkpoint covers.
type View struct {
	name    string
	version int
	place   runner.Place
	tables  []table
	ignored []string
}

// table is what a view is made of: Rows, Lines or Trail.
type table interface {
	apply(ctx context.Context, tx pgx.Tx, events []runner.Event) error
	forget()
	kinds() []string
	schema() string
	models() []Model
	shows() string
	physical() string
	indexes() string
	unindex() string
	unknown() []string
	at(v *View) table // declares the same table of v, with nothing remembered
}

// New begins the declaration of a view. A greater version makes its tables anew.
func New(name string, version int) *View { return &View{name: name, version: version, place: usual} }

// Ignore names the kinds, by their zero values, that do not concern the view.
func (v *View) Ignore(events ...domain.Event) {
	for _, e := range events {
		v.ignored = append(v.ignored, e.EventKind())
	}
}

// Apart names aggregates, by their catalogues, that do not concern the view at all.
func (v *View) Apart(catalogues ...[]domain.EventType) {
	for _, t := range slices.Concat(catalogues...) {
		v.ignored = append(v.ignored, t.Zero.EventKind())
	}
}

// Covers returns an error that names the kinds of a catalogue which the view neither handles nor ignores, and those
// which it handles and ignores at once; else one that names the columns of models that the tables have not.
func (v *View) Covers(catalogue []domain.EventType) error {
	var handled, wrong []string
	for _, t := range v.tables {
		handled = append(handled, t.kinds()...)
	}
	for _, t := range catalogue {
		kind := t.Zero.EventKind()
		if slices.Contains(handled, kind) == slices.Contains(v.ignored, kind) {
			wrong = append(wrong, kind)
		}
	}
	if len(wrong) > 0 {
		return fmt.Errorf("view %s: either handle or ignore %s", v.name, strings.Join(wrong, ", "))
	}
	if none := v.unknown(); len(none) > 0 {
		return fmt.Errorf("view %s: no such columns: %s", v.name, strings.Join(none, ", "))
	}
	return nil
}

// unknown are the columns that models speak of and no table has.
func (v *View) unknown() (names []string) {
	for _, t := range v.tables {
		names = append(names, t.unknown()...)
	}
	return names
}

// Consumer is what the runner feeds. It remembers rows between batches, so each call gives another.
func (v *View) Consumer() runner.Consumer { return v.in(usual) }

func (v *View) in(place runner.Place) runner.Consumer {
	at := &View{name: v.name, version: v.version, place: place, ignored: v.ignored}
	for _, t := range v.tables {
		t.at(at)
	}
	c := runner.Consumer{
		Name: v.name, Version: v.version, Schema: at.Schema(), Apply: at.apply, Forget: at.forget,
		CaughtUp: at.each(table.indexes), Emptied: at.each(table.unindex), Beside: v.in, Touches: at.touches,
		KeepsPlans: true, Heeds: at.heeds(),
	}
	for _, t := range at.tables {
		c.Tables = append(c.Tables, t.physical())
		for _, m := range t.models() {
			c.Models = append(c.Models, m.Name)
		}
	}
	if place == usual {
		c.Shows = at.Shows()
	}
	return c
}

// heeds tells events of which any table knows the kind from others.
func (v *View) heeds() func(*runner.Event) bool {
	known := map[string]bool{}
	for _, t := range v.tables {
		for _, kind := range t.kinds() {
			known[kind] = true
		}
	}
	return func(m *runner.Event) bool { return known[m.Event.EventKind()] }
}

// touches names the rows that an event changes and events of other streams may change.
func (v *View) touches(m *runner.Event) (names []string) {
	if m.Event == nil { // nobody knows what it says
		return nil
	}
	for _, t := range v.tables {
		if r, ok := t.(interface {
			touches(*runner.Event) []string
		}); ok {
			names = append(names, r.touches(m)...)
		}
	}
	return names
}

// moved is the table of other that stands where t does in v.
func (v *View) moved(t table, other *View) table {
	return other.tables[slices.Index(v.tables, t)]
}

// Schema is the DDL of the view's tables, named by version. Shows is that of the views that show them under names which
// stay.
func (v *View) Schema() string { return v.ddl(table.schema) }

// Shows makes the models, or makes them again where another version's tables were shown; any order of versions goes.
func (v *View) Shows() string { return v.ddl(table.shows) }

func (v *View) ddl(part func(table) string) string {
	var b strings.Builder
	for _, t := range v.tables {
		b.WriteString(part(t))
	}
	return b.String()
}

// each runs a statement for every table.
func (v *View) each(statement func(table) string) func(context.Context, pgx.Tx) error {
	return func(ctx context.Context, tx pgx.Tx) error {
		for _, t := range v.tables {
			if _, err := tx.Exec(ctx, statement(t)); err != nil {
				return err
			}
		}
		return nil
	}
}

func (v *View) forget() {
	for _, t := range v.tables {
		t.forget()
	}
}

func (v *View) apply(ctx context.Context, tx pgx.Tx, events []runner.Event) error {
	for _, t := range v.tables {
		if err := t.apply(ctx, tx, events); err != nil {
			return fmt.Errorf("%s: %w", t.physical(), err)
		}
	}
	return nil
}
