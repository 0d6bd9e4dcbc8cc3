package registration

import (
	"time"

	"github.com/cosell/cosell/domain"
)

// Kinds and JSON names of this file are on disk, for ever: they may be added to, never renamed.

// Kind is an event's name on disk.
type Kind string

// The kinds, in the order of a registration's life.
const (
	KindRequested          Kind = "registration.requested"
	KindAutoApproved       Kind = "registration.auto-approved"
	KindSelectedForReview  Kind = "registration.selected-for-review"
	KindActionRequired     Kind = "registration.action-required"
	KindResubmitted        Kind = "registration.resubmitted"
	KindPassed             Kind = "registration.passed"
	KindFailed             Kind = "registration.failed"
	KindApproved           Kind = "registration.approved"
	KindRejected           Kind = "registration.rejected"
	KindExtensionRequested Kind = "registration.extension-requested"
	KindExtended           Kind = "registration.extended"
	KindExtensionRefused   Kind = "registration.extension-refused"
	KindLapsed             Kind = "registration.lapsed"
	KindWithdrawn          Kind = "registration.withdrawn"
	KindExceptionRequested Kind = "registration.exception-requested"
	KindExceptionGranted   Kind = "registration.exception-granted"
	KindExceptionDenied    Kind = "registration.exception-denied"
	KindClosed             Kind = "registration.closed"
)

// Event is a fact of a registration.
//
//sumtype:decl
type Event interface {
	domain.Event
	kind() Kind
}

// Purpose says what a registration asks for.
type Purpose string

// The purposes.
const (
	Exclusivity Purpose = "exclusivity" // before the win: nobody else may have the customer
	Incentive   Purpose = "incentive"   // after the win
)

// Subject is the deal that a registration is about, and who asks, as they were when it was requested.
type Subject struct {
	Deal      domain.EventRef  `json:"deal"`      // the event of the deal that asked
	Partner   domain.Party     `json:"partner"`   // that asks
	Requester string           `json:"requester"` // its member
	Customer  *domain.Customer `json:"customer,omitempty"`
	Products  []string         `json:"products,omitempty"`
	Partners  int              `json:"partners"` // that take part in the deal, this one among them
	Dates     Dates            `json:"dates"`
	Excepted  bool             `json:"excepted,omitempty"` // the one exception of the deal was asked for
	Again     bool             `json:"again,omitempty"`    // an incentive for the deal was asked for before, and not withdrawn
}

// Dates are those of a deal that no contract may have been signed before, as they were when it was requested.
type Dates struct {
	Created time.Time `json:"created"`
	Invited time.Time `json:"invited,omitzero"` // when the vendor was asked into the deal, or asked its owner
}

// Requested records that a registration began.
type Requested struct {
	Purpose Purpose `json:"kind"`
	Subject Subject `json:"subject"`
	Form    Form    `json:"form"`
	Verdict Verdict `json:"verdict,omitzero"`
}

// AutoApproved records that an incentive was approved without a review.
type AutoApproved struct {
	Annual domain.Money `json:"annual"` // the contract's value of a year, in USD
	Until  time.Time    `json:"until"`  // it may be selected for review until then
}

// SelectedForReview records that an approved incentive is looked at after all.
type SelectedForReview struct {
	Reason string `json:"reason"`
}

// ActionRequired records what the reviewer wants the requester to put right.
type ActionRequired struct {
	Message string   `json:"message"`
	Fields  []string `json:"fields,omitempty"` // of the form
}

// Resubmitted records the form as it was put right.
type Resubmitted struct {
	From     Form              `json:"from"`
	Form     Form              `json:"form"`
	Verdict  Verdict           `json:"verdict,omitzero"`
	Evidence []domain.Evidence `json:"evidence,omitempty"`
}

// Passed records that an incentive passed its review.
type Passed struct {
	Reason string `json:"reason"`
}

// Failed records that an incentive failed its review, and until when an exception may be asked for.
type Failed struct {
	Reason string    `json:"reason"`
	Until  time.Time `json:"until"`
}

// Approved records that exclusivity was granted, until when, and by which events of which claims.
type Approved struct {
	Until    time.Time         `json:"until"`
	Note     string            `json:"note,omitempty"`
	Evidence []domain.Evidence `json:"evidence"`
}

// Rejected records that exclusivity was not granted.
type Rejected struct {
	Reason string `json:"reason"`
}

// ExtensionRequested records that the partner asked for more time.
type ExtensionRequested struct {
	Reason   string            `json:"reason"`
	Evidence []domain.Evidence `json:"evidence,omitempty"`
}

// Extended records that exclusivity lasts longer.
type Extended struct {
	From time.Time `json:"from"`
	To   time.Time `json:"to"`
}

// ExtensionRefused records that it does not.
type ExtensionRefused struct {
	Reason string `json:"reason"`
}

// Lapsed records that exclusivity is over. It takes effect when its time was.
type Lapsed struct {
	Until time.Time `json:"until"`
}

// Withdrawn records that the requester took the registration back.
type Withdrawn struct {
	Reason   string            `json:"reason,omitempty"`
	Evidence []domain.Evidence `json:"evidence,omitempty"`
}

// ExceptionRequested records that an exception was asked for: for a failed registration, or, as the first event of one, for
// a closed deal that is not eligible; then Subject, Form and Verdict are there.
type ExceptionRequested struct {
	Text     string            `json:"text"`
	Overdue  time.Time         `json:"overdue"` // a decision after this is late
	Subject  *Subject          `json:"subject,omitempty"`
	Verdict  *Verdict          `json:"verdict,omitempty"`
	Evidence []domain.Evidence `json:"evidence,omitempty"`
}

// ExceptionGranted records that the form may be put right and handed in again.
type ExceptionGranted struct {
	Reason string `json:"reason,omitempty"`
}

// ExceptionDenied records that there is no exception. It is final.
type ExceptionDenied struct {
	Reason string `json:"reason"`
}

// Closed records that the registration is over. It takes effect At, where that is earlier than when it was written.
type Closed struct {
	Why string    `json:"why"` // passed, exception-window-over, review-window-over, deal-ended or not-deployed-here
	At  time.Time `json:"at,omitzero"`
}
