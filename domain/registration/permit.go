package registration

import (
	"slices"

	"github.com/cosell/cosell/domain"
)

// side is whose command it is.
type side string

const (
	vendors  side = "vendor"
	partners side = "partner"
)

var (
	reviewer = []domain.Role{domain.RoleReviewer}
	chiefs   = []domain.Role{domain.RoleAdministrator, domain.RoleManager}
)

// rights has a row per command that people issue: the vendor's are its reviewers', the partner's those of the
// administrators and managers of the partner that asked for the registration.
var rights = map[string]side{
	"select-for-review": vendors,
	"require-action":    vendors,
	"resubmit":          partners,
	"pass":              vendors,
	"fail":              vendors,
	"approve":           vendors,
	"reject":            vendors,
	"request-extension": partners,
	"extend":            vendors,
	"refuse-extension":  vendors,
	"withdraw":          partners,
	"request-exception": partners,
	"grant-exception":   vendors,
	"deny-exception":    vendors,
}

// Permit says which role the caller uses for a command, or why it is not the caller's to do. Whose command it is does not
// matter once the registration is closed: then the rules say so.
func Permit(r Registration, c Command, who domain.Caller) (domain.Role, error) {
	if who.IsSystem() {
		return permitProcess(c, who)
	}
	whose, ok := rights[c.CommandName()]
	if !ok {
		return "", ErrProcessOnly
	}
	if who.IsVendor() {
		return r.permitVendor(whose, who)
	}
	return r.permitPartner(whose, who)
}

func (r Registration) permitVendor(whose side, who domain.Caller) (domain.Role, error) {
	role, ok := who.As(reviewer...)
	switch {
	case !ok:
		return "", lacking(who)
	case r.final():
		return role, nil
	case whose != vendors:
		return role, ErrPartnerOnly
	case r.askedBy(who.Member):
		return role, ErrOwnRequest
	}
	return role, nil
}

// askedBy reports whether a member asked for the registration, or for anything in it later.
func (r Registration) askedBy(member string) bool {
	return member == r.subject.Requester || slices.Contains(r.askers, member)
}

// lacking says what a member of the vendor lacks to decide on registrations.
func lacking(who domain.Caller) error {
	if _, acts := who.As(domain.RoleChannelManager, domain.RoleVendorSeller, domain.RoleProgramAdministrator); acts {
		return ErrNeedsReviewer
	}
	switch role, _ := who.As(domain.RoleAuditor, domain.RoleAnalyst); role {
	case domain.RoleAuditor:
		return ErrReadOnlyRole
	case domain.RoleAnalyst:
		return ErrReadModelsOnly
	}
	return ErrRoleNotAllowed
}

func (r Registration) permitPartner(whose side, who domain.Caller) (domain.Role, error) {
	role, ok := who.As(chiefs...)
	_, seller := who.As(domain.RoleSeller)
	switch {
	case !who.IsPartner(), !ok && !seller:
		return "", ErrRoleNotAllowed
	case who.Partner() != r.subject.Partner.ID:
		return "", ErrNotRequester
	case !ok:
		return "", ErrNeedsChief
	case whose != partners && !r.final():
		return role, ErrVendorOnly
	}
	return role, nil
}

func permitProcess(c Command, who domain.Caller) (domain.Role, error) {
	role, ok := who.As(domain.RoleProcess)
	if !ok {
		return "", ErrRoleNotAllowed
	}
	switch c.(type) {
	case Request, OpenException, AutoApprove, Lapse, Close:
		return role, nil
	}
	return "", ErrNotForProcesses
}
