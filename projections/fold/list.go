package fold

import (
	"cmp"
	"context"
	"fmt"
	"reflect"

	"github.com/cosell/cosell/projections/page"
	"github.com/cosell/cosell/projections/runner"
)

// Listing says which rows of a view are listed, and in what order.
type Listing struct {
	View  string // its name: that of its checkpoint, and of what it shows in the schema cosell
	Table string // what is read in the schema cosell in the place of the stable view, which may hide things; "" for that view
	Sorts page.Sorts
	Where page.Where
	page.Request
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
	if l.Cursor != "" {
		after, err := order.Place(l.View, l.Cursor)
		if err != nil {
			return p, err
		}
		l.Where.Behind(order, after)
	}
	if p.Position, err = runner.Reached(ctx, db, l.View); err != nil {
		return p, err
	}
	var places []page.Place
	if p.Items, places, err = fetch[R](ctx, db, l, order); err != nil {
		return p, err
	}
	if len(p.Items) > l.Limit {
		p.Items = p.Items[:l.Limit]
		p.Next, err = order.Cursor(l.View, places[l.Limit-1])
	}
	return p, err
}

// fetch reads one row more than the page has, which tells whether there is another.
func fetch[R any](ctx context.Context, db page.DB, l Listing, order page.Order) (items []R, places []page.Place, err error) {
	s, from := shapeOf(reflect.TypeFor[R]()), cmp.Or(l.Table, l.View)
	sql := fmt.Sprintf("select %s%s, id from cosell.%s%s order by %s limit %d",
		s.list(column.selected, ", "), order.Texts(), from, l.Where.SQL(), order.SQL(), l.Limit+1)
	rows, err := db.Query(ctx, sql, l.Where.Args()...)
	if err != nil {
		return nil, nil, err
	}
	defer rows.Close()
	items = []R{}
	for rows.Next() {
		var row R
		at := page.Place{Keys: make([]*string, len(order.Keys))}
		more := make([]any, 0, len(order.Keys)+1)
		for i := range at.Keys {
			more = append(more, &at.Keys[i])
		}
		if err := s.read(reflect.ValueOf(&row).Elem(), rows.Scan, append(more, (*string)(&at.ID))...); err != nil {
			return nil, nil, err
		}
		items, places = append(items, row), append(places, at)
	}
	return items, places, rows.Err()
}
