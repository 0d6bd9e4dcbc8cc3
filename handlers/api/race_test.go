package api_test

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"
)

// atOnce sends the same request n times over connections of their own.
func (w *world) atOnce(n int, path, who, body string, headers ...string) []answer {
	server := httptest.NewServer(w.handler)
	defer server.Close()
	token := w.token(who)
	all := make([]answer, n)
	var done sync.WaitGroup
	for i := range n {
		done.Go(func() {
			client := &http.Client{Transport: &http.Transport{}}
			defer client.CloseIdleConnections()
			r, err := http.NewRequestWithContext(context.Background(), "POST", server.URL+path, strings.NewReader(body))
			if err != nil {
				return
			}
			r.Header.Set("Content-Type", "application/json")
			r.Header.Set("Authorization", "Bearer "+token)
			for j := 0; j+1 < len(headers); j += 2 {
				r.Header.Set(headers[j], headers[j+1])
			}
			res, err := client.Do(r)
			if err != nil {
				return
			}
			defer res.Body.Close()
			all[i] = received(res)
		})
	}
	done.Wait()
	return all
}

func TestTheSameKeyFiftyTimesAtOnceIsDoneOnceAndAnsweredAlike(t *testing.T) {
	w := inPostgres(t)
	all := w.atOnce(50, "/api/v1/opportunities", "channel-manager", `{"topic":"Once","currency":"EUR"}`, "Idempotency-Key", "once")
	replayed := 0
	for _, a := range all {
		require.Equal(t, http.StatusCreated, a.Code, a.text)
		require.Equal(t, all[0].text, a.text)
		require.Equal(t, `"0"`, a.Header().Get("ETag"))
		if a.Header().Get("Idempotent-Replayed") == "true" {
			replayed++
		}
	}
	require.Equal(t, 49, replayed)
	a := w.get("/api/v1/dashboards/managed?min_position="+all[0].json["position"].(string), "channel-manager")
	require.Len(t, a.json["items"], 1)
}

func TestOfTwoWritersWithTheSameRevisionOneWins(t *testing.T) {
	w := inPostgres(t)
	id := w.post("/api/v1/opportunities", "channel-manager", map[string]any{"topic": "Two", "currency": "EUR"}).json["id"].(string)
	statuses := map[int]int{}
	for _, a := range w.atOnce(8, "/api/v1/opportunities/"+id+"/add-note", "channel-manager", `{"text":"Mine"}`, "If-Match", `"0"`) {
		statuses[a.Code]++
		if a.Code != http.StatusOK {
			require.Equal(t, "revision-mismatch", a.code(), a.text)
			require.InEpsilon(t, 1, a.json["actualRevision"], 0)
			require.Equal(t, `"1"`, a.Header().Get("ETag"))
		}
	}
	require.Equal(t, map[int]int{http.StatusOK: 1, http.StatusPreconditionFailed: 7}, statuses)
}

func TestAPositionThatIsNotThereYetIsWaitedForAndThenSaidSo(t *testing.T) {
	w := inPostgres(t)
	far := strings.Repeat("0", 12) + "ffff" + strings.Repeat("0", 12) + "ffff"
	for _, list := range []string{"/api/v1/dashboards/managed", "/api/v1/dashboards/distributed"} {
		a := w.get(list+"?wait=1ms&min_position="+far, "channel-manager")
		require.Equal(t, http.StatusServiceUnavailable, a.Code)
		require.Equal(t, "not-yet-visible", a.code())
		require.Equal(t, "1", a.Header().Get("Retry-After"))
	}
	id := w.post("/api/v1/opportunities", "channel-manager", map[string]any{"topic": "x", "currency": "EUR"}).json["id"]
	a := w.get(fmt.Sprintf("/api/v1/opportunities/%s/timeline?wait=0&min_position=%s", id, far), "channel-manager")
	require.Equal(t, "not-yet-visible", a.code())
}

func TestAnExportHoldsEveryRowAndAPageLeadsToTheNext(t *testing.T) {
	w := inPostgres(t)
	const rows = 203
	var last string
	for i, a := range w.atOnce(rows, "/api/v1/opportunities", "channel-manager", `{"topic":"One of many","currency":"EUR"}`) {
		require.Equal(t, http.StatusCreated, a.Code, i)
		last = max(last, a.json["position"].(string))
	}
	a := w.get("/api/v1/dashboards/managed?min_position="+last, "auditor", "Accept", "text/csv")
	require.Equal(t, rows+1, strings.Count(a.text, "\r\n"), "the head and every row")
	require.Empty(t, a.Header().Get("Link"))

	seen := map[string]bool{}
	path := "/api/v1/dashboards/managed?limit=100&sort=topic"
	for pages := 1; path != ""; pages++ {
		a := w.get(path, "auditor", "Accept", "text/csv")
		require.Equal(t, http.StatusOK, a.Code, a.text)
		for _, line := range strings.Split(strings.TrimSpace(a.text), "\r\n")[1:] {
			seen[line[:36]] = true
		}
		link := a.Header().Get("Link")
		require.Equal(t, pages == 3, link == "", link)
		path, _, _ = strings.Cut(strings.TrimPrefix(link, "<"), ">")
	}
	require.Len(t, seen, rows)
}

func TestWhoReadThePastOrTookDataOutIsRecorded(t *testing.T) {
	w := inPostgres(t)
	a := w.post("/api/v1/opportunities", "channel-manager", map[string]any{"topic": "x", "currency": "EUR"})
	id := a.json["id"].(string)
	deal := "/api/v1/opportunities/" + id
	w.get(deal, "auditor")
	w.get(deal+"/history", "vendor-seller")
	w.get(deal+"?revision=7", "auditor")
	w.get("/api/v1/dashboards/managed", "auditor")
	require.Empty(t, w.accesses(), "neither the present nor what was refused is the past")

	var ids []string
	for _, path := range []string{deal + "/timeline", deal + "/history?limit=1", deal + "?revision=0", deal + "?at=2027-01-01T00:00:00Z"} {
		a := w.get(path, "auditor")
		require.Equal(t, http.StatusOK, a.Code, a.text)
		ids = append(ids, a.Header().Get("X-Request-Id"))
	}
	a = w.get("/api/v1/dashboards/managed?show=open", "analyst", "Accept", "text/csv")
	require.Equal(t, http.StatusOK, a.Code, a.text)
	ids = append(ids, a.Header().Get("X-Request-Id"))
	require.Equal(t, []string{
		"audrey vendor timeline opportunity/" + id + "  given 1 " + ids[0],
		"audrey vendor history opportunity/" + id + " limit=1 given 1 " + ids[1],
		"audrey vendor past opportunity/" + id + " revision=0 given 1 " + ids[2],
		"audrey vendor past opportunity/" + id + " at=2027-01-01T00:00:00Z given 1 " + ids[3],
		"anna vendor export managed show=open begun 0 " + ids[4],
		"anna vendor export managed show=open ended 1 " + ids[4],
	}, w.accesses())
}

func (w *world) accesses() (all []string) {
	rows, err := w.pool.Query(w.t.Context(), `select concat_ws(' ', member, org, what, subject, query, outcome, rows, request_id) from cosell_ops.access_log order by number`)
	require.NoError(w.t, err)
	defer rows.Close()
	for rows.Next() {
		var line string
		require.NoError(w.t, rows.Scan(&line))
		all = append(all, line)
	}
	require.NoError(w.t, rows.Err())
	return all
}

func TestWhatCannotBeRecordedIsNotGiven(t *testing.T) {
	w := inPostgres(t)
	id := w.post("/api/v1/opportunities", "channel-manager", map[string]any{"topic": "x", "currency": "EUR"}).json["id"].(string)
	_, err := w.pool.Exec(t.Context(), "drop table cosell_ops.access_log")
	require.NoError(t, err)
	for _, path := range []string{"/history", "?revision=0"} {
		require.Equal(t, http.StatusInternalServerError, w.get("/api/v1/opportunities/"+id+path, "auditor").Code)
	}
}

func TestADatabaseThatIsAwayIsA503(t *testing.T) {
	w := inPostgres(t)
	w.pool.Close()
	a := w.get("/api/v1/dashboards/managed", "channel-manager")
	require.Equal(t, http.StatusServiceUnavailable, a.Code, a.text)
	require.Equal(t, "store-unreachable", a.code())
	require.Equal(t, "1", a.Header().Get("Retry-After"))
}
