package api_test

import (
	"fmt"
	"net/http"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/cosell/cosell/domain"
)

// note adds a note to a deal, and returns its position.
func (w *world) note(deal, who, audience, text string) string {
	a := w.post("/api/v1/opportunities/"+deal+"/add-note", who, map[string]any{"text": text, "audience": audience})
	require.Equal(w.t, http.StatusOK, a.Code, a.text)
	return fmt.Sprint(a.json["position"])
}

func TestWhatAPartnerNotesForItselfIsReadThereAndByAuditors(t *testing.T) {
	w := inPostgres(t)
	deal := w.tell(states["accepted"], map[string]domain.ID{"contoso": w.engage("contoso")})
	w.note(deal, "contoso manager", "own", "They pay too much.")
	last := w.note(deal, "channel-manager", "own", "They know.")
	path := "/api/v1/opportunities/" + deal
	for _, who := range []string{"channel-manager", "program-administrator", "auditor"} {
		a := w.get(path+"/history", who)
		require.Equal(t, http.StatusOK, a.Code, a.text)
		require.Contains(t, a.text, "They know.", who)
		story := w.get(path+"/timeline?min_position="+last, who)
		require.Equal(t, http.StatusOK, story.Code, story.text)
		require.Contains(t, story.text, "They know.", who)
		if who == "auditor" {
			require.Contains(t, a.text, "They pay too much.")
			require.Contains(t, story.text, "They pay too much.")
			continue
		}
		require.NotContains(t, a.text, "They pay too much.", who)
		require.NotContains(t, story.text, "They pay too much.", who)
		items := a.json["items"].([]any)
		hidden := items[len(items)-2].(map[string]any)
		require.Equal(t, "opportunity.note-added", hidden["kind"])
		require.Equal(t, map[string]any{"audience": "own"}, hidden["data"])
	}
	require.Contains(t, w.get(path+"/timeline", "contoso manager").text, "They pay too much.")
}

func TestAPartnerKeepsReadingWhatItWrote(t *testing.T) {
	note := func(audience, text string) map[string]any { return map[string]any{"audience": audience, "text": text} }
	theirs := told{"contoso manager", "add-note", note("all", "We called them.")}
	ours := told{"channel-manager", "add-note", note("all", "So did we.")}
	w := inPostgres(t)
	partners := map[string]domain.ID{"contoso": w.engage("contoso")}
	for name, story := range map[string][]told{
		"offered":  {create, distribute, theirs},
		"declined": {create, distribute, theirs, {"contoso manager", "decline", map[string]any{"reason": "other"}}},
		"lapsed":   {create, brief, theirs, lapse},
		"returned": {create, distribute, accept, theirs, ours, {"contoso manager", "return", map[string]any{"reason": "no-funding"}}},
	} {
		deal := w.tell(story, partners)
		last := fmt.Sprint(w.get("/api/v1/opportunities/"+deal, "channel-manager").json["position"])
		a := w.get("/api/v1/opportunities/"+deal+"/timeline?min_position="+last, "contoso manager")
		require.Equal(t, http.StatusOK, a.Code, "%s: %s", name, a.text)
		require.Contains(t, a.text, "We called them.", name)
		require.NotContains(t, a.text, "So did we.", name)
	}
}

func TestAnAnalystReadsTheReadModelsAlone(t *testing.T) {
	w := inPostgres(t)
	deal := w.tell(states["accepted"], map[string]domain.ID{"contoso": w.engage("contoso")})
	for _, query := range []string{"", "?revision=1", "?at=2026-03-02T09:00:00Z"} {
		a := w.get("/api/v1/opportunities/"+deal+query, "analyst")
		require.Equal(t, http.StatusForbidden, a.Code, a.text)
		require.Equal(t, "read-models-only", a.code())
	}
	for _, path := range []string{"/api/v1/opportunities/" + deal + "/timeline", "/api/v1/dashboards/managed", "/api/v1/dashboards/distributed"} {
		require.Equal(t, http.StatusOK, w.get(path, "analyst").Code, path)
	}
	both := w.members["analyst"]
	both.Roles = []domain.Role{domain.RoleAnalyst, domain.RoleAuditor}
	w.members["analyst"] = both
	require.Equal(t, http.StatusOK, w.get("/api/v1/opportunities/"+deal, "analyst").Code)
}

func TestHeadIsNoLookAtAnOffer(t *testing.T) {
	w := inMemory(t)
	deal := w.tell(states["distributed"], map[string]domain.ID{"contoso": w.enrol("contoso")})
	for _, want := range []struct{ method, tag string }{{"HEAD", `"1"`}, {"HEAD", `"1"`}, {"GET", `"2"`}} {
		a := w.send(want.method, "/api/v1/opportunities/"+deal, "contoso manager", "")
		require.Equal(t, http.StatusOK, a.Code)
		require.Equal(t, want.tag, a.Header().Get("ETag"))
	}
}
