package registration

import "github.com/cosell/cosell/domain"

// Denials: not the caller's to do.
var (
	ErrRoleNotAllowed  = domain.Denial("role-not-allowed", "None of your roles may do this.")
	ErrReadOnlyRole    = domain.Denial("read-only-role", "An auditor reads everything and changes nothing.")
	ErrReadModelsOnly  = domain.Denial("read-models-only", "An analyst works with reports, not with registrations.")
	ErrNeedsReviewer   = domain.Denial("needs-registration-reviewer", "This takes a registration reviewer of the vendor.")
	ErrNeedsChief      = domain.Denial("needs-administrator-or-manager", "This takes an administrator or a manager of the partner.")
	ErrProcessOnly     = domain.Denial("process-only", "This is done by the program's own processes.")
	ErrNotForProcesses = domain.Denial("not-for-processes", "This is for people to decide.")
	ErrVendorOnly      = domain.Denial("vendor-only", "This is the vendor's to do.")
	ErrPartnerOnly     = domain.Denial("partner-only", "This is for the partner that asked for the registration.")
	ErrNotRequester    = domain.Denial("not-the-requester", "Another partner asked for this registration.")
	ErrOwnRequest      = domain.Denial("own-request", "Nobody decides on a request of their own.")
)

// Refusals: a rule says no in this state.
var (
	ErrWrongPurpose        = domain.Refusal("wrong-purpose", "This is for registrations of the other kind.")
	ErrReviewOver          = domain.Refusal("review-window-over", "The time in which this could be selected for review is over.")
	ErrExclusivityHeld     = domain.Refusal("exclusivity-held", "Another registration has exclusivity over this customer and product.")
	ErrClaimNotGranted     = domain.Refusal("claim-not-granted", "The claim on the customer was not granted to this registration.")
	ErrExclusivityOver     = domain.Refusal("exclusivity-over", "The time of this exclusivity is over.")
	ErrExtensionPending    = domain.Refusal("extension-pending", "An extension has been asked for and waits for its decision.")
	ErrExtensionUsed       = domain.Refusal("extension-used", "Exclusivity is extended once, and this was.")
	ErrNoExtension         = domain.Refusal("no-extension-pending", "No extension waits for a decision.")
	ErrExceptionUsed       = domain.Refusal("exception-used", "There is one exception for each deal, and it was asked for.")
	ErrExceptionWindowOver = domain.Refusal("exception-window-over", "The time in which an exception could be asked for is over.")
	ErrNotEligible         = domain.Refusal("not-eligible", "The deal is not eligible for an incentive. Of a referral an exception may be asked for.")
	ErrVerdictMissing      = domain.Refusal("verdict-missing", "The eligibility of the deal is not known.")
	ErrNotDue              = domain.Refusal("not-due", "The time for this has not come.")
)
