package fold

import (
	"cmp"
	"context"
	"fmt"
	"iter"
	"reflect"

	"github.com/cosell/cosell/eventstore"
	"github.com/cosell/cosell/projections/page"
	"github.com/cosell/cosell/projections/runner"
)

// Listing says which rows of a view are listed, and in what order.
type Listing struct {
	Name  string // of the list, whose cursors serve no other; "" for that of the view
	View  string // its name: that of its checkpoint, and of what it shows in the schema cosell
	Table string // what is read in the schema cosell in the place of the stable view, which may hide things; "" for that view
	Sorts page.Sorts
	Where page.Where
	Few   bool // Where leaves few rows, which another index than that of the order finds
	page.Request
}

// relation is what rows are read from in an order.
func (l Listing) relation(o page.Order) string {
	if o.From != "" && !l.Few {
		return o.From
	}
	return "cosell." + cmp.Or(l.Table, l.View)
}

// reached is how far what is read has come.
func (l Listing) reached(ctx context.Context, db page.DB) (eventstore.Position, error) {
	if l.Table != "" {
		return runner.ReachedIn(ctx, db, "cosell."+l.Table)
	}
	return runner.Reached(ctx, db, l.View)
}

// List reads one page of the rows of a view.
func List[R any](ctx context.Context, db page.DB, l Listing) (p page.Page[R], err error) {
	order, err := l.Sorts.Parse(l.Sort)
	if err != nil {
		return p, err
	}
	if l.Limit, err = l.Rows(); err != nil {
		return p, err
	}
	var after *page.Place
	if l.Cursor != "" {
		place, err := order.Place(cmp.Or(l.Name, l.View), l.Cursor)
		if err != nil {
			return p, err
		}
		after = &place
	}
	if p.Position, err = l.reached(ctx, db); err != nil {
		return p, err
	}
	p.Items = []R{}
	var last page.Place
	for row, err := range records[R](ctx, db, l, order, after) {
		switch {
		case err != nil:
			return p, err
		case len(p.Items) == l.Limit:
			p.Next, err = order.Cursor(cmp.Or(l.Name, l.View), last)
			return p, err
		}
		p.Items, last = append(p.Items, row.row), row.place
	}
	return p, nil
}

// record is a row with its place in the list.
type record[R any] struct {
	row   R
	place page.Place
}

// records reads a list behind a place, stretch by stretch: at least one row more than the limit, if there are so many.
func records[R any](ctx context.Context, db page.DB, l Listing, order page.Order, after *page.Place) iter.Seq2[record[R], error] {
	return func(yield func(record[R], error) bool) {
		n := 0
		for _, s := range order.Stretches(after) {
			for r, err := range fetch[R](ctx, db, l, order, s) {
				if !yield(r, err) || err != nil {
					return
				}
				n++
			}
			if n > l.Limit {
				return
			}
		}
	}
}

// fetch reads one stretch.
func fetch[R any](ctx context.Context, db page.DB, l Listing, order page.Order, stretch page.Stretch) iter.Seq2[record[R], error] {
	s, where := shapeOf(reflect.TypeFor[R]()), l.Where.Clone()
	stretch.Add(&where)
	sorted := fmt.Sprintf(" order by %s limit %d", stretch.SQL(), l.Limit+1)
	sql := fmt.Sprintf("select %s%s, id from %s",
		s.list(column.selected, ", "), order.Texts(), where.From(l.relation(order), sorted))
	args := where.Args()
	if len(args) > 0 {
		args = append([]any{unnamed}, args...) // what suits most partners does not suit the largest
	}
	return func(yield func(record[R], error) bool) {
		rows, err := db.Query(ctx, sql, args...)
		if err != nil {
			yield(record[R]{}, err)
			return
		}
		defer rows.Close()
		for rows.Next() {
			var r record[R]
			r.place.Keys = make([]*string, len(order.Keys))
			more := make([]any, 0, len(order.Keys)+1)
			for i := range r.place.Keys {
				more = append(more, &r.place.Keys[i])
			}
			err := s.read(reflect.ValueOf(&r.row).Elem(), rows.Scan, append(more, (*string)(&r.place.ID))...)
			if !yield(r, err) || err != nil {
				return
			}
		}
		if err := rows.Err(); err != nil {
			yield(record[R]{}, err)
		}
	}
}

// Columns are what the rows of type R may be filtered and sorted by: all that their tags declare.
func Columns[R any]() (all page.Columns) {
	for _, c := range shapeOf(reflect.TypeFor[R]()).columns {
		name := c.json
		if name != "" && c.part != "" {
			name += "." + c.part
		}
		one := page.Column{Name: name, SQL: c.name, Kind: c.kind, Nullable: c.null, List: c.wire.oidOf != 0, Doc: c.doc}
		if c.typ() == "numeric" {
			one.Currency = c.name + "_currency"
		}
		all = append(all, one)
	}
	return all
}
