package api_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/cosell/cosell/domain"
	"github.com/cosell/cosell/handlers/api"
)

const feedPath = "/api/v1/events"

// lines are those of a feed as lines.
func lines(t testing.TB, text string) (all []api.FeedLine) {
	t.Helper()
	for line := range strings.Lines(text) {
		var l api.FeedLine
		require.NoError(t, json.Unmarshal([]byte(line), &l), line)
		require.False(t, l.Position.IsZero(), line)
		all = append(all, l)
	}
	return all
}

// followed is the whole feed of a member, without lines that are a position alone.
func (w *world) followed(who, query string) []api.FeedLine {
	w.t.Helper()
	a := w.get(feedPath+query, who)
	require.Equal(w.t, http.StatusOK, a.Code, a.text)
	require.Equal(w.t, "application/x-ndjson", a.Header().Get("Content-Type"))
	return slices.DeleteFunc(lines(w.t, a.text), func(l api.FeedLine) bool { return l.ID == "" })
}

// partners are those that were enrolled by these names.
func (w *world) partners(names ...string) map[string]domain.ID {
	all := map[string]domain.ID{}
	for _, name := range names {
		all[name] = w.members[name+" administrator"].Partner()
	}
	return all
}

func TestTheFeedShowsAnEventAsItsHistoryDoes(t *testing.T) {
	w := inPostgres(t)
	all := w.everything()
	w.note(strings.TrimPrefix(all["deal"], "opportunities/"), "contoso manager", "own", "They pay too much.")
	for _, who := range []string{"auditor", "channel-manager", "program-administrator"} {
		by := map[domain.ID]api.FeedLine{}
		for _, l := range w.followed(who, "") {
			by[l.ID] = l
		}
		compared := 0
		for _, subject := range all {
			history := w.get("/api/v1/"+subject+"/history", who)
			if history.Code != http.StatusOK {
				continue
			}
			for _, item := range history.json["items"].([]any) {
				var e api.HistoryEvent
				text, err := json.Marshal(item)
				require.NoError(t, err)
				require.NoError(t, json.Unmarshal(text, &e))
				l := by[e.ID]
				require.JSONEq(t, string(e.Data), string(l.Data), "%s reads %s of %s", who, e.Kind, subject)
				require.Equal(t, e, api.HistoryEvent{
					ID: l.ID, Kind: l.Kind, Version: l.Version, Revision: *l.Revision, Position: l.Position, RecordedAt: l.RecordedAt, EffectiveAt: l.EffectiveAt,
					Actor: *l.Actor, CommandID: l.CommandID, CorrelationID: l.CorrelationID, CausationID: l.CausationID, PolicyVersion: l.PolicyVersion, Data: e.Data,
				})
				compared++
			}
		}
		require.Positive(t, compared, who)
	}
	require.Contains(t, w.get(feedPath, "auditor").text, "They pay too much.")
	require.NotContains(t, w.get(feedPath, "channel-manager").text, "They pay too much.")
}

// What the timeline of something does not show to a member, the feed does not either. The timeline shows more where it tells
// how something began that the member came to know of later.
func TestTheFeedTellsNothingOfADealThatItsTimelineDoesNot(t *testing.T) {
	w := inPostgres(t)
	all := w.everything()
	w.enrol("fabrikam")
	partners := w.partners("contoso", "litware", "fabrikam")
	for state, story := range states {
		all["deal that is "+state] = "opportunities/" + w.tell(story, partners)
	}
	w.caughtUp()
	stories := map[string]string{}
	for _, subject := range all {
		kind, id, _ := strings.Cut(subject, "/")
		if slices.Contains([]string{"opportunities", "referrals", "registrations"}, kind) {
			stories[map[string]string{"opportunities": "opportunity/", "referrals": "referral/", "registrations": "registration/"}[kind]+id] = subject
		}
	}
	for who := range w.members {
		if who == "analyst" {
			continue
		}
		got := map[string][]int64{}
		for _, l := range w.followed(who, "") {
			if l.Kind != "opportunity.note-added" {
				got[l.Subject] = append(got[l.Subject], *l.Revision)
			}
		}
		for name, subject := range stories {
			a := w.get("/api/v1/"+subject+"/timeline?limit=200", who)
			var told []int64
			items, _ := a.json["items"].([]any)
			for _, item := range items {
				told = append(told, int64(at(item, "revision").(float64)))
			}
			require.Subset(t, append(told, -1), append(got[name], -1), "%s reads of %s: %s", who, name, a.text)
		}
	}
}

func TestTheFeedOfAStrangerHoldsNothingOfOthers(t *testing.T) {
	w := inPostgres(t)
	w.everything()
	partners := w.partners("contoso", "litware")
	for _, story := range states {
		w.tell(story, partners)
	}
	w.equip("fabrikam")
	for _, role := range domain.PartnerRoles {
		a := w.get(feedPath, "fabrikam "+string(role))
		require.Equal(t, http.StatusOK, a.Code)
		require.NotContains(t, a.text, secret)
		require.NotContains(t, a.text, "4711.00")
		require.NotContains(t, a.text, string(partners["contoso"]))
		for _, l := range lines(t, a.text) {
			require.True(t, l.ID == "" || strings.HasPrefix(l.Subject, "partner/"), l.Subject)
		}
	}
	require.Contains(t, w.get(feedPath, "contoso administrator").text, secret)
	for _, who := range []string{"analyst", ""} {
		a := w.get(feedPath, who)
		require.NotEqual(t, http.StatusOK, a.Code, who)
		require.NotContains(t, a.text, secret)
	}
	require.Equal(t, "read-models-only", w.get(feedPath, "analyst").code())
}

func TestTheFeedIsReadInPiecesFromAnyPosition(t *testing.T) {
	w := inPostgres(t)
	w.everything()
	whole := w.followed("auditor", "")
	require.Greater(t, len(whole), 30)
	var pieces []api.FeedLine
	after := ""
	for len(pieces) < len(whole) {
		piece := w.followed("auditor", "?limit=7&after="+after)
		require.LessOrEqual(t, len(piece), 7)
		pieces = append(pieces, piece...)
		after = pieces[len(pieces)-1].Position.String()
	}
	require.Equal(t, whole, pieces)
	require.Empty(t, w.get(feedPath+"?after="+after, "auditor").text)
	require.Empty(t, w.get(feedPath+"?after="+strings.Repeat("f", 32), "auditor").text, "beyond the end")
	a := w.get(feedPath+"?after=7", "auditor")
	require.Equal(t, http.StatusBadRequest, a.Code)
	require.Equal(t, "not-a-position", a.fields()["after"])
	a = w.get(feedPath, "auditor", "Accept", "text/event-stream", "Last-Event-ID", "7")
	require.Equal(t, "not-a-position", a.fields()["Last-Event-ID"])
	require.Equal(t, after, w.get(feedPath+"?limit=1", "auditor").Header().Get("Cosell-Position"))
}

func TestTheFeedIsCutToKindsSubjectsAndOrganisations(t *testing.T) {
	w := inPostgres(t)
	all := w.everything()
	contoso := string(w.members["contoso administrator"].Org)
	whole := w.followed("auditor", "")
	for query, keep := range map[string]func(api.FeedLine) bool{
		"?kind=opportunity.approved":                                  func(l api.FeedLine) bool { return l.Kind == "opportunity.approved" },
		"?kind=opportunity.*,claim.filed":                             func(l api.FeedLine) bool { return strings.HasPrefix(l.Kind, "opportunity.") || l.Kind == "claim.filed" },
		"?kind=partner.*&kind=contact.created":                        func(l api.FeedLine) bool { return strings.HasPrefix(l.Kind, "partner.") || l.Kind == "contact.created" },
		"?subject=" + strings.Replace(all["deal"], "ities", "ity", 1): func(l api.FeedLine) bool { return strings.HasSuffix(all["deal"], l.Subject[len("opportunity/"):]) },
		"?org=" + contoso + "&kind=partner.*":                         func(l api.FeedLine) bool { return l.Subject == "partner/"+contoso },
	} {
		want := slices.DeleteFunc(slices.Clone(whole), func(l api.FeedLine) bool { return !keep(l) })
		require.NotEmpty(t, want, query)
		require.Equal(t, want, w.followed("auditor", query), query)
	}
	for query, want := range map[string][2]string{
		"?kind=opportunity.sold": {"kind[0]", "unknown-kind"}, "?kind=x": {"kind[0]", "bad-form"}, "?kind=robot.*": {"kind[0]", "unknown-kind"},
		"?kind=partner.*&kind=partner.*": {"kind[1]", "duplicate"}, "?org=somebody": {"org", "bad-form"}, "?subject=deal": {"subject", "bad-form"},
		"?limit=0": {"limit", "too-small"}, "?limit=10001": {"limit", "too-large"},
	} {
		a := w.get(feedPath+query, "auditor")
		require.Equal(t, http.StatusBadRequest, a.Code, query)
		require.Equal(t, want[1], a.fields()[want[0]], "%s: %s", query, a.text)
	}
	require.Equal(t, "vendor-only", w.get(feedPath+"?org="+missing, "contoso administrator").fields()["org"])
	require.NotEmpty(t, w.followed("contoso administrator", "?org="+contoso))
}

func TestAFeedIsRecordedWhenItBeginsAndWhenItEnds(t *testing.T) {
	w := inPostgres(t)
	w.enrol("contoso")
	a := w.get(feedPath+"?kind=partner.*", "contoso manager")
	id := a.Header().Get("X-Request-Id")
	org := w.members["contoso manager"].Org
	require.Equal(t, []string{
		fmt.Sprintf("contoso-manager %s feed events kind=partner.* begun 0 %s", org, id),
		fmt.Sprintf("contoso-manager %s feed events kind=partner.* ended 1 %s", org, id),
	}, w.accesses())
	_, err := w.pool.Exec(t.Context(), "drop table cosell_ops.access_log")
	require.NoError(t, err)
	require.Equal(t, http.StatusInternalServerError, w.get(feedPath, "contoso manager").Code, "what cannot be recorded is not given")
}

func TestHeadOfTheFeedSaysWhereTheLogIsAndGivesNothing(t *testing.T) {
	w := inPostgres(t)
	w.enrol("contoso")
	for _, media := range []string{"application/x-ndjson", "text/event-stream"} {
		a := w.send("HEAD", feedPath, "auditor", "", "Accept", media)
		require.Equal(t, http.StatusOK, a.Code)
		require.Equal(t, media, a.Header().Get("Content-Type"))
		require.Equal(t, w.followed("auditor", "")[0].Position.String(), a.Header().Get("Cosell-Position"))
		require.Empty(t, a.text)
	}
}
