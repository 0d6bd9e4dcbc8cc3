package referral

import (
	"slices"

	"github.com/cosell/cosell/domain"
)

// Sees reports whether the caller may know of the copy. Of its owner, a partner: administrators; managers and sellers whose
// scope holds its location and who are on its team. Of the vendor: auditors; all others who act on deals, where the copy
// is the vendor's own or the deal is visible. To everybody else, analysts among them, it does not exist.
func Sees(r Referral, who domain.Caller) bool {
	switch {
	case r.state == "":
		return false
	case who.IsSystem():
		return true
	case who.IsVendor():
		return r.seenByVendor(who)
	}
	return who.IsPartner() && who.Org == r.owner.Org && r.seenByOwner(who)
}

func (r Referral) seenByVendor(who domain.Caller) bool {
	if audits(who) {
		return true
	}
	_, acts := who.As(acting...)
	return acts && (r.owner.Org == domain.Vendor || r.Visible())
}

func (r Referral) seenByOwner(who domain.Caller) bool {
	if administers(who) {
		return true
	}
	_, works := who.As(domain.RoleManager, domain.RoleSeller)
	return works && inScope(r.details.Location, who) && onTeam(r.team, who.Member)
}

func audits(who domain.Caller) bool {
	_, ok := who.As(domain.RoleAuditor)
	return ok && who.IsVendor()
}

func administers(who domain.Caller) bool {
	_, ok := who.As(domain.RoleAdministrator)
	return ok && who.IsPartner()
}

// inScope reports whether a location is among those of the caller's token; no locations there means all.
func inScope(location domain.ID, who domain.Caller) bool {
	return len(who.Locations) == 0 || slices.Contains(who.Locations, location)
}

func onTeam(team []domain.TeamMember, member string) bool {
	return slices.ContainsFunc(team, func(m domain.TeamMember) bool { return m.Member == member && member != "" })
}

// ReadsNote reports whether the caller may read a note that was written on this copy for an audience: its owner and
// auditors every one, the vendor of a copy that it only views those for all that take part.
func ReadsNote(r Referral, audience Audience, who domain.Caller) bool {
	return Sees(r, who) && (who.Org == r.owner.Org || audits(who) || audience == AudienceEngagement)
}

// Recalls reports whether the caller may look at what the copy was before. A receiver that turned the invitation down, or
// let it pass, no longer may.
func Recalls(r Referral, who domain.Caller) bool {
	return Sees(r, who) && (audits(who) || who.Org != r.owner.Org || !r.turnedDown())
}

// ReadsHistory reports whether the caller may read the events of the copy as they are in the log: auditors; of the vendor's
// own copies its channel managers and program administrators too. What a partner keeps to itself is in those of the others.
func ReadsHistory(r Referral, who domain.Caller) bool {
	_, may := who.As(domain.RoleChannelManager, domain.RoleProgramAdministrator)
	return Sees(r, who) && (audits(who) || who.IsVendor() && may && r.owner.Org == domain.Vendor)
}
