package api

import (
	"reflect"
	"slices"

	"github.com/cosell/cosell/domain/registration"
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
	body         reflect.Type // of a request
	params       reflect.Type // of the query
	answer       reflect.Type // nil for what is no JSON
	media        string       // of an answer that is no JSON, or that it may be instead
	line         reflect.Type // of a stream of JSON; nil for every other answer
	streams      []string     // the forms of that stream
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
	tagReferrals     = "Referrals"
	tagRegistrations = "Registrations"
	tagPartners      = "Partners"
	tagCustomers     = "Customers"
	tagProgram       = "Program"
	tagDashboards    = "Dashboards"
	tagReports       = "Reports"
	tagFeed          = "Feed"
	tagMine          = "Mine"
	tagWebhooks      = "Webhooks"
	tagOperation     = "Operation"
)

const prefix = "/api/v1"

// table lists every route.
func (h *Handler) table() []*route {
	var all []*route
	for _, s := range h.subjects() {
		for _, t := range s.commands {
			all = append(all, h.commandRoute(s, t))
		}
	}
	for _, s := range h.subjects() {
		all = append(all, h.reads(s)...)
	}
	all = append(all, h.policy()...)
	all = append(all, h.queries()...)
	all = append(all, h.reported()...)
	all = append(all, h.gridded()...)
	all = append(all, h.mine()...)
	all = append(all, h.hooks()...)
	all = append(all, h.stepped()...)
	all = append(all, h.followed()...)
	all = append(all, h.accesses()...)
	all = append(all, h.operation()...)
	return slices.DeleteFunc(all, func(r *route) bool { return r == nil })
}

// reads are the routes by which an aggregate is looked at.
func (h *Handler) reads(s subject) []*route {
	at := prefix + s.path + "/{id}"
	all := []*route{
		{
			method: "GET", path: at, name: s.kind, tag: s.tag, access: members, status: 200, doc: s.doc,
			params: reflect.TypeFor[pastParams](), answer: s.shown, serve: func(x *exchange) error { return h.shows(x, s) },
		},
		{
			method: "GET", path: at + "/history", name: s.kind + "-history", tag: s.tag, access: members, status: 200,
			doc:    "Every event as it is in the log, oldest first. " + s.readers() + " Of notes that another organisation wrote for itself only auditors read the text. Reading it is recorded.",
			params: reflect.TypeFor[historyParams](), answer: reflect.TypeFor[historyPage](), media: textCSV, serve: func(x *exchange) error { return h.history(x, s) },
		},
	}
	if s.story != nil {
		all = append(all, &route{
			method: "GET", path: at + "/timeline", name: s.kind + "-timeline", tag: s.tag, access: members, status: 200,
			doc:    "The story in words, as far as it concerns the caller, with the notes that the caller may read: an auditor of the vendor reads all.",
			params: reflect.TypeFor[timelineParams](), answer: reflect.TypeFor[timelinePage](), media: textCSV, serve: func(x *exchange) error { return h.timeline(x, s) },
		})
	}
	if s.verdict != nil {
		all = append(all, &route{
			method: "GET", path: at + "/eligibility", name: s.kind + "-eligibility", tag: s.tag, access: members, status: 200,
			doc:    "Whether the deal could be registered for an incentive, criterion by criterion, with the events that decided and what would change it: now, or as of a past revision, time or position.",
			params: reflect.TypeFor[pastParams](), answer: reflect.TypeFor[registration.Verdict](), serve: func(x *exchange) error { return h.eligibility(x, s) },
		})
	}
	return all
}

// queries are the lists.
func (h *Handler) queries() []*route {
	return []*route{
		{
			method: "GET", path: prefix + "/dashboards/distributed", name: "distributed", tag: tagDashboards, access: members, status: 200,
			doc:    "What waits for an answer, and until when: offered opportunities, and invitations into co-sell deals. A partner sees what it is asked, invitations its administrators alone; the vendor sees what all are asked, itself too, but for private deals.",
			params: reflect.TypeFor[distributedParams](), answer: reflect.TypeFor[distributedPage](), media: textCSV, serve: h.distributed,
		},
		{
			method: "GET", path: prefix + "/dashboards/managed", name: "managed", tag: tagDashboards, access: members, status: 200,
			doc:    "What is worked on, and what became of it: opportunities, and copies of co-sell deals. A partner sees the deals that it is a party of, copies as far as the caller's role, locations and teams go; the vendor all but private ones. Totals of the vendor count a co-sell deal once, by the copy of who opened it.",
			params: reflect.TypeFor[managedParams](), answer: reflect.TypeFor[managedPage](), media: textCSV, serve: h.managed,
		},
		{
			method: "GET", path: prefix + "/referrals", name: "referrals", tag: tagReferrals, access: members, status: 200,
			doc:    "Copies of co-sell deals. A partner sees its own, as far as the caller's role, locations and teams go; the vendor its own and those that it may view.",
			params: reflect.TypeFor[referralsParams](), answer: reflect.TypeFor[referralsPage](), media: textCSV, serve: h.referrals,
		},
		{
			method: "GET", path: prefix + "/registrations", name: "registrations", tag: tagRegistrations, access: members, status: 200,
			doc:    "Registrations in the order in which they were asked for. A partner sees its own; the vendor all, with the queue of those that claim the same.",
			params: reflect.TypeFor[registrationsParams](), answer: reflect.TypeFor[registrationsPage](), media: textCSV, serve: h.registrations,
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
