package partner

import (
	"github.com/cosell/cosell/domain"
	"github.com/cosell/cosell/domain/evidence"
)

// Denials: what the caller would have to be.
var (
	errNeedsProgramAdministrator   = domain.Denial("needs-program-administrator", "This is for the vendor's program administrators.")
	errNeedsAdministrator          = domain.Denial("needs-administrator", "This is for administrators of the partner.")
	errNeedsAdministratorOrManager = domain.Denial("needs-administrator-or-manager", "This is for administrators and managers of the partner.")
	errNotYourMember               = domain.Denial("member-removed", "The partner has removed this member.")
	errApplicantHasOrganisation    = domain.Denial("not-for-members", "An application is made without signing in.")
)

// ErrNotActive is what somebody is told who was invited, and has yet to say that the invitation is taken.
var ErrNotActive = evidence.ErrMemberNotActive

// Permit says in which role a caller may issue a command; its error is of class denied. It looks at the rights alone,
// not at the partner's state.
func Permit(p Partner, c Command, who domain.Caller) (domain.Role, error) {
	if _, ok := c.(Apply); ok {
		return applicant(who)
	}
	if who.IsPartner() {
		return permitMember(p, c, who)
	}
	if role, ok := who.As(domain.RoleProgramAdministrator); ok && who.IsVendor() {
		return role, nil
	}
	return "", errNeedsProgramAdministrator
}

func applicant(who domain.Caller) (domain.Role, error) {
	if who.Org != "" {
		return "", errApplicantHasOrganisation
	}
	return domain.RoleApplicant, nil
}

func permitMember(p Partner, c Command, who domain.Caller) (domain.Role, error) {
	if who.Partner() != p.id {
		return "", errNeedsProgramAdministrator
	}
	m, known := p.member(who.Member)
	switch c := c.(type) {
	case Enrol, StartReview, Approve, Reject, Suspend, Reinstate:
		return "", errNeedsProgramAdministrator
	case ActivateMember:
		if known && m.State == Invited && c.Member == who.Member {
			return m.Roles[0], nil
		}
	}
	switch {
	case known && m.State == Removed:
		return "", errNotYourMember
	case known && m.State == Invited:
		return "", ErrNotActive
	}
	return permitRole(c, who)
}

func permitRole(c Command, who domain.Caller) (domain.Role, error) {
	if role, ok := who.As(domain.RoleAdministrator); ok {
		return role, nil
	}
	switch c.(type) {
	case InviteMember, ActivateMember, ChangeMember, RemoveMember:
		return "", errNeedsAdministrator
	}
	if role, ok := who.As(domain.RoleManager); ok {
		return role, nil
	}
	return "", errNeedsAdministratorOrManager
}

// Allowed says of every command, but those that create, whether a caller may issue it now; nil to one who does not see
// the partner.
func Allowed(p Partner, in Input) (all []domain.AllowedCommand) {
	if !Sees(p, in.Caller) {
		return nil
	}
	for _, t := range Commands {
		if t.Creates {
			continue
		}
		c := t.Zero.(Command)
		if _, ok := c.(ActivateMember); ok {
			c = ActivateMember{Member: in.Caller.Member}
		}
		_, err := Permit(p, c, in.Caller)
		if err == nil {
			err = possible(p, c, in.Caller)
		}
		all = append(all, domain.Allow(t.Name(), err))
	}
	return all
}
