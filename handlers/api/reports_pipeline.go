package api

import (
	"context"
	"slices"

	"github.com/cosell/cosell/domain"
	"github.com/cosell/cosell/eventstore"
	"github.com/cosell/cosell/projections/page"
	"github.com/cosell/cosell/projections/reports"
)

type pipelineParams struct {
	At   place    `json:"at,omitzero" doc:"As of this time, the end of this day (UTC), or this position; now when left out."`
	From place    `json:"from,omitzero" doc:"Of a difference: from this time, the beginning of this day, or this position."`
	To   place    `json:"to,omitzero" doc:"Of a difference: up to this time, the end of this day, or this position; now when left out."`
	By   []string `json:"by,omitempty" maxItems:"4" uniqueItems:"true" enum:"stage,type,partner,month" doc:"Split by these, with commas between them; always by currency. The month is that of the estimated close date."`
	awaited
}

// pipelineReport is a pipeline, or the difference of two.
type pipelineReport struct {
	Position  eventstore.Position `json:"position" doc:"Of the last event that the report could take account of."`
	Month     string              `json:"month,omitempty" doc:"The month whose rates were used: for each currency that one, or the latest before it that had one."`
	FromMonth string              `json:"fromMonth,omitempty" doc:"Of a difference: the month whose rates were used for the opening."`
	Items     []reports.Step      `json:"items" doc:"By group."`
	Totals    []reports.Total     `json:"totals" doc:"Over all groups: one, or of a difference one for each movement."`
}

// pipeline answers with a pipeline or the difference of two.
func (h *Handler) pipeline(x *exchange) error {
	var p pipelineParams
	unread := parameters(x.URL.RawQuery, &p)
	now := h.Clock().UTC()
	at, from, to := p.At.ends(now), p.From.begins(), p.To.ends(now)
	bad := slices.Concat(at.future("at", now), from.future("from", now), to.future("to", now))
	between := !from.isZero() || !to.isZero()
	if between && len(bad) == 0 {
		bad = span(from, to, now)
	}
	if between && !at.isZero() {
		bad = append(bad, domain.FieldError{Field: "at", Code: "not-with-from", Message: "Ask for one time, or for a difference."})
	}
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
	var r pipelineReport
	err = h.compute(x, func(ctx context.Context, db page.DB) (err error) {
		if between {
			r, err = difference(ctx, db, scope, from.report(now), to.report(now), p.By)
		} else {
			r, err = openAt(ctx, db, scope, at.report(now), p.By)
		}
		return err
	})
	if err == nil {
		err = h.looked(x, pipelineName, r.Position, len(r.Items), at, from, to)
	}
	if err != nil {
		return err
	}
	return answerReport(h, x, pipelineName, r.Position, r.Items, r)
}

func openAt(ctx context.Context, db page.DB, s reports.Scope, at reports.Place, by []string) (pipelineReport, error) {
	found, err := reports.Open(ctx, db, s, at, by)
	r := pipelineReport{Position: found.Position, Month: found.Month, Items: []reports.Step{}, Totals: []reports.Total{found.Total}}
	for _, l := range found.Lines {
		r.Items = append(r.Items, reports.Step{Group: l.Group, Amounts: l.Amounts})
	}
	return r, err
}

func difference(ctx context.Context, db page.DB, s reports.Scope, from, to reports.Place, by []string) (pipelineReport, error) {
	d, err := reports.Between(ctx, db, s, from, to, by)
	return pipelineReport{Position: d.Position, Month: d.Month, FromMonth: d.FromMonth, Items: append([]reports.Step{}, d.Steps...), Totals: d.Totals}, err
}
