package domain

import "slices"

// Org names an organisation: the word Vendor, the word System, or a partner's id.
type Org string

const (
	// Vendor is the organisation that owns the program. There is one per installation, so it needs no id.
	Vendor Org = "vendor"
	// System is the organisation of our own clocks and process managers.
	System Org = "system"
)

// VendorName is what the vendor is called where an organisation has a name.
const VendorName = "the vendor"

// Role is what a member may do within its organisation.
type Role string

// Roles of the vendor's members.
const (
	RoleChannelManager       Role = "channel-manager"       // distributes, approves, drives collaborations
	RoleVendorSeller         Role = "seller"                // co-sell; the same word names a partner's seller
	RoleProgramAdministrator Role = "program-administrator" // policy and partners
	RoleReviewer             Role = "registration-reviewer" // decides on registrations
	RoleAuditor              Role = "auditor"               // reads everything, writes nothing
	RoleAnalyst              Role = "analyst"               // read models only
)

// Roles of a partner's members.
const (
	RoleAdministrator Role = "administrator" // everything the partner may do
	RoleManager       Role = "manager"       // everything but members' roles
	RoleSeller        Role = "seller"        // submits; works on deals shared with it
)

const (
	// RoleProcess is the role of clocks and process managers.
	RoleProcess Role = "process"
	// RoleApplicant is the role of somebody without an organisation, who applies to become a partner.
	RoleApplicant Role = "applicant"
)

// VendorRoles and PartnerRoles are the roles a token may carry for each kind of organisation.
var (
	VendorRoles  = []Role{RoleChannelManager, RoleVendorSeller, RoleProgramAdministrator, RoleReviewer, RoleAuditor, RoleAnalyst}
	PartnerRoles = []Role{RoleAdministrator, RoleManager, RoleSeller}
)

// Caller is who asks, as the token says: a member of an organisation with its roles, and the locations it is scoped to
// (none means all).
type Caller struct {
	Member    string
	Org       Org
	Roles     []Role
	Locations []ID
}

// Process is the caller that a clock or process manager is.
func Process(name string) Caller {
	return Caller{Member: name, Org: System, Roles: []Role{RoleProcess}}
}

// IsVendor reports whether c is a member of the vendor.
func (c Caller) IsVendor() bool { return c.Org == Vendor }

// IsSystem reports whether c is one of our own processes.
func (c Caller) IsSystem() bool { return c.Org == System }

// IsPartner reports whether c is a member of a partner.
func (c Caller) IsPartner() bool { return c.Org != Vendor && c.Org != System && c.Org != "" }

// Partner returns the id of c's partner; meaningless unless IsPartner.
func (c Caller) Partner() ID { return ID(c.Org) }

// As returns the first of roles that c has, in the order given.
func (c Caller) As(roles ...Role) (Role, bool) {
	for _, r := range roles {
		if slices.Contains(c.Roles, r) {
			return r, true
		}
	}
	return "", false
}

// Actor is who did it, as an event keeps it: the member, its organisation, the role it used, and on whose behalf.
type Actor struct {
	Member     string `json:"member"`
	Org        Org    `json:"org"`
	Role       Role   `json:"role"`
	OnBehalfOf string `json:"onBehalfOf,omitempty"`
}
