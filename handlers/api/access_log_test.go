package api_test

import (
	"context"
	"encoding/csv"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/cosell/cosell/handlers/api"
)

func TestTheAccessLogIsPagedFilteredAndForAuditorsAlone(t *testing.T) {
	w := inPostgres(t)
	deals := make([]string, 3)
	for i := range deals {
		deals[i] = w.post("/api/v1/opportunities", "channel-manager", map[string]any{"topic": "x", "currency": "EUR"}).json["id"].(string)
		for _, who := range []string{"auditor", "channel-manager"} {
			require.Equal(t, http.StatusOK, w.get("/api/v1/opportunities/"+deals[i]+"/history", who).Code)
		}
	}
	for who := range w.members {
		a := w.get("/api/v1/access-log", who)
		if who != "auditor" {
			require.Equal(t, http.StatusForbidden, a.Code, who)
			require.Equal(t, "needs-auditor", a.code())
		}
	}
	for _, sort := range []string{"", "at", "-at"} {
		seen := map[any]bool{}
		path := "/api/v1/access-log?limit=4&sort=" + sort
		for cursor := ""; ; {
			a := w.get(path+"&cursor="+cursor, "auditor")
			require.Equal(t, http.StatusOK, a.Code, a.text)
			for _, item := range a.json["items"].([]any) {
				require.False(t, seen[at(item, "id")])
				seen[at(item, "id")] = true
			}
			next, more := a.json["next"].(string)
			if cursor = next; !more {
				break
			}
		}
		require.Len(t, seen, 6)
	}
	items := func(query string) int {
		a := w.get("/api/v1/access-log?"+query, "auditor")
		require.Equal(t, http.StatusOK, a.Code, a.text)
		return len(a.json["items"].([]any))
	}
	require.Equal(t, 3, items("member=audrey"))
	require.Equal(t, 2, items("subject=opportunity/"+deals[0]))
	require.Equal(t, 1, items("member=vera&subject=opportunity/"+deals[0]))
	require.Equal(t, 6, items("org=vendor&what=history"))
	require.Equal(t, 0, items("org="+missing))
	soon, past := time.Now().Add(time.Hour).UTC(), time.Now().Add(-time.Hour).UTC()
	require.Equal(t, 6, items("from="+url.QueryEscape(past.Format(time.RFC3339))+"&to="+url.QueryEscape(soon.Format(time.RFC3339))))
	require.Equal(t, 0, items("from="+url.QueryEscape(soon.Format(time.RFC3339))))
	require.Equal(t, 0, items("to="+url.QueryEscape(past.Format(time.RFC3339))))
	require.Equal(t, "bad-cursor", w.get("/api/v1/access-log?cursor=x", "auditor").fields()["cursor"])
}

func TestARowOfTheAccessLogSaysWhoReadWhatUpToWhere(t *testing.T) {
	w := inPostgres(t)
	id := w.post("/api/v1/opportunities", "channel-manager", map[string]any{"topic": "x", "currency": "EUR"}).json["id"].(string)
	history := w.get("/api/v1/opportunities/"+id+"/history", "auditor")
	row := w.get("/api/v1/access-log", "auditor").json["items"].([]any)[0]
	for name, want := range map[string]any{
		"member": "audrey", "org": "vendor", "roles": []any{"auditor"}, "what": "history", "route": "/api/v1/opportunities/{id}/history",
		"subject": "opportunity/" + id, "query": "", "position": history.json["position"], "rows": 1.0, "outcome": "given", "requestId": history.Header().Get("X-Request-Id"),
	} {
		require.Equal(t, want, at(row, name), name)
	}
	a := w.get("/api/v1/access-log", "auditor", "Accept", "text/csv")
	rows, err := csv.NewReader(strings.NewReader(a.text)).ReadAll()
	require.NoError(t, err)
	require.Len(t, rows, 2, "before its own export is noted")
	require.Equal(t, "id,at,member,org,roles,what,route,subject,query,position,rows,outcome,requestId", strings.Join(rows[0], ","))
	require.Len(t, w.accesses(), 3)
}

func TestReadingsThatWaitAtTheSameTimeAreAllRecorded(t *testing.T) {
	w := inPostgres(t)
	id := w.post("/api/v1/opportunities", "channel-manager", map[string]any{"topic": "x", "currency": "EUR"}).json["id"].(string)
	var done sync.WaitGroup
	codes := make(chan int, 100)
	for range cap(codes) {
		done.Go(func() { codes <- w.get("/api/v1/opportunities/"+id+"/history", "auditor").Code })
	}
	done.Wait()
	close(codes)
	for code := range codes {
		require.Equal(t, http.StatusOK, code)
	}
	require.Len(t, w.accesses(), cap(codes))
}

func TestAReadingThatCannotBeRecordedInTimeIsRefused(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := inMemory(t)
		id := w.post("/api/v1/opportunities", "channel-manager", map[string]any{"topic": "x", "currency": "EUR"}).json["id"].(string)
		w.handler.RecordTo(func(ctx context.Context, _ api.Access) error {
			<-ctx.Done()
			return context.Cause(ctx)
		})
		begun := time.Now()
		a := w.get("/api/v1/opportunities/"+id+"/history", "auditor")
		require.Equal(t, api.RecordWithin, time.Since(begun))
		require.Equal(t, http.StatusServiceUnavailable, a.Code)
		require.Equal(t, "access-log-unavailable", a.code())
		require.NotContains(t, a.text, fmt.Sprint(id))
	})
}
