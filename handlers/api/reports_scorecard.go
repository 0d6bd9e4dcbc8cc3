package api

import (
	"context"

	"github.com/cosell/cosell/eventstore"
	"github.com/cosell/cosell/projections/page"
	"github.com/cosell/cosell/projections/reports"
)

type scorecardParams struct {
	At   place `json:"at,omitzero" doc:"What had become of the offers by this time, the end of this day (UTC), or this position; now when left out."`
	From place `json:"from,omitzero" doc:"Offers made after this time or position, or since this day; all when left out."`
	To   place `json:"to,omitzero" doc:"Offers made by this time or position, or by the end of this day; all when left out."`
	awaited
}

type scorecardReport struct {
	Position eventstore.Position `json:"position" doc:"Of the last event that the report could take account of."`
	Items    []reports.Score     `json:"items" doc:"By partner."`
}

// scorecard answers with what partners made of what they were offered.
func (h *Handler) scorecard(x *exchange) error {
	var p scorecardParams
	unread := parameters(x.URL.RawQuery, &p)
	now := h.Clock().UTC()
	at, from, to, bad := window(p.At, p.From, p.To, now)
	if err := also(unread, bad); err != nil {
		return err
	}
	scope, err := overviews(x.caller)
	if err == nil {
		err = h.settled(x, p.awaited, at, from, to)
	}
	if err != nil {
		return err
	}
	policy, err := h.policyAt(x, at)
	if err != nil {
		return err
	}
	var c reports.Scorecard
	err = h.compute(x, func(ctx context.Context, db page.DB) (err error) {
		c, err = reports.Scores(ctx, db, scope, reports.Offers{After: bound(from, now), To: bound(to, now), At: at.report(now), Stalled: policy.StalledAfter})
		return err
	})
	if err == nil {
		err = h.looked(x, scorecardName, c.Position, len(c.Scores), at)
	}
	if err != nil {
		return err
	}
	return answerReport(h, x, scorecardName, c.Position, c.Scores, scorecardReport{c.Position, append([]reports.Score{}, c.Scores...)})
}
