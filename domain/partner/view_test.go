package partner_test

import (
	"encoding/json"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/cosell/cosell/domain"
	"github.com/cosell/cosell/domain/partner"
)

var (
	analyst = domain.Caller{Member: "ann", Org: domain.Vendor, Roles: []domain.Role{domain.RoleAnalyst}}
	auditor = domain.Caller{Member: "aud", Org: domain.Vendor, Roles: []domain.Role{domain.RoleAuditor, domain.RoleAnalyst}}
	foreign = domain.Caller{Member: "fay", Org: domain.Org(fabrikam), Roles: administers}
)

func TestWhoSeesThatAPartnerExists(t *testing.T) {
	for state, history := range reached {
		p, exists := history.replay(), state != partner.None
		for _, who := range []domain.Caller{vendor, analyst, auditor, admin, seller, domain.Process("expiry")} {
			assert.Equal(t, exists, partner.Sees(p, who), "%v in %q", who, state)
		}
		assert.False(t, partner.Sees(p, foreign), "another partner in %q", state)
		assert.False(t, partner.Sees(p, nobody), state)
	}
}

func TestWhoHasJustAppliedGetsTheStateAlone(t *testing.T) {
	assert.Equal(t, partner.PartnerView{ID: contoso, Name: "Contoso", State: partner.StateApplied}, partner.View(applied.replay(), nobody))
}

func TestAnalystsGetNoPersonalData(t *testing.T) {
	for _, h := range []history{applied, staffed} {
		assert.NotContains(t, wire(t, partner.View(h.replay(), analyst)), "Ada Adler")
		assert.NotContains(t, wire(t, partner.View(h.replay(), analyst)), "@")
		assert.Contains(t, wire(t, partner.View(h.replay(), analyst)), `"member":"ada"`)
		assert.Contains(t, wire(t, partner.View(h.replay(), auditor)), "Ada Adler")
		assert.Contains(t, wire(t, partner.View(h.replay(), admin)), "ada@contoso.example.com")
	}
}

func TestTheViewIsTheWholeStory(t *testing.T) {
	h := suspended.and(partner.MemberInvited{Person: partner.Person{Member: "mia", Name: "Mia Moor", Mail: "mia@contoso.example.com"},
		Roles: []domain.Role{domain.RoleManager}, Locations: []domain.ID{bonn}}, partner.LocationClosed{Location: bonn}, partner.MemberRemoved{Member: "sam"})
	assert.JSONEq(t, `{
		"id": "6ba7b810-9dad-41d1-80b4-00c04fd430c8", "name": "Contoso", "state": "suspended",
		"website": "https://contoso.example.com", "country": "DE", "reason": "The contract ran out.",
		"locations": [{"id": "`+string(bonn)+`", "name": "Headquarters", "city": "Bonn", "country": "DE", "closed": true}],
		"members": [
			{"member": "ada", "name": "Ada Adler", "mail": "ada@contoso.example.com", "state": "active", "roles": ["administrator"]},
			{"member": "sam", "name": "Sam Sand", "mail": "sam@contoso.example.com", "state": "removed", "roles": ["seller"]},
			{"member": "mia", "name": "Mia Moor", "mail": "mia@contoso.example.com", "state": "invited", "roles": ["manager"], "locations": ["`+string(bonn)+`"]}
		],
		"createdAt": "2026-03-31T11:51:00Z", "changedAt": "2026-03-31T12:00:00Z"
	}`, wire(t, partner.View(h.replay(), vendor)))
	assert.Empty(t, partner.View(h.and(partner.Reinstated{}).replay(), admin).Reason, "of a suspension that is over")
	assert.Empty(t, partner.View(reviewed.and(partner.Approved{}).replay(), vendor).Administrator, "once the application is decided")
}

func wire(t *testing.T, v any) string {
	t.Helper()
	b, err := json.Marshal(v)
	require.NoError(t, err)
	return string(b)
}

func TestWhatOthersNeedToKnowOfAPartner(t *testing.T) {
	p := staffed.and(partner.MemberInvited{Person: partner.Person{Member: "mia"}, Roles: []domain.Role{domain.RoleManager}},
		partner.MemberRemoved{Member: "sam"}).replay()
	assert.True(t, p.Exists() && p.Approved() && !p.Suspended())
	assert.True(t, p.ActiveMember("ada"))
	assert.False(t, p.ActiveMember("sam") || p.ActiveMember("mia") || p.ActiveMember("max"))
	assert.Equal(t, administers, p.MemberRoles("ada"))
	assert.Equal(t, []domain.Role{domain.RoleManager}, p.MemberRoles("mia"))
	assert.Nil(t, p.MemberRoles("sam"))
	assert.Nil(t, p.MemberRoles("max"))
	var states []partner.MemberState
	for _, m := range p.Members() {
		states = append(states, m.State)
	}
	assert.Equal(t, []partner.MemberState{partner.Active, partner.Removed, partner.Invited}, states)
	s := suspended.replay()
	assert.True(t, s.Exists() && s.Suspended() && !s.Approved())
	assert.False(t, partner.Partner{}.Exists())
	assert.Equal(t, "Contoso", s.Name())
}

func TestAllowedSaysWhatTheCallerMayDoNow(t *testing.T) {
	for _, c := range []struct {
		given history
		who   domain.Caller
		want  map[string]string // command → code, "" for allowed; the commands that are left out have the code of others
		other string
	}{
		{reviewed, vendor, map[string]string{"approve": "", "reject": "", "revise": ""}, "wrong-state"},
		{rejected, vendor, nil, "terminal-state"},
		{staffed, vendor, map[string]string{"start-review": "wrong-state", "approve": "wrong-state", "reject": "wrong-state", "reinstate": "wrong-state"}, ""},
		{suspended, admin, map[string]string{"start-review": "needs-program-administrator", "approve": "needs-program-administrator", "reject": "needs-program-administrator",
			"suspend": "needs-program-administrator", "reinstate": "needs-program-administrator"}, "partner-suspended"},
		{staffed.and(partner.MemberInvited{Person: partner.Person{Member: "sam"}, Roles: sells}), seller, map[string]string{"activate-member": "", "start-review": "needs-program-administrator",
			"approve": "needs-program-administrator", "reject": "needs-program-administrator", "suspend": "needs-program-administrator", "reinstate": "needs-program-administrator"}, "member-not-active"},
		{staffed, seller, map[string]string{"activate-member": "needs-administrator", "invite-member": "needs-administrator",
			"change-member": "needs-administrator", "remove-member": "needs-administrator", "revise": "needs-administrator-or-manager",
			"add-location": "needs-administrator-or-manager", "change-location": "needs-administrator-or-manager", "close-location": "needs-administrator-or-manager", "change-solutions": "needs-administrator-or-manager"}, "needs-program-administrator"},
		{staffed, auditor, nil, "needs-program-administrator"},
	} {
		allowed := partner.Allowed(c.given.replay(), by(c.who))
		assert.Len(t, allowed, len(partner.Commands)-2)
		for _, a := range allowed {
			want, ok := c.want[a.Command]
			if !ok {
				want = c.other
			}
			assert.Equal(t, want, a.Code, "%s for %s", a.Command, c.who.Member)
			assert.Equal(t, want == "", a.Allowed)
		}
	}
	assert.Nil(t, partner.Allowed(applied.replay(), by(foreign)))
}

func TestAnotherPartnersMembersMayAskNothing(t *testing.T) {
	for _, c := range []partner.Command{partner.Revise{}, partner.ActivateMember{Member: foreign.Member}, partner.RemoveMember{Member: "sam"}} {
		_, err := partner.Permit(staffed.replay(), c, foreign)
		assert.Equal(t, domain.ClassDenied, domain.AsError(err).Class, c.CommandName())
	}
}
