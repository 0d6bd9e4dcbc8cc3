package api_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/cosell/cosell/handlers/api"
)

// These tests walk the document: for every limit that stands in it a request that goes just beyond is made, and for most
// one that just keeps to it.

const missing = "11111111-2222-4333-8444-555555555555"

// bound is one way to go beyond a schema, or to keep to it.
type bound struct {
	what  string
	value any
	path  string // of what is wrong within the value
	good  bool
}

// bounds are those of a schema. Text is made of letters that take two bytes, since limits are in characters.
func (w *world) bounds(doc, v any) (all []bound) {
	schema, _ := v.(map[string]any)
	if ref, ok := schema["$ref"].(string); ok {
		return w.bounds(doc, at(doc, strings.Split(ref[2:], "/")...))
	}
	if choices, ok := schema["anyOf"].([]any); ok {
		return w.bounds(doc, choices[0])
	}
	number := func(name string) (int, bool) {
		n, ok := schema[name].(float64)
		return int(n), ok
	}
	if n, ok := number("maxLength"); ok {
		all = append(all, bound{"too long", strings.Repeat("ü", n+1), "", false})
		if schema["pattern"] == nil {
			all = append(all, bound{"as long as it may be", strings.Repeat("ü", n), "", true})
		}
	}
	if n, ok := number("minLength"); ok {
		all = append(all, bound{"too short", strings.Repeat("x", n-1), "", false})
	}
	if n, ok := number("maximum"); ok {
		all = append(all, bound{"too large", n + 1, "", false}, bound{"as large as it may be", n, "", true})
	}
	if n, ok := number("minimum"); ok {
		all = append(all, bound{"too small", n - 1, "", false}, bound{"as small as it may be", n, "", true})
	}
	if schema["enum"] != nil {
		all = append(all, bound{"not in the list", "something-else", "", false})
	}
	if schema["pattern"] != nil || schema["format"] != nil && schema["format"] != "int64" {
		all = append(all, bound{"of another form", " ", "", false})
	}
	return append(all, w.structural(doc, schema)...)
}

// structural are the bounds of lists and objects.
func (w *world) structural(doc any, schema map[string]any) (all []bound) {
	if n, ok := schema["maxItems"].(float64); ok {
		all = append(all, bound{"too many", distinct(int(n) + 1), "", false})
	}
	if n, ok := schema["minItems"].(float64); ok {
		all = append(all, bound{"too few", distinct(int(n) - 1), "", false})
	}
	if schema["uniqueItems"] == true {
		all = append(all, bound{"twice", []any{"same", "same"}, "[1]", false})
	}
	if schema["items"] != nil {
		for _, b := range w.bounds(doc, schema["items"]) {
			all = append(all, bound{"item " + b.what, []any{b.value}, "[0]" + b.path, b.good})
		}
	}
	properties, _ := schema["properties"].(map[string]any)
	for name, inner := range properties {
		for _, b := range w.bounds(doc, inner) {
			all = append(all, bound{name + " " + b.what, map[string]any{name: b.value}, "." + name + b.path, b.good})
		}
	}
	if schema["additionalProperties"] == false {
		all = append(all, bound{"with an unknown field", map[string]any{"unheard-of": 1}, ".unheard-of", false})
	}
	return append(all, wrongTypes(schema)...)
}

// wrongTypes are values of other types than the one that a schema names.
func wrongTypes(schema map[string]any) (all []bound) {
	kind := fmt.Sprint(schema["type"])
	for name, value := range map[string]any{"object": map[string]any{}, "array": []any{}, "string": "x", "integer": 7, "boolean": true, "null": nil} {
		if !strings.Contains(kind, name) && kind != "<nil>" && (kind != "number" || name != "integer") {
			all = append(all, bound{"as " + name, value, "", false})
		}
	}
	return all
}

func distinct(n int) []any {
	all := make([]any, n)
	for i := range all {
		all[i] = fmt.Sprintf("%08d-2222-4333-8444-555555555555", i)
	}
	return all
}

func TestEveryLimitOfABodyHolds(t *testing.T) {
	w := inPostgres(t)
	doc, tried := w.document(), 0
	for path, item := range at(doc, "paths").(map[string]any) {
		if path == "/api/v1/applications" {
			continue // takes what enrolling takes, but not so often
		}
		for method, op := range item.(map[string]any) {
			if ref, ok := at(op, "requestBody", "content", "application/json", "schema", "$ref").(string); ok {
				tried += w.tryBody(doc, strings.ToUpper(method), strings.ReplaceAll(path, "{id}", missing), strings.Split(ref[2:], "/"))
			}
		}
	}
	require.Greater(t, tried, 1500)
}

// tryBody goes to the bounds of every field of a body, and beyond, and says how often.
func (w *world) tryBody(doc any, method, path string, schema []string) (tried int) {
	w.t.Helper()
	properties, _ := at(doc, append(schema, "properties")...).(map[string]any)
	for name, schema := range properties {
		nullable := at(schema, "anyOf") != nil
		for _, b := range w.bounds(doc, schema) {
			if nullable && b.value == nil || b.good && strings.HasPrefix(path, "/api/v1/program/") {
				continue // the parts of a policy have rules of their own, from field to field
			}
			tried++
			body, err := json.Marshal(map[string]any{name: b.value})
			require.NoError(w.t, err)
			a := w.send(method, path, "channel-manager", string(body))
			about := fmt.Sprintf("%s: %s %s: %s", path, name, b.what, a.text)
			code, named := a.fields()[name+b.path]
			if b.good {
				require.NotContains(w.t, []string{"too-long", "too-short", "too-large", "too-small", "bad-form"}, code, about)
				continue
			}
			require.Equal(w.t, http.StatusBadRequest, a.Code, about)
			require.True(w.t, named, about)
		}
	}
	return tried
}

func TestEveryLimitOfAQueryHolds(t *testing.T) {
	w := inMemory(t)
	doc, tried := w.document(), 0
	for path, item := range at(doc, "paths").(map[string]any) {
		parameters, _ := at(item, "get", "parameters").([]any)
		for _, p := range parameters {
			if at(p, "in") != "query" {
				continue
			}
			for _, b := range w.bounds(doc, at(p, "schema")) {
				text, ok := asText(b.value)
				if !ok || b.good {
					continue
				}
				tried++
				name := at(p, "name").(string)
				if explode := at(p, "explode"); explode == nil {
					text = strings.ReplaceAll(text, ",", "&"+name+"=") // said again for each item
				}
				a := w.get(strings.ReplaceAll(path, "{id}", missing)+"?"+name+"="+text, "channel-manager")
				require.Equal(t, http.StatusBadRequest, a.Code, "%s?%s %s: %s", path, name, b.what, a.text)
				_, named := a.fields()[name+b.path]
				require.True(t, named, "%s?%s %s: %s", path, name, b.what, a.text)
			}
		}
		if len(parameters) > 0 && at(item, "get", "security") != nil {
			a := w.get(strings.ReplaceAll(path, "{id}", missing)+"?unheard-of=1", "channel-manager")
			require.Equal(t, "unknown-parameter", a.fields()["unheard-of"], a.text)
		}
	}
	require.Greater(t, tried, 35)
}

// asText writes a value as a parameter; false for one that a parameter cannot be.
func asText(v any) (string, bool) {
	switch v := v.(type) {
	case string:
		return strings.ReplaceAll(v, " ", "+"), v != "" && v != "x"
	case int:
		return fmt.Sprint(v), v != 7
	case []any:
		words := make([]string, len(v))
		for i := range v {
			words[i] = fmt.Sprint(v[i])
		}
		return strings.ReplaceAll(strings.Join(words, ","), " ", "+"), len(v) > 0
	}
	return "", false
}

func TestAKeyHasAtMost255PrintableCharacters(t *testing.T) {
	w := inMemory(t)
	body := map[string]any{"topic": "x", "currency": "EUR"}
	for _, key := range []string{strings.Repeat("k", 255), " ~", "k"} {
		require.Equal(t, 201, w.post("/api/v1/opportunities", "channel-manager", body, "Idempotency-Key", key).Code, key)
	}
	for _, key := range []string{strings.Repeat("k", 256), "", "tab\t", "ümlaut", "\x7f"} {
		a := w.post("/api/v1/opportunities", "channel-manager", body, "Idempotency-Key", key)
		require.Equal(t, 400, a.Code, key)
		require.Equal(t, "bad-key", a.fields()["Idempotency-Key"], key)
	}
}

func TestABodyHasAtMostOneMebibyte(t *testing.T) {
	w := inMemory(t)
	padded := func(n int) string {
		const head, tail = `{"topic":"x","currency":"EUR"`, `}`
		return head + strings.Repeat(" ", n-len(head)-len(tail)) + tail
	}
	require.Equal(t, 201, w.post("/api/v1/opportunities", "channel-manager", padded(api.MaxBody)).Code)
	a := w.post("/api/v1/opportunities", "channel-manager", padded(api.MaxBody+1))
	require.Equal(t, 413, a.Code)
	require.Equal(t, "body-too-large", a.code())
	require.Equal(t, "too-large", a.json["class"])
}

func TestDepthAndCountAnswer413(t *testing.T) {
	w := inMemory(t)
	for code, body := range map[string]string{
		"too-deep":        `{"topic":` + strings.Repeat("[", 32) + strings.Repeat("]", 32) + `}`,
		"too-many-values": `{"products":["x"` + strings.Repeat(`,"x"`, api.MaxValues) + `]}`,
	} {
		a := w.post("/api/v1/opportunities", "channel-manager", body)
		require.Equal(t, 413, a.Code, code)
		require.Equal(t, code, a.code())
	}
}
