package referral

import (
	"slices"

	"github.com/cosell/cosell/domain"
)

// right says who may issue a command: which roles of each kind of organisation. Where one kind may never issue it, its
// roles are those that act at all, and refused says why not.
type right struct {
	vendor, partner []domain.Role
	vendors         *domain.Error // why no member of the vendor may; nil where some may
	partners        *domain.Error // likewise
	opener          bool          // only for the organisation that opened the deal
}

var (
	sellers   = []domain.Role{domain.RoleVendorSeller}
	drivers   = []domain.Role{domain.RoleVendorSeller, domain.RoleChannelManager}
	bookmen   = []domain.Role{domain.RoleChannelManager, domain.RoleVendorSeller, domain.RoleReviewer}
	chiefs    = []domain.Role{domain.RoleAdministrator, domain.RoleManager}
	anyone    = []domain.Role{domain.RoleAdministrator, domain.RoleManager, domain.RoleSeller}
	acting    = []domain.Role{domain.RoleVendorSeller, domain.RoleChannelManager, domain.RoleReviewer, domain.RoleProgramAdministrator}
	observing = []domain.Role{domain.RoleAuditor, domain.RoleAnalyst}
)

// rights has a row per command that people issue. All but the first and the last are for the owner of the copy.
var rights = map[string]right{
	"create":            {vendor: sellers, partner: anyone},
	"accept":            {vendor: drivers, partner: chiefs},
	"decline":           {vendor: drivers, partner: chiefs},
	"mark-stage":        {vendor: drivers, partner: anyone},
	"revise":            {vendor: drivers, partner: anyone},
	"change-team":       {vendor: drivers, partner: chiefs},
	"change-solutions":  {vendor: drivers, partner: anyone},
	"grant-visibility":  {vendor: drivers, partner: chiefs, opener: true},
	"request-help":      {vendor: drivers, partner: chiefs, opener: true},
	"invite-partner":    {vendor: drivers, partner: chiefs, opener: true},
	"add-note":          {vendor: drivers, partner: anyone},
	"win":               {vendor: drivers, partner: chiefs},
	"lose":              {vendor: drivers, partner: chiefs},
	"close-as-error":    {vendor: drivers, partner: chiefs},
	"register":          {vendor: drivers, partner: chiefs, vendors: ErrPartnerOnly},
	"request-exception": {vendor: drivers, partner: chiefs, vendors: ErrPartnerOnly},
	"match-account":     {vendor: bookmen, partner: anyone, partners: ErrVendorOnly},
}

// Permit says which role the caller uses for a command, or why it is not the caller's to do. Who opened the deal does not
// matter once the copy is closed: then the rules say so. Looking at an invitation is denied to nobody who sees it.
func Permit(r Referral, c Command, who domain.Caller) (domain.Role, error) {
	if who.IsSystem() {
		return permitProcess(c, who)
	}
	if _, looks := c.(See); looks {
		role, _ := who.As(who.Roles...)
		return role, nil
	}
	row, ok := rights[c.CommandName()]
	if !ok {
		return "", ErrProcessOnly
	}
	if who.IsVendor() {
		return row.permitVendor(r, c, who)
	}
	return row.permitPartner(r, c, who)
}

func (row right) permitVendor(r Referral, c Command, who domain.Caller) (domain.Role, error) {
	role, ok := who.As(row.vendor...)
	switch _, matches := c.(MatchAccount); {
	case !ok:
		return "", row.lacking(who)
	case matches:
		return role, nil
	case r.state != "" && r.owner.Org != domain.Vendor:
		return role, ErrNotOwner
	case r.locked(c):
		return role, nil
	case row.vendors != nil:
		return role, row.vendors
	}
	return role, row.asked(r)
}

// lacking says what a member of the vendor lacks.
func (row right) lacking(who domain.Caller) error {
	if _, acts := who.As(acting...); acts && slices.Contains(row.vendor, domain.RoleChannelManager) {
		return ErrNeedsDriver
	} else if acts {
		return ErrNeedsSeller
	}
	switch role, _ := who.As(observing...); role {
	case domain.RoleAuditor:
		return ErrReadOnlyRole
	case domain.RoleAnalyst:
		return ErrReadModelsOnly
	}
	return ErrRoleNotAllowed
}

func (row right) permitPartner(r Referral, c Command, who domain.Caller) (domain.Role, error) {
	role, ok := who.As(row.partner...)
	_, seller := who.As(domain.RoleSeller)
	switch {
	case !who.IsPartner(), !ok && !seller:
		return "", ErrRoleNotAllowed
	case !ok:
		return "", ErrNeedsChief
	case row.partners != nil:
		return role, row.partners
	}
	if create, creates := c.(Create); creates {
		return role, create.within(who)
	}
	if r.owner.Org != who.Org {
		return role, ErrNotOwner
	} else if r.locked(c) {
		return role, nil
	}
	return role, row.asked(r)
}

// asked lets only the opener pass where the row says so.
func (row right) asked(r Referral) error {
	if row.opener && r.received() {
		return ErrOpenerOnly
	}
	return nil
}

// locked reports whether the copy is closed to a command, so that nothing else matters.
func (r Referral) locked(c Command) bool {
	return r.final() && !lifecycle.Allows(row[c.CommandName()], r.state)
}

// within asks whether the caller would see what it creates.
func (c Create) within(who domain.Caller) error {
	switch {
	case administers(who):
		return nil
	case !inScope(c.Location, who):
		return ErrOutOfScope
	case !onTeam(c.Team, who.Member):
		return ErrNotOnTeam
	}
	return nil
}

func permitProcess(c Command, who domain.Caller) (domain.Role, error) {
	role, ok := who.As(domain.RoleProcess)
	if !ok {
		return "", ErrRoleNotAllowed
	}
	switch c.(type) {
	case Receive, Expire, Withdraw, NoteAnswer, NoteClosing, NoteCounterpart, NoteRegistration, NoteException, MatchAccount:
		return role, nil
	}
	return "", ErrNotForProcesses
}
