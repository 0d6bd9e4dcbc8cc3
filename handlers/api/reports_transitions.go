package api

import (
	"context"
	"slices"

	"github.com/cosell/cosell/domain"
	"github.com/cosell/cosell/projections/deals"
	"github.com/cosell/cosell/projections/page"
	"github.com/cosell/cosell/projections/reports"
)

type transitionsParams struct {
	Sort    string    `json:"sort,omitempty" enum:"position,-position" doc:"Oldest first, or with a leading - latest first; oldest first when left out."`
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
	var from, to place
	err := h.listing(x, deals.Name, &p, &p.listParams, vendorOnly(x.caller, &p.Partner), func() []domain.FieldError {
		from, to = p.From.begins(), p.To.ends(now)
		return slices.Concat(from.future("from", now), to.future("to", now))
	})
	if err != nil {
		return err
	}
	scope, err := overviews(x.caller)
	if err == nil {
		err = h.settled(x, awaited{Wait: p.Wait}, to)
	}
	if err != nil {
		return err
	}
	f := reports.Filter{Scope: scope, Deal: p.Deal, Partner: p.Partner, Kind: p.Kind, State: p.State,
		After: bound(from, now), To: bound(to, now), Request: p.request(p.Sort)}
	return listed(h, x, transitionsName, p.listParams, f.Request, func(ctx context.Context, db page.DB, r page.Request) (page.Page[deals.Change], error) {
		g := f
		g.Request = r
		return reports.Transitions(ctx, db, g)
	})
}
