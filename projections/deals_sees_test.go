package projections_test

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/cosell/cosell/domain"
	"github.com/cosell/cosell/domain/opportunity"
	"github.com/cosell/cosell/domain/referral"
	"github.com/cosell/cosell/projections/deals"
	"github.com/cosell/cosell/projections/distributed"
	"github.com/cosell/cosell/projections/managed"
	"github.com/cosell/cosell/projections/page"
)

// lists asks both dashboards as the API does for a caller.
func lists(t *testing.T, who domain.Caller, db page.DB) map[domain.ID]bool {
	t.Helper()
	_, administrates := who.As(domain.RoleAdministrator)
	_, chief := who.As(domain.RoleAdministrator, domain.RoleManager)
	_, audits := who.As(domain.RoleAuditor)
	m := managed.Filter{Org: who.Org, All: audits, Member: who.Member, OnlyMember: who.IsPartner() && !chief, Now: begin}
	if who.IsPartner() && !administrates {
		m.OnlyTeams, m.Locations = true, who.Locations
	}
	listed := map[domain.ID]bool{}
	for _, d := range walk(t, "", 200, func(r page.Request) (page.Page[managed.Deal], error) {
		m.Request = r
		return managed.Query(t.Context(), db, m)
	}) {
		listed[d.ID] = true
	}
	if who.IsPartner() && !chief {
		return listed
	}
	f := distributed.Filter{Org: who.Org, All: audits, OnlyOffers: who.IsPartner() && !administrates, Now: begin.AddDate(-1, 0, 0)}
	for _, o := range walk(t, "", 200, func(r page.Request) (page.Page[distributed.Offer], error) {
		f.Request = r
		return distributed.Query(t.Context(), db, f)
	}) {
		listed[o.ID] = true
	}
	return listed
}

func TestTheListsShowWhatTheDealsThemselvesDo(t *testing.T) {
	t.Parallel()
	events := random(41, 2500, 40)
	pool := empty(t)
	apply(t, pool, events, deals.Consumer())
	offers, copies := map[domain.ID]opportunity.Opportunity{}, map[domain.ID]referral.Referral{}
	for _, e := range events {
		switch e.Event.(type) {
		case opportunity.Event:
			offers[e.Subject] = opportunity.Evolve(offers[e.Subject], e.Recorded)
		case referral.Event:
			copies[e.Subject] = referral.Evolve(copies[e.Subject], e.Recorded)
		}
	}
	callers := []domain.Caller{
		{Member: "vera", Org: domain.Vendor, Roles: []domain.Role{domain.RoleChannelManager}}, auditor,
		{Member: "anna", Org: domain.Org(partner(99).ID), Roles: []domain.Role{domain.RoleAdministrator}},
	}
	for n := range 24 {
		org := domain.Org(partner(n).ID)
		callers = append(callers,
			domain.Caller{Member: "anna", Org: org, Roles: []domain.Role{domain.RoleAdministrator}},
			domain.Caller{Member: "sam", Org: org, Roles: []domain.Role{domain.RoleManager}},
			domain.Caller{Member: "anna", Org: org, Roles: []domain.Role{domain.RoleManager}, Locations: []domain.ID{id(1), id(2), id(3)}},
			domain.Caller{Member: "sam", Org: org, Roles: []domain.Role{domain.RoleSeller}},
			domain.Caller{Member: "anna", Org: org, Roles: []domain.Role{domain.RoleSeller}, Locations: []domain.ID{id(4), id(5)}})
	}
	seen := 0
	for _, who := range callers {
		listed, about := lists(t, who, pool), fmt.Sprint(who)
		for id, r := range copies {
			require.Equal(t, referral.Sees(r, who), listed[id], "referral %s, %s", id, about)
		}
		for id, o := range offers {
			require.Equal(t, opportunity.Sees(o, who) && o.TakesPart(who), listed[id], "opportunity %s, %s", id, about)
		}
		seen += len(listed)
	}
	require.Greater(t, seen, 500)
}
