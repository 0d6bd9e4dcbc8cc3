package fold

import (
	"context"
	"reflect"

	"github.com/jackc/pgx/v5"

	"github.com/cosell/cosell/projections/runner"
)

// Extract is a table with one short row of type X for each row of another. What nearly every event changes is indexed here:
// Postgres leaves all indexes of a row alone when nothing that they hold has changed, and writes to every one when anything has.
type Extract[X any] struct {
	Table
	rejoin func(nv *View) table
}

// NewExtract declares a table of v whose rows are what of takes from those of rows, with their stamps.
func NewExtract[R, X any, P stamped[X]](v *View, rows *Rows[R], t Table, of func(*R) X) *Extract[X] {
	t.named(v)
	t.key, t.shape = []string{"id"}, shapeOf(reflect.TypeFor[X]())
	t.full = 90
	e := &Extract[X]{Table: t}
	e.rejoin = func(nv *View) table { return NewExtract[R, X, P](nv, v.moved(rows, nv).(*Rows[R]), e.Table, of) }
	rows.extracts = append(rows.extracts, extract[R]{&e.Table, func(row *R) reflect.Value {
		x := of(row)
		*P(&x).stamp() = *rows.stamp(row)
		return reflect.ValueOf(&x).Elem()
	}})
	v.tables = append(v.tables, e)
	return e
}

// extract is how rows are written to another table too.
type extract[R any] struct {
	*Table
	of func(*R) reflect.Value
}

// The kinds are those of the rows that it is taken from.
func (e *Extract[X]) kinds() []string { return nil }

func (e *Extract[X]) forget() { e.oid = 0 }

// apply does nothing: the rows are written with those that they are taken from.
func (e *Extract[X]) apply(context.Context, pgx.Tx, []runner.Event) error { return nil }

func (e *Extract[X]) at(v *View) table { return e.rejoin(v) }
