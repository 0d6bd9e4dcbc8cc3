package api

import (
	"cmp"
	"context"
	"net/http"
	"reflect"
	"slices"
	"strings"

	"github.com/cosell/cosell/domain"
	"github.com/cosell/cosell/domain/referral"
	"github.com/cosell/cosell/handlers/preferences"
	"github.com/cosell/cosell/projections/deals"
	"github.com/cosell/cosell/projections/grid"
	"github.com/cosell/cosell/projections/page"
)

// terms are the conditions of a filter, one for each time that the parameter is given.
type terms []string

// UnmarshalText is part of encoding.TextUnmarshaler.
func (t *terms) UnmarshalText(b []byte) error {
	*t = append(*t, string(b))
	return nil
}

// gridParams filter and sort deals, and choose their columns.
type gridParams struct {
	Filter    terms              `json:"filter,omitempty" maxItems:"20" doc:"Only deals of which this holds: column:operator:value, such as state:eq:accepted, estimatedValue.amount:ge:25000 or products:has:CRM. Given again, all must hold. Operators: eq, ne, lt, le, gt, ge, in (any of several with commas between them), contains (part of a text, in any case), has (of a list), empty (true or false)."`
	Sort      string             `json:"sort,omitempty" enum:"changedAt,-changedAt,createdAt,-createdAt,estimatedValue,-estimatedValue,topic,-topic,estimatedCloseDate,-estimatedCloseDate,lastProgressAt,-lastProgressAt" doc:"Order, with a leading - for the greatest first; -changedAt when left out. Values are compared within a currency."`
	Columns   []string           `json:"columns,omitempty" maxItems:"100" uniqueItems:"true" doc:"What is answered of each deal beside its id, with commas between; everything when left out."`
	Direction referral.Direction `json:"direction,omitempty" enum:"inbound,outbound" doc:"Which way the deal went: of an opportunity as the caller sees it, of a copy as its owner does."`
	Favourite *bool              `json:"favourite,omitempty" doc:"Only deals that the caller has marked, or has not."`
	View      string             `json:"view,omitempty" maxLength:"200" doc:"A view that the caller has saved, by its name. Its query is {\"filter\": […], \"sort\": \"…\", \"columns\": […], \"direction\": \"…\", \"favourite\": …}, each as the parameter of that name. It was saved as it came and is checked only here: what is wrong with it is answered 400, with fields that begin with view. Conditions of both hold; of the rest the parameter counts."`
	listParams
}

// gridded is the route of the grid.
func (h *Handler) gridded() []*route {
	return []*route{{
		method: http.MethodGet, path: prefix + "/deals", name: grid.Name, tag: tagDashboards, access: members, status: http.StatusOK,
		doc: "Every deal with every column: opportunities, and copies of co-sell deals. The vendor sees all but private ones, its auditors those too; a partner " +
			"those that it is a party of, as far as the caller's role, locations and teams go. What a partner is asked but has not answered is on the dashboard distributed.",
		params: reflect.TypeFor[gridParams](), answer: reflect.TypeFor[gridPage](), media: textCSV, serve: h.grid,
	}}
}

// gridAsked reads the parameters of the grid, and what the view says that they name.
func (h *Handler) gridAsked(x *exchange, p *gridParams) error {
	views := func() ([]preferences.View, error) {
		mine, err := h.Preferences.Get(x.Context(), x.caller)
		return mine.Views.Views, err
	}
	var lost error
	unfit := h.listing(x, deals.Name, sequence{grid.Name, grid.Sorts, &p.Sort, "-changedAt"}, p, &p.listParams, func() (bad []domain.FieldError) {
		bad, lost = p.wrong(x.caller.Org, views)
		return bad
	})
	return cmp.Or(lost, unfit)
}

// grid lists deals.
func (h *Handler) grid(x *exchange) error {
	var p gridParams
	if err := h.gridAsked(x, &p); err != nil {
		return reached(err)
	}
	mine, err := h.Preferences.Get(x.Context(), x.caller)
	if err != nil {
		return reached(err)
	}
	only, err := chosen(p.Columns)
	if err != nil {
		return err
	}
	if p.Sort == "" {
		p.Sort = "-changedAt"
	}
	marked := favourites(mine.Deals)
	f := grid.Filter{Reader: readerOf(x.caller), Terms: p.Filter, Direction: p.Direction, Request: p.request(p.Sort)}
	if p.Favourite != nil {
		f.Among, f.Apart = &marked, !*p.Favourite
	}
	read := func(ctx context.Context, db page.DB, r page.Request) (found page.Page[gridRow], err error) {
		g := f
		g.Request = r
		all, err := grid.Query(ctx, db, g)
		found.Next, found.Position = all.Next, all.Position
		for _, d := range all.Items {
			found.Items = append(found.Items, gridRow{d, slices.Contains(marked, d.ID), only})
		}
		return found, err
	}
	if x.exports() {
		return exportOf(h, x, taking{name: grid.Name}, rowsOf[gridRow](columnsOnly(only)), p.listParams, f.Request, read)
	}
	found, err := read(x.Context(), h.Pool, f.Request)
	if err != nil {
		return reached(err)
	}
	return x.json(http.StatusOK, gridPage{Position: found.Position, Items: append([]gridRow{}, found.Items...), Next: found.Next})
}

// readerOf is how much of its organisation's deals a caller sees in lists.
func readerOf(who domain.Caller) deals.Reader {
	r := deals.Reader{Org: who.Org, All: audits(who), Member: who.Member}
	if who.IsPartner() {
		r.OnlyHands, r.OnlyTeams = !chief(who), !administrates(who)
		r.Locations = who.Locations
	}
	return r
}

// favourites are the ids of deals that are kept as opportunity/ID or referral/ID.
func favourites(marked []string) []domain.ID {
	ids := []domain.ID{}
	for _, m := range marked {
		_, id, _ := strings.Cut(m, "/")
		ids = append(ids, domain.ID(id))
	}
	return ids
}
