package api

import (
	"reflect"
	"slices"

	"github.com/cosell/cosell/domain/opportunity"
	"github.com/cosell/cosell/domain/partner"
)

// route is one row of the table: what the mux serves, and what the document says of it.
type route struct {
	method, path string
	name         string // operationId
	tag          string // heading in the document
	doc          string // one sentence for people
	access       access
	command      string       // "opportunity.accept"; "" for everything that is no command
	events       []string     // that a command may lead to
	body         reflect.Type // of a command
	params       reflect.Type // of the query
	answer       reflect.Type // nil for what is no JSON
	media        string       // of an answer that is no JSON, or that it may be instead
	status       int          // when it goes well
	serve        func(*exchange) error
}

// access says who may ask at all.
type access string

const (
	open       access = "open"       // anybody
	applicants access = "applicants" // anybody, now and then
	members    access = "members"    // whoever has a token
)

// String is the path, also of a request for which no route was found.
func (r *route) String() string {
	if r == nil {
		return "none"
	}
	return r.path
}

// The headings of the document.
const (
	tagOpportunities = "Opportunities"
	tagPartners      = "Partners"
	tagDashboards    = "Dashboards"
	tagOperation     = "Operation"
)

const prefix = "/api/v1"

// table lists every route.
func (h *Handler) table() []*route {
	var all []*route
	for _, t := range opportunity.Commands {
		all = append(all, h.commandRoute(h.opportunities(), t))
	}
	for _, t := range partner.Commands {
		all = append(all, h.commandRoute(h.partners(), t))
	}
	all = append(all, h.queries()...)
	all = append(all, h.operation()...)
	return slices.DeleteFunc(all, func(r *route) bool { return r == nil })
}

// queries are the routes that read.
func (h *Handler) queries() []*route {
	return []*route{
		{
			method: "GET", path: prefix + "/opportunities/{id}", name: "opportunity", tag: tagOpportunities, access: members, status: 200,
			doc:    "A deal as the caller may see it: now, with the commands that the caller may issue, or as of a past revision or time. The offered partner's first look is noted, but not that of HEAD. Not for analysts.",
			params: reflect.TypeFor[pastParams](), answer: reflect.TypeFor[shownOpportunity](), serve: h.opportunity,
		},
		{
			method: "GET", path: prefix + "/opportunities/{id}/history", name: "opportunity-history", tag: tagOpportunities, access: members, status: 200,
			doc:    "Every event of a deal as it is in the log, oldest first. For the vendor's auditors, channel managers and program administrators; of the notes that a partner wrote for itself only auditors read the text. Reading it is recorded.",
			params: reflect.TypeFor[historyParams](), answer: reflect.TypeFor[historyPage](), serve: h.history,
		},
		{
			method: "GET", path: prefix + "/opportunities/{id}/timeline", name: "opportunity-timeline", tag: tagOpportunities, access: members, status: 200,
			doc:    "The story of a deal in words, as far as it concerns the caller, with the notes that the caller may read: an auditor of the vendor reads all.",
			params: reflect.TypeFor[timelineParams](), answer: reflect.TypeFor[timelinePage](), serve: h.timeline,
		},
		{
			method: "GET", path: prefix + "/partners/{id}", name: "partner", tag: tagPartners, access: members, status: 200,
			doc:    "A partner as the caller may see it: now, with the commands that the caller may issue, or as of a past revision or time.",
			params: reflect.TypeFor[pastParams](), answer: reflect.TypeFor[shownPartner](), serve: h.partner,
		},
		{
			method: "GET", path: prefix + "/dashboards/distributed", name: "distributed", tag: tagDashboards, access: members, status: 200,
			doc:    "What waits for a partner's answer, and until when. A partner sees its own offers, the vendor those of all.",
			params: reflect.TypeFor[distributedParams](), answer: reflect.TypeFor[distributedPage](), media: textCSV, serve: h.distributed,
		},
		{
			method: "GET", path: prefix + "/dashboards/managed", name: "managed", tag: tagDashboards, access: members, status: 200,
			doc:    "What is worked on, and what became of it. A partner sees the deals that it is a party of, the vendor all.",
			params: reflect.TypeFor[managedParams](), answer: reflect.TypeFor[managedPage](), media: textCSV, serve: h.managed,
		},
	}
}

// operation are the routes for whoever runs the server or writes a program against it.
func (h *Handler) operation() []*route {
	return []*route{
		{method: "GET", path: "/healthz", name: "healthz", tag: tagOperation, access: open, status: 200, serve: h.healthz,
			doc: "Whether the process answers.", answer: reflect.TypeFor[health]()},
		{method: "GET", path: "/readyz", name: "readyz", tag: tagOperation, access: open, status: 200, serve: h.readyz,
			doc: "Whether migrations, the demo story and the first catch-up of the views are done: 503 until then, with what is waited for.", answer: reflect.TypeFor[health]()},
		{method: "GET", path: "/metrics", name: "metrics", tag: tagOperation, access: open, status: 200, serve: h.showMetrics,
			doc: "Metrics in Prometheus' format.", media: "text/plain"},
		{method: "GET", path: "/openapi.json", name: "openapi", tag: tagOperation, access: open, status: 200, serve: h.showDocument,
			doc: "This description, as OpenAPI 3.1.", media: "application/json"},
		{method: "GET", path: "/docs", name: "docs", tag: tagOperation, access: open, status: 200, serve: h.showDocs,
			doc: "This description, for people.", media: "text/html"},
		{method: "GET", path: "/{$}", name: "home", tag: tagOperation, access: open, status: 303, serve: h.home,
			doc: "Leads to the description.", media: "text/html"},
	}
}
