package api

import (
	"context"

	"github.com/cosell/cosell/eventstore"
	"github.com/cosell/cosell/projections/page"
	"github.com/cosell/cosell/projections/reports"
)

type scorecardParams struct {
	At place `json:"at,omitzero" doc:"As of this time, the end of this day (UTC), or this position; now when left out."`
	awaited
}

type scorecardReport struct {
	Position eventstore.Position `json:"position" doc:"Of the last event that the report could take account of."`
	Items    []reports.Score     `json:"items" doc:"By partner."`
}

// scorecard answers with how partners do.
func (h *Handler) scorecard(x *exchange) error {
	var p scorecardParams
	unread := parameters(x.URL.RawQuery, &p)
	now := h.Clock().UTC()
	at := p.At.ends(now)
	if err := also(unread, at.future("at", now)); err != nil {
		return err
	}
	scope, err := overviews(x.caller)
	if err == nil {
		err = h.settled(x, p.awaited, at)
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
		c, err = reports.Scores(ctx, db, scope, at.report(now), policy.StalledAfter)
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
