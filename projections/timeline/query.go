package timeline

import (
	"cmp"
	"context"
	"fmt"

	"github.com/cosell/cosell/domain"
	"github.com/cosell/cosell/domain/opportunity"
	"github.com/cosell/cosell/projections/fold"
	"github.com/cosell/cosell/projections/page"
)

// Sorts are the orders of the story: as it happened, or with "-at" the latest first.
var Sorts = page.Sorts{{Name: "at", Keys: []page.Key{{SQL: "revision", Kind: page.Number}}}}

// Filter says who reads which story. Whether the member may know of the deal or the registration at all is the caller's to
// find out first.
type Filter struct {
	// Org is who reads. Of an opportunity the vendor reads every line but the partners' own notes, a partner what Spans
	// allow. Of a copy of a referral its owner reads every line, and the vendor those that were written since it may see the
	// deal, but for notes of the owner's own. Of a registration both the vendor and the partner that asked read every line.
	Org  domain.Org
	All  bool // whether the vendor reads everything else too, as its auditors do
	Kind Kind // of Deal; "" is Opportunity
	Deal domain.ID
	// Spans are the revisions in which a partner belonged to the deal. Lines for all parties are read within them; with at
	// least one span also how the deal began, and brief notes. Lines about the partner, and its own members' notes for
	// themselves, are read at any time, and so are its notes for all parties.
	Spans []Span
	page.Request
}

// Span is a range of revisions, both ends included. To is negative for one that has not ended.
type Span struct{ From, To int64 }

// Query returns one page of the story.
func Query(ctx context.Context, db page.DB, f Filter) (page.Page[Line], error) {
	return fold.List[Line](ctx, db, fold.Listing{View: Name, Table: fmt.Sprintf("%s_v%d", Name, version), Sorts: Sorts, Where: f.where(), Request: f.Request})
}

func (f Filter) where() (w page.Where) {
	kind := cmp.Or(f.Kind, Opportunity)
	w.And("id = ?", f.Deal)
	w.And("deal_kind = ?", string(kind))
	switch {
	case f.Org == domain.Vendor && f.All:
	case f.Org == domain.Vendor:
		w.And(visible)
		w.And("audience in ('all', 'vendor')")
	case kind == Opportunity:
		f.party(&w)
	default:
		w.And("exists (select from cosell.timeline_owners_v2 o where o.id = timeline_v2.id and o.org = ?)", string(f.Org))
		w.And("audience in ('all', ?)", string(f.Org))
	}
	return w
}

// party is what a partner reads of an opportunity.
func (f Filter) party(w *page.Where) {
	org := domain.ID(f.Org)
	if len(f.Spans) == 0 {
		w.And("audience = ? or partner_id = ? or org = ? and kind = ?", string(f.Org), org, string(f.Org), string(opportunity.KindNoteAdded))
		return
	}
	var from, to []int64
	for _, s := range f.Spans {
		from, to = append(from, s.From), append(to, s.To)
	}
	w.And(`audience = ? or partner_id = ? or org = ? and kind = ? or audience = 'all' and (revision = 0 or brief
		or exists (select from unnest(?::bigint[], ?::bigint[]) as s (first, last) where revision >= first and (last < 0 or revision <= last)))`,
		string(f.Org), org, string(f.Org), string(opportunity.KindNoteAdded), from, to)
}
