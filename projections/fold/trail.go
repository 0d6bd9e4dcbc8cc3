package fold

import (
	"context"
	"reflect"

	"github.com/jackc/pgx/v5"

	"github.com/cosell/cosell/projections/runner"
)

// Trail is an append-only table that tells how the rows of another came to be what they are.
type Trail[C any] struct {
	Table
	made   []C
	rejoin func(nv *View) table
}

// NewTrail declares an append-only table of v, after rows, which it follows: each event that an Add, Upsert or On rule of
// rows applied makes the line that line gives, if any. Line sees the row before the event, nil where it begins, and after
// it; it must neither change nor keep them, but may keep their lists. The same event makes the same line again, which the columns of key tell: so of rows that
// Drop ends and Upsert begins again there is no trail.
func NewTrail[R, C any](v *View, rows *Rows[R], t Table, line func(before, after *R, m *runner.Event) (C, bool), key ...string) *Trail[C] {
	t.named(v)
	t.key, t.shape = key, shapeOf(reflect.TypeFor[C]())
	t.full = 100
	trail := &Trail[C]{Table: t}
	trail.rejoin = func(nv *View) table {
		return NewTrail(nv, v.moved(rows, nv).(*Rows[R]), trail.Table, line, key...)
	}
	rows.followers = append(rows.followers, follower[R]{
		begin: trail.begin,
		see: func(before, after *R, m *runner.Event) {
			if l, ok := line(before, after, m); ok {
				trail.made = append(trail.made, l)
			}
		},
	})
	v.tables = append(v.tables, trail)
	return trail
}

// follower is what sees each change of a row: before is nil where it begins.
type follower[R any] struct {
	begin func()
	see   func(before, after *R, m *runner.Event)
}

// The kinds are those of the rows that it follows.
func (t *Trail[C]) kinds() []string { return nil }

func (t *Trail[C]) forget() { t.made, t.oid = nil, 0 }

// begin lets go of the lines of the batch before.
func (t *Trail[C]) begin() {
	clear(t.made)
	t.made = t.made[:0]
}

func (t *Trail[C]) apply(ctx context.Context, tx pgx.Tx, _ []runner.Event) error {
	defer t.begin()
	return t.add(ctx, tx, pointers(t.made), "nothing")
}

func (t *Trail[C]) at(v *View) table { return t.rejoin(v) }
