package registration

import "github.com/cosell/cosell/domain"

// Commands lists every command in the order of a registration's life; last those of our own processes. The first of its
// Events names the row of the lifecycle that says in which states a command is possible.
var Commands = []domain.CommandType{
	{Zero: SelectForReview{}, Doc: "Looks at an approved incentive after all.", Events: []string{string(KindSelectedForReview)}},
	{Zero: RequireAction{}, Doc: "Asks the requester to put something right.", Events: []string{string(KindActionRequired)}},
	{Zero: Resubmit{}, Doc: "Hands the registration in again, put right.", Events: []string{string(KindResubmitted)}},
	{Zero: PassReview{}, Doc: "Lets an incentive pass its review.", Events: []string{string(KindPassed)}},
	{Zero: FailReview{}, Doc: "Lets an incentive fail its review.", Events: []string{string(KindFailed)}},
	{Zero: Approve{}, Doc: "Grants exclusivity.", Events: []string{string(KindApproved)}},
	{Zero: Reject{}, Doc: "Does not grant exclusivity.", Events: []string{string(KindRejected)}},
	{Zero: RequestExtension{}, Doc: "Asks for more time of exclusivity.", Events: []string{string(KindExtensionRequested)}},
	{Zero: Extend{}, Doc: "Grants more time of exclusivity.", Events: []string{string(KindExtended)}},
	{Zero: RefuseExtension{}, Doc: "Does not grant more time.", Events: []string{string(KindExtensionRefused)}},
	{Zero: Withdraw{}, Doc: "Takes the registration back.", Events: []string{string(KindWithdrawn)}},
	{Zero: RequestException{}, Doc: "Asks that a failed registration may be put right all the same.", Events: []string{string(KindExceptionRequested)}},
	{Zero: GrantException{}, Doc: "Lets it be put right and handed in again.", Events: []string{string(KindExceptionGranted)}},
	{Zero: DenyException{}, Doc: "Makes no exception; that is final.", Events: []string{string(KindExceptionDenied)}},

	{Zero: Request{}, Process: true, Doc: "Begins the registration that a deal asks for.", Events: []string{string(KindRequested)}},
	{Zero: OpenException{}, Process: true, Doc: "Begins with the request for an exception, for a closed deal that is not eligible.", Events: []string{string(KindExceptionRequested)}},
	{Zero: AutoApprove{}, Process: true, Doc: "Approves an incentive that nobody need look at.", Events: []string{string(KindAutoApproved)}},
	{Zero: Lapse{}, Process: true, Doc: "Ends exclusivity whose time is over.", Events: []string{string(KindLapsed)}},
	{Zero: Close{}, Process: true, Doc: "Closes what is done with.", Events: []string{string(KindClosed)}},
}

// CommandName is the name in the API and in receipts.
func (SelectForReview) CommandName() string { return "select-for-review" }

// CommandName is the name in the API and in receipts.
func (RequireAction) CommandName() string { return "require-action" }

// CommandName is the name in the API and in receipts.
func (Resubmit) CommandName() string { return "resubmit" }

// CommandName is the name in the API and in receipts.
func (PassReview) CommandName() string { return "pass" }

// CommandName is the name in the API and in receipts.
func (FailReview) CommandName() string { return "fail" }

// CommandName is the name in the API and in receipts.
func (Approve) CommandName() string { return "approve" }

// CommandName is the name in the API and in receipts.
func (Reject) CommandName() string { return "reject" }

// CommandName is the name in the API and in receipts.
func (RequestExtension) CommandName() string { return "request-extension" }

// CommandName is the name in the API and in receipts.
func (Extend) CommandName() string { return "extend" }

// CommandName is the name in the API and in receipts.
func (RefuseExtension) CommandName() string { return "refuse-extension" }

// CommandName is the name in the API and in receipts.
func (Withdraw) CommandName() string { return "withdraw" }

// CommandName is the name in the API and in receipts.
func (RequestException) CommandName() string { return "request-exception" }

// CommandName is the name in the API and in receipts.
func (GrantException) CommandName() string { return "grant-exception" }

// CommandName is the name in the API and in receipts.
func (DenyException) CommandName() string { return "deny-exception" }

// CommandName is the name in the API and in receipts.
func (Request) CommandName() string { return "request" }

// CommandName is the name in the API and in receipts.
func (OpenException) CommandName() string { return "open-exception" }

// CommandName is the name in the API and in receipts.
func (AutoApprove) CommandName() string { return "auto-approve" }

// CommandName is the name in the API and in receipts.
func (Lapse) CommandName() string { return "lapse" }

// CommandName is the name in the API and in receipts.
func (Close) CommandName() string { return "close" }

// Founds marks a command that begins a registration whose id was given to it.
func (Request) Founds() {}

// Founds marks a command that begins a registration whose id was given to it.
func (OpenException) Founds() {}
