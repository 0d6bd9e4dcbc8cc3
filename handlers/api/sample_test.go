package api_test

import (
	"encoding/json"
	"maps"
	"net/http"
	"strings"

	"github.com/stretchr/testify/require"

	"github.com/cosell/cosell/domain"
)

// chosen are what commands take where the document alone does not say what the program or the rules ask for.
var chosen = map[string]map[string]any{
	"return": {"reason": "no-funding"}, "close-as-error": {"reason": "test-deal"}, "distribute": {"partner": missing},
	"opportunities/revise": {"topic": "x"}, "referrals/revise": {"name": "x"}, "partners/revise": {"name": "x"}, "customers/revise": {"name": "x"},
	"contacts/revise": {"name": "x"}, "change-member": {"roles": []any{"seller"}}, "match-account": {"accountKind": "managed", "vendorAccount": "x"},
	"assign": {"member": "x"}, "change-solutions": {"solutions": []any{map[string]any{"kind": "vendor", "id": "x"}}},
	"partners/change-solutions": {"solutions": []any{}},
	"invite-partner":            {"solutions": []any{map[string]any{"kind": "vendor", "id": "x"}}, "partnerRole": "transaction", "partnerProgram": "x"},
}

// about asks an endpoint about one of its kind, with a body that has nothing wrong.
func (w *world) about(endpoint, id, who string, headers ...string) answer {
	method, path, _ := strings.Cut(endpoint, " ")
	op := w.handler.Operation(w.model, method, strings.ReplaceAll(strings.Split(path, "?")[0], "{id}", missing))
	require.NotNil(w.t, op, endpoint)
	body := ""
	if op.RequestBody != nil {
		words := strings.Split(path, "/")
		sample := w.sample(map[string]any{"$ref": op.RequestBody.Content["application/json"].Schema.Ref}, "").(map[string]any)
		maps.Copy(sample, chosen[words[len(words)-1]])
		maps.Copy(sample, chosen[words[3]+"/"+words[len(words)-1]])
		text, err := json.Marshal(sample)
		require.NoError(w.t, err)
		body = string(text)
	}
	return w.send(method, strings.ReplaceAll(path, "{id}", id), who, body, headers...)
}

// sample is a value that a schema of the document takes, of an object with the members that are required.
func (w *world) sample(v any, name string) any {
	if w.doc == nil {
		w.doc = w.document()
	}
	schema, _ := v.(map[string]any)
	if ref, ok := schema["$ref"].(string); ok {
		return w.sample(at(w.doc, strings.Split(ref[2:], "/")...), name)
	}
	if choices, ok := schema["enum"].([]any); ok {
		return choices[0]
	}
	switch schema["type"] {
	case "object":
		object := map[string]any{}
		required, _ := schema["required"].([]any)
		for _, name := range required {
			object[name.(string)] = w.sample(at(schema, "properties", name.(string)), name.(string))
		}
		return object
	case "array":
		return []any{w.sample(schema["items"], name)}
	case "boolean":
		return true
	case "integer", "number":
		return 40
	}
	return w.word(schema, name)
}

func (w *world) word(schema map[string]any, name string) any {
	switch {
	case schema["format"] == "uuid":
		return missing
	case schema["format"] == "date":
		return "2026-12-31"
	case name == "amount" || name == "currency":
		return money[name]
	case name == "mail":
		return "x@example.com"
	case name == "url":
		return "https://example.com/hook"
	case name == "reason" || name == "help":
		return "other"
	}
	return "x"
}

// asked are the requests that an actor may make without knowing anything: every one that is served, with the id of nothing.
func (w *world) asked() (all []string) {
	for _, row := range w.handler.Served() {
		if _, path, _ := strings.Cut(row, " "); strings.HasPrefix(path, "/api/v1/") && path != "/api/v1/applications" {
			all = append(all, row)
		}
	}
	return all
}

// outsiders are the members by whom contoso's private things are not to be seen: those of a partner, and all of the vendor but
// its auditor.
func outsiders(partner string) (all []string) {
	for _, role := range domain.PartnerRoles {
		all = append(all, partner+" "+string(role))
	}
	for name := range vendors {
		if name != "auditor" {
			all = append(all, name)
		}
	}
	return all
}

// hides are the statuses of an answer that says nothing of what was asked about.
var hides = []int{http.StatusNotFound, http.StatusForbidden}
