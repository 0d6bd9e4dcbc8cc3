package distributed

import (
	"context"
	"slices"
	"time"

	"github.com/cosell/cosell/domain"
	"github.com/cosell/cosell/projections/deals"
	"github.com/cosell/cosell/projections/fold"
	"github.com/cosell/cosell/projections/page"
)

// Sorts are the orders of the list. Values are in the order of their currencies' codes, and by amount within one.
var Sorts = page.Sorts{
	{Name: "deadline", Keys: []page.Key{{SQL: "deadline", Kind: page.Time}}},
	{Name: "offered", Keys: []page.Key{{SQL: "offered_at", Kind: page.Time}}},
	{Name: "value", Keys: []page.Key{
		{SQL: "estimated_value_currency", Nullable: true}, {SQL: "estimated_value", Kind: page.Number, Nullable: true},
	}},
	{Name: "topic", Keys: []page.Key{{SQL: "lower(topic)"}}},
	{Name: "closeDate", Keys: []page.Key{{SQL: "close_date", Kind: page.Date, Nullable: true}}},
}

// Filter says whose open offers are asked for, and which. What is not set does not restrict.
type Filter struct {
	Org        domain.Org      // who asks: the vendor, or a partner, which sees only what it was asked. Any other sees none
	All        bool            // whether the vendor sees private deals too, as its auditors do
	Now        time.Time       // what had a deadline before it does not wait any more
	Kind       string          // opportunity or referral
	OnlyOffers bool            // no invitations into co-sell deals, which are for a partner's administrators alone
	Partner    domain.ID       // offers to this partner
	Text       string          // part of the topic or of the customer's name, in any case
	Territory  string          // exactly this territory
	Currency   domain.Currency // value in this currency
	Seen       *bool           // whether the partner has looked at the offer
	Teaser     bool            // the program's policy: of an opportunity a partner that has not accepted sees neither customer nor value
	page.Request
}

// hides reports whether the one who asks sees of an opportunity neither customer nor value, may not search by them, and does
// not learn the order of values.
func (f Filter) hides() bool { return f.Teaser && f.Org != domain.Vendor }

// Query returns one page of the offers that wait for an answer.
func Query(ctx context.Context, db page.DB, f Filter) (page.Page[Offer], error) {
	sorts := Sorts
	if f.hides() {
		sorts = slices.DeleteFunc(slices.Clone(Sorts), func(s page.Sort) bool { return s.Name == "value" })
	}
	p, err := fold.List[Offer](ctx, db, fold.Listing{Name: Name, View: deals.Name, Table: deals.Table, Sorts: sorts, Where: f.where(), Request: f.Request})
	for i := range p.Items {
		if o := &p.Items[i]; f.hides() && o.Kind == deals.Opportunity {
			o.Buyer, o.Terms, o.LeadType = deals.Buyer{}, deals.Terms{CloseDate: o.CloseDate}, ""
		}
	}
	return p, err
}

// Count returns how many offers Query lists over all its pages.
func Count(ctx context.Context, db page.DB, f Filter) (n int64, err error) {
	w := f.where()
	err = db.QueryRow(ctx, "select count(*) from "+w.From("cosell."+deals.Table, ""), w.Args()...).Scan(&n)
	return n, err
}

func (f Filter) where() (w page.Where) {
	w.And("deadline >= ?", f.Now)
	switch {
	case f.Org != domain.Vendor:
		w.And("offered_to_id = ?", domain.ID(f.Org))
	case !f.All:
		w.And("visible")
	}
	if f.Partner != "" {
		w.And("offered_to_id = ?", f.Partner)
	}
	if f.OnlyOffers {
		w.And("kind = 'opportunity'")
	}
	if f.Kind != "" {
		w.And("kind = ?", f.Kind)
	}
	switch {
	case f.Text == "":
	case f.hides():
		w.And("topic ilike ? or kind = 'referral' and customer ilike ?", page.Containing(f.Text), page.Containing(f.Text))
	default:
		w.And("topic ilike ? or customer ilike ?", page.Containing(f.Text), page.Containing(f.Text))
	}
	if f.Territory != "" {
		w.And("territory = ?", f.Territory)
	}
	if f.Currency != "" {
		w.And("estimated_value_currency = ?", string(f.Currency))
	}
	if f.Seen != nil {
		w.And("(seen_at is not null) = ?", *f.Seen)
	}
	return w
}
