package own_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/cosell/cosell/domain"
	"github.com/cosell/cosell/domain/evidence"
	"github.com/cosell/cosell/domain/own"
)

const (
	contoso  = domain.ID("6ba7b810-9dad-41d1-80b4-00c04fd430c8")
	fabrikam = domain.ID("7c9e6679-7425-40de-944b-e07fc1f90ae7")
)

// TestTheRightsOfEveryRole is the whole table: what a role may do with a record of the vendor, of its own partner and of
// another one: see it, change it, or not know of it (·), and the code that it is told; last whether it may begin one.
func TestTheRightsOfEveryRole(t *testing.T) {
	var rows []string
	row := func(org domain.Org, role domain.Role) {
		who := domain.Caller{Member: "x", Org: org}
		if role != "" {
			who.Roles = []domain.Role{role}
		}
		cells := []string{fmt.Sprintf("%.7s/%s:", org, role)}
		for _, owner := range []domain.Org{domain.Vendor, domain.Org(contoso), domain.Org(fabrikam)} {
			_, err := own.Permit(owner, who)
			switch {
			case !own.Sees(owner, who):
				assert.Error(t, err, "%s changes what it does not see", cells[0])
				cells = append(cells, "·")
			case err == nil:
				cells = append(cells, "changes")
			default:
				cells = append(cells, "sees("+domain.AsError(err).Code+")")
			}
		}
		used, err := own.Permit("", who)
		if err == nil {
			assert.Equal(t, role, used)
			cells = append(cells, "begins")
		} else {
			assert.Equal(t, domain.ClassDenied, domain.AsError(err).Class)
			cells = append(cells, domain.AsError(err).Code)
		}
		rows = append(rows, strings.Join(cells, " "))
	}
	for _, r := range append(domain.VendorRoles, domain.RoleAdministrator, "") {
		row(domain.Vendor, r)
	}
	for _, r := range append(domain.PartnerRoles, domain.RoleChannelManager, domain.RoleAuditor, "") {
		row(domain.Org(contoso), r)
	}
	row(domain.System, domain.RoleProcess)
	row("", domain.RoleAdministrator)
	assert.Equal(t, []string{
		"vendor/channel-manager: changes · · begins",
		"vendor/seller: changes · · begins",
		"vendor/program-administrator: sees(needs-channel-manager-or-seller) · · needs-channel-manager-or-seller",
		"vendor/registration-reviewer: sees(needs-channel-manager-or-seller) · · needs-channel-manager-or-seller",
		"vendor/auditor: sees(read-only-role) sees(read-only-role) sees(read-only-role) read-only-role",
		"vendor/analyst: · · · read-models-only",
		"vendor/administrator: · · · role-not-allowed",
		"vendor/: · · · role-not-allowed",
		"6ba7b81/administrator: · changes · begins",
		"6ba7b81/manager: · changes · begins",
		"6ba7b81/seller: · changes · begins",
		"6ba7b81/channel-manager: · · · role-not-allowed",
		"6ba7b81/auditor: · · · role-not-allowed",
		"6ba7b81/: · · · role-not-allowed",
		"system/process: sees(not-for-processes) sees(not-for-processes) sees(not-for-processes) not-for-processes",
		"/administrator: · · · role-not-allowed",
	}, rows)
}

func TestAnAuditorWhoAlsoSellsChangesNothingOfAPartner(t *testing.T) {
	both := domain.Caller{Member: "x", Org: domain.Vendor, Roles: []domain.Role{domain.RoleAuditor, domain.RoleVendorSeller}}
	assert.True(t, own.Sees(domain.Org(contoso), both))
	_, err := own.Permit(domain.Org(contoso), both)
	assert.ErrorIs(t, err, own.ErrNotOwner)
	role, err := own.Permit(domain.Vendor, both)
	assert.NoError(t, err)
	assert.Equal(t, domain.RoleVendorSeller, role)
}

func TestARecordThatIsNotThereIsSeenByNobody(t *testing.T) {
	for _, org := range []domain.Org{domain.Vendor, domain.System, domain.Org(contoso), ""} {
		assert.False(t, own.Sees("", domain.Caller{Org: org, Roles: []domain.Role{domain.RoleAuditor, domain.RoleSeller, domain.RoleProcess}}))
	}
}

func TestARecordBelongsToTheOrganisationByTheNameItHasNow(t *testing.T) {
	partners := evidence.Partners{contoso: {Exists: true, Name: "Contoso"}}
	ada, vera := domain.Caller{Member: "ada", Org: domain.Org(contoso)}, domain.Caller{Member: "vera", Org: domain.Vendor}
	assert.Equal(t, []domain.ID{contoso}, own.Partners(ada))
	assert.Empty(t, own.Partners(vera))
	assert.Equal(t, domain.Organisation{Org: domain.Org(contoso), Name: "Contoso"}, own.Owner(ada, partners))
	assert.Equal(t, domain.Organisation{Org: domain.Vendor, Name: "the vendor"}, own.Owner(vera, partners))
}
