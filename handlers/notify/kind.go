package notify

// Kind is what a notice tells of. Its word is on disk, in payloads and in members' opt-outs: it may be added to, never
// renamed.
type Kind string

// The kinds: a closed list.
const (
	OfferReceived     Kind = "offer-received"    // a deal was offered to the partner
	ReferralReceived  Kind = "referral-received" // the organisation was invited into a deal
	ExpiringSoon      Kind = "expiring-soon"     // an offer or invitation waits for an answer, and its deadline is near
	Accepted          Kind = "accepted"          // an offer, invitation or submission was accepted
	Declined          Kind = "declined"          // it was declined, with what was noted
	Expired           Kind = "expired"           // nobody answered it in time
	NoCandidate       Kind = "no-candidate"      // nobody is left to offer the deal to
	Overdue           Kind = "overdue"           // an accepted deal had no progress for a while
	Stalled           Kind = "stalled"           // it had none for longer
	NoteAdded         Kind = "note-added"        // another party wrote a note
	ActionRequired    Kind = "registration-action-required"
	Failed            Kind = "registration-failed"
	Rejected          Kind = "registration-rejected"
	Approved          Kind = "registration-approved"
	AutoApproved      Kind = "registration-auto-approved"
	SelectedForReview Kind = "registration-selected-for-review"
	Passed            Kind = "registration-passed"
	ExceptionDenied   Kind = "exception-denied"
	ExceptionOverdue  Kind = "exception-overdue" // the vendor has not decided on an exception in time
)

// Kinds lists every kind.
var Kinds = []Kind{
	OfferReceived, ReferralReceived, ExpiringSoon, Accepted, Declined, Expired, NoCandidate, Overdue, Stalled, NoteAdded,
	ActionRequired, Failed, Rejected, Approved, AutoApproved, SelectedForReview, Passed, ExceptionDenied, ExceptionOverdue,
}
