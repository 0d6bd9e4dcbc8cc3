package api_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/cosell/cosell/domain"
)

// rowsOf reads NDJSON.
func rowsOf(t *testing.T, text string) (all []any) {
	t.Helper()
	for line := range strings.Lines(text) {
		var one any
		require.NoError(t, json.Unmarshal([]byte(line), &one), line)
		all = append(all, one)
	}
	return all
}

func TestNoReportHoldsAPrivateDealNotEvenOneForAuditors(t *testing.T) {
	w := inPostgres(t)
	_, location := w.equip("contoso")
	private := w.refer(w.cosell(location, nil))["own"]
	w.caughtUp()
	for _, path := range []string{"pipeline?by=type,partner", "pipeline?from=2026-01-01&by=type", "funnel?by=type", "transitions"} {
		for _, media := range []string{"application/json", "text/csv", "application/x-ndjson"} {
			a := w.get("/api/v1/reports/"+path, "auditor", "Accept", media)
			require.Equal(t, http.StatusOK, a.Code, a.text)
			require.NotContains(t, a.text, "private", path)
			require.NotContains(t, a.text, private, path)
		}
	}
	require.Contains(t, w.get("/api/v1/deals", "auditor").text, private, "an auditor sees the deal itself")
	require.Contains(t, w.get("/api/v1/reports/pipeline?by=type", "contoso administrator").text, `"type":"private"`, "its owner counts it")
}

func TestEveryListIsHandedOutAsLinesOfJSON(t *testing.T) {
	w := inPostgres(t)
	w.everything()
	w.caughtUp()
	full := 0
	for _, path := range lists {
		a := w.get(path, "auditor", "Accept", "application/x-ndjson")
		if a.Header().Get("Content-Type") != "application/x-ndjson" {
			continue // no list of rows
		}
		want := w.get(path, "auditor")
		require.Equal(t, http.StatusOK, a.Code, a.text)
		require.Nil(t, want.json["next"], "the story fits on a page")
		items := want.json["items"].([]any)
		require.ElementsMatch(t, items, rowsOf(t, a.text), path)
		if want.json["position"] != nil {
			require.Equal(t, want.json["position"], a.Header().Get("Cosell-Position"), path)
		}
		if len(items) > 0 {
			full++
		}
	}
	require.GreaterOrEqual(t, full, 8)
}

func TestAPartnersReportsAreForWhoeverSeesAllOfIt(t *testing.T) {
	w := inPostgres(t)
	contoso := w.enrol("contoso")
	w.members["bound"] = domain.Caller{Member: "bound", Org: domain.Org(contoso), Roles: []domain.Role{domain.RoleAdministrator}, Locations: []domain.ID{missing}}
	for who, status := range map[string]int{
		"contoso administrator": http.StatusOK, "contoso manager": http.StatusOK, "contoso seller": http.StatusForbidden, "bound": http.StatusForbidden,
		"analyst": http.StatusOK, "vendor-seller": http.StatusOK,
	} {
		for _, report := range []string{"pipeline", "funnel", "transitions", "scorecard"} {
			require.Equal(t, status, w.get("/api/v1/reports/"+report, who).Code, "%s asks %s", who, report)
		}
	}
}

// count is how many deals there are in a pipeline.
func (w *world) count(who, path string) (n int) {
	w.t.Helper()
	a := w.get("/api/v1/reports/pipeline"+path, who)
	require.Equal(w.t, http.StatusOK, a.Code, a.text)
	for _, total := range a.json["totals"].([]any) {
		if movement := at(total, "movement"); movement == nil || movement == "new" {
			n += int(at(total, "count").(float64))
		}
	}
	return n
}

func TestWhateverAListOrReportNamesItsReaderMayLookAt(t *testing.T) {
	w := inPostgres(t)
	all := w.everything()
	_, place, _ := strings.Cut(all["private own"], "/")
	location := at(w.get("/api/v1/referrals/"+place, "contoso administrator").json, "state", "location").(string)
	mine := w.refer(w.cosell(location, map[string]any{"team": team("contoso-manager")}))["own"]
	left := w.refer(w.cosell(location, map[string]any{"team": append(team("contoso-manager"), team("contoso-seller")...)}))["own"]
	w.does("contoso administrator", "referrals/"+left+"/change-team", map[string]any{"team": team("contoso-seller")})
	w.caughtUp()
	named := map[string]int{}
	for who, caller := range w.members {
		for _, path := range []string{"/dashboards/distributed", "/dashboards/managed", "/referrals", "/registrations", "/deals", "/reports/transitions", "/reports/transitions?sort=-position"} {
			a := w.get("/api/v1"+path, who)
			if a.Code != http.StatusOK || who == "analyst" || caller.IsSystem() {
				continue
			}
			for _, row := range a.json["items"].([]any) {
				subject := "opportunities/"
				switch kind := at(row, "kind"); {
				case path == "/registrations":
					subject = "registrations/"
				case kind == "referral" || path == "/referrals":
					subject = "referrals/"
				}
				id := at(row, "id").(string)
				require.Equal(t, http.StatusOK, w.get("/api/v1/"+subject+id, who).Code, "%s was told of %s by %s", who, id, path)
				named[who+path]++
			}
		}
	}
	require.NotZero(t, named["contoso manager/reports/transitions"])
	require.NotZero(t, named["contoso administrator/reports/transitions"])
	require.NotZero(t, named["channel-manager/reports/transitions"])
	told := w.get("/api/v1/reports/transitions", "contoso manager").text
	require.Contains(t, told, mine)
	require.NotContains(t, told, left, "it was on that team once")
}

func TestAManagersTotalsHoldOnlyTheCopiesOnWhoseTeamItIs(t *testing.T) {
	w := inPostgres(t)
	_, location := w.equip("contoso")
	w.tell(states["approved"], nil)
	w.refer(w.cosell(location, nil))
	w.refer(w.cosell(location, map[string]any{"team": team("contoso-manager")}))
	w.caughtUp()
	w.pass(time.Hour)
	for _, path := range []string{"", "?at=2026-03-02", "?from=2026-03-01"} {
		require.Equal(t, 3, w.count("contoso administrator", path), path)
		require.Equal(t, 2, w.count("contoso manager", path), path)
	}
	for who, deals := range map[string]float64{"contoso administrator": 3, "contoso manager": 2} {
		a := w.get("/api/v1/reports/funnel", who)
		require.Equal(t, deals, at(a.json["items"].([]any)[0], "reached"), who)
	}
}

func TestLookingAtThePastAndTakingReportsOutIsRecorded(t *testing.T) {
	w := inPostgres(t)
	w.caughtUp()
	for _, c := range []struct{ path, accept, what string }{
		{"pipeline?at=2026-03-01", "application/json", "past"}, {"pipeline?from=2026-03-01", "application/json", "past"},
		{"funnel?at=2026-03-01", "application/json", "past"}, {"scorecard?at=2026-03-01", "application/json", "past"},
		{"scorecard?from=2026-03-01", "application/json", ""}, {"transitions?at=2026-03-01", "application/json", "past"},
		{"transitions?at=2026-03-01", "text/csv", "export past"}, {"scorecard", "text/csv", "export"}, {"transitions", "application/x-ndjson", "export"}, {"pipeline", "application/json", ""},
	} {
		a := w.get("/api/v1/reports/"+c.path, "analyst", "Accept", c.accept)
		require.Equal(t, http.StatusOK, a.Code, a.text)
		var what []string
		require.NoError(t, w.pool.QueryRow(t.Context(), "select coalesce(array_agg(distinct what), '{}') from cosell_ops.access_log where request_id = $1",
			a.Header().Get("X-Request-Id")).Scan(&what))
		require.Equal(t, c.what, strings.Join(what, " "), fmt.Sprint(c))
	}
}
