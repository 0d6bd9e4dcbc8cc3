package api_test

import (
	"net/http"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/cosell/cosell/domain"
)

// staff invites a member of a partner in a role; the member's token, by the same name, names the role claimed.
func (w *world) staff(id domain.ID, member string, role, claimed domain.Role) {
	person := map[string]any{"member": member, "name": "Kim", "mail": "kim@example.com", "roles": []domain.Role{role}}
	a := w.post("/api/v1/partners/"+string(id)+"/invite-member", "program-administrator", person)
	require.Equal(w.t, http.StatusOK, a.Code, a.text)
	w.members[member] = domain.Caller{Member: member, Org: domain.Org(id), Roles: []domain.Role{claimed}}
}

// partnerDoes issues a command about a member of a partner.
func (w *world) partnerDoes(id domain.ID, command, who string, body map[string]any) answer {
	return w.post("/api/v1/partners/"+string(id)+"/"+command, who, body)
}

func TestAMemberActsInTheRolesThatItsPartnerStillGivesIt(t *testing.T) {
	w := inMemory(t)
	contoso := w.engage("contoso")
	partners := map[string]domain.ID{"contoso": contoso}
	w.staff(contoso, "max", domain.RoleManager, domain.RoleManager)
	w.staff(contoso, "sue", domain.RoleSeller, domain.RoleAdministrator)
	for _, member := range []string{"max", "sue"} {
		require.Equal(t, http.StatusOK, w.partnerDoes(contoso, "activate-member", member, map[string]any{"member": member}).Code)
	}
	offer, deal := w.tell(states["distributed"], partners), w.tell(states["accepted"], partners)
	require.Equal(t, http.StatusOK, w.get("/api/v1/opportunities/"+deal, "max").Code)

	require.Equal(t, http.StatusOK, w.partnerDoes(contoso, "change-member", "program-administrator", map[string]any{"member": "max", "roles": []string{"seller"}}).Code)
	for who, path := range map[string]string{"max": deal + "/win", "sue": offer + "/accept"} {
		a := w.post("/api/v1/opportunities/"+path, who, bodies[map[string]string{"max": "win", "sue": ""}[who]])
		require.Equal(t, http.StatusForbidden, a.Code, a.text)
		require.Equal(t, "role-not-held", a.code())
	}
	require.Equal(t, "role-not-held", w.get("/api/v1/opportunities/"+deal, "max").code())
	require.Equal(t, "accepted", at(w.get("/api/v1/opportunities/"+deal, "channel-manager").json, "state", "state"))

	both := w.members["max"]
	both.Roles = []domain.Role{domain.RoleManager, domain.RoleSeller}
	w.members["max"] = both
	require.Equal(t, http.StatusNotFound, w.post("/api/v1/opportunities/"+deal+"/win", "max", bodies["win"]).Code, "as a seller who does not have the deal in hand")
	require.Equal(t, http.StatusOK, w.post("/api/v1/opportunities/"+offer+"/accept", "contoso manager", nil).Code, "whom the partner has not recorded")
}

func TestAnInvitedMemberDoesNothingBeforeItHasJoined(t *testing.T) {
	w := inMemory(t)
	contoso, fabrikam := w.enrol("contoso"), w.enrol("fabrikam")
	partners := map[string]domain.ID{"contoso": contoso}
	w.staff(contoso, "ida", domain.RoleAdministrator, domain.RoleAdministrator)
	w.staff(contoso, "sam", domain.RoleSeller, domain.RoleSeller)
	offer := w.tell(states["distributed"], partners)
	for _, a := range []answer{
		w.get("/api/v1/opportunities/"+offer, "ida"),
		w.get("/api/v1/partners/"+string(contoso), "ida"),
		w.post("/api/v1/opportunities/"+offer+"/accept", "ida", nil),
		w.partnerDoes(contoso, "revise", "ida", map[string]any{"name": "Contoso 2"}),
		w.partnerDoes(contoso, "activate-member", "ida", map[string]any{"member": "sam"}),
	} {
		require.Equal(t, http.StatusForbidden, a.Code, a.text)
		require.Equal(t, "member-not-active", a.code())
	}
	require.Equal(t, http.StatusNotFound, w.partnerDoes(fabrikam, "activate-member", "ida", map[string]any{"member": "ida"}).Code)
	require.Equal(t, http.StatusOK, w.partnerDoes(contoso, "activate-member", "ida", map[string]any{"member": "ida"}).Code)
	require.Equal(t, http.StatusOK, w.post("/api/v1/opportunities/"+offer+"/accept", "ida", nil).Code)

	require.Equal(t, http.StatusOK, w.partnerDoes(contoso, "remove-member", "contoso administrator", map[string]any{"member": "sam"}).Code)
	require.Equal(t, "member-removed", w.post("/api/v1/opportunities/"+offer+"/mark-stage", "sam", bodies["mark-stage"]).code())
	require.Equal(t, "member-removed", w.partnerDoes(contoso, "activate-member", "sam", map[string]any{"member": "sam"}).code())
}

func TestAMemberActsWhereItsPartnerLetsIt(t *testing.T) {
	w := inMemory(t)
	contoso, bonn := w.equip("contoso")
	graz := at(w.partnerDoes(contoso, "add-location", "program-administrator", map[string]any{"name": "Graz"}).json["state"].(map[string]any)["locations"].([]any)[1], "id").(string)
	w.staff(contoso, "max", domain.RoleManager, domain.RoleManager)
	require.Equal(t, http.StatusOK, w.partnerDoes(contoso, "activate-member", "max", map[string]any{"member": "max"}).Code)
	deal := w.refer(w.cosell(bonn, map[string]any{"team": team("max")}))["own"]
	for _, c := range []struct {
		record, token []domain.ID
		want          int
	}{
		{nil, nil, http.StatusOK},
		{[]domain.ID{domain.ID(bonn)}, nil, http.StatusOK},
		{[]domain.ID{domain.ID(graz)}, nil, http.StatusNotFound},
		{nil, []domain.ID{domain.ID(graz)}, http.StatusNotFound},
		{[]domain.ID{domain.ID(bonn), domain.ID(graz)}, []domain.ID{domain.ID(bonn)}, http.StatusOK},
		{[]domain.ID{domain.ID(graz)}, []domain.ID{domain.ID(bonn)}, http.StatusNotFound},
	} {
		change := map[string]any{"member": "max", "locations": nil}
		if c.record != nil {
			change["locations"] = c.record
		}
		a := w.partnerDoes(contoso, "change-member", "program-administrator", change)
		require.Contains(t, []int{http.StatusOK, http.StatusConflict}, a.Code, a.text) // nothing changes at first
		max := w.members["max"]
		max.Locations = c.token
		w.members["max"] = max
		require.Equal(t, c.want, w.get("/api/v1/referrals/"+deal, "max").Code, "%v %v", c.record, c.token)
	}
}

func TestASuspendedPartnerSubscribesToNothing(t *testing.T) {
	w := inPostgres(t)
	contoso := w.enrol("contoso")
	require.Equal(t, http.StatusOK, w.partnerDoes(contoso, "suspend", "program-administrator", map[string]any{"reason": "Unpaid."}).Code)
	a := w.post("/api/v1/webhooks", "contoso administrator", map[string]any{"url": "https://example.com/hook"})
	require.Equal(t, "partner-suspended", a.code(), a.text)
	require.Equal(t, http.StatusOK, w.get("/api/v1/me/favourites", "contoso administrator").Code)
}
