package api_test

import (
	"encoding/csv"
	"maps"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/cosell/cosell/domain"
)

// forms are those in which lists and reports are handed out as a whole.
var forms = []string{"text/csv", "application/x-ndjson"}

// handedOut are the addresses of the document whose answers have items: the lists and the reports.
func (w *world) handedOut() (all []string) {
	doc := w.document()
	for path, item := range at(doc, "paths").(map[string]any) {
		ref, _ := at(item, "get", "responses", "200", "content", "application/json", "schema", "$ref").(string)
		if at(doc, append(strings.Split(strings.TrimPrefix(ref, "#/"), "/"), "properties", "items")...) != nil {
			all = append(all, path)
		}
	}
	slices.Sort(all)
	return all
}

func TestEveryListAndEveryReportIsHandedOutAsCSVAndNDJSON(t *testing.T) {
	w := inPostgres(t)
	subjects := map[string]string{}
	for _, subject := range w.everything() {
		kind, id, _ := strings.Cut(subject, "/")
		subjects[kind] = id
	}
	w.caughtUp()
	for _, kind := range []string{"opportunities", "contacts", "customers"} {
		subjects[kind] = w.does("channel-manager", kind, sampleOf[kind]).json["id"].(string)
	}
	subjects["partners"] = string(w.enrol("contoso"))
	who := map[string]string{}
	hook := w.does("channel-manager", "webhooks", map[string]any{"url": "https://example.com/"}).json
	subjects["webhooks"], who["webhooks"] = hook["id"].(string), "channel-manager"
	w.caughtUp()

	paths := w.handedOut()
	require.Greater(t, len(paths), 20)
	full := map[string]bool{}
	for _, path := range paths {
		content := at(w.document(), "paths", path, "get", "responses", "200", "content").(map[string]any)
		require.Subset(t, slices.Collect(maps.Keys(content)), forms, path)
		kind := strings.Split(path, "/")[3]
		reader := "auditor"
		if who[kind] != "" {
			reader = who[kind]
		}
		path = strings.ReplaceAll(path, "{id}", subjects[kind])
		want := w.get(path, reader)
		require.Equal(t, http.StatusOK, want.Code, "%s: %s", path, want.text)
		items := want.json["items"].([]any)
		for _, form := range forms {
			a := w.get(path, reader, "Accept", form)
			require.Equal(t, http.StatusOK, a.Code, "%s: %s", path, a.text)
			require.True(t, strings.HasPrefix(a.Header().Get("Content-Type"), form), path)
			require.Contains(t, a.Header().Get("Content-Disposition"), "attachment; filename=", path)
			if position, has := want.json["position"].(string); has && strings.Trim(position, "0") != "" {
				require.Equal(t, position, a.Header().Get("Cosell-Position"), path)
			}
			w.taken(a, "export", path)
			if strings.HasSuffix(path, "/access-log") {
				continue // these readings are in it
			}
			if form == "text/csv" {
				rows, err := csv.NewReader(strings.NewReader(a.text)).ReadAll()
				require.NoError(t, err)
				require.Len(t, rows, len(items)+1, path)
				continue
			}
			require.Equal(t, items, append([]any{}, rowsOf(t, a.text)...), path)
		}
		full[path[strings.LastIndex(path, "/")+1:]] = len(items) > 0
	}
	for _, name := range []string{"history", "timeline", "steps", "webhooks", "access-log"} {
		require.Contains(t, full, name)
	}
	require.True(t, full["history"])
	require.True(t, full["timeline"])
	require.True(t, full["webhooks"])
}

// taken fails unless the access log says what was done with an answer that was handed out, and that it came to its end.
func (w *world) taken(a answer, what, path string) {
	w.t.Helper()
	var outcomes []string
	require.NoError(w.t, w.pool.QueryRow(w.t.Context(), `select array_agg(outcome order by number) from cosell_ops.access_log
		where request_id = $1 and what = $2`, a.Header().Get("X-Request-Id"), what).Scan(&outcomes))
	require.Equal(w.t, []string{"begun", "ended"}, outcomes, path)
}

// sampleOf is what an aggregate of a kind may be made of.
var sampleOf = map[string]map[string]any{
	"opportunities": {"topic": "x", "currency": "EUR"}, "contacts": {"name": "x", "mail": "x@example.com"}, "customers": {"name": "x"},
}

func TestAHistoryTakenOutIsAHistoryReadAndCanBePaged(t *testing.T) {
	w := inPostgres(t)
	id := w.tell(states["won"], map[string]domain.ID{"contoso": w.engage("contoso")})
	w.caughtUp()
	for _, part := range []string{"history", "timeline"} {
		path := "/api/v1/opportunities/" + id + "/" + part
		whole := w.get(path, "auditor", "Accept", "application/x-ndjson")
		require.Len(t, rowsOf(t, whole.text), 4)
		w.taken(whole, "export", path)
		w.taken(whole, part, path)
		var pages []any
		for next := path + "?limit=3"; next != ""; {
			a := w.get(next, "auditor", "Accept", "application/x-ndjson")
			require.Equal(t, http.StatusOK, a.Code, a.text)
			pages = append(pages, rowsOf(t, a.text)...)
			link, _, _ := strings.Cut(strings.TrimPrefix(a.Header().Get("Link"), "<"), ">")
			next = link
		}
		require.Equal(t, rowsOf(t, whole.text), pages, part)
	}
	a := w.get("/api/v1/opportunities/"+id+"/history", "auditor", "Accept", "text/csv")
	rows, err := csv.NewReader(strings.NewReader(a.text)).ReadAll()
	require.NoError(t, err)
	require.Equal(t, "id,kind,version,revision,position,recordedAt,effectiveAt,actor.member,actor.org,actor.role,actor.onBehalfOf,commandId,correlationId,causationId,policyVersion,data",
		strings.Join(rows[0], ","))
	require.JSONEq(t, plain(t, at(rowsOf(t, w.get("/api/v1/opportunities/"+id+"/history", "auditor", "Accept", "application/x-ndjson").text)[1], "data")), rows[2][15])
}

func TestACursorOfAnotherListIsNamedTogetherWithWhatElseIsWrong(t *testing.T) {
	w := inPostgres(t)
	_, location := w.equip("contoso")
	for range 2 {
		w.refer(w.cosell(location, map[string]any{"visible": true}))
	}
	w.caughtUp()
	a := w.get("/api/v1/referrals?limit=1", "auditor")
	require.Equal(t, http.StatusOK, a.Code, a.text)
	cursor := a.json["next"].(string)
	for _, path := range w.handedOut() {
		var takes bool
		for _, p := range at(w.document(), "paths", path, "get", "parameters").([]any) {
			takes = takes || at(p, "name") == "cursor"
		}
		if !takes {
			continue
		}
		for _, c := range []string{cursor, "x"} {
			got := w.get(strings.ReplaceAll(path, "{id}", missing)+"?limit=9999&colour=red&sort=name&cursor="+c, "auditor").fields()
			require.Equal(t, "bad-cursor", got["cursor"], path)
			require.Equal(t, "unknown-parameter", got["colour"], path)
			require.Contains(t, got, "limit", path)
		}
	}
	a = w.get("/api/v1/referrals?sort=-changed&limit=1&cursor="+cursor, "auditor")
	require.Equal(t, http.StatusOK, a.Code, a.text)
}
