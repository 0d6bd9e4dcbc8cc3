package api_test

import (
	"net/http"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/cosell/cosell/domain"
)

// stored is a step in the table, of the manager of invitations.
func (w *world) stored(id domain.ID, state string, subject domain.ID) {
	_, err := w.pool.Exec(w.t.Context(), `
insert into cosell_ops.steps (id, process, cause_event, cause_stream, cause_revision, cause_position, aggregate, subject, command, about, seq, request, due_at,
  state, retry_at, last_code, last_error, created_at, changed_at)
values ($1::text::uuid, 'invitations', $1::text::uuid, 'referral-' || $3::text, 1, '', 'referral', $3::text::uuid, 'note-answer', $1, 0, '', now(), $2, now(), 'not-found', 'about `+secret+`', now(), now())`,
		id, state, subject)
	require.NoError(w.t, err)
}

func TestFailedStepsAreGivenBackByProgramAdministrators(t *testing.T) {
	w := inPostgres(t)
	_, location := w.equip("contoso")
	private, visible := w.refer(w.cosell(location, nil))["own"], w.refer(w.cosell(location, map[string]any{"visible": true}))["own"]
	const failed, other, done = "00000000-0000-4000-8000-00000000000a", "00000000-0000-4000-8000-00000000000b", "00000000-0000-4000-8000-00000000000c"
	w.stored(failed, "failed", domain.ID(private))
	w.stored(other, "failed", domain.ID(visible))
	w.stored(done, "done", domain.ID(visible))

	a := w.get("/api/v1/steps?state=failed&limit=1", "auditor")
	require.Equal(t, http.StatusOK, a.Code, a.text)
	require.Len(t, a.json["items"], 1)
	second := w.get("/api/v1/steps?state=failed&limit=1&cursor="+a.json["next"].(string), "auditor")
	require.Len(t, second.json["items"], 1)
	require.Nil(t, second.json["next"])
	require.Contains(t, a.text+second.text, private)
	require.Equal(t, "bad-cursor", w.get("/api/v1/steps?cursor=x", "auditor").fields()["cursor"])

	a = w.get("/api/v1/steps", "program-administrator")
	require.Len(t, a.json["items"], 3, a.text)
	require.Contains(t, a.text, visible)
	require.NotContains(t, a.text, private, "the deal is private")
	for _, s := range a.json["items"].([]any) {
		require.Equal(t, at(s, "id") == failed, at(s, "cause") == nil, a.text)
		require.Equal(t, at(s, "id") == failed, at(s, "lastError") == nil, a.text)
		require.Equal(t, "not-found", at(s, "lastCode"))
	}
	for _, who := range []string{"channel-manager", "registration-reviewer", "analyst", "contoso administrator"} {
		require.Equal(t, "needs-program-administrator", w.get("/api/v1/steps", who).code())
		require.Equal(t, "needs-program-administrator", w.post("/api/v1/steps/"+failed+"/retry", who, nil).code())
	}
	require.Equal(t, "needs-program-administrator", w.post("/api/v1/steps/"+failed+"/retry", "auditor", nil).code())

	require.Equal(t, http.StatusNoContent, w.post("/api/v1/steps/"+failed+"/retry", "program-administrator", nil).Code)
	for _, id := range []string{failed, done, missing, "nonsense"} {
		require.Equal(t, http.StatusNotFound, w.post("/api/v1/steps/"+id+"/retry", "program-administrator", nil).Code, id)
	}
	require.Len(t, w.get("/api/v1/steps?state=pending", "auditor").json["items"], 1)
	require.Len(t, w.get("/api/v1/steps?state=failed", "auditor").json["items"], 1)
}
