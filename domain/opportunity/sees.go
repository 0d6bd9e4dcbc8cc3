package opportunity

import "github.com/cosell/cosell/domain"

// readers are the roles of the vendor that know of deals: all but the analyst's, who works with read models.
var readers = []domain.Role{
	domain.RoleChannelManager, domain.RoleVendorSeller, domain.RoleProgramAdministrator, domain.RoleReviewer, domain.RoleAuditor,
}

// Sees reports whether the caller may know of the deal: the vendor's members but those who are analysts alone, and of every
// partner that has ever had to do with it the administrators and managers; a partner's seller only where the deal is in
// that seller's hands. To everybody else it does not exist.
func Sees(o Opportunity, who domain.Caller) bool {
	switch {
	case o.state == "":
		return false
	case who.IsSystem():
		return true
	case who.IsVendor():
		_, reads := who.As(readers...)
		return reads
	case !who.IsPartner():
		return false
	}
	if _, known := o.tie(who.Partner()); !known {
		return false
	}
	if _, chief := who.As(chiefs...); chief {
		return true
	}
	_, seller := who.As(domain.RoleSeller)
	return seller && (o.hands(who) || o.submitted(who))
}

func audits(who domain.Caller) bool {
	_, ok := who.As(domain.RoleAuditor)
	return ok && who.IsVendor()
}

// hands reports whether the deal is in a member's hands: that of its assignee, or while it waits for approval of the
// member that submitted it.
func (o Opportunity) hands(who domain.Caller) bool {
	if o.state == StateSubmitted {
		return o.submitted(who)
	}
	return o.assignee != "" && o.assignee == who.Member && o.lead.ID == who.Partner()
}

func (o Opportunity) submitted(who domain.Caller) bool {
	return o.submittedBy == who.Member && o.submitter.ID == who.Partner()
}

// Note is what decides who may read an entry of the timeline: its revision, whose it is, and for whom it was written.
type Note struct {
	Revision int64
	Author   domain.Org
	Audience Audience
	Brief    bool
}

// ReadsNote reports whether the caller may read a note: auditors every one. A note for its own organisation is read there
// alone beside them, however the tie with the deal ended. One for all parties is read by the vendor and by the partners that take part now, from their
// joining on; a brief one from its beginning, by the partner it is offered to as well unless teaser hides the deal from it.
func ReadsNote(o Opportunity, n Note, who domain.Caller, teaser bool) bool {
	switch {
	case !Sees(o, who):
		return false
	case n.Author == who.Org, audits(who):
		return true
	case n.Audience != AudienceAll:
		return false
	case who.IsVendor():
		return true
	}
	t, _ := o.tie(who.Partner())
	joined := t.Lasts() && t.Joined != Never
	if n.Brief {
		return joined || t.Lasts() && !teaser
	}
	return joined && n.Revision >= t.Joined
}
