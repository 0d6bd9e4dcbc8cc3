package api_test

import (
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"flag"
	"fmt"
	"maps"
	"net/http"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/cosell/cosell/domain"
	"github.com/cosell/cosell/domain/contact"
	"github.com/cosell/cosell/domain/customer"
	"github.com/cosell/cosell/domain/opportunity"
	"github.com/cosell/cosell/domain/partner"
	"github.com/cosell/cosell/domain/program"
	"github.com/cosell/cosell/domain/referral"
	"github.com/cosell/cosell/domain/registration"
	"github.com/cosell/cosell/projections/distributed"
	"github.com/cosell/cosell/projections/managed"
	"github.com/cosell/cosell/projections/referrals"
	"github.com/cosell/cosell/projections/registrations"
	"github.com/cosell/cosell/projections/timeline"
)

// document is the OpenAPI document as a caller gets it.
func (w *world) document() map[string]any {
	a := w.get("/openapi.json", "")
	require.Equal(w.t, http.StatusOK, a.Code)
	require.Equal(w.t, "application/json", a.Header().Get("Content-Type"))
	return a.json
}

// at follows names into a JSON value.
func at(v any, names ...string) any {
	for _, name := range names {
		object, ok := v.(map[string]any)
		if !ok {
			return nil
		}
		v = object[name]
	}
	return v
}

func TestTheDocumentIsOpenAPI31(t *testing.T) {
	doc := inMemory(t).document()
	require.Regexp(t, `^3\.1\.\d+$`, doc["openapi"])
	require.NotEmpty(t, at(doc, "info", "title"))
	require.NotEmpty(t, at(doc, "info", "version"))
	require.Empty(t, unknown(doc, "openapi", "info", "paths", "components", "tags"), "members of the document")

	operations := map[string]bool{}
	for path, item := range at(doc, "paths").(map[string]any) {
		require.Regexp(t, `^/`, path)
		for method, op := range item.(map[string]any) {
			require.Contains(t, []string{"get", "post", "put", "delete"}, method)
			about := method + " " + path
			require.Empty(t, unknown(op, "operationId", "summary", "description", "tags", "parameters", "requestBody", "responses", "security"), about)
			id := at(op, "operationId").(string)
			require.False(t, operations[id], "%s is called twice", id)
			operations[id] = true
			require.NotEmpty(t, at(op, "summary"), about)
			require.NotEmpty(t, at(op, "responses"), about)
			require.Equal(t, inPath(path), declared(op), about)
		}
	}
	checkRefs(t, doc, doc)
	for name, schema := range at(doc, "components", "schemas").(map[string]any) {
		require.Regexp(t, `^[A-Za-z0-9]+$`, name)
		checkSchema(t, name, schema)
	}
}

// unknown are the members of an object that are not among those named, extensions aside.
func unknown(v any, known ...string) (rest []string) {
	for name := range v.(map[string]any) {
		if !slices.Contains(known, name) && !strings.HasPrefix(name, "x-") {
			rest = append(rest, name)
		}
	}
	return rest
}

func inPath(path string) (names []string) {
	for _, m := range regexp.MustCompile(`\{([^}]+)\}`).FindAllStringSubmatch(path, -1) {
		names = append(names, m[1])
	}
	return names
}

func declared(op any) (names []string) {
	all, _ := at(op, "parameters").([]any)
	for _, p := range all {
		if at(p, "in") == "path" && at(p, "required") == true {
			names = append(names, at(p, "name").(string))
		}
	}
	return names
}

// checkRefs fails for a reference that leads nowhere.
func checkRefs(t *testing.T, doc, v any) {
	t.Helper()
	switch v := v.(type) {
	case map[string]any:
		if ref, ok := v["$ref"].(string); ok {
			require.NotNil(t, at(doc, strings.Split(strings.TrimPrefix(ref, "#/"), "/")...), ref)
		}
		for _, inner := range v {
			checkRefs(t, doc, inner)
		}
	case []any:
		for _, inner := range v {
			checkRefs(t, doc, inner)
		}
	}
}

// checkSchema compares a schema with the words of JSON Schema that we use.
func checkSchema(t *testing.T, about string, v any) {
	t.Helper()
	schema := v.(map[string]any)
	require.Empty(t, unknown(schema, "type", "description", "properties", "required", "additionalProperties", "items", "enum", "format", "pattern",
		"minLength", "maxLength", "minItems", "maxItems", "uniqueItems", "minimum", "maximum", "examples", "$ref", "anyOf"), about)
	kinds := []any{schema["type"]}
	if several, ok := schema["type"].([]any); ok {
		kinds = several
	}
	for _, kind := range kinds {
		require.Contains(t, []any{nil, "object", "array", "string", "integer", "number", "boolean", "null"}, kind, about)
	}
	properties, _ := schema["properties"].(map[string]any)
	for name, inner := range properties {
		checkSchema(t, about+"."+name, inner)
	}
	required, _ := schema["required"].([]any)
	for _, name := range required {
		require.Contains(t, properties, name, about)
	}
	if items := schema["items"]; items != nil {
		checkSchema(t, about+"[]", items)
	}
	if pattern, ok := schema["pattern"].(string); ok {
		_, err := regexp.Compile(pattern)
		require.NoError(t, err, about)
	}
}

func TestWhatIsServedIsDocumentedAndTheOtherWayRound(t *testing.T) {
	w := inMemory(t)
	var documented []string
	for path, item := range at(w.document(), "paths").(map[string]any) {
		for method := range item.(map[string]any) {
			documented = append(documented, strings.ToUpper(method)+" "+path)
		}
	}
	require.ElementsMatch(t, w.handler.Served(), documented)
	for _, row := range documented {
		method, path, _ := strings.Cut(row, " ")
		a := w.send(method, strings.ReplaceAll(path, "{id}", "11111111-2222-4333-8444-555555555555"), "", "")
		require.NotContains(t, []int{http.StatusNotFound, http.StatusMethodNotAllowed}, a.Code, row)
		if strings.HasPrefix(path, "/api/") && path != "/api/v1/applications" {
			require.Equal(t, http.StatusUnauthorized, a.Code, row)
		}
	}
}

func TestEveryCommandHasAPathAndASchemaOfItsOwn(t *testing.T) {
	doc := inMemory(t).document()
	bodies := map[string]string{}
	for kind, commands := range map[string][]domain.CommandType{
		"opportunities": opportunity.Commands, "referrals": referral.Commands, "registrations": registration.Commands, "partners": partner.Commands,
		"customers": customer.Commands, "contacts": contact.Commands, "program": program.Commands,
	} {
		for _, c := range commands {
			method, path := addressed(kind, c)
			op := at(doc, "paths", path, method)
			if c.Process {
				require.Nil(t, op, "%s is for our processes alone", c.Name())
				continue
			}
			require.NotNil(t, op, "%s has no path", c.Name())
			ref, _ := at(op, "requestBody", "content", "application/json", "schema", "$ref").(string)
			require.NotEmpty(t, ref, path)
			require.Empty(t, bodies[ref], "%s and %s share a schema", path, bodies[ref])
			bodies[ref] = path
			require.Equal(t, false, at(doc, append(strings.Split(ref[2:], "/"), "additionalProperties")...), path)
			require.Len(t, at(op, "x-events"), len(c.Events), path)
		}
	}
	require.Greater(t, len(bodies), 80)
}

// addressed is where a command is to be found in the document.
func addressed(kind string, c domain.CommandType) (method, path string) {
	path = "/api/v1/" + kind
	switch {
	case kind == "program":
		return "put", path + "/" + c.Zero.(program.Command).Part()
	case c.Name() == "apply":
		return "post", "/api/v1/applications"
	case c.Creates:
		return "post", path
	}
	return "post", path + "/{id}/" + c.Name()
}

func TestTheOrdersInTheDocumentAreThoseOfTheViews(t *testing.T) {
	doc := inMemory(t).document()
	for path, sorts := range map[string][]string{
		"dashboards/distributed": distributed.Sorts.Names(), "dashboards/managed": managed.Sorts.Names(), "referrals": referrals.Sorts.Names(),
		"registrations": registrations.Sorts.Names(), "opportunities/{id}/timeline": timeline.Sorts.Names(),
	} {
		var want []string
		for _, s := range sorts {
			want = append(want, s, "-"+s)
		}
		for _, p := range at(doc, "paths", "/api/v1/"+path, "get", "parameters").([]any) {
			if at(p, "name") == "sort" {
				require.ElementsMatch(t, want, at(p, "schema", "enum"))
			}
		}
	}
}

func TestTheDocsStandAloneAndExplainEveryClass(t *testing.T) {
	w := inMemory(t)
	a := w.get("/docs", "")
	require.Equal(t, http.StatusOK, a.Code)
	for _, foreign := range []string{"<script", "<link", "<img", "@import", "url(", "javascript:", "onclick"} {
		require.NotContains(t, a.text, foreign)
	}
	require.NotRegexp(t, `(src|href)="(https?:)?//`, a.text)
	require.Contains(t, a.Header().Get("Content-Security-Policy"), "default-src 'none'")
	ids := map[string]bool{}
	for _, m := range regexp.MustCompile(`id="([^"]+)"`).FindAllStringSubmatch(a.text, -1) {
		require.False(t, ids[m[1]], "%s is there twice", m[1])
		ids[m[1]] = true
	}
	for _, m := range regexp.MustCompile(`href="#([^"]+)"`).FindAllStringSubmatch(a.text, -1) {
		require.True(t, ids[m[1]], "#%s leads nowhere", m[1])
	}
	for _, class := range []string{"invalid", "refused", "internal"} {
		require.True(t, ids["class-"+class])
	}
	for _, item := range at(w.document(), "paths").(map[string]any) {
		for _, op := range item.(map[string]any) {
			require.True(t, ids[at(op, "operationId").(string)], "%v is not on the page", at(op, "operationId"))
		}
	}
	style, _, _ := strings.Cut(a.text[strings.Index(a.text, "<style>")+len("<style>"):], "</style>")
	sum := sha256.Sum256([]byte(style))
	require.Contains(t, a.Header().Get("Content-Security-Policy"), base64.StdEncoding.EncodeToString(sum[:]), "the policy lets the style pass")
}

func TestTheFrontLeadsToTheDocs(t *testing.T) {
	a := inMemory(t).get("/", "")
	require.Equal(t, http.StatusSeeOther, a.Code)
	require.Equal(t, "/docs", a.Header().Get("Location"))
}

func TestReadinessNamesWhatIsWaitedFor(t *testing.T) {
	waiting := []string{"the demo story", "managed"}
	w := inMemory(t, func(o *made) { o.Ready = func() []string { return waiting } })
	a := w.get("/readyz", "")
	require.Equal(t, http.StatusServiceUnavailable, a.Code)
	require.Equal(t, []any{"the demo story", "managed"}, a.json["waiting"])
	require.Equal(t, http.StatusOK, w.get("/healthz", "").Code)
	waiting = nil
	require.Equal(t, http.StatusOK, w.get("/readyz", "").Code)
}

func TestNobodyIsAnsweredBeforeTheServerHasBegun(t *testing.T) {
	begun := false
	w := inMemory(t, func(o *made) { o.Begun = func() bool { return begun } })
	body := map[string]any{"topic": "x", "currency": "EUR"}
	early := w.post("/api/v1/opportunities", "channel-manager", body)
	require.Equal(t, http.StatusServiceUnavailable, early.Code)
	require.Equal(t, "starting", early.code())
	require.NotEmpty(t, early.Header().Get("Retry-After"))
	require.Equal(t, http.StatusOK, w.get("/healthz", "").Code)
	begun = true
	require.Equal(t, 201, w.post("/api/v1/opportunities", "channel-manager", body).Code)
}

func TestMetricsCountRequestsAndCommands(t *testing.T) {
	w := inMemory(t)
	body := map[string]any{"topic": "x", "currency": "EUR"}
	require.Equal(t, 201, w.post("/api/v1/opportunities", "channel-manager", body, "Idempotency-Key", "k").Code)
	require.Equal(t, 201, w.post("/api/v1/opportunities", "channel-manager", body, "Idempotency-Key", "k").Code)
	require.Equal(t, 403, w.post("/api/v1/opportunities", "auditor", body).Code)
	require.Equal(t, 404, w.get("/made/up", "").Code)
	text := w.get("/metrics", "").text
	for _, line := range []string{
		`cosell_commands_total{command="opportunity.create",outcome="done"} 1`,
		`cosell_commands_total{command="opportunity.create",outcome="replayed"} 1`,
		`cosell_commands_total{command="opportunity.create",outcome="denied"} 1`,
		`cosell_http_requests_total{class="",method="POST",route="/api/v1/opportunities",status="201"} 2`,
		`cosell_http_requests_total{class="missing",method="other",route="none",status="404"} 1`,
		`cosell_http_request_seconds_count{method="POST",route="/api/v1/opportunities"} 3`,
		`go_goroutines `,
	} {
		require.Contains(t, text, line)
	}
}

func TestTheLimitsThatBelongToNoFieldStandInTheDocument(t *testing.T) {
	limits := at(inMemory(t).document(), "x-limits").(map[string]any)
	want := map[string]any{
		"bodyBytes": 1 << 20, "bodyDepth": 32, "bodyValues": 10_000, "eventDataBytes": 512 << 10, "eventsPerCommand": 100,
		"idempotencyKeyCharacters": 255, "attemptsOnConflict": 5, "minPositionWait": "5s", "pageLimit": 200, "pageLimitWhenLeftOut": 50,
		"applicationsPerHourOfOrigin": 20, "commandInProgressWait": "10s",
		"webhooksOfOrganisation": 20, "queryBytesOfSavedView": 64 << 10,
		"feedsOpenOfMember": 8, "feedsOpenOfOrganisation": 32, "feedEventsOfOneRequest": 10_000, "feedHeartbeat": "15s", "feedReaderStuckFor": "30s",
		"feedEventsPassedOverAtOnce": 500, "accessLogWait": "5s", "accessLogWaiting": 1000,
	}
	for name, limit := range want {
		require.Equal(t, fmt.Sprint(limit), strings.TrimSuffix(plain(t, limits[name]), ".0"), name)
	}
	require.Len(t, slices.Collect(maps.Keys(limits)), len(want)+4, "the pace of callers is set by whoever runs the server")
}

func plain(t *testing.T, v any) string {
	t.Helper()
	b, err := json.Marshal(v)
	require.NoError(t, err)
	return strings.Trim(string(b), `"`)
}

var update = flag.Bool("update", false, "rewrite the goldens")

// TestRoutesGolden compares the document with testdata/api/routes.txt, in short: for each operation its parameters, its
// body and its answers; then the members of each schema. A star is for what is required.
func TestRoutesGolden(t *testing.T) {
	const file = "../../testdata/api/routes.txt"
	doc := inMemory(t).document()
	var b strings.Builder
	for _, path := range slices.Sorted(maps.Keys(at(doc, "paths").(map[string]any))) {
		for _, method := range []string{"get", "post", "put", "delete"} {
			if op := at(doc, "paths", path, method); op != nil {
				fmt.Fprintf(&b, "%s %s\n%s", strings.ToUpper(method), path, inShort(op))
			}
		}
	}
	for _, name := range slices.Sorted(maps.Keys(at(doc, "components", "schemas").(map[string]any))) {
		schema := at(doc, "components", "schemas", name)
		fmt.Fprintf(&b, "%s\n  %s\n", name, strings.Join(members(schema), " "))
	}
	if *update {
		require.NoError(t, os.WriteFile(file, []byte(b.String()), 0o644))
	}
	want, err := os.ReadFile(file)
	require.NoError(t, err)
	require.Equal(t, string(want), b.String(), "review the difference, then run with -update")
}

func inShort(op any) string {
	var query []string
	parameters, _ := at(op, "parameters").([]any)
	for _, p := range parameters {
		if at(p, "in") == "query" {
			query = append(query, at(p, "name").(string))
		}
	}
	answers := slices.Sorted(maps.Keys(at(op, "responses").(map[string]any)))
	text := ""
	if len(query) > 0 {
		text += "  query " + strings.Join(query, " ") + "\n"
	}
	if ref := at(op, "requestBody", "content", "application/json", "schema", "$ref"); ref != nil {
		text += "  body " + last(ref) + "\n"
	}
	if ref := at(op, "responses", answers[0], "content", "application/json", "schema", "$ref"); ref != nil {
		text += "  answer " + last(ref) + "\n"
	}
	return text + "  status " + strings.Join(answers, " ") + "\n"
}

// last is what a reference leads to.
func last(ref any) string {
	text := fmt.Sprint(ref)
	return text[strings.LastIndex(text, "/")+1:]
}

func members(schema any) (names []string) {
	required, _ := at(schema, "required").([]any)
	properties, _ := at(schema, "properties").(map[string]any)
	for name := range properties {
		if slices.Contains(required, any(name)) {
			name += "*"
		}
		names = append(names, name)
	}
	slices.Sort(names)
	return names
}

func TestTheDescriptionForPeopleSaysWhatARouteDoesOnce(t *testing.T) {
	page := inMemory(t).get("/docs", "").text
	for _, sentence := range []string{"Says which member of the lead partner works the deal", "The deals that the caller has marked, in its order", "Whether the process answers"} {
		require.Equal(t, 1, strings.Count(page, sentence), sentence)
	}
}
