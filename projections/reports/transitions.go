package reports

import (
	"context"

	"github.com/cosell/cosell/domain"
	"github.com/cosell/cosell/projections/deals"
	"github.com/cosell/cosell/projections/fold"
	"github.com/cosell/cosell/projections/page"
)

// Sorts are the orders of the transitions.
var Sorts = page.Sorts{{Name: "position", Keys: []page.Key{{SQL: "position"}}}}

// Filter says which transitions are asked for. What is not set does not restrict.
type Filter struct {
	Scope
	Deal    domain.ID // of this deal
	Partner domain.ID // that concern this partner
	Kind    string    // of opportunities, or of referrals
	State   string    // into this state
	After   *Place    // recorded after it
	To      *Place    // and up to it
	At      *Place    // of what had been recorded there
	page.Request
}

// Transitions gives one page of the changes of state or stage of the deals of a scope, as it was then, in the order of the log.
// To the vendor a deal that was private begins with the event that let it in. They are no totals: of a co-sell deal the vendor gets those of each copy that it might know of.
func Transitions(ctx context.Context, db page.DB, f Filter) (page.Page[deals.Change], error) {
	return fold.List[deals.Change](ctx, db, fold.Listing{
		View: deals.Name, Table: deals.ChangesTable, Sorts: Sorts, Where: f.where(), Request: f.Request,
	})
}

func (f Filter) where() (w page.Where) {
	if f.Org == domain.Vendor {
		w.And("shown")
	} else {
		w.And("transition")
		deals.Of(&w, domain.ID(f.Org))
		w.And(f.seen(&w))
	}
	if f.Deal != "" {
		w.And("id = ?", f.Deal)
	}
	if f.Partner != "" {
		w.And("partner_id = ?", f.Partner)
	}
	if f.Kind != "" {
		w.And("kind = ?", f.Kind)
	}
	if f.State != "" {
		w.And("state = ?", f.State)
	}
	if f.After != nil {
		w.And("not " + f.After.sql(&w))
	}
	for _, upTo := range []*Place{f.To, f.At} {
		if upTo != nil {
			w.And(upTo.sql(&w))
		}
	}
	return w
}
