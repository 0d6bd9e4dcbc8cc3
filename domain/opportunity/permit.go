package opportunity

import (
	"slices"

	"github.com/cosell/cosell/domain"
)

// right says who may issue a command: which roles of each kind of organisation, and what the organisation must be to
// the deal as it stands.
type right struct {
	vendor    []domain.Role
	partner   []domain.Role
	asVendor  func(Opportunity) error
	asPartner func(Opportunity, domain.ID) error
}

var (
	manager = []domain.Role{domain.RoleChannelManager}
	chiefs  = []domain.Role{domain.RoleAdministrator, domain.RoleManager}
	anyone  = []domain.Role{domain.RoleAdministrator, domain.RoleManager, domain.RoleSeller}
)

// rights has a row per command that people issue. Where one kind of organisation may never issue it, its roles are
// those that act at all: on a closed deal they are told so.
var rights = map[string]right{
	"create":              {manager, anyone, always, whenParty},
	"approve":             {manager, anyone, always, notPartners},
	"reject":              {manager, anyone, always, notPartners},
	"distribute":          {manager, anyone, always, notPartners},
	"share":               {manager, anyone, always, notPartners},
	"add-collaborator":    {manager, anyone, always, notPartners},
	"remove-collaborator": {manager, anyone, always, notPartners},
	"accept":              {manager, chiefs, notVendors, whenOffered},
	"decline":             {manager, chiefs, notVendors, whenOffered},
	"recall":              {manager, anyone, always, notPartners},
	"return":              {manager, chiefs, always, whenWorking},
	"mark-stage":          {manager, anyone, whenShared, whenWorking},
	"revise":              {manager, anyone, always, whenParty},
	"extend":              {manager, chiefs, whenShared, whenWorking},
	"assign":              {manager, chiefs, notVendors, whenWorking},
	"add-note":            {manager, anyone, always, whenParty},
	"pause":               {manager, chiefs, whenShared, whenWorking},
	"resume":              {manager, chiefs, whenShared, whenWorking},
	"win":                 {manager, chiefs, whenShared, whenWorking},
	"lose":                {manager, chiefs, whenShared, whenWorking},
	"close-as-error":      {manager, chiefs, always, whenLeading},
	"register":            {manager, chiefs, notVendors, whenWorking},
}

func always(Opportunity) error     { return nil }
func notVendors(Opportunity) error { return ErrPartnerOnly }

// whenShared lets the vendor drive a deal unless a lead partner does.
func whenShared(o Opportunity) error {
	if o.state == StateAccepted && !o.collaborating() {
		return ErrLeadPartnerOnly
	}
	return nil
}

func whenParty(Opportunity, domain.ID) error   { return nil }
func notPartners(Opportunity, domain.ID) error { return ErrVendorOnly }

// whenOffered lets the offered partner answer, and one that let its offer lapse be told so.
func whenOffered(o Opportunity, partner domain.ID) error {
	t, _ := o.tie(partner)
	if o.offer != nil && o.offer.partner.ID != partner && t.How != EndLapsed {
		return ErrNotOffered
	}
	return nil
}

// whenLeading lets the lead partner act. One of those that share a deal passes too, to be told why it may not.
func whenLeading(o Opportunity, partner domain.ID) error {
	if o.lead.ID != partner && !has(o.collaborators, partner) {
		return ErrNotLeadPartner
	}
	return nil
}

// whenWorking is whenLeading once there is a lead partner; before, the state is what stands in the way.
func whenWorking(o Opportunity, partner domain.ID) error {
	if o.state != StateAccepted && o.state != StateWon {
		return nil
	}
	return whenLeading(o, partner)
}

// Permit says which role the caller uses for a command, or why it is not the caller's to do. What the caller's
// organisation is to the deal does not matter once the deal is closed, except for registering a won one: then the
// rules say so. Looking at an offer is denied to nobody who sees the deal.
func Permit(o Opportunity, c Command, who domain.Caller) (domain.Role, error) {
	if who.IsSystem() {
		return permitProcess(c, who)
	}
	if _, looks := c.(SeeOffer); looks {
		role, _ := who.As(who.Roles...)
		return role, nil
	}
	r, ok := rights[c.CommandName()]
	if !ok {
		return "", ErrProcessOnly
	}
	if who.IsVendor() {
		return r.permitVendor(o, c, who)
	}
	return r.permitPartner(o, c, who)
}

func (r right) permitVendor(o Opportunity, c Command, who domain.Caller) (domain.Role, error) {
	role, ok := who.As(r.vendor...)
	if !ok {
		return "", lacking(who)
	}
	if o.locked(c) {
		return role, nil
	}
	return role, r.asVendor(o)
}

// lacking says what a member of the vendor lacks to act on deals.
func lacking(who domain.Caller) error {
	if _, acts := who.As(domain.RoleVendorSeller, domain.RoleProgramAdministrator, domain.RoleReviewer); acts {
		return ErrNeedsManager
	}
	switch role, _ := who.As(domain.RoleAuditor, domain.RoleAnalyst); role {
	case domain.RoleAuditor:
		return ErrReadOnlyRole
	case domain.RoleAnalyst:
		return ErrReadModelsOnly
	}
	return ErrRoleNotAllowed
}

func (r right) permitPartner(o Opportunity, c Command, who domain.Caller) (domain.Role, error) {
	role, ok := who.As(r.partner...)
	_, seller := who.As(domain.RoleSeller)
	switch {
	case !who.IsPartner(), !ok && !seller:
		return "", ErrRoleNotAllowed
	case !ok:
		return "", ErrNeedsChief
	}
	if err := o.party(c, who.Partner()); err != nil || o.state == "" || o.locked(c) {
		return role, err
	}
	if role == domain.RoleSeller && !o.hands(who) {
		return role, ErrNotAssignee
	}
	return role, r.asPartner(o, who.Partner())
}

// locked reports whether the deal is closed to a command, so that nothing else matters.
func (o Opportunity) locked(c Command) bool {
	_, registers := c.(Register)
	return o.Ended() && !(registers && o.state == StateWon)
}

// party lets pass who takes part in the deal, or did until it was closed. To all others the deal is over, and they learn
// nothing of what became of it; one that let its offer lapse is told so when it answers.
func (o Opportunity) party(c Command, partner domain.ID) error {
	t, known := o.tie(partner)
	answers := slices.Contains([]string{"accept", "decline"}, c.CommandName())
	switch {
	case o.state == "", known && (t.Lasts() || lifecycle.Final(t.then)):
		return nil
	case answers && t.How == EndLapsed:
		return nil
	case answers:
		return ErrNotOffered
	}
	return ErrNotParty
}

func permitProcess(c Command, who domain.Caller) (domain.Role, error) {
	role, ok := who.As(domain.RoleProcess)
	if !ok {
		return "", ErrRoleNotAllowed
	}
	switch c.(type) {
	case Recall, Expire, EndPause, NoteRegistration, Reoffer, Unassign:
		return role, nil
	}
	return "", ErrNotForProcesses
}
