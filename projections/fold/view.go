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
	tables  []table
	ignored []string
}

// table is what a view is made of: Rows or Lines.
type table interface {
	apply(ctx context.Context, tx pgx.Tx, events []runner.Event) error
	forget()
	kinds() []string
	schema() string
	unview() string
	physical() string
	indexes() string
	unindex() string
}

// New begins the declaration of a view. A greater version makes its tables anew.
func New(name string, version int) *View { return &View{name: name, version: version} }

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
// which it handles and ignores at once.
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
	return nil
}

// Consumer is what the runner feeds. It remembers rows between batches, so each call gives another.
func (v *View) Consumer() runner.Consumer {
	c := runner.Consumer{
		Name: v.name, Version: v.version, Schema: v.Schema(), Apply: v.apply, Forget: v.forget,
		CaughtUp: v.each(table.indexes), Emptied: v.each(table.unindex),
	}
	for _, t := range v.tables {
		c.Tables = append(c.Tables, t.physical())
	}
	return c
}

// Schema is the DDL of the view: its tables, named by version, and the views that show them under names which stay.
func (v *View) Schema() string {
	var b strings.Builder
	for _, t := range v.tables {
		b.WriteString(t.unview())
	}
	for _, t := range v.tables {
		b.WriteString(t.schema())
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
