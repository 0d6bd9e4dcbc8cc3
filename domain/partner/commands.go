package partner

import "github.com/cosell/cosell/domain"

// Commands lists every command in the order of a partner's life. The first of its Events names the row of the lifecycle
// that says in which states a command is possible.
var Commands = []domain.CommandType{
	{Zero: Enrol{}, Creates: true, Doc: "Takes an organisation into the program.", Events: events(KindEnrolled, KindMemberInvited, KindMemberActivated)},
	{Zero: Apply{}, Creates: true, Doc: "Asks for an organisation to be taken into the program.", Events: events(KindApplied)},
	{Zero: StartReview{}, Doc: "Begins to look at an application.", Events: events(KindReviewStarted)},
	{Zero: Approve{}, Doc: "Takes an applicant into the program.", Events: events(KindApproved, KindMemberInvited, KindMemberActivated)},
	{Zero: Reject{}, Doc: "Turns an applicant down.", Events: events(KindRejected)},
	{Zero: Suspend{}, Doc: "Leaves a partner nothing but reading.", Events: events(KindSuspended)},
	{Zero: Reinstate{}, Doc: "Ends a suspension.", Events: events(KindReinstated)},
	{Zero: Revise{}, Doc: "Changes what the organisation says of itself.", Events: events(KindRevised)},
	{Zero: AddLocation{}, Doc: "Adds a place from which the partner works.", Events: events(KindLocationAdded)},
	{Zero: ChangeLocation{}, Doc: "Renames or moves a location.", Events: events(KindLocationChanged)},
	{Zero: CloseLocation{}, Doc: "Closes a location for good.", Events: events(KindLocationClosed)},
	{Zero: InviteMember{}, Doc: "Asks a person to join.", Events: events(KindMemberInvited)},
	{Zero: ActivateMember{}, Doc: "Says that an invited person has joined.", Events: events(KindMemberActivated)},
	{Zero: ChangeMember{}, Doc: "Gives a member other roles or another scope.", Events: events(KindMemberChanged)},
	{Zero: RemoveMember{}, Doc: "Ends a membership.", Events: events(KindMemberRemoved)},
	{Zero: ChangeSolutions{}, Doc: "Says which solutions the partner offers.", Events: events(KindSolutionsChanged)},
}

func events(kinds ...Kind) []string {
	names := make([]string, len(kinds))
	for i, k := range kinds {
		names[i] = string(k)
	}
	return names
}

// CommandName is the name in the API and in receipts.
func (Enrol) CommandName() string { return "enrol" }

// CommandName is the name in the API and in receipts.
func (Apply) CommandName() string { return "apply" }

// CommandName is the name in the API and in receipts.
func (StartReview) CommandName() string { return "start-review" }

// CommandName is the name in the API and in receipts.
func (Approve) CommandName() string { return "approve" }

// CommandName is the name in the API and in receipts.
func (Reject) CommandName() string { return "reject" }

// CommandName is the name in the API and in receipts.
func (Suspend) CommandName() string { return "suspend" }

// CommandName is the name in the API and in receipts.
func (Reinstate) CommandName() string { return "reinstate" }

// CommandName is the name in the API and in receipts.
func (Revise) CommandName() string { return "revise" }

// CommandName is the name in the API and in receipts.
func (AddLocation) CommandName() string { return "add-location" }

// CommandName is the name in the API and in receipts.
func (ChangeLocation) CommandName() string { return "change-location" }

// CommandName is the name in the API and in receipts.
func (CloseLocation) CommandName() string { return "close-location" }

// CommandName is the name in the API and in receipts.
func (InviteMember) CommandName() string { return "invite-member" }

// CommandName is the name in the API and in receipts.
func (ActivateMember) CommandName() string { return "activate-member" }

// CommandName is the name in the API and in receipts.
func (ChangeMember) CommandName() string { return "change-member" }

// CommandName is the name in the API and in receipts.
func (RemoveMember) CommandName() string { return "remove-member" }

// CommandName is the name in the API and in receipts.
func (ChangeSolutions) CommandName() string { return "change-solutions" }
