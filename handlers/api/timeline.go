package api

import (
	"context"
	"net/http"
	"slices"

	"github.com/cosell/cosell/domain"
	"github.com/cosell/cosell/domain/opportunity"
	"github.com/cosell/cosell/domain/program"
	"github.com/cosell/cosell/projections/page"
	"github.com/cosell/cosell/projections/timeline"
)

// timelineParams choose a page of a story.
type timelineParams struct {
	Sort string `json:"sort,omitempty" enum:"at,-at" doc:"Oldest first, or with a leading - latest first."`
	listParams
}

// telling is how a story is told: of what it is, which spans of it the caller reads, and which lines the rules of the
// aggregate itself let the caller read; nil for all that the view has.
type telling struct {
	kind     timeline.Kind
	spans    []timeline.Span
	readable func(timeline.Line) bool
}

// timeline tells a story to whoever may know of what it is about.
func (h *Handler) timeline(x *exchange, s subject) error {
	var p timelineParams
	unread := parameters(x.URL.RawQuery, &p)
	if err := also(unread, sequence{timeline.Name, timeline.Sorts, &p.Sort, ""}.strays(p.Cursor)); err != nil {
		return err
	}
	reader := s.reader(x.caller)
	v, err := s.present(x.Context(), reader, x.subject())
	if err != nil {
		return err
	}
	if err := h.await(x.Context(), timeline.Name, p.listParams); err != nil {
		return err
	}
	policy, err := h.policyNow(x)
	if err != nil {
		return err
	}
	t := s.story(v.State, reader, policy)
	read := func(ctx context.Context, db page.DB, r page.Request) (page.Page[timeline.Line], error) {
		lines, err := timeline.Query(ctx, db, timeline.Filter{
			Org: x.caller.Org, All: audits(x.caller), Kind: t.kind, Deal: x.subject(), Spans: t.spans, Request: r,
		})
		lines.Items = slices.DeleteFunc(lines.Items, func(l timeline.Line) bool { return t.readable != nil && !t.readable(l) })
		return lines, err
	}
	if x.exports() {
		what := taking{s.kind + "-timeline", recordedSubject(s, x), readTimeline}
		return exportOf(h, x, what, rowsOf[timeline.Line](nil), p.listParams, p.request(p.Sort), read)
	}
	lines, err := read(x.Context(), h.Pool, p.request(p.Sort))
	if err != nil {
		return reached(err)
	}
	answer := timelinePage{Position: lines.Position, Next: lines.Next, Items: append([]timeline.Line{}, lines.Items...)}
	err = h.record(x, Access{What: readTimeline, Subject: recordedSubject(s, x), Position: answer.Position.String(), Rows: int64(len(answer.Items)), Outcome: given})
	if err != nil {
		return err
	}
	return x.json(http.StatusOK, answer)
}

// reader is as whom the deal of a story is looked at. An analyst, who sees no opportunity, reads what the view tells of one
// as every member of the vendor does who may not change it.
func (s subject) reader(who domain.Caller) domain.Caller {
	if s.kind == "opportunity" && analyses(who) {
		who.Roles = []domain.Role{domain.RoleReviewer}
	}
	return who
}

func storyOfReferral(any, domain.Caller, program.Policy) telling {
	return telling{kind: timeline.Referral}
}

func storyOfRegistration(any, domain.Caller, program.Policy) telling {
	return telling{kind: timeline.Registration}
}

func storyOfOpportunity(state any, who domain.Caller, p program.Policy) telling {
	o := state.(opportunity.Opportunity)
	return telling{timeline.Opportunity, spans(o, who, p.Teaser), func(l timeline.Line) bool { return readable(o, l, who, p.Teaser) }}
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

// readable reports whether a line may be read. For notes the deal's own rule is asked, whatever the view thinks.
func readable(o opportunity.Opportunity, line timeline.Line, who domain.Caller, teaser bool) bool {
	if line.Kind != string(opportunity.KindNoteAdded) {
		return true
	}
	n := opportunity.Note{Revision: line.Revision, Author: line.Org, Audience: opportunity.AudienceOwn, Brief: line.Brief}
	if line.Audience == string(opportunity.AudienceAll) {
		n.Audience = opportunity.AudienceAll
	}
	return opportunity.ReadsNote(o, n, who, teaser)
}
