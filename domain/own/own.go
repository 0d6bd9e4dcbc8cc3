// Package own is what the records that an organisation keeps for itself, its customers and contacts, have in common:
// whose they are, who may read them and who may change them.
//
// A partner's records are its own members' alone. Of the vendor's members only an auditor reads them; the others know a
// partner's customer by the deals that they see. The vendor's own records are for its members, but not for analysts, who
// work with reports; a partner never sees them.
package own

import (
	"github.com/cosell/cosell/domain"
	"github.com/cosell/cosell/domain/evidence"
)

// Denials: not the caller's to do.
var (
	ErrNotOwner        = domain.Denial("not-owner", "This belongs to another organisation.")
	ErrRoleNotAllowed  = domain.Denial("role-not-allowed", "None of your roles may do this.")
	ErrReadOnlyRole    = domain.Denial("read-only-role", "An auditor reads everything and changes nothing.")
	ErrReadModelsOnly  = domain.Denial("read-models-only", "An analyst works with reports, not with customers.")
	ErrNeedsSeller     = domain.Denial("needs-channel-manager-or-seller", "This takes a channel manager or a seller of the vendor.")
	ErrNotForProcesses = domain.Denial("not-for-processes", "This is for people to decide.")
)

var (
	keepers = []domain.Role{domain.RoleChannelManager, domain.RoleVendorSeller}
	readers = []domain.Role{domain.RoleChannelManager, domain.RoleVendorSeller, domain.RoleProgramAdministrator, domain.RoleReviewer}
)

// Sees reports whether a caller may know of a record of owner, "" for one that is not there.
func Sees(owner domain.Org, who domain.Caller) bool {
	switch {
	case owner == "":
		return false
	case who.IsSystem():
		return true
	case who.IsVendor():
		_, audits := who.As(domain.RoleAuditor)
		_, reads := who.As(readers...)
		return audits || reads && owner == domain.Vendor
	}
	_, member := who.As(domain.PartnerRoles...)
	return member && who.Org == owner
}

// Permit says which role a caller uses to change a record of owner, or to begin one where owner is ""; its error is of
// class denied.
func Permit(owner domain.Org, who domain.Caller) (domain.Role, error) {
	may := domain.PartnerRoles
	if who.IsVendor() {
		may = keepers
	}
	role, ok := who.As(may...)
	switch {
	case who.IsSystem():
		return "", ErrNotForProcesses
	case !ok || !who.IsVendor() && !who.IsPartner():
		return "", lacking(who)
	case owner != "" && owner != who.Org:
		return "", ErrNotOwner
	}
	return role, nil
}

// lacking says what a caller lacks to keep customers.
func lacking(who domain.Caller) error {
	if !who.IsVendor() {
		return ErrRoleNotAllowed
	}
	switch role, _ := who.As(domain.RoleReviewer, domain.RoleProgramAdministrator, domain.RoleAuditor, domain.RoleAnalyst); role {
	case domain.RoleReviewer, domain.RoleProgramAdministrator:
		return ErrNeedsSeller
	case domain.RoleAuditor:
		return ErrReadOnlyRole
	case domain.RoleAnalyst:
		return ErrReadModelsOnly
	}
	return ErrRoleNotAllowed
}

// Partners names what must be read of other streams before a caller changes a record: the caller's own partner.
func Partners(who domain.Caller) []domain.ID {
	if who.IsPartner() {
		return []domain.ID{who.Partner()}
	}
	return nil
}

// Owner is the caller's organisation by the name it has now.
func Owner(who domain.Caller, partners evidence.Partners) domain.Organisation {
	if who.IsVendor() {
		return domain.Organisation{Org: domain.Vendor, Name: domain.VendorName}
	}
	return domain.Organisation{Org: who.Org, Name: partners[who.Partner()].Name}
}
