package registration

import (
	"time"

	"github.com/cosell/cosell/domain"
)

// Command is a request to one registration. Its fields carry, as tags, the limits that domain.Check reads; what they ask
// for beyond that is said by Validate and by the command's own rules.
type Command interface {
	domain.Command
	decide(r Registration, in Input) ([]domain.Event, error)
}

// SelectForReview takes an incentive that was approved without a review back into one, within the program's window.
type SelectForReview struct {
	Reason string `json:"reason" minLength:"1" maxLength:"1000" doc:"Why, for the partner to read."`
}

// RequireAction sends a registration back to its requester.
type RequireAction struct {
	Message string   `json:"message" minLength:"1" maxLength:"5000" doc:"What to put right, for the partner to read."`
	Fields  []string `json:"fields,omitempty" maxItems:"20" minLength:"1" maxLength:"100" uniqueItems:"true" doc:"The fields of the form that are meant, by their names there."`
}

// Resubmit hands a registration in again. Only here may the form be edited.
type Resubmit struct {
	Form *Form `json:"form,omitempty" doc:"The whole form as it is to be; left out, it stays as it is."`
}

// PassReview lets an incentive pass its review.
type PassReview struct {
	Reason string `json:"reason" minLength:"1" maxLength:"1000" doc:"Why, for the partner to read."`
}

// FailReview lets an incentive fail its review.
type FailReview struct {
	Reason string `json:"reason" minLength:"1" maxLength:"1000" doc:"Why, for the partner to read."`
}

// Approve grants exclusivity over the customer and the products.
type Approve struct {
	Days *int   `json:"days,omitempty" minimum:"1" maximum:"365" doc:"Days of 24 hours that it lasts; left out, the program's policy says."`
	Note string `json:"note,omitempty" maxLength:"5000" doc:"More about it, for the partner to read."`
}

// Reject does not grant exclusivity.
type Reject struct {
	Reason string `json:"reason" minLength:"1" maxLength:"1000" doc:"Why, for the partner to read."`
}

// RequestExtension asks for more time, before exclusivity lapses.
type RequestExtension struct {
	Reason string `json:"reason" minLength:"1" maxLength:"1000" doc:"Why, for the reviewer to read."`
}

// Extend grants more time: as much again as the program's policy gives at first.
type Extend struct{}

// RefuseExtension does not grant more time.
type RefuseExtension struct {
	Reason string `json:"reason" minLength:"1" maxLength:"1000" doc:"Why, for the partner to read."`
}

// Withdraw takes a registration back before it is decided.
type Withdraw struct {
	Reason string `json:"reason,omitempty" maxLength:"1000" doc:"Why."`
}

// RequestException asks that a failed registration be taken all the same. There is one for each registration.
type RequestException struct {
	Text string `json:"text" minLength:"1" maxLength:"5000" doc:"What speaks for it, for the reviewer to read."`
}

// GrantException lets the requester put the form right and hand it in again.
type GrantException struct {
	Reason string `json:"reason,omitempty" maxLength:"1000" doc:"Why, for the partner to read."`
}

// DenyException makes no exception. That is final.
type DenyException struct {
	Reason string `json:"reason" minLength:"1" maxLength:"1000" doc:"Why, for the partner to read."`
}

// Request begins a registration: that which an event of the deal asks for. It is for the process that reads deals.
type Request struct {
	Purpose Purpose `json:"kind" enum:"exclusivity,incentive" doc:"What is asked for."`
	Subject Subject `json:"subject" doc:"The deal, and who asks."`
	Form    Form    `json:"form,omitzero" doc:"What the partner says of the contract, or the products."`
	Verdict Verdict `json:"verdict,omitzero" doc:"Whether the deal is eligible: of an incentive."`
}

// OpenException begins a registration with the request for an exception: for a closed deal that is not eligible. It is for
// the process that reads deals.
type OpenException struct {
	Text    string  `json:"text" minLength:"1" maxLength:"5000" doc:"What speaks for it."`
	Subject Subject `json:"subject" doc:"The deal, and who asks."`
	Verdict Verdict `json:"verdict" doc:"Why the deal is not eligible."`
}

// AutoApprove approves an incentive that nobody need look at, and leads to nothing for one that somebody must.
type AutoApprove struct{}

// Lapse ends exclusivity whose time is over. It is for the clock.
type Lapse struct {
	Until time.Time `json:"until,omitzero" doc:"End of the exclusivity that is meant, so that a late clock ends no extended one; left out, the present one."`
}

// The reasons for which a process closes a registration.
const (
	ClosedPassed        = "passed"                // an incentive, at once
	ClosedExceptionOver = "exception-window-over" // a failed one: nobody may ask for an exception any more
	ClosedReviewOver    = "review-window-over"    // an approved incentive: nobody may select it for review any more
	ClosedDealEnded     = "deal-ended"            // exclusivity: there is nothing left to have it for
	ClosedNotDeployed   = "not-deployed-here"     // an incentive for what does not run on the vendor's platform
)

// Close closes a registration that is done with; where the reason does not fit its state, there is nothing to do.
type Close struct {
	Why string    `json:"why" enum:"passed,exception-window-over,review-window-over,deal-ended,not-deployed-here" doc:"What made it so."`
	At  time.Time `json:"at,omitzero" doc:"When the deal ended; of a window, the registration itself knows."`
}
