package referrals

import (
	"context"

	"github.com/cosell/cosell/domain"
	"github.com/cosell/cosell/domain/referral"
	"github.com/cosell/cosell/projections/deals"
	"github.com/cosell/cosell/projections/fold"
	"github.com/cosell/cosell/projections/page"
)

// Sorts are the orders of the list. Values are in the order of their currencies' codes, and by amount within one.
var Sorts = page.Sorts{
	{Name: "changed", Keys: []page.Key{{SQL: "changed_at", Kind: page.Time}}, From: deals.Recently + " deals"},
	{Name: "created", Keys: []page.Key{{SQL: "created_at", Kind: page.Time}}},
	{Name: "deadline", Keys: []page.Key{{SQL: "deadline", Kind: page.Time, Nullable: true}}},
	{Name: "value", Keys: []page.Key{
		{SQL: "estimated_value_currency", Nullable: true}, {SQL: "estimated_value", Kind: page.Number, Nullable: true},
	}},
	{Name: "name", Keys: []page.Key{{SQL: "lower(topic)"}}},
	{Name: "closeDate", Keys: []page.Key{{SQL: "close_date", Kind: page.Date, Nullable: true}}},
	{Name: "lastProgress", Keys: []page.Key{{SQL: "last_progress_at", Kind: page.Time, Nullable: true}}},
}

// Filter says whose copies are asked for, and which. What is not set does not restrict.
type Filter struct {
	Org    domain.Org // who asks: the vendor, which sees every copy of the deals that it may see, or a partner, which sees its own
	All    bool       // whether the vendor sees private deals too, as its auditors do
	Member string     // of that organisation
	// OnlyMember leaves a partner's member the copies on whose team it is, at Locations where there are some.
	OnlyMember bool
	Locations  []domain.ID

	Own        bool               // copies of the organisation that asks
	Mine       bool               // copies on whose team Member is, or that it has opened
	Direction  referral.Direction // outbound or inbound
	States     []string           // any of these states
	Types      []string           // any of these types
	Engagement domain.ID          // copies of this deal
	Partner    domain.ID          // copies of this partner
	P2P        *bool              // whether a partner was invited by another
	Text       string             // part of the name or of the customer's, in any case
	Currency   domain.Currency    // value in this currency
	page.Request
}

// Query returns one page of copies.
func Query(ctx context.Context, db page.DB, f Filter) (page.Page[Copy], error) {
	return fold.List[Copy](ctx, db, fold.Listing{
		Name: Name, View: deals.Name, Table: deals.Table, Sorts: Sorts, Where: f.where(), Few: f.Mine || f.Engagement != "", Request: f.Request,
	})
}

func (f Filter) where() (w page.Where) {
	f.whose(&w)
	if f.Direction != "" {
		w.And("direction = ?", string(f.Direction))
	}
	if len(f.States) > 0 {
		w.And("state = any(?)", f.States)
	}
	if len(f.Types) > 0 {
		w.And("type = any(?)", f.Types)
	}
	if f.Engagement != "" {
		w.And("engagement = ?", f.Engagement)
	}
	if f.Partner != "" {
		w.And("party_id = ?", f.Partner)
	}
	if f.P2P != nil {
		w.And("partner_to_partner = ?", *f.P2P)
	}
	if f.Text != "" {
		w.And("topic ilike ? or customer ilike ?", page.Containing(f.Text), page.Containing(f.Text))
	}
	if f.Currency != "" {
		w.And("currency = ?", string(f.Currency))
	}
	return w
}

// whose leaves what the one who asks may see at all.
func (f Filter) whose(w *page.Where) {
	w.And("kind = 'referral'")
	switch {
	case f.Org != domain.Vendor:
		w.And("party_id = ?", domain.ID(f.Org))
	case !f.All:
		w.And("visible")
	}
	r := deals.Reader{Org: f.Org, Member: f.Member, OnlyTeams: f.OnlyMember, Locations: f.Locations}
	r.Narrow(w)
	if f.Own || f.Mine {
		w.And("owner_org = ?", string(f.Org))
	}
	if f.Mine {
		r.Mine(w)
	}
}
