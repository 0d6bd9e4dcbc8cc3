package registrations

import (
	"context"
	"fmt"
	"time"

	"github.com/cosell/cosell/domain"
	"github.com/cosell/cosell/projections/fold"
	"github.com/cosell/cosell/projections/page"
)

// Sorts are the orders of the list; the first is that of arrival.
var Sorts = page.Sorts{
	{Name: "requested", Keys: []page.Key{{SQL: "requested_position"}}},
	{Name: "changed", Keys: []page.Key{{SQL: "changed_at", Kind: page.Time}}},
	{Name: "until", Keys: []page.Key{{SQL: "until", Kind: page.Time, Nullable: true}}},
	{Name: "overdue", Keys: []page.Key{{SQL: "overdue_at", Kind: page.Time, Nullable: true}}},
}

// Filter says whose registrations are asked for, and which. What is not set does not restrict.
type Filter struct {
	Org        domain.Org // who asks: the vendor, or a partner, which sees those that it asked for. Any other sees none
	All        bool       // whether the vendor sees customers and amounts of private deals too, as its auditors do
	Member     string     // of that organisation
	OnlyMember bool       // a partner's seller sees only those that Member asked for

	Mine        bool      // those that Member asked for, or, of the vendor, decided on last
	States      []string  // any of these states
	Purpose     string    // exclusivity or incentive
	Partner     domain.ID // of this partner
	Deal        domain.ID // about this deal
	Text        string    // part of the customer's name, in any case
	Conflicting bool      // only those that claim what another one claims too; for partners nothing
	page.Request
}

const physical = "registrations_v1"

// rivals holds for another registration, called o, that claims some of the same.
const rivals = `o.claim_id = %[1]s.claim_id and o.id <> %[1]s.id and o.claim_state in ('waiting', 'held')
	and %[1]s.claim_state in ('waiting', 'held') and o.claimed_products && %[1]s.claimed_products`

// Query returns one page of registrations.
func Query(ctx context.Context, db page.DB, f Filter) (page.Page[Registration], error) {
	p, err := fold.List[Registration](ctx, db, fold.Listing{View: Name, Table: physical, Sorts: Sorts, Where: f.where(), Request: f.Request})
	if err != nil {
		return p, err
	}
	if f.Org == domain.Vendor {
		if err := queues(ctx, db, p.Items); err != nil {
			return p, err
		}
	}
	for i := range p.Items {
		f.hide(&p.Items[i])
	}
	return p, nil
}

// hide takes away what the one who asks may not see.
func (f Filter) hide(r *Registration) {
	switch {
	case f.Org != domain.Vendor:
		r.Reviewer, r.Claim, r.MatchKey = "", "", ""
	case !r.Visible && !f.All:
		r.Customer, r.Country, r.Products, r.ValueUSD, r.Annual = "", "", nil, domain.Money{}, domain.Money{}
	}
}

func (f Filter) where() (w page.Where) {
	if f.Org != domain.Vendor {
		w.And("partner_id = ?", domain.ID(f.Org))
	}
	if f.OnlyMember {
		w.And("requester = ?", f.Member)
	}
	switch {
	case !f.Mine:
	case f.Org == domain.Vendor:
		w.And("reviewer = ?", f.Member)
	default:
		w.And("requester = ?", f.Member)
	}
	if len(f.States) > 0 {
		w.And("state = any(?)", f.States)
	}
	if f.Purpose != "" {
		w.And("kind = ?", f.Purpose)
	}
	if f.Partner != "" {
		w.And("partner_id = ?", f.Partner)
	}
	if f.Deal != "" {
		w.And("deal_id = ?", f.Deal)
	}
	if f.Text != "" {
		w.And("customer ilike ?", page.Containing(f.Text))
		if f.Org == domain.Vendor && !f.All {
			w.And("visible")
		}
	}
	switch {
	case !f.Conflicting:
	case f.Org == domain.Vendor:
		w.And("exists (select from cosell." + physical + " o where " + fmt.Sprintf(rivals, physical) + ")")
	default:
		w.And("false")
	}
	return w
}

// queues fills in where the registrations of a page stand. One that nobody waits with stands first, alone.
func queues(ctx context.Context, db page.DB, items []Registration) error {
	byID, ids := map[domain.ID]*Queue{}, []string{}
	for i := range items {
		if s := items[i].ClaimState; s == Waiting || s == Held {
			items[i].Queue = &Queue{Place: 1, Others: []Rival{}}
			byID[items[i].ID], ids = items[i].Queue, append(ids, string(items[i].ID))
		}
	}
	if len(ids) == 0 {
		return nil
	}
	rows, err := db.Query(ctx, `select mine.id, o.id, o.partner_id, o.partner_name, o.claim_state, o.filed_at,
		o.claim_state = 'held' or mine.claim_state <> 'held' and o.filed_position < mine.filed_position
		from cosell.`+physical+` mine join cosell.`+physical+` o on `+fmt.Sprintf(rivals, "mine")+`
		where mine.id = any($1::text[]::uuid[]) order by o.claim_state, o.filed_position`, ids)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		var mine domain.ID
		var r Rival
		var at time.Time
		var before bool
		if err := rows.Scan(&mine, &r.Registration, &r.Partner.ID, &r.Partner.Name, &r.ClaimState, &at, &before); err != nil {
			return err
		}
		q := byID[mine]
		r.FiledAt = at.UTC()
		q.Others = append(q.Others, r)
		if before {
			q.Place++
		}
	}
	return rows.Err()
}
