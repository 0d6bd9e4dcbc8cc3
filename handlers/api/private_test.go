package api_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// foreign asks everything about something that a member may not know of: each answer is that which nothing would have got.
func (w *world) foreign(t *testing.T, what, subject, who string) {
	t.Helper()
	kind, id, _ := strings.Cut(subject, "/")
	for _, endpoint := range inEveryForm(w.subjects(kind)) {
		hidden, none := w.about(endpoint.asked, id, who, "Accept", endpoint.form), w.about(endpoint.asked, missing, who, "Accept", endpoint.form)
		about := fmt.Sprintf("%s asks %s of %s", who, endpoint, what)
		require.Contains(t, hides, hidden.Code, "%s: %s", about, hidden.text)
		require.Equal(t, withoutIDs(none), withoutIDs(hidden), about)
		for name := range hidden.Header() {
			require.Contains(t, none.Header(), name, about)
		}
		if who != "analyst" {
			require.Equal(t, http.StatusNotFound, hidden.Code, "%s: %s", about, hidden.text)
		}
	}
}

// inForm is what is asked, "METHOD path", and in which form.
type inForm struct{ asked, form string }

// inEveryForm asks what is read in every form in which anything is handed out.
func inEveryForm(endpoints []string) (all []inForm) {
	for _, e := range endpoints {
		all = append(all, inForm{e, "application/json"})
		if strings.HasPrefix(e, "GET ") {
			all = append(all, inForm{e, forms[0]}, inForm{e, forms[1]})
		}
	}
	return all
}

// lists are those that may hold something of somebody else.
var lists = []string{
	"/api/v1/dashboards/distributed", "/api/v1/dashboards/managed", "/api/v1/referrals", "/api/v1/registrations", "/api/v1/steps",
	"/api/v1/deals", "/api/v1/deals?filter=topic:contains:" + secret, "/api/v1/reports/pipeline?by=stage,type,partner,month",
	"/api/v1/reports/pipeline?from=2026-01-01&by=type,partner", "/api/v1/reports/funnel?by=type,partner,source", "/api/v1/reports/transitions",
	"/api/v1/reports/scorecard", "/api/v1/webhooks", "/api/v1/me/favourites", "/api/v1/me/views", "/api/v1/me/preferences", "/api/v1/program",
}

// listed asks every list, in every form.
func (w *world) listed(who string, see func(path string, a answer)) {
	for _, path := range lists {
		for _, media := range append([]string{"application/json"}, forms...) {
			see(path, w.get(path, who, "Accept", media))
		}
	}
}

// caughtUp waits until the views have everything.
func (w *world) caughtUp() {
	last := fmt.Sprint(w.does("channel-manager", "opportunities", map[string]any{"topic": "The last one", "currency": "EUR"}).json["position"])
	for _, path := range []string{"/api/v1/dashboards/distributed", "/api/v1/dashboards/managed", "/api/v1/referrals", "/api/v1/registrations"} {
		a := w.get(path+"?min_position="+last, "auditor")
		require.Equal(w.t, http.StatusOK, a.Code, a.text)
	}
}

func TestAPartnerNeverLearnsOfWhatIsAnothers(t *testing.T) {
	w := inPostgres(t)
	all := w.everything()
	w.equip("fabrikam")
	hook := w.does("contoso administrator", "webhooks", map[string]any{"url": "https://example.com/" + secret}).json["id"].(string)
	put := w.send("PUT", "/api/v1/me/views", "contoso administrator", `{"views": [{"name": "`+secret+`", "query": {}}]}`)
	require.Equal(t, http.StatusOK, put.Code, put.text)
	w.caughtUp()
	for _, who := range outsiders("fabrikam")[:3] {
		for what, subject := range all {
			w.foreign(t, what, subject, who)
		}
		for _, endpoint := range inEveryForm(append(w.subjects("webhooks"), w.subjects("deliveries")...)) {
			hidden, none := w.about(endpoint.asked, hook, who, "Accept", endpoint.form), w.about(endpoint.asked, missing, who, "Accept", endpoint.form)
			require.Equal(t, withoutIDs(none), withoutIDs(hidden), "%s asks %s", who, endpoint)
			require.Contains(t, hides, hidden.Code, hidden.text)
		}
		feed := w.get(feedPath, who)
		require.NotContains(t, feed.text, secret, "%s reads the feed", who)
		require.NotContains(t, feed.text, "4711.00", "%s reads the feed", who)
		w.listed(who, func(path string, a answer) {
			require.NotContains(t, a.text, secret, "%s reads %s", who, path)
			require.NotContains(t, a.text, "4711.00", "%s reads %s", who, path)
			require.Less(t, a.Code, 500, a.text)
		})
	}
	require.Contains(t, w.get("/api/v1/webhooks", "contoso administrator").text, secret)
	require.Contains(t, w.get("/api/v1/me/views", "contoso administrator").text, secret)
}

func TestAPrivateReferralReachesNobodyAtTheVendorButItsAuditors(t *testing.T) {
	w := inPostgres(t)
	_, location := w.equip("contoso")
	litware, _ := w.equip("litware")
	private := w.refer(w.cosell(location, map[string]any{"invitations": []any{invitation(litware)}}))
	w.does("litware administrator", "referrals/"+private["litware"]+"/accept", map[string]any{"name": secret})
	w.does("contoso administrator", "referrals/"+private["own"]+"/add-note", map[string]any{"text": secret, "audience": "engagement"})
	lost := w.refer(w.cosell(location, nil))["own"]
	w.does("contoso administrator", "referrals/"+lost+"/close-as-error", map[string]any{"reason": "test-deal", "note": secret})
	w.does("contoso administrator", "referrals/"+lost+"/request-exception", map[string]any{"text": "Please."})
	registration := w.registered("referrals/" + lost)
	kept := map[string]string{}
	for _, kind := range []string{"customers", "contacts"} {
		kept[kind] = w.does("contoso administrator", kind, map[string]any{"name": secret}).json["id"].(string)
	}
	w.caughtUp()
	for name := range vendors {
		if name == "auditor" {
			continue
		}
		for what, id := range map[string]string{"a private deal": private["own"], "an invitation into it": private["litware"], "a closed one": lost} {
			w.foreign(t, what, "referrals/"+id, name)
		}
		for kind, id := range kept {
			w.foreign(t, "what contoso keeps", kind+"/"+id, name)
		}
		leaks := func(path string, a answer) {
			require.NotContains(t, a.text, secret, "%s reads %s", name, path)
			require.NotContains(t, a.text, "4711.00", "%s reads %s", name, path)
			for _, id := range []string{private["own"], private["litware"]} {
				require.NotContains(t, a.text, id, "%s reads %s", name, path)
			}
		}
		w.listed(name, leaks)
		leaks(feedPath, w.get(feedPath, name))
		for _, endpoint := range inEveryForm(w.subjects("registrations")) {
			if strings.HasPrefix(endpoint.asked, "GET ") {
				leaks(endpoint.asked, w.about(endpoint.asked, registration, name, "Accept", endpoint.form))
			}
		}
	}
	for _, id := range []string{private["own"], private["litware"], lost} {
		for _, part := range []string{"", "/history", "/timeline"} {
			a := w.get("/api/v1/referrals/"+id+part, "auditor")
			require.Equal(t, http.StatusOK, a.Code, a.text)
			require.Contains(t, a.text, secret)
		}
	}
	require.Contains(t, w.get("/api/v1/referrals", "auditor").text, private["own"])
	require.Equal(t, http.StatusOK, w.get("/api/v1/registrations/"+registration, "registration-reviewer").Code)
}

func TestTheVendorReadsAVisibleDealButNotWhatThePartnerKeepsToItself(t *testing.T) {
	w := inPostgres(t)
	_, location := w.equip("contoso")
	const own = "Unter uns"
	copies := w.refer(w.cosell(location, map[string]any{"crmId": own, "notes": own, "campaignId": own, "help": "other"}))
	require.Len(t, copies, 2, "contoso's and the vendor's")
	w.does("contoso administrator", "referrals/"+copies["own"]+"/add-note", map[string]any{"text": own})
	w.caughtUp()
	for name := range vendors {
		for owner, id := range copies {
			w.referralParts(t, name, "referrals/"+id, func(path string, a answer) {
				about := fmt.Sprintf("%s reads %s of the copy of %s", name, path, owner)
				switch {
				case name == "auditor":
					require.Equal(t, http.StatusOK, a.Code, about)
				case name == "analyst":
					require.Contains(t, hides, a.Code, "%s: %s", about, a.text)
				case strings.HasSuffix(path, "/history"):
					require.Equal(t, http.StatusForbidden, a.Code, "%s: %s", about, a.text)
				default:
					require.Equal(t, http.StatusOK, a.Code, "%s: %s", about, a.text)
					require.NotContains(t, a.text, own, about)
				}
			})
		}
		w.listed(name, func(path string, a answer) { require.NotContains(t, a.text, own, "%s reads %s", name, path) })
		require.Equal(t, name == "auditor", strings.Contains(w.get(feedPath, name).text, own), "%s reads the feed", name)
	}
}

// referralParts reads everything that there is about a referral.
func (w *world) referralParts(t *testing.T, who, subject string, see func(path string, a answer)) {
	t.Helper()
	for _, part := range []string{"", "?at=2026-03-02T09:00:00Z", "/timeline", "/history", "/eligibility"} {
		for _, form := range append([]string{"application/json"}, forms...) {
			see(subject+part, w.get("/api/v1/"+subject+part, who, "Accept", form))
		}
	}
}
