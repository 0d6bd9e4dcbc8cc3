package referral

import "github.com/cosell/cosell/domain"

// Commands lists every command in the order of a referral's life; last those of our own processes. The first of its Events
// names the row of the lifecycle that says in which states a command is possible.
var Commands = []domain.CommandType{
	{Zero: Create{}, Creates: true, Doc: "Opens a co-sell deal.", Events: events(KindCreated, KindVisibilityGranted, KindHelpRequested, KindPartnerInvited)},
	{Zero: Accept{}, Doc: "Takes an invitation.", Events: events(KindAccepted)},
	{Zero: Decline{}, Doc: "Turns an invitation down.", Events: events(KindDeclined)},
	{Zero: MarkStage{}, Doc: "Says how far the sale has come.", Events: events(KindStageMarked)},
	{Zero: Revise{}, Doc: "Changes facts of the deal.", Events: events(KindRevised)},
	{Zero: ChangeTeam{}, Doc: "Says who works on the deal.", Events: events(KindTeamChanged)},
	{Zero: ChangeSolutions{}, Doc: "Says what the deal is about.", Events: events(KindSolutionsChanged)},
	{Zero: GrantVisibility{}, Doc: "Lets the vendor see a private deal, for good.", Events: events(KindVisibilityGranted)},
	{Zero: RequestHelp{}, Doc: "Asks the vendor to help with the deal, once.", Events: events(KindHelpRequested)},
	{Zero: InvitePartner{}, Doc: "Asks another partner to take part.", Events: events(KindPartnerInvited)},
	{Zero: AddNote{}, Doc: "Writes on the deal's timeline.", Events: events(KindNoteAdded)},
	{Zero: Win{}, Doc: "Closes the deal: the customer bought.", Events: events(KindWon)},
	{Zero: Lose{}, Doc: "Closes the deal: the customer did not buy.", Events: events(KindLost)},
	{Zero: CloseAsError{}, Doc: "Closes a deal that should not have been.", Events: events(KindClosedAsError)},
	{Zero: Register{}, Doc: "Puts a won deal up for an incentive.", Events: events(KindRegistered)},
	{Zero: RequestException{}, Doc: "Asks that a closed deal be registered although it is not eligible.", Events: events(KindExceptionNoted)},
	{Zero: MatchAccount{}, Doc: "Notes what the vendor's books say of the customer.", Events: events(KindAccountMatched)},

	{Zero: See{}, Process: true, Doc: "Notes the receiver's first look.", Events: events(KindSeen)},
	{Zero: Receive{}, Process: true, Doc: "Begins the copy of an organisation that was invited.", Events: events(KindReceived)},
	{Zero: Expire{}, Process: true, Doc: "Ends an invitation that nobody answered in time.", Events: events(KindExpired)},
	{Zero: Withdraw{}, Process: true, Doc: "Takes back an unanswered invitation.", Events: events(KindWithdrawn)},
	{Zero: NoteAnswer{}, Process: true, Doc: "Notes what another organisation answered.", Events: events(KindCounterpartAnswered)},
	{Zero: NoteClosing{}, Process: true, Doc: "Notes that another copy was closed.", Events: events(KindCounterpartClosed)},
	{Zero: NoteCounterpart{}, Process: true, Doc: "Notes what else another copy lets the rest know.", Events: events(KindCounterpartNoted)},
	{Zero: NoteRegistration{}, Process: true, Doc: "Notes what became of a registration.", Events: events(KindRegistrationNoted)},
	{Zero: NoteException{}, Process: true, Doc: "Notes what became of an exception.", Events: events(KindExceptionNoted)},
}

func events(kinds ...Kind) []string {
	names := make([]string, len(kinds))
	for i, k := range kinds {
		names[i] = string(k)
	}
	return names
}

// Founds marks the command that begins a copy whose id was given to it.
func (Receive) Founds() {}

// CommandName is the name in the API and in receipts.
func (Create) CommandName() string { return "create" }

// CommandName is the name in the API and in receipts.
func (Accept) CommandName() string { return "accept" }

// CommandName is the name in the API and in receipts.
func (Decline) CommandName() string { return "decline" }

// CommandName is the name in the API and in receipts.
func (MarkStage) CommandName() string { return "mark-stage" }

// CommandName is the name in the API and in receipts.
func (Revise) CommandName() string { return "revise" }

// CommandName is the name in the API and in receipts.
func (ChangeTeam) CommandName() string { return "change-team" }

// CommandName is the name in the API and in receipts.
func (ChangeSolutions) CommandName() string { return "change-solutions" }

// CommandName is the name in the API and in receipts.
func (GrantVisibility) CommandName() string { return "grant-visibility" }

// CommandName is the name in the API and in receipts.
func (RequestHelp) CommandName() string { return "request-help" }

// CommandName is the name in the API and in receipts.
func (InvitePartner) CommandName() string { return "invite-partner" }

// CommandName is the name in the API and in receipts.
func (AddNote) CommandName() string { return "add-note" }

// CommandName is the name in the API and in receipts.
func (Win) CommandName() string { return "win" }

// CommandName is the name in the API and in receipts.
func (Lose) CommandName() string { return "lose" }

// CommandName is the name in the API and in receipts.
func (CloseAsError) CommandName() string { return "close-as-error" }

// CommandName is the name in the API and in receipts.
func (Register) CommandName() string { return "register" }

// CommandName is the name in the API and in receipts.
func (RequestException) CommandName() string { return "request-exception" }

// CommandName is the name in the API and in receipts.
func (MatchAccount) CommandName() string { return "match-account" }

// CommandName is the name in the API and in receipts.
func (See) CommandName() string { return "see" }

// CommandName is the name in the API and in receipts.
func (Receive) CommandName() string { return "receive" }

// CommandName is the name in the API and in receipts.
func (Expire) CommandName() string { return "expire" }

// CommandName is the name in the API and in receipts.
func (Withdraw) CommandName() string { return "withdraw" }

// CommandName is the name in the API and in receipts.
func (NoteAnswer) CommandName() string { return "note-answer" }

// CommandName is the name in the API and in receipts.
func (NoteClosing) CommandName() string { return "note-closing" }

// CommandName is the name in the API and in receipts.
func (NoteCounterpart) CommandName() string { return "note-counterpart" }

// CommandName is the name in the API and in receipts.
func (NoteRegistration) CommandName() string { return "note-registration" }

// CommandName is the name in the API and in receipts.
func (NoteException) CommandName() string { return "note-exception" }
