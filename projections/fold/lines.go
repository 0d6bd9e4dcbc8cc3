package fold

import (
	"context"
	"reflect"

	"github.com/jackc/pgx/v5"

	"github.com/cosell/cosell/domain"
	"github.com/cosell/cosell/projections/runner"
)

// Lines is an append-only table with one row of type R for each event that Line names, and several for each that Several
// does.
type Lines[R any] struct {
	Table
	write map[string]func(lines []R, m *runner.Event) []R
	order []string
	made  []R // of one batch; kept for the next
}

// NewLines declares a table of v whose rows are told apart by the columns of key.
func NewLines[R any](v *View, t Table, key ...string) *Lines[R] {
	t.named(v)
	t.key, t.shape = key, shapeOf(reflect.TypeFor[R]())
	t.full = 100
	l := &Lines[R]{Table: t, write: map[string]func([]R, *runner.Event) []R{}}
	v.tables = append(v.tables, l)
	return l
}

// Line says how an event fills its row, which is empty at first.
func Line[R any, E domain.Event](l *Lines[R], fill func(row *R, e E, m *runner.Event)) {
	l.register(*new(E), func(lines []R, m *runner.Event) []R {
		lines = append(lines, *new(R))
		fill(&lines[len(lines)-1], m.Event.(E), m)
		return lines
	})
}

// Several says which rows an event makes.
func Several[R any, E domain.Event](l *Lines[R], rows func(e E, m *runner.Event) []R) {
	l.register(*new(E), func(lines []R, m *runner.Event) []R { return append(lines, rows(m.Event.(E), m)...) })
}

func (l *Lines[R]) register(zero domain.Event, write func([]R, *runner.Event) []R) {
	l.order = append(l.order, zero.EventKind())
	l.write[zero.EventKind()] = write
}

func (l *Lines[R]) at(v *View) table {
	n := *l
	n.named(v)
	n.made = nil
	v.tables = append(v.tables, &n)
	return &n
}

func (l *Lines[R]) kinds() []string { return l.order }

func (l *Lines[R]) forget() { l.made, l.oid = nil, 0 }

func (l *Lines[R]) apply(ctx context.Context, tx pgx.Tx, events []runner.Event) error {
	clear(l.made)
	lines := l.made[:0]
	for i := range events {
		if write, ok := l.write[events[i].Event.EventKind()]; ok {
			lines = write(lines, &events[i])
		}
	}
	l.made = lines
	return l.add(ctx, tx, pointers(lines), "nothing")
}

// pointers are the rows as reflection sees them.
func pointers[R any](lines []R) []reflect.Value {
	rows := make([]reflect.Value, len(lines))
	for i := range lines {
		rows[i] = reflect.ValueOf(&lines[i]).Elem()
	}
	return rows
}
