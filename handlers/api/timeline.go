package api

import (
	"net/http"

	"github.com/cosell/cosell/domain"
	"github.com/cosell/cosell/domain/opportunity"
	"github.com/cosell/cosell/projections/timeline"
)

// timelineParams choose a page of a story.
type timelineParams struct {
	Sort string `json:"sort,omitempty" enum:"at,-at" doc:"Oldest first, or with a leading - latest first."`
	listParams
}

// timeline tells a deal's story to whoever may know of the deal.
func (h *Handler) timeline(x *exchange) error {
	var p timelineParams
	if err := parameters(x.URL.RawQuery, &p); err != nil {
		return err
	}
	v, err := h.visible(x)
	if err != nil {
		return err
	}
	if err := h.await(x.Context(), timeline.Name, p.listParams); err != nil {
		return err
	}
	teaser := h.Policy().Teaser
	lines, err := timeline.Query(x.Context(), h.Pool, timeline.Filter{
		Org: x.caller.Org, All: audits(x.caller), Deal: x.subject(), Spans: spans(v.State, x.caller, teaser), Request: p.request(p.Sort),
	})
	if err != nil {
		return reached(err)
	}
	answer := timelinePage{Position: lines.Position, Next: lines.Next, Items: []timeline.Line{}}
	for _, line := range lines.Items {
		if readable(v.State, line, x.caller, teaser) {
			answer.Items = append(answer.Items, line)
		}
	}
	return x.json(http.StatusOK, answer)
}

// spans are the revisions in which a partner reads what all parties read: from its joining on while it takes part, and
// its offer alone before it has answered.
func spans(o opportunity.Opportunity, who domain.Caller, teaser bool) []timeline.Span {
	ties := o.Ties(who.Partner())
	if !who.IsPartner() || len(ties) == 0 {
		return nil
	}
	switch t := ties[len(ties)-1]; {
	case !t.Lasts():
		return nil
	case t.Joined != opportunity.Never:
		return []timeline.Span{{From: t.Joined, To: -1}}
	case !teaser:
		return []timeline.Span{{From: t.Asked, To: t.Asked}}
	}
	return nil
}

// readable reports whether a line may be read. For notes the deal's own rule is asked, whatever the view thinks; of its own
// notes a partner's organisation is the only reader beside auditors.
func readable(o opportunity.Opportunity, line timeline.Line, who domain.Caller, teaser bool) bool {
	if line.Kind != string(opportunity.KindNoteAdded) || audits(who) {
		return true
	}
	n := opportunity.Note{Revision: line.Revision, Author: line.Org, Audience: opportunity.AudienceOwn, Brief: line.Brief}
	if line.Audience == string(opportunity.AudienceAll) {
		n.Audience = opportunity.AudienceAll
	}
	return opportunity.ReadsNote(o, n, who, teaser)
}
