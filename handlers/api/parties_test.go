package api_test

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/cosell/cosell/domain"
)

func TestWhoTurnsAnInvitationDownLosesSightOfTheCustomer(t *testing.T) {
	w := inPostgres(t)
	_, location := w.equip("contoso")
	litware, _ := w.equip("litware")
	ask := invitation(litware)
	ask["notes"] = "Yours?"
	body := w.cosell(location, map[string]any{"name": "Skis", "invitations": []any{ask}})
	copy := "referrals/" + w.refer(body)["litware"]
	require.Contains(t, w.get("/api/v1/"+copy, "litware administrator").text, secret)
	last := fmt.Sprint(w.does("litware administrator", copy+"/decline", map[string]any{"reason": "other"}).json["position"])
	for _, part := range []string{"", "?revision=0", "?at=2026-03-02T09:00:00Z", "/timeline?min_position=" + last, "/eligibility", "/eligibility?revision=0", "/history"} {
		a := w.get("/api/v1/"+copy+part, "litware administrator")
		require.Less(t, a.Code, 500, a.text)
		require.NotContains(t, a.text, secret, part)
	}
	for _, media := range []string{"application/json", "text/csv"} {
		a := w.get("/api/v1/referrals?min_position="+last, "litware administrator", "Accept", media)
		require.Contains(t, a.text, "declined")
		require.NotContains(t, a.text, secret)
	}
	require.Empty(t, w.get("/api/v1/referrals?q="+secret, "litware administrator").json["items"], "what is hidden cannot be searched for")
}

func TestColleaguesSeeAReferralWithinTheirScopeAndOnItsTeam(t *testing.T) {
	w := inPostgres(t)
	contoso, location := w.equip("contoso")
	id := w.refer(w.cosell(location, nil))["own"]
	w.caughtUp()
	member := func(name string, role domain.Role, locations ...domain.ID) string {
		w.members[name] = domain.Caller{Member: name, Org: domain.Org(contoso), Roles: []domain.Role{role}, Locations: locations}
		return name
	}
	for who, sees := range map[string]bool{
		"contoso administrator": true,
		"contoso seller":        true,
		"contoso manager":       false,
		member("elsewhere", domain.RoleAdministrator, missing): true,
		member("contoso-seller", domain.RoleSeller, missing):   false,
		member("contoso-manager", domain.RoleManager, contoso): false,
		member("contoso-administrator", domain.RoleSeller):     false,
	} {
		list := w.get("/api/v1/referrals", who)
		if sees {
			require.Equal(t, http.StatusOK, w.get("/api/v1/referrals/"+id, who).Code, who)
			require.Len(t, list.json["items"], 1, who)
			continue
		}
		w.foreign(t, "a colleague's deal", "referrals/"+id, who)
		require.Empty(t, list.json["items"], who)
	}
}

func TestListsOfDealsAreExportedAndThatIsRecorded(t *testing.T) {
	w := inPostgres(t)
	all := w.everything()
	w.caughtUp()
	for name, rows := range map[string]int{"referrals": 7, "registrations": 2} {
		a := w.get("/api/v1/"+name, "auditor", "Accept", "text/csv")
		require.Equal(t, http.StatusOK, a.Code, a.text)
		require.Equal(t, rows+1, strings.Count(a.text, "\r\n"), a.text)
		require.Contains(t, a.Header().Get("Content-Disposition"), name+".csv")
	}
	_, private, _ := strings.Cut(all["private own"], "/")
	require.Contains(t, w.get("/api/v1/referrals", "auditor", "Accept", "text/csv").text, private)
	exports := w.accesses()
	require.Len(t, exports, 6)
	for i, line := range exports {
		require.Regexp(t, "^audrey vendor export (referrals|registrations)  "+[]string{"begun 0", "ended [1-9]"}[i%2], line)
	}
}

func TestEveryRouteIsHitByWhoeverMayKnowNothing(t *testing.T) {
	w := inPostgres(t)
	w.equip("fabrikam")
	hit := w.asked()
	require.Greater(t, len(hit), 100)
	for _, who := range append(outsiders("fabrikam"), "auditor") {
		for _, endpoint := range hit {
			a := w.about(endpoint, missing, who)
			require.Less(t, a.Code, 500, "%s as %s: %s", endpoint, who, a.text)
			if strings.Contains(endpoint, "{id}") {
				require.Contains(t, append(slices.Clone(hides), http.StatusBadRequest), a.Code, "%s as %s: %s", endpoint, who, a.text)
			}
			nobody := w.about(endpoint, missing, "")
			require.Equal(t, http.StatusUnauthorized, nobody.Code, "%s: %s", endpoint, nobody.text)
		}
	}
}
