package referral

import "github.com/cosell/cosell/domain"

// Catalogue lists every kind with the zero value of its type and its schema version, in the order of a referral's life.
var Catalogue = []domain.EventType{
	{Zero: Created{}, Version: 1},
	{Zero: Received{}, Version: 1},
	{Zero: Seen{}, Version: 1},
	{Zero: Accepted{}, Version: 1},
	{Zero: Declined{}, Version: 1},
	{Zero: Expired{}, Version: 1},
	{Zero: Withdrawn{}, Version: 1},
	{Zero: StageMarked{}, Version: 1},
	{Zero: Revised{}, Version: 1},
	{Zero: TeamChanged{}, Version: 1},
	{Zero: SolutionsChanged{}, Version: 1},
	{Zero: NoteAdded{}, Version: 1},
	{Zero: VisibilityGranted{}, Version: 1},
	{Zero: HelpRequested{}, Version: 1},
	{Zero: PartnerInvited{}, Version: 1},
	{Zero: CounterpartAnswered{}, Version: 1},
	{Zero: CounterpartClosed{}, Version: 1},
	{Zero: CounterpartNoted{}, Version: 1},
	{Zero: AccountMatched{}, Version: 1},
	{Zero: Won{}, Version: 1},
	{Zero: Lost{}, Version: 1},
	{Zero: ClosedAsError{}, Version: 1},
	{Zero: Registered{}, Version: 1},
	{Zero: RegistrationNoted{}, Version: 1},
	{Zero: ExceptionNoted{}, Version: 1},
}

func (Created) kind() Kind             { return KindCreated }
func (Received) kind() Kind            { return KindReceived }
func (Seen) kind() Kind                { return KindSeen }
func (Accepted) kind() Kind            { return KindAccepted }
func (Declined) kind() Kind            { return KindDeclined }
func (Expired) kind() Kind             { return KindExpired }
func (Withdrawn) kind() Kind           { return KindWithdrawn }
func (StageMarked) kind() Kind         { return KindStageMarked }
func (Revised) kind() Kind             { return KindRevised }
func (TeamChanged) kind() Kind         { return KindTeamChanged }
func (SolutionsChanged) kind() Kind    { return KindSolutionsChanged }
func (NoteAdded) kind() Kind           { return KindNoteAdded }
func (VisibilityGranted) kind() Kind   { return KindVisibilityGranted }
func (HelpRequested) kind() Kind       { return KindHelpRequested }
func (PartnerInvited) kind() Kind      { return KindPartnerInvited }
func (CounterpartAnswered) kind() Kind { return KindCounterpartAnswered }
func (CounterpartClosed) kind() Kind   { return KindCounterpartClosed }
func (CounterpartNoted) kind() Kind    { return KindCounterpartNoted }
func (AccountMatched) kind() Kind      { return KindAccountMatched }
func (Won) kind() Kind                 { return KindWon }
func (Lost) kind() Kind                { return KindLost }
func (ClosedAsError) kind() Kind       { return KindClosedAsError }
func (Registered) kind() Kind          { return KindRegistered }
func (RegistrationNoted) kind() Kind   { return KindRegistrationNoted }
func (ExceptionNoted) kind() Kind      { return KindExceptionNoted }

// EventKind returns the name on disk.
func (e Created) EventKind() string { return string(e.kind()) }

// EventKind returns the name on disk.
func (e Received) EventKind() string { return string(e.kind()) }

// EventKind returns the name on disk.
func (e Seen) EventKind() string { return string(e.kind()) }

// EventKind returns the name on disk.
func (e Accepted) EventKind() string { return string(e.kind()) }

// EventKind returns the name on disk.
func (e Declined) EventKind() string { return string(e.kind()) }

// EventKind returns the name on disk.
func (e Expired) EventKind() string { return string(e.kind()) }

// EventKind returns the name on disk.
func (e Withdrawn) EventKind() string { return string(e.kind()) }

// EventKind returns the name on disk.
func (e StageMarked) EventKind() string { return string(e.kind()) }

// EventKind returns the name on disk.
func (e Revised) EventKind() string { return string(e.kind()) }

// EventKind returns the name on disk.
func (e TeamChanged) EventKind() string { return string(e.kind()) }

// EventKind returns the name on disk.
func (e SolutionsChanged) EventKind() string { return string(e.kind()) }

// EventKind returns the name on disk.
func (e NoteAdded) EventKind() string { return string(e.kind()) }

// EventKind returns the name on disk.
func (e VisibilityGranted) EventKind() string { return string(e.kind()) }

// EventKind returns the name on disk.
func (e HelpRequested) EventKind() string { return string(e.kind()) }

// EventKind returns the name on disk.
func (e PartnerInvited) EventKind() string { return string(e.kind()) }

// EventKind returns the name on disk.
func (e CounterpartAnswered) EventKind() string { return string(e.kind()) }

// EventKind returns the name on disk.
func (e CounterpartClosed) EventKind() string { return string(e.kind()) }

// EventKind returns the name on disk.
func (e CounterpartNoted) EventKind() string { return string(e.kind()) }

// EventKind returns the name on disk.
func (e AccountMatched) EventKind() string { return string(e.kind()) }

// EventKind returns the name on disk.
func (e Won) EventKind() string { return string(e.kind()) }

// EventKind returns the name on disk.
func (e Lost) EventKind() string { return string(e.kind()) }

// EventKind returns the name on disk.
func (e ClosedAsError) EventKind() string { return string(e.kind()) }

// EventKind returns the name on disk.
func (e Registered) EventKind() string { return string(e.kind()) }

// EventKind returns the name on disk.
func (e RegistrationNoted) EventKind() string { return string(e.kind()) }

// EventKind returns the name on disk.
func (e ExceptionNoted) EventKind() string { return string(e.kind()) }
