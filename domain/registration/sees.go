package registration

import "github.com/cosell/cosell/domain"

// readers are the roles of the vendor that know of registrations.
var readers = []domain.Role{domain.RoleReviewer, domain.RoleChannelManager, domain.RoleProgramAdministrator, domain.RoleAuditor}

// Sees reports whether the caller may know of the registration: of the partner that asked for it the administrators and
// managers, and the member that asked; of the vendor the reviewers, channel managers, program administrators and auditors.
// To everybody else it does not exist.
func Sees(r Registration, who domain.Caller) bool {
	switch {
	case r.state == "":
		return false
	case who.IsSystem():
		return true
	case who.IsVendor():
		_, reads := who.As(readers...)
		return reads
	case !who.IsPartner(), who.Partner() != r.subject.Partner.ID:
		return false
	}
	if _, chief := who.As(chiefs...); chief {
		return true
	}
	_, seller := who.As(domain.RoleSeller)
	return seller && who.Member == r.subject.Requester
}

// hidden reports whether the deal is a private one, whose customer and amounts are nobody's at the vendor but the
// auditor's: then a reviewer decides on what the partner wrote. An incentive that nobody judged counts as of one.
func (r Registration) hidden(who domain.Caller) bool {
	if _, auditor := who.As(domain.RoleAuditor); auditor || !who.IsVendor() || r.purpose != Incentive {
		return false
	}
	kind, judged := r.verdict.Find(CriterionType)
	assessment, _ := r.verdict.Find(CriterionNoAssessment)
	return !judged || kind.Outcome == Fail && assessment.Outcome == Pass
}

// Hides reports whether the caller, who sees the registration, reads neither its customer nor what the deal is worth.
func Hides(r Registration, who domain.Caller) bool { return r.hidden(who) }
