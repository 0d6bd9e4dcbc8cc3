// Package grid answers for every deal with every column: filtered by any of them, in a few orders, as far as the reader may
// see.
package grid

import (
	"context"
	"slices"
	"strings"

	"github.com/cosell/cosell/domain"
	"github.com/cosell/cosell/domain/opportunity"
	"github.com/cosell/cosell/domain/referral"
	"github.com/cosell/cosell/projections/deals"
	"github.com/cosell/cosell/projections/fold"
	"github.com/cosell/cosell/projections/page"
)

// Name of the list, and of what analysts see of it in the schema cosell.
const Name = "grid"

// Sorts are the orders of the list: those that an index serves, for the vendor and for a partner. Values are in the order of
// their currencies' codes, and by amount within one.
var Sorts = page.Sorts{
	{Name: "changedAt", Keys: []page.Key{{SQL: "changed_at", Kind: page.Time}}, From: deals.Recently + " deals"},
	{Name: "createdAt", Keys: []page.Key{{SQL: "created_at", Kind: page.Time}}},
	{Name: "estimatedValue", Keys: []page.Key{
		{SQL: "estimated_value_currency", Nullable: true}, {SQL: "estimated_value", Kind: page.Number, Nullable: true},
	}},
	{Name: "topic", Keys: []page.Key{{SQL: "lower(topic)"}}},
	{Name: "estimatedCloseDate", Keys: []page.Key{{SQL: "close_date", Kind: page.Date, Nullable: true}}},
	{Name: "lastProgressAt", Keys: []page.Key{{SQL: "last_progress_at", Kind: page.Time, Nullable: true}}},
}

// Filter says whose deals are asked for, and which. What is not set does not restrict.
type Filter struct {
	deals.Reader
	Terms     []string           // each "column:operator:value" of Columns; all of them hold
	Direction referral.Direction // which way the deal went, as the reader sees it; of a copy as its owner sees it
	Among     *[]domain.ID       // these deals
	Apart     bool               // all but those
	page.Request
}

// Columns are what the list may be filtered by. To a partner some values are not told that concern other partners, so it does not
// filter by them.
func Columns(org domain.Org) page.Columns {
	all := fold.Columns[deals.Deal]()
	if org == domain.Vendor {
		return all
	}
	return slices.DeleteFunc(all, func(c page.Column) bool {
		name, _, _ := strings.Cut(c.Name, ".")
		return slices.Contains(withheld, name)
	})
}

// withheld are the columns of which deals.HideFrom may take something away.
var withheld = []string{"createdBy", "submitter", "registration", "registrationKind", "registrationState"}

// Query returns one page of deals.
func Query(ctx context.Context, db page.DB, f Filter) (page.Page[deals.Deal], error) {
	w, err := f.where()
	if err != nil {
		return page.Page[deals.Deal]{}, err
	}
	p, err := fold.List[deals.Deal](ctx, db, fold.Listing{
		Name: Name, View: deals.Name, Table: deals.Table, Sorts: Sorts, Where: w, Few: f.OnlyHands || f.Among != nil && !f.Apart, Request: f.Request,
	})
	for i := range p.Items {
		p.Items[i].HideFrom(f.Org)
	}
	return p, err
}

func (f Filter) where() (w page.Where, err error) {
	f.See(&w)
	if err := Columns(f.Org).Filter(&w, f.Terms...); err != nil {
		return w, err
	}
	if f.Direction != "" {
		w.And("direction = ? or kind = 'opportunity' and source = ?", string(f.Direction), string(f.brought()))
	}
	if f.Among != nil {
		ids := []string{}
		for _, id := range *f.Among {
			ids = append(ids, string(id))
		}
		among := "id = any(?::text[]::uuid[])"
		if f.Apart {
			among = "not " + among
		}
		w.And(among, ids)
	}
	return w, nil
}

// brought says who brought the opportunities that went a way: inbound is what the other side brought.
func (f Filter) brought() opportunity.Source {
	if (f.Org == domain.Vendor) == (f.Direction == referral.Outbound) {
		return opportunity.SourceVendor
	}
	return opportunity.SourcePartner
}
