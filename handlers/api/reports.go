package api

import (
	"context"
	"net/http"
	"reflect"
	"slices"

	"github.com/jackc/pgx/v5"

	"github.com/cosell/cosell/domain"
	"github.com/cosell/cosell/eventstore"
	"github.com/cosell/cosell/projections/deals"
	"github.com/cosell/cosell/projections/page"
	"github.com/cosell/cosell/projections/reports"
)

// The names of the reports.
const (
	pipelineName    = "pipeline"
	funnelName      = "funnel"
	transitionsName = "transitions"
	scorecardName   = "scorecard"
)

const (
	whose = " The vendor gets the deals that it might know of then, each co-sell deal once and never a private one, not even for " +
		"auditors; a partner its own. For a partner's administrators and managers who are not bound to locations, and every role of the vendor. " +
		"Of co-sell deals a manager gets those on whose team it is."
	past = " Looking at the past is recorded."
)

// reported are the routes of the reports.
func (h *Handler) reported() []*route {
	at := prefix + "/reports/"
	return []*route{
		{
			method: http.MethodGet, path: at + pipelineName, name: pipelineName, tag: tagReports, access: members, status: http.StatusOK,
			doc:    "What is open, by any split and always by currency, and in USD at the dated rate: now, or as of a past time or position. With from, how that came about of what was open then." + whose + past,
			params: reflect.TypeFor[pipelineParams](), answer: reflect.TypeFor[pipelineReport](), media: textCSV, serve: h.pipeline,
		},
		{
			method: http.MethodGet, path: at + funnelName, name: funnelName, tag: tagReports, access: members, status: http.StatusOK,
			doc:    "How far the deals came that began in a time, and how long they stayed in each stage." + whose + past,
			params: reflect.TypeFor[funnelParams](), answer: reflect.TypeFor[funnelReport](), media: textCSV, serve: h.funnel,
		},
		{
			method: http.MethodGet, path: at + transitionsName, name: transitionsName, tag: tagReports, access: members, status: http.StatusOK,
			doc:    "Every change of state or stage in the order of the log, one row each: all that was recorded by now, or by a past time or position. The vendor gets those of every deal that it might know of then, and of one that was private before a row with which it begins; a partner those of its own, a manager of co-sell deals those on whose team it is. For the same callers as the other reports." + past,
			params: reflect.TypeFor[transitionsParams](), answer: reflect.TypeFor[transitionsPage](), media: textCSV, serve: h.transitions,
		},
		{
			method: http.MethodGet, path: at + scorecardName, name: scorecardName, tag: tagReports, access: members, status: http.StatusOK,
			doc:    "How partners do with the opportunities that the vendor brought and offered, all or those of a time: now, or as of a past time or position. A partner gets its own. For the same callers as the other reports." + past,
			params: reflect.TypeFor[scorecardParams](), answer: reflect.TypeFor[scorecardReport](), media: textCSV, serve: h.scorecard,
		},
	}
}

// awaited is for reports what listParams say of waiting.
type awaited struct {
	MinPosition eventstore.Position `json:"min_position,omitzero" doc:"Wait until the report takes account of everything up to this position, as a command answered it."`
	Wait        *wait               `json:"wait,omitempty" doc:"How long to wait for min_position, such as 500ms: 5s when left out, and at most."`
}

var errReports = domain.Denial("needs-overview", "A partner's reports are for its administrators and managers who are not bound to locations.")

// overviews is whose reports the caller gets. They are sums over a whole partner, so whoever is bound to what it has in its
// hands, or to locations, gets none; who sees all opportunities, but of co-sell deals only some, gets those alone.
func overviews(who domain.Caller) (reports.Scope, error) {
	if who.IsPartner() && (!chief(who) || len(who.Locations) > 0) {
		return reports.Scope{}, errReports
	}
	scope := reports.Scope{Org: who.Org}
	if who.IsPartner() && !administrates(who) {
		only := readerOf(who)
		scope.Only = &only
	}
	return scope, nil
}

// settled waits until the deals are as far as the caller and the places say.
func (h *Handler) settled(x *exchange, a awaited, named ...place) error {
	l := listParams{MinPosition: a.MinPosition, Wait: a.Wait}
	for _, p := range named {
		if l.MinPosition.Before(p.position) {
			l.MinPosition = p.position
		}
	}
	return h.await(x.Context(), deals.Name, l)
}

// looked records that the past was looked at.
func (h *Handler) looked(x *exchange, name string, position eventstore.Position, rows int, named ...place) error {
	if !slices.ContainsFunc(named, func(p place) bool { return !p.isZero() }) {
		return nil
	}
	return h.record(x, Access{What: readPast, Subject: name, Position: position.String(), Rows: int64(rows), Outcome: given})
}

// answerReport hands a report out: its lines in the form that Accept asks for, or all of it as JSON.
func answerReport[T any](h *Handler, x *exchange, name string, position eventstore.Position, lines []T, whole any) error {
	if !x.exports() {
		return x.json(http.StatusOK, whole)
	}
	t, err := h.handOut(x, taking{name: name}, position, rowsOf[T](nil))
	if err != nil {
		return err
	}
	for _, line := range lines {
		t.row(reflect.ValueOf(line))
	}
	t.flush(nil)
	t.end()
	return nil
}

// compute reads a report as of one moment, as long as an export may take.
func (h *Handler) compute(x *exchange, read func(context.Context, page.DB) error) error {
	ctx, cancel := x.patience()
	defer cancel()
	return h.snapshot(ctx, func(tx pgx.Tx) error { return reached(read(ctx, tx)) })
}
