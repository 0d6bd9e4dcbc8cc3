package api_test

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/cosell/cosell/domain"
	"github.com/cosell/cosell/domain/opportunity"
	"github.com/cosell/cosell/domain/partner"
	"github.com/cosell/cosell/domain/program"
	"github.com/cosell/cosell/handlers/command"
)

// secret is in everything that is written about contoso's deals.
const secret = "Vertraulich"

// told is one command of a deal's story.
type told struct {
	who, command string
	body         map[string]any
}

// states tells for each state, and for each way of having a part in it, how contoso's deal gets there.
var states = map[string][]told{
	"new":           {create},
	"distributed":   {create, distribute},
	"accepted":      {create, distribute, accept, assign},
	"collaborating": {create, {"channel-manager", "share", map[string]any{"partners": []string{"contoso", "litware"}}}},
	"won":           {create, distribute, accept, {"contoso administrator", "win", map[string]any{"value": money}}},
	"lost":          {create, distribute, accept, {"contoso administrator", "lose", map[string]any{"reason": "other", "note": secret}}},
	"declined":      {create, distribute, {"contoso administrator", "decline", map[string]any{"reason": "other", "note": secret}}},
	"error":         {create, {"channel-manager", "close-as-error", map[string]any{"reason": "other", "note": secret}}},
	"submitted":     {submit},
	"approved":      {submit, {"channel-manager", "approve", nil}},
	"rejected":      {submit, {"channel-manager", "reject", map[string]any{"reason": secret}}},
	"returned":      {create, distribute, accept, {"contoso manager", "return", map[string]any{"reason": "no-funding", "note": secret}}},
	"recalled":      {create, distribute, {"channel-manager", "recall", map[string]any{"reason": secret}}},
	"expired":       {create, brief, lapse},
}

var (
	money  = map[string]any{"amount": "4711.00", "currency": "EUR"}
	detail = map[string]any{
		"topic": secret, "customer": map[string]any{"name": secret, "city": secret}, "contact": map[string]any{"name": secret, "mail": secret + "@example.com"},
		"estimatedValue": money, "estimatedCloseDate": "2026-06-30", "customerNeed": secret, "products": []string{secret}, "territory": secret,
	}
	create     = told{"channel-manager", "", detail}
	submit     = told{"contoso seller", "", detail}
	distribute = told{"channel-manager", "distribute", map[string]any{"partner": "contoso"}}
	brief      = told{"channel-manager", "distribute", map[string]any{"partner": "contoso", "answerWithinDays": 1}}
	lapse      = told{"the clock", "expire", nil}
	accept     = told{"contoso administrator", "accept", nil}
	assign     = told{"contoso administrator", "assign", map[string]any{"member": "contoso-seller"}}
)

// engage enrols a partner whose seller is an active member.
func (w *world) engage(name string) domain.ID {
	id := w.enrol(name)
	seller := map[string]any{"member": name + "-seller", "name": "Sam", "mail": "sam@example.com", "roles": []string{"seller"}}
	require.Equal(w.t, 200, w.post("/api/v1/partners/"+string(id)+"/invite-member", "program-administrator", seller).Code)
	require.Equal(w.t, 200, w.post("/api/v1/partners/"+string(id)+"/activate-member", name+" seller", map[string]any{"member": name + "-seller"}).Code)
	return id
}

// tell makes the deal, with the ids of partners in the place of their names.
func (w *world) tell(story []told, partners map[string]domain.ID) (id string) {
	for _, step := range story {
		if step.command == lapse.command {
			w.lapse(domain.ID(id))
			continue
		}
		body := map[string]any{}
		for name, value := range step.body {
			switch v := value.(type) {
			case string:
				if p, ok := partners[v]; ok {
					value = p
				}
			case []string:
				all := slices.Clone(v)
				for i := range all {
					if p, ok := partners[all[i]]; ok {
						all[i] = string(p)
					}
				}
				value = all
			}
			body[name] = value
		}
		path := "/api/v1/opportunities"
		if id != "" {
			path += "/" + id + "/" + step.command
		}
		a := w.post(path, step.who, body)
		require.Less(w.t, a.Code, 300, "%s: %s", step.command, a.text)
		id = a.json["id"].(string)
	}
	return id
}

// lapse lets the clock find an offer whose day is over. Other offers last longer.
func (w *world) lapse(id domain.ID) {
	w.pass(25 * time.Hour)
	_, err := w.service.Opportunities.Do(w.t.Context(), command.Request{Caller: domain.Process("clock")}, id, opportunity.Expire{})
	require.NoError(w.t, err)
}

// bodies are what each command takes, so that nothing is refused for its form. Commands that take nothing are not here.
var bodies = map[string]map[string]any{
	"reject": {"reason": "x"}, "distribute": {"partner": missing}, "share": {"partners": []string{missing}}, "add-collaborator": {"partner": missing},
	"remove-collaborator": {"partner": missing}, "decline": {"reason": "other"}, "recall": {"reason": "x"}, "return": {"reason": "no-funding"},
	"mark-stage": {"stage": 40}, "revise": {"topic": "x"}, "extend": {"estimatedCloseDate": "2026-12-31"}, "assign": {"member": "x"}, "add-note": {"text": "x"},
	"pause": {"reason": "x", "until": "2026-12-31"}, "win": {"value": money}, "lose": {"reason": "other"}, "close-as-error": {"reason": "test-deal"},
}

// endpoints are all that concern one deal, as "METHOD path" with {id}.
func endpoints() (all []string) {
	all = []string{
		"GET /api/v1/opportunities/{id}", "GET /api/v1/opportunities/{id}?revision=0", "GET /api/v1/opportunities/{id}?at=2026-03-02T09:00:00Z",
		"GET /api/v1/opportunities/{id}/history", "GET /api/v1/opportunities/{id}/timeline",
		"GET /api/v1/opportunities/{id}/eligibility", "GET /api/v1/opportunities/{id}/eligibility?revision=0",
	}
	for _, c := range opportunity.Commands {
		if !c.Process && !c.Creates {
			all = append(all, "POST /api/v1/opportunities/{id}/"+c.Name())
		}
	}
	return all
}

// try sends a request about a deal, with a body that has nothing wrong.
func (w *world) try(endpoint, id, who string, headers ...string) answer {
	method, path, _ := strings.Cut(endpoint, " ")
	if method == http.MethodGet {
		return w.get(strings.ReplaceAll(path, "{id}", id), who, headers...)
	}
	var body any = ""
	if known := bodies[path[strings.LastIndex(path, "/")+1:]]; known != nil {
		body = known
	}
	return w.post(strings.ReplaceAll(path, "{id}", id), who, body)
}

// withoutIDs is an answer without what differs from request to request.
func withoutIDs(a answer) string {
	return strings.ReplaceAll(fmt.Sprint(a.Code, a.text), fmt.Sprint(a.json["requestId"]), "")
}

func TestAPartnerNeverLearnsOfAnothersDeal(t *testing.T) {
	for _, teaser := range []bool{false, true} {
		t.Run(fmt.Sprintf("teaser %t", teaser), func(t *testing.T) {
			t.Parallel()
			policy := program.Default()
			policy.Teaser = teaser
			w := inPostgres(t, func(o *made) { o.policy = func() program.Policy { return policy } })
			partners := map[string]domain.ID{"contoso": w.engage("contoso"), "fabrikam": w.enrol("fabrikam"), "litware": w.enrol("litware")}
			deals := map[string]string{}
			for state, story := range states {
				deals[state] = w.tell(story, partners)
			}
			for state, id := range deals {
				for _, role := range domain.PartnerRoles {
					who := "fabrikam " + string(role)
					for _, endpoint := range inEveryForm(endpoints()) {
						foreign, none := w.try(endpoint.asked, id, who, "Accept", endpoint.form), w.try(endpoint.asked, missing, who, "Accept", endpoint.form)
						about := fmt.Sprintf("%s asks %s of a deal that is %s", who, endpoint, state)
						require.Equal(t, http.StatusNotFound, foreign.Code, "%s: %s", about, foreign.text)
						require.Equal(t, withoutIDs(none), withoutIDs(foreign), about)
						for name := range foreign.Header() {
							require.Contains(t, none.Header(), name, about)
						}
					}
				}
			}
			w.leaksNothing(t, "fabrikam", partners["contoso"])
		})
	}
}

// leaksNothing asks every list as each of a partner's roles.
func (w *world) leaksNothing(t *testing.T, name string, other domain.ID) {
	t.Helper()
	last := w.post("/api/v1/opportunities", "channel-manager", map[string]any{"topic": "The last one", "currency": "EUR"}).json["position"]
	for _, role := range domain.PartnerRoles {
		for _, path := range []string{"/api/v1/dashboards/distributed?", "/api/v1/dashboards/managed?", "/api/v1/dashboards/managed?q=" + secret + "&",
			"/api/v1/dashboards/managed?territory=" + secret + "&"} {
			path += "min_position=" + fmt.Sprint(last)
			for _, media := range []string{"application/json", "text/csv"} {
				a := w.get(path, name+" "+string(role), "Accept", media)
				require.Equal(t, http.StatusOK, a.Code, a.text)
				require.NotContains(t, a.text, secret, path)
				require.NotContains(t, a.text, "4711.00", path)
			}
		}
		foreign, none := w.get("/api/v1/partners/"+string(other), name+" "+string(role)), w.get("/api/v1/partners/"+missing, name+" "+string(role))
		require.Equal(t, http.StatusNotFound, foreign.Code, foreign.text)
		require.Equal(t, withoutIDs(none), withoutIDs(foreign))
	}
}

func TestAPartnersSellerSeesOnlyWhatIsInItsHands(t *testing.T) {
	w := inPostgres(t)
	partners := map[string]domain.ID{"contoso": w.engage("contoso"), "litware": w.enrol("litware")}
	w.members["contoso colleague"] = domain.Caller{Member: "colleague", Org: domain.Org(partners["contoso"]), Roles: []domain.Role{domain.RoleSeller}}
	mine := []string{"accepted", "submitted", "approved", "rejected"}
	for state, story := range states {
		id := w.tell(story, partners)
		for _, endpoint := range inEveryForm(endpoints()) {
			foreign := w.try(endpoint.asked, id, "contoso colleague", "Accept", endpoint.form)
			none := w.try(endpoint.asked, missing, "contoso colleague", "Accept", endpoint.form)
			require.Equal(t, withoutIDs(none), withoutIDs(foreign), "%s of a deal that is %s", endpoint, state)
		}
		want := http.StatusNotFound
		if slices.Contains(mine, state) {
			want = http.StatusOK
		}
		require.Equal(t, want, w.get("/api/v1/opportunities/"+id, "contoso seller").Code, state)
	}
	last := fmt.Sprint(w.post("/api/v1/opportunities", "channel-manager", map[string]any{"topic": "The last one", "currency": "EUR"}).json["position"])
	for _, path := range []string{"/api/v1/dashboards/distributed", "/api/v1/dashboards/managed"} {
		a := w.get(path+"?min_position="+last, "contoso colleague")
		require.Empty(t, a.json["items"], a.text)
		require.NotContains(t, a.text, secret)
	}
	a := w.get("/api/v1/dashboards/managed?min_position="+last, "contoso seller")
	require.Len(t, a.json["items"], len(mine), a.text)
}

func TestAFormerPartyKeepsTheFactAndItsOwnNotes(t *testing.T) {
	w := inPostgres(t)
	partners := map[string]domain.ID{"contoso": w.engage("contoso")}
	for _, state := range []string{"declined", "returned", "recalled"} {
		id := w.tell(states[state], partners)
		for _, query := range []string{"", "?revision=1", "?at=2026-03-02T09:00:00Z"} {
			a := w.get("/api/v1/opportunities/"+id+query, "contoso administrator")
			require.NotContains(t, a.text, secret, "%s%s", state, query)
			require.NotContains(t, a.text, "4711.00", "%s%s", state, query)
		}
		a := w.get("/api/v1/opportunities/"+id, "contoso administrator")
		require.Equal(t, http.StatusOK, a.Code)
		require.NotNil(t, at(a.json, "state", "asked", "ending"), a.text)
	}
}

func TestAFormerPartyCannotTellThatADealWentOn(t *testing.T) {
	w := inMemory(t)
	partners := map[string]domain.ID{"contoso": w.engage("contoso"), "litware": w.engage("litware")}
	wentOn := 0
	for _, state := range []string{"declined", "returned", "recalled", "expired"} {
		id := w.tell(states[state], partners)
		path := "/api/v1/opportunities/" + id
		left := w.get(path, "contoso administrator")
		require.Equal(t, http.StatusOK, left.Code, left.text)
		require.Equal(t, w.get(path, "auditor").json["revision"], left.json["revision"], "nothing has happened since")
		if w.get(path, "auditor").json["state"].(map[string]any)["state"] == "new" {
			w.does("channel-manager", "opportunities/"+id+"/revise", map[string]any{"topic": "Another"})
			w.does("channel-manager", "opportunities/"+id+"/distribute", map[string]any{"partner": partners["litware"]})
			w.does("litware administrator", "opportunities/"+id+"/accept", nil)
			require.Greater(t, w.get(path, "auditor").json["revision"], left.json["revision"])
			wentOn++
		}
		later := w.get(path, "contoso administrator")
		require.Equal(t, left.text, later.text, state)
		require.Equal(t, left.Header().Get("ETag"), later.Header().Get("ETag"), state)
		for _, query := range []string{"?revision=4", "?revision=99", "?at=" + fmt.Sprint(left.json["position"])} {
			require.Equal(t, http.StatusNotFound, w.get(path+query, "contoso administrator").Code, "it looks back no more")
		}
	}
	require.Equal(t, 2, wentOn)
}

func TestATeaserHidesTheCustomerAndTheValueOfAnOffer(t *testing.T) {
	policy := program.Default()
	policy.Teaser = true
	w := inPostgres(t, func(o *made) { o.policy = func() program.Policy { return policy } })
	partners := map[string]domain.ID{"contoso": w.engage("contoso")}
	body := map[string]any{"topic": "Cloud", "customer": map[string]any{"name": secret}, "contact": map[string]any{"name": secret, "mail": "x@example.com"}, "estimatedValue": money}
	id := w.tell([]told{{"channel-manager", "", body}, distribute}, partners)
	last := fmt.Sprint(w.get("/api/v1/opportunities/"+id, "contoso administrator").json["position"])
	for _, path := range []string{"/api/v1/opportunities/" + id, "/api/v1/opportunities/" + id + "?revision=1", "/api/v1/opportunities/" + id + "/timeline?min_position=" + last,
		"/api/v1/dashboards/distributed?min_position=" + last, "/api/v1/dashboards/managed"} {
		a := w.get(path, "contoso administrator")
		require.Equal(t, http.StatusOK, a.Code, a.text)
		require.NotContains(t, a.text, secret, path)
		require.NotContains(t, a.text, "4711.00", path)
	}
	a := w.get("/api/v1/dashboards/distributed?min_position="+last, "contoso administrator", "Accept", "text/csv")
	require.NotContains(t, a.text, secret)
	require.NotContains(t, a.text, "4711.00")
	require.Empty(t, w.get("/api/v1/dashboards/distributed?q="+secret, "contoso administrator").json["items"], "what is hidden cannot be searched for")
	require.Equal(t, http.StatusBadRequest, w.get("/api/v1/dashboards/distributed?sort=value", "contoso administrator").Code, "nor sorted by")
	require.Contains(t, w.get("/api/v1/dashboards/distributed", "channel-manager").text, secret)
}

func TestEveryRoleHasAnAnswerToEveryPartnersCommand(t *testing.T) {
	w := inMemory(t)
	contoso, fabrikam := w.enrol("contoso"), w.enrol("fabrikam")
	require.NotEqual(t, contoso, fabrikam)
	for who := range w.members {
		for _, c := range partner.Commands {
			if c.Creates {
				continue
			}
			a := w.post("/api/v1/partners/"+string(contoso)+"/"+c.Name(), who, map[string]any{})
			require.Less(t, a.Code, 500, "%s as %s: %s", c.Name(), who, a.text)
			if strings.HasPrefix(who, "fabrikam") {
				require.Contains(t, []int{http.StatusBadRequest, http.StatusNotFound}, a.Code, "%s as %s", c.Name(), who)
			}
		}
	}
}

func TestEveryRoleHasAnAnswerToEveryCommandInEveryState(t *testing.T) {
	w := inMemory(t)
	partners := map[string]domain.ID{"contoso": w.engage("contoso"), "litware": w.enrol("litware")}
	codes := map[int]int{}
	for state, story := range states {
		for who := range w.members {
			id := w.tell(story, partners)
			for _, c := range opportunity.Commands {
				if !c.Process && !c.Creates {
					a := w.try("POST /api/v1/opportunities/{id}/"+c.Name(), id, who)
					require.Less(t, a.Code, 500, "%s asks %s of a deal that is %s: %s", who, c.Name(), state, a.text)
					codes[a.Code]++
				}
			}
			a := w.get("/api/v1/opportunities/"+id, who)
			if who == "analyst" {
				require.Equal(t, "read-models-only", a.code())
				continue
			}
			require.Contains(t, []int{http.StatusOK, http.StatusNotFound}, a.Code, "%s looks at a deal that is %s: %s", who, state, a.text)
		}
	}
	for _, status := range []int{http.StatusOK, http.StatusBadRequest, http.StatusForbidden, http.StatusNotFound, http.StatusConflict} {
		require.NotZero(t, codes[status], "nobody was ever answered %d", status)
	}
}
