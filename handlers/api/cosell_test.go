package api_test

import (
	"maps"
	"net/http"
	"strings"

	"github.com/stretchr/testify/require"

	"github.com/cosell/cosell/domain"
)

// equip enrols a partner that co-sells: it has a seller, a location, and an eligible solution.
func (w *world) equip(name string) (id domain.ID, location string) {
	id = w.engage(name)
	does := func(command string, body map[string]any) answer {
		a := w.partnerDoes(id, command, "program-administrator", body)
		require.Equal(w.t, http.StatusOK, a.Code, a.text)
		return a
	}
	does("revise", map[string]any{"transacting": true})
	does("change-solutions", map[string]any{"solutions": []any{map[string]any{"id": "desk", "name": "Desk", "coSellReady": true, "eligible": true}}})
	site := does("add-location", map[string]any{"name": "Main"})
	return id, at(site.json["state"].(map[string]any)["locations"].([]any)[0], "id").(string)
}

// cosell is a partner's new co-sell deal, in which everything is secret.
func (w *world) cosell(location string, more map[string]any) map[string]any {
	customer := map[string]any{"name": secret, "city": secret, "postalCode": "53111", "country": "DE", "accountKind": "managed", "vendorAccount": secret}
	body := map[string]any{
		"name": secret, "location": location, "estimatedValue": money, "estimatedCloseDate": "2026-06-30", "notes": secret, "crmId": secret,
		"customer": customer, "contact": map[string]any{"name": secret, "mail": secret + "@example.com", "phone": "1"}, "consent": true, "marketplaceIntent": "no",
		"team": team("contoso-seller"), "solutions": []any{map[string]any{"kind": "own", "id": "desk"}},
	}
	maps.Copy(body, more)
	return body
}

func team(member string) []any {
	return []any{map[string]any{"member": member, "name": "Sam", "mail": "sam@example.com", "phone": "1"}}
}

// invitation asks a partner into a deal of contoso's.
func invitation(partner domain.ID) map[string]any {
	return map[string]any{"partner": partner, "estimatedValue": money, "estimatedCloseDate": "2026-06-30", "notes": secret, "help": "other",
		"team": team("contoso-seller"), "solutions": []any{map[string]any{"kind": "third-party", "id": "desk", "partner": partner}}}
}

// refer opens a co-sell deal as contoso's administrator, and returns its copies: contoso's by the name "own", the others' by that
// of their owner.
func (w *world) refer(body map[string]any) map[string]string {
	w.t.Helper()
	a := w.post("/api/v1/referrals", "contoso administrator", body)
	require.Equal(w.t, http.StatusCreated, a.Code, a.text)
	copies := map[string]string{"own": a.json["id"].(string)}
	others, _ := at(w.get("/api/v1/referrals/"+copies["own"], "contoso administrator").json, "state", "counterparts").([]any)
	for _, other := range others {
		copies[at(other, "owner", "name").(string)] = at(other, "referral").(string)
	}
	return copies
}

// does issues a command that is done.
func (w *world) does(who, path string, body any) answer {
	w.t.Helper()
	if fields, ok := body.(map[string]any); ok && fields == nil {
		body = nil
	}
	a := w.post("/api/v1/"+path, who, body)
	require.Less(w.t, a.Code, 300, "%s: %s", path, a.text)
	return a
}

// registered is the registration that a deal, "opportunities/ID" or "referrals/ID", has asked for.
func (w *world) registered(deal string) string {
	state := w.get("/api/v1/"+deal, "contoso administrator").json["state"]
	if id, ok := at(state, "exception", "id").(string); ok {
		return id
	}
	return at(state, "registration", "id").(string)
}

// The aggregates of a world in which contoso has some of everything, as "referrals/ID", by what they are.
func (w *world) everything() map[string]string {
	_, location := w.equip("contoso")
	litware, _ := w.equip("litware")
	all := map[string]string{}
	for name, more := range map[string]map[string]any{
		"private": nil, "partner-led": {"visible": true}, "co-sell": {"help": "other", "helpNotes": secret},
		"invited": {"invitations": []any{invitation(litware)}}, "lost": nil,
	} {
		for owner, id := range w.refer(w.cosell(location, more)) {
			all[name+" "+owner] = "referrals/" + id
		}
	}
	w.does("contoso administrator", all["lost own"]+"/lose", map[string]any{"reason": "other", "note": secret})
	w.does("contoso administrator", all["lost own"]+"/request-exception", map[string]any{"text": "Please."})
	all["exception"] = "registrations/" + w.registered(all["lost own"])

	deal := w.tell(states["approved"], nil)
	all["deal"] = "opportunities/" + deal
	w.does("contoso administrator", all["deal"]+"/register", map[string]any{"kind": "exclusivity"})
	all["exclusivity"] = "registrations/" + w.registered(all["deal"])

	for owner, who := range map[string]string{"contoso": "contoso administrator", "vendor": "channel-manager"} {
		contact := w.does(who, "contacts", map[string]any{"name": secret, "mail": secret + "@example.com"}).json["id"].(string)
		customer := w.does(who, "customers", map[string]any{"name": secret, "city": secret}).json["id"].(string)
		w.does(who, "customers/"+customer+"/associate", map[string]any{"contact": contact})
		all[owner+"'s customer"], all[owner+"'s contact"] = "customers/"+customer, "contacts/"+contact
	}
	return all
}

// subjects are the endpoints about one of a kind, such as "referrals", as "METHOD path" with {id}.
func (w *world) subjects(kind string) (all []string) {
	for _, row := range w.handler.Served() {
		method, path, _ := strings.Cut(row, " ")
		if !strings.HasPrefix(path, "/api/v1/"+kind+"/{id}") {
			continue
		}
		all = append(all, row)
		if method == http.MethodGet && (path == "/api/v1/"+kind+"/{id}" || strings.HasSuffix(path, "/eligibility")) {
			all = append(all, row+"?revision=0", row+"?at=2026-03-02T09:00:00Z")
		}
	}
	return all
}
