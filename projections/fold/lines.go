package fold

import (
	"context"
	"reflect"

	"github.com/jackc/pgx/v5"

	"github.com/cosell/cosell/domain"
	"github.com/cosell/cosell/projections/runner"
)

// Lines is an append-only table with one row of type R for each event that Line names.
type Lines[R any] struct {
	Table
	write map[string]func(*R, *runner.Event)
	order []string
}

// NewLines declares a table of v whose rows are told apart by the columns of key.
func NewLines[R any](v *View, t Table, key ...string) *Lines[R] {
	t.named(v)
	t.key, t.shape = key, shapeOf(reflect.TypeFor[R]())
	t.full = 100
	l := &Lines[R]{Table: t, write: map[string]func(*R, *runner.Event){}}
	v.tables = append(v.tables, l)
	return l
}

// Line says how an event fills its row, which is empty at first.
func Line[R any, E domain.Event](l *Lines[R], fill func(row *R, e E, m *runner.Event)) {
	var zero E
	l.order = append(l.order, zero.EventKind())
	l.write[zero.EventKind()] = func(row *R, m *runner.Event) { fill(row, m.Event.(E), m) }
}

func (l *Lines[R]) kinds() []string { return l.order }

func (l *Lines[R]) forget() {}

func (l *Lines[R]) apply(ctx context.Context, tx pgx.Tx, events []runner.Event) error {
	lines := make([]R, 0, len(events))
	for i := range events {
		if write, ok := l.write[events[i].Event.EventKind()]; ok {
			lines = append(lines, *new(R))
			write(&lines[len(lines)-1], &events[i])
		}
	}
	rows := make([]reflect.Value, len(lines))
	for i := range lines {
		rows[i] = reflect.ValueOf(&lines[i]).Elem()
	}
	return l.add(ctx, tx, rows)
}
