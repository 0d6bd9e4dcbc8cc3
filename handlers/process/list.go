package process

import (
	"context"
	"fmt"

	paging "github.com/cosell/cosell/projections/page"
)

// Sorts are the orders of the list of steps: those that changed first first, or with "-changed" those that changed last.
var Sorts = paging.Sorts{{Name: "changed", Keys: []paging.Key{{SQL: "changed_at", Kind: paging.Time}}}}

// ListName is what cursors of the list name.
const ListName = "steps"

// List returns one page of the steps in a state, all states when it is "": those that changed last first unless the
// request says "changed". The page has no position: each manager has its own.
func List(ctx context.Context, db paging.DB, state State, r paging.Request) (p paging.Page[Step], err error) {
	if r.Sort == "" {
		r.Sort = "-changed"
	}
	order, err := Sorts.Parse(r.Sort)
	if err != nil {
		return p, err
	}
	limit, err := r.Rows()
	if err != nil {
		return p, err
	}
	var where paging.Where
	if state != "" {
		where.And("state = ?", string(state))
	}
	if r.Cursor != "" {
		place, err := order.Place(ListName, r.Cursor)
		if err != nil {
			return p, err
		}
		where.Behind(order, place)
	}
	sql := fmt.Sprintf("select %s from cosell_ops.steps%s order by %s limit %d", columns, where.SQL(), order.SQL(), limit+1)
	if p.Items, err = query(ctx, db, sql, where.Args()...); err != nil || len(p.Items) <= limit {
		return p, err
	}
	p.Items = p.Items[:limit]
	last := p.Items[limit-1]
	at := last.ChangedAt.Format("2006-01-02 15:04:05.999999Z07")
	p.Next, err = order.Cursor(ListName, paging.Place{Keys: []*string{&at}, ID: last.ID})
	return p, err
}
