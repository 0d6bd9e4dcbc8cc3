package opportunity

import "github.com/cosell/cosell/domain"

// Commands lists every command in the order of a deal's life; last those of our own processes. The first of its Events
// names the row of the lifecycle that says in which states a command is possible.
var Commands = []domain.CommandType{
	{Zero: Create{}, Creates: true, Doc: "Opens a deal, or, asked by a partner, submits one.", Events: events(KindCreated, KindSubmitted)},
	{Zero: Approve{}, Doc: "Takes a submitted deal; the submitter leads it.", Events: events(KindApproved)},
	{Zero: Reject{}, Doc: "Turns a submitted deal down.", Events: events(KindRejected)},
	{Zero: Distribute{}, Doc: "Offers a new deal to one partner.", Events: events(KindDistributed)},
	{Zero: Share{}, Doc: "Puts several partners to work on a deal together.", Events: events(KindShared)},
	{Zero: AddCollaborator{}, Doc: "Puts one more partner to work on a shared deal.", Events: events(KindCollaboratorAdded)},
	{Zero: RemoveCollaborator{}, Doc: "Takes a partner off a shared deal.", Events: events(KindCollaboratorRemoved)},
	{Zero: Accept{}, Doc: "Takes an offer; the partner leads the deal.", Events: events(KindAccepted)},
	{Zero: Decline{}, Doc: "Turns an offer down.", Events: events(KindDeclined, KindOfferDeclined)},
	{Zero: Recall{}, Doc: "Takes back an unanswered offer.", Events: events(KindRecalled)},
	{Zero: Return{}, Doc: "Gives an accepted deal back to the vendor.", Events: events(KindReturned)},
	{Zero: MarkStage{}, Doc: "Says how far the sale has come.", Events: events(KindStageMarked)},
	{Zero: Revise{}, Doc: "Changes facts of the deal.", Events: events(KindRevised)},
	{Zero: Extend{}, Doc: "Puts the estimated close date off.", Events: events(KindExtended)},
	{Zero: Assign{}, Doc: "Says which member of the lead partner works the deal.", Events: events(KindAssigneeChanged)},
	{Zero: AddNote{}, Doc: "Writes on the deal's timeline.", Events: events(KindNoteAdded)},
	{Zero: Pause{}, Doc: "Lets the work rest until a date.", Events: events(KindPaused)},
	{Zero: Resume{}, Doc: "Ends a pause before its date.", Events: events(KindResumed)},
	{Zero: Win{}, Doc: "Closes the deal: the customer bought.", Events: events(KindWon)},
	{Zero: Lose{}, Doc: "Closes the deal: the customer did not buy.", Events: events(KindLost)},
	{Zero: CloseAsError{}, Doc: "Closes a deal that should not have been.", Events: events(KindClosedAsError)},
	{Zero: Register{}, Doc: "Puts the deal up for registration.", Events: events(KindRegistered)},

	{Zero: SeeOffer{}, Process: true, Doc: "Notes the offered partner's first look.", Events: events(KindOfferSeen)},
	{Zero: Expire{}, Process: true, Doc: "Ends an offer whose deadline has passed.", Events: events(KindExpired, KindOfferLapsed)},
	{Zero: EndPause{}, Process: true, Doc: "Ends a pause whose date has come.", Events: events(KindResumed)},
	{Zero: NoteRegistration{}, Process: true, Doc: "Notes what became of a registration.", Events: events(KindRegistrationNoted)},
	{Zero: Reoffer{}, Process: true, Doc: "Offers the deal to the next partner, or notes that there is none.", Events: events(KindNoCandidate, KindDistributed)},
	{Zero: Unassign{}, Process: true, Doc: "Takes the deal from a member that was removed.", Events: events(KindAssigneeChanged)},
}

func events(kinds ...Kind) []string {
	names := make([]string, len(kinds))
	for i, k := range kinds {
		names[i] = string(k)
	}
	return names
}

// CommandName is the name in the API and in receipts.
func (Create) CommandName() string { return "create" }

// CommandName is the name in the API and in receipts.
func (Approve) CommandName() string { return "approve" }

// CommandName is the name in the API and in receipts.
func (Reject) CommandName() string { return "reject" }

// CommandName is the name in the API and in receipts.
func (Distribute) CommandName() string { return "distribute" }

// CommandName is the name in the API and in receipts.
func (Share) CommandName() string { return "share" }

// CommandName is the name in the API and in receipts.
func (AddCollaborator) CommandName() string { return "add-collaborator" }

// CommandName is the name in the API and in receipts.
func (RemoveCollaborator) CommandName() string { return "remove-collaborator" }

// CommandName is the name in the API and in receipts.
func (Accept) CommandName() string { return "accept" }

// CommandName is the name in the API and in receipts.
func (Decline) CommandName() string { return "decline" }

// CommandName is the name in the API and in receipts.
func (Recall) CommandName() string { return "recall" }

// CommandName is the name in the API and in receipts.
func (Return) CommandName() string { return "return" }

// CommandName is the name in the API and in receipts.
func (MarkStage) CommandName() string { return "mark-stage" }

// CommandName is the name in the API and in receipts.
func (Revise) CommandName() string { return "revise" }

// CommandName is the name in the API and in receipts.
func (Extend) CommandName() string { return "extend" }

// CommandName is the name in the API and in receipts.
func (Assign) CommandName() string { return "assign" }

// CommandName is the name in the API and in receipts.
func (AddNote) CommandName() string { return "add-note" }

// CommandName is the name in the API and in receipts.
func (Pause) CommandName() string { return "pause" }

// CommandName is the name in the API and in receipts.
func (Resume) CommandName() string { return "resume" }

// CommandName is the name in the API and in receipts.
func (Win) CommandName() string { return "win" }

// CommandName is the name in the API and in receipts.
func (Lose) CommandName() string { return "lose" }

// CommandName is the name in the API and in receipts.
func (CloseAsError) CommandName() string { return "close-as-error" }

// CommandName is the name in the API and in receipts.
func (Register) CommandName() string { return "register" }

// CommandName is the name in the API and in receipts.
func (SeeOffer) CommandName() string { return "see-offer" }

// CommandName is the name in the API and in receipts.
func (Expire) CommandName() string { return "expire" }

// CommandName is the name in the API and in receipts.
func (EndPause) CommandName() string { return "end-pause" }

// CommandName is the name in the API and in receipts.
func (NoteRegistration) CommandName() string { return "note-registration" }

// CommandName is the name in the API and in receipts.
func (Reoffer) CommandName() string { return "reoffer" }

// CommandName is the name in the API and in receipts.
func (Unassign) CommandName() string { return "unassign" }
