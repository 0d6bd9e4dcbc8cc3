package api

import (
	"net/http"
	"reflect"
	"strconv"
	"strings"

	"github.com/danielgtaylor/huma/v2"

	"github.com/cosell/cosell/domain"
	"github.com/cosell/cosell/eventstore"
	"github.com/cosell/cosell/handlers/command"
	"github.com/cosell/cosell/handlers/feed"
	"github.com/cosell/cosell/handlers/notify"
	"github.com/cosell/cosell/handlers/preferences"
	"github.com/cosell/cosell/projections/page"
)

// openAPI describes the routes, so that nothing is served that is not described, and the other way round.
func openAPI(routes []*route, l Limits) *huma.OpenAPI {
	s := newSchemas()
	s.strict = true
	for _, r := range routes {
		if r.body != nil {
			s.of(r.body)
		}
	}
	s.strict = false
	doc := &huma.OpenAPI{
		OpenAPI: "3.1.0",
		Info:    &huma.Info{Title: "cosell", Version: "1", Description: introduction},
		Paths:   map[string]*huma.PathItem{},
		Tags: []*huma.Tag{
			{Name: tagOpportunities, Description: "Deals that the vendor offers to partners, or that a partner brings."},
			{Name: tagReferrals, Description: "Co-sell deals: one copy for each organisation that takes part, tied by an engagement."},
			{Name: tagRegistrations, Description: "Requests to have a deal recognised: exclusivity before the win, incentives after it."},
			{Name: tagPartners, Description: "Organisations in the program, their locations and members."},
			{Name: tagCustomers, Description: "Customers and contacts: what an organisation keeps for itself of those who may buy. No other organisation sees any of it."},
			{Name: tagProgram, Description: "The policy that governs every deal."},
			{Name: tagDashboards, Description: "Lists that follow the log within moments; min_position waits for them."},
			{Name: tagReports, Description: "What the deals add up to, now and at any past time or position. Amounts of different currencies are never added; what is said in USD was converted deal by deal at dated rates."},
			{Name: tagFeed, Description: feedDoc},
			{Name: tagMine, Description: "What a member keeps for itself. Nobody else reads or changes it."},
			{Name: tagWebhooks, Description: "Where an organisation's notices are posted to, signed as Standard Webhooks are. For a partner's administrators, and the vendor's program administrators and channel managers."},
			{Name: tagOperation, Description: "For whoever runs the server."},
		},
		Components: &huma.Components{
			Schemas:   s,
			Responses: problems(s),
			SecuritySchemes: map[string]*huma.SecurityScheme{
				"bearer": {Type: "http", Scheme: "bearer", BearerFormat: "JWT", Description: "A token of the installation, such as cosell token prints."},
			},
		},
		Extensions: map[string]any{"x-limits": limitsOf(l)},
	}
	for _, r := range routes {
		item := doc.Paths[documented(r.path)]
		if item == nil {
			item = &huma.PathItem{}
			doc.Paths[documented(r.path)] = item
		}
		switch op := operation(r, s); r.method {
		case http.MethodGet:
			item.Get = op
		case http.MethodPost:
			item.Post = op
		case http.MethodPut:
			item.Put = op
		case http.MethodDelete:
			item.Delete = op
		default:
			panic("api: no place in the document for " + r.method)
		}
	}
	return doc
}

// documented is a path as OpenAPI writes it.
func documented(path string) string { return strings.ReplaceAll(path, "{$}", "") }

const introduction = "Commands change a deal or a partner; each has an address of its own. Its answer names the revision, as an " +
	"ETag too, and the position at which the change lies in the log. Send an Idempotency-Key to be able to ask again, and " +
	"If-Match to decide on what you have seen. Everything that is wrong with a request is named in one answer."

// limitsOf are the limits that belong to no single field.
func limitsOf(l Limits) map[string]any {
	return map[string]any{
		"bodyBytes":                   MaxBody,
		"bodyDepth":                   MaxDepth,
		"bodyValues":                  MaxValues,
		"eventDataBytes":              eventstore.MaxData,
		"eventsPerCommand":            eventstore.MaxBatch,
		"idempotencyKeyCharacters":    command.MaxKey,
		"attemptsOnConflict":          command.MaxAttempts,
		"commandInProgressWait":       command.MaxWait.String(),
		"minPositionWait":             MaxWait.String(),
		"pageLimit":                   page.MaxLimit,
		"pageLimitWhenLeftOut":        page.DefaultLimit,
		"requestsPerSecondOfMember":   float64(l.Member),
		"requestsAtOnceOfMember":      l.MemberBurst,
		"requestsPerSecondOfStranger": float64(l.Strangers),
		"requestsAtOnceOfStranger":    l.StrangersTop,
		"applicationsPerHourOfOrigin": l.Applications,
		"feedsOpenOfMember":           l.FeedsMember,
		"feedsOpenOfOrganisation":     l.FeedsOrg,
		"feedEventsOfOneRequest":      MaxFeed,
		"feedHeartbeat":               FeedBeat.String(),
		"feedReaderStuckFor":          FeedStuck.String(),
		"feedEventsPassedOverAtOnce":  feed.SkipAtMost,
		"accessLogWait":               RecordWithin.String(),
		"accessLogWaiting":            MaxUnrecorded,
		"webhooksOfOrganisation":      notify.MaxWebhooks,
		"queryBytesOfSavedView":       preferences.MaxQuery,
	}
}

func operation(r *route, s *schemas) *huma.Operation {
	op := &huma.Operation{
		OperationID: r.name, Method: r.method, Path: documented(r.path), Tags: []string{r.tag}, Summary: strings.TrimSuffix(r.doc, "."),
		Parameters: parametersOf(r, s), Responses: map[string]*huma.Response{strconv.Itoa(r.status): success(r, s)},
	}
	if len(r.events) > 0 {
		op.Description = "Leads to " + strings.Join(r.events, ", ") + "."
		op.Extensions = map[string]any{"x-events": r.events}
	}
	if r.access == members {
		op.Security = []map[string][]string{{"bearer": {}}}
	}
	if r.body != nil {
		op.RequestBody = &huma.RequestBody{
			Description: "May be left out where nothing is required.",
			Content:     map[string]*huma.MediaType{"application/json": {Schema: s.of(r.body)}},
		}
	}
	for _, status := range failures(r) {
		op.Responses[strconv.Itoa(status)] = &huma.Response{Ref: "#/components/responses/" + problemName(status)}
	}
	if r.name == "readyz" {
		op.Responses["503"] = success(r, s)
	}
	return op
}

// parametersOf lists what may come with a request besides its body.
func parametersOf(r *route, s *schemas) (all []*huma.Param) {
	if strings.Contains(r.path, "{id}") {
		all = append(all, &huma.Param{Name: "id", In: "path", Required: true, Schema: s.of(reflect.TypeFor[domain.ID]())})
	}
	if r.params != nil {
		for _, f := range reflect.VisibleFields(r.params) {
			if name := jsonName(f); name != "" {
				p := &huma.Param{Name: name, In: "query", Schema: huma.SchemaFromField(s, f, ""), Description: f.Tag.Get("doc")}
				p.Schema.Description = ""
				if p.Schema.Type == huma.TypeArray && f.Type != reflect.TypeFor[terms]() {
					p.Explode = new(bool) // one parameter with commas
				}
				all = append(all, p)
			}
		}
	}
	if r.access != open {
		all = append(all, header("X-Correlation-ID", "Your word for everything that belongs together; it is kept with the events and answered. One is made when it is left out or not of this form.",
			&huma.Schema{Type: huma.TypeString, Pattern: correlationForm.String()}))
	}
	if r.name == feedName {
		all = append(all, header(headerLastEvent, "With "+eventStream+": the id of the last event that was received, in the place of after. Browsers send it by themselves.",
			s.of(reflect.TypeFor[eventstore.Position]())))
	}
	if r.command != "" {
		all = append(all,
			header(headerKey, "Your name for this request: sent again, it gives the first answer. 1 to 255 printable ASCII characters.",
				&huma.Schema{Type: huma.TypeString, MinLength: whole(1), MaxLength: whole(command.MaxKey), Pattern: "^[ -~]*$"}),
			header("If-Match", "The revision that you decided on, in quotes.", &huma.Schema{Type: huma.TypeString, Pattern: etagForm.String()}))
	}
	return all
}

func header(name, doc string, schema *huma.Schema) *huma.Param {
	return &huma.Param{Name: name, In: "header", Description: doc, Schema: schema}
}

func whole(n int) *int { return &n }
