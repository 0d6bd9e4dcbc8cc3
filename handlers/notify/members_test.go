package notify_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/cosell/cosell/domain"
	"github.com/cosell/cosell/domain/partner"
	"github.com/cosell/cosell/handlers/notify"
	"github.com/cosell/cosell/handlers/preferences"
)

func TestAFilterPicksMembersBySubjectRoleAndLocation(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	history := []partner.MemberInvited{
		person("all", domain.RoleAdministrator), person("lea", domain.RoleAdministrator, lyon), person("pat", domain.RoleAdministrator, paris),
		person("mia", domain.RoleManager, lyon), person("sam", domain.RoleSeller),
	}
	away := person("gone", domain.RoleAdministrator)
	p := staff(append(history, away)...)
	p = partner.Evolve(p, domain.Recorded{Event: partner.MemberRemoved{Member: "gone"}})
	p = partner.Evolve(p, domain.Recorded{Event: person("invited", domain.RoleAdministrator)})
	w.partners[contoso] = p
	members := notify.NewMembers(w.load, w.wishes)
	for name, c := range map[string]struct {
		filter notify.Filter
		want   []string
	}{
		"administrators":                        {notify.Administrators(""), []string{"all", "lea", "pat"}},
		"administrators of a location":          {notify.Administrators(paris), []string{"all", "pat"}},
		"a location that nobody has for itself": {notify.Filter{Roles: []domain.Role{domain.RoleManager}, Location: paris}, []string{"mia"}},
		"a team":                                {notify.Team("sam", "mia", "gone", "nobody"), []string{"mia", "sam"}},
		"a team of whom nobody is there":        {notify.Team("gone", "invited"), []string{"all", "lea", "pat"}},
		"a team and those who answer for it": {notify.Filter{Members: []string{"sam", "all"}, Roles: []domain.Role{domain.RoleAdministrator, domain.RoleManager}, Location: lyon},
			[]string{"all", "lea", "mia", "sam"}},
		"nobody": {notify.Filter{}, nil},
	} {
		found, err := members.Of(t.Context(), domain.Org(contoso), c.filter)
		require.NoError(t, err)
		var ids []string
		for _, m := range found {
			ids = append(ids, m.ID)
			require.Equal(t, m.ID+"@example.com", string(m.Mail))
		}
		require.Equal(t, c.want, ids, name)
	}
	found, err := members.Of(t.Context(), domain.Org(dealID), notify.Administrators(""))
	require.NoError(t, err)
	require.Empty(t, found, "nobody knows that organisation")
}

func TestMembersOfTheVendorAreThoseWhoGaveAnAddressInTheRolesTheyHadThen(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	reviewer := domain.Caller{Member: "rita", Org: domain.Vendor, Roles: []domain.Role{domain.RoleReviewer}}
	silent := domain.Caller{Member: "sid", Org: domain.Vendor, Roles: []domain.Role{domain.RoleChannelManager}}
	for who, p := range map[string]struct {
		domain.Caller
		preferences.Preferences
	}{
		"maria": {manager, preferences.Preferences{Mail: "maria@vendor.example", Locale: "fr", OptOut: []string{"stalled"}}},
		"rita":  {reviewer, preferences.Preferences{Mail: "rita@vendor.example"}},
		"sid":   {silent, preferences.Preferences{Locale: "de"}},
	} {
		require.NoError(t, w.wishes.PutPreferences(t.Context(), p.Caller, p.Preferences), who)
	}
	members := notify.NewMembers(w.load, w.wishes)
	found, err := members.Of(t.Context(), domain.Vendor, notify.ChannelManagers())
	require.NoError(t, err)
	require.Equal(t, []notify.Member{{ID: "maria", Mail: "maria@vendor.example", Locale: "fr", OptOut: []string{"stalled"}}}, found)
	found, err = members.Of(t.Context(), domain.Vendor, notify.Reviewers())
	require.NoError(t, err)
	require.Equal(t, "rita", found[0].ID)
	require.Len(t, found, 1)
}
