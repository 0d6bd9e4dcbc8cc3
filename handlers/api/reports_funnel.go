package api

import (
	"context"
	"slices"
	"time"

	"github.com/cosell/cosell/domain/program"
	"github.com/cosell/cosell/eventstore"
	"github.com/cosell/cosell/handlers/command"
	"github.com/cosell/cosell/projections/page"
	"github.com/cosell/cosell/projections/reports"
)

type funnelParams struct {
	At   place    `json:"at,omitzero" doc:"How far the deals had come by this time, the end of this day (UTC), or this position; now when left out."`
	From place    `json:"from,omitzero" doc:"Deals that began after this time or position, or since this day; all when left out."`
	To   place    `json:"to,omitzero" doc:"Deals that began by this time or position, or by the end of this day; all when left out."`
	By   []string `json:"by,omitempty" maxItems:"3" uniqueItems:"true" enum:"type,partner,source" doc:"Split by these, with commas between them."`
	awaited
}

type funnelReport struct {
	Position eventstore.Position `json:"position" doc:"Of the last event that the report could take account of."`
	Items    []reports.Reach     `json:"items" doc:"By group, each with every step in its order."`
}

// funnel answers with how far the deals of a cohort came.
func (h *Handler) funnel(x *exchange) error {
	var p funnelParams
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
	c := reports.Cohort{After: bound(from, now), To: bound(to, now), At: at.report(now), By: p.By, Stages: stages(policy)}
	var f reports.Funnel
	err = h.compute(x, func(ctx context.Context, db page.DB) (err error) {
		f, err = reports.Reached(ctx, db, scope, c)
		return err
	})
	if err == nil {
		err = h.looked(x, funnelName, f.Position, len(f.Steps), at)
	}
	if err != nil {
		return err
	}
	return answerReport(h, x, funnelName, f.Position, f.Steps, funnelReport{f.Position, append([]reports.Reach{}, f.Steps...)})
}

// bound is a place that need not be named.
func bound(p place, now time.Time) *reports.Place {
	if p.isZero() {
		return nil
	}
	r := p.report(now)
	return &r
}

// stages are the percentages of both tables of a policy, ascending.
func stages(p program.Policy) (all []int) {
	for _, s := range slices.Concat(p.Stages, p.Assessment) {
		all = append(all, s.Percent)
	}
	slices.Sort(all)
	return slices.Compact(all)
}

// policyAt is the policy that was in force at a place.
func (h *Handler) policyAt(x *exchange, at place) (program.Policy, error) {
	as := command.AsOf{Time: at.at}
	if !at.position.IsZero() {
		as.Position = &at.position
	}
	return h.Commands.Policy(x.Context(), as)
}
