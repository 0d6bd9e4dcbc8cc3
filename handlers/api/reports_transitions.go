package api

import (
	"context"
	"net/http"
	"slices"

	"github.com/cosell/cosell/domain"
	"github.com/cosell/cosell/projections/deals"
	"github.com/cosell/cosell/projections/page"
	"github.com/cosell/cosell/projections/reports"
)

type transitionsParams struct {
	Sort    string    `json:"sort,omitempty" enum:"position,-position" doc:"Oldest first, or with a leading - latest first; oldest first when left out."`
	At      place     `json:"at,omitzero" doc:"As recorded by this time, by the end of this day (UTC), or up to this position; now when left out. With to as well, both hold."`
	From    place     `json:"from,omitzero" doc:"Recorded after this time or position, or since this day."`
	To      place     `json:"to,omitzero" doc:"Recorded by this time or position, or by the end of this day."`
	Deal    domain.ID `json:"deal,omitempty" format:"uuid" doc:"Of this deal."`
	Partner domain.ID `json:"partner,omitempty" format:"uuid" doc:"That concern this partner."`
	Kind    string    `json:"kind,omitempty" enum:"opportunity,referral" doc:"Of this kind of deal."`
	State   string    `json:"state,omitempty" enum:"new,submitted,distributed,received,accepted,won,lost,declined,expired,withdrawn,error" doc:"Into this state."`
	listParams
}

type transitionsPage list[deals.Change]

// transitions lists changes of state and stage.
func (h *Handler) transitions(x *exchange) error {
	var p transitionsParams
	now := h.Clock().UTC()
	var at, from, to place
	err := h.listing(x, deals.Name, sequence{deals.Name, reports.Sorts, &p.Sort, ""}, &p, &p.listParams, vendorOnly(x.caller, &p.Partner), func() []domain.FieldError {
		at, from, to = p.At.ends(now), p.From.begins(), p.To.ends(now)
		return slices.Concat(at.future("at", now), from.future("from", now), to.future("to", now))
	})
	if err != nil {
		return err
	}
	scope, err := overviews(x.caller)
	if err == nil {
		err = h.settled(x, awaited{Wait: p.Wait}, at, to)
	}
	if err != nil {
		return err
	}
	f := reports.Filter{Scope: scope, Deal: p.Deal, Partner: p.Partner, Kind: p.Kind, State: p.State,
		After: bound(from, now), To: bound(to, now), At: bound(at, now), Request: p.request(p.Sort)}
	read := func(ctx context.Context, db page.DB, r page.Request) (page.Page[deals.Change], error) {
		g := f
		g.Request = r
		return reports.Transitions(ctx, db, g)
	}
	if at.isZero() {
		return listed(h, x, transitionsName, p.listParams, f.Request, read)
	}
	return h.transitionsThen(x, p, f.Request, read)
}

// transitionsThen lists them as of a past place, and records that it was looked at.
func (h *Handler) transitionsThen(
	x *exchange, p transitionsParams, r page.Request, read func(context.Context, page.DB, page.Request) (page.Page[deals.Change], error),
) error {
	if x.exports() {
		return exportOf(h, x, taking{name: transitionsName, also: readPast}, rowsOf[deals.Change](nil), p.listParams, r, read)
	}
	found, err := read(x.Context(), h.Pool, r)
	if err != nil {
		return reached(err)
	}
	if err := h.looked(x, transitionsName, found.Position, len(found.Items), p.At); err != nil {
		return err
	}
	return x.json(http.StatusOK, transitionsPage{Position: found.Position, Items: append([]deals.Change{}, found.Items...), Next: found.Next})
}
