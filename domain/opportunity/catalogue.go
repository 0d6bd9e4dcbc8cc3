package opportunity

import (
	"time"

	"github.com/cosell/cosell/domain"
)

// Catalogue lists every kind with the zero value of its type and its schema version, in the order of a deal's life.
var Catalogue = []domain.EventType{
	{Zero: Created{}, Version: 1},
	{Zero: Submitted{}, Version: 1},
	{Zero: Approved{}, Version: 1},
	{Zero: Rejected{}, Version: 1},
	{Zero: Distributed{}, Version: 1},
	{Zero: Shared{}, Version: 1},
	{Zero: CollaboratorAdded{}, Version: 1},
	{Zero: CollaboratorRemoved{}, Version: 1},
	{Zero: OfferSeen{}, Version: 1},
	{Zero: Accepted{}, Version: 1},
	{Zero: Declined{}, Version: 1},
	{Zero: Expired{}, Version: 1},
	{Zero: OfferDeclined{}, Version: 1},
	{Zero: OfferLapsed{}, Version: 1},
	{Zero: NoCandidate{}, Version: 1},
	{Zero: Recalled{}, Version: 1},
	{Zero: Returned{}, Version: 1},
	{Zero: StageMarked{}, Version: 1},
	{Zero: Revised{}, Version: 1},
	{Zero: Extended{}, Version: 1},
	{Zero: AssigneeChanged{}, Version: 1},
	{Zero: NoteAdded{}, Version: 1},
	{Zero: Paused{}, Version: 1},
	{Zero: Resumed{}, Version: 1},
	{Zero: Won{}, Version: 1},
	{Zero: Lost{}, Version: 1},
	{Zero: ClosedAsError{}, Version: 1},
	{Zero: Registered{}, Version: 1},
	{Zero: RegistrationNoted{}, Version: 1},
}

func (Created) kind() Kind             { return KindCreated }
func (Submitted) kind() Kind           { return KindSubmitted }
func (Approved) kind() Kind            { return KindApproved }
func (Rejected) kind() Kind            { return KindRejected }
func (Distributed) kind() Kind         { return KindDistributed }
func (Shared) kind() Kind              { return KindShared }
func (CollaboratorAdded) kind() Kind   { return KindCollaboratorAdded }
func (CollaboratorRemoved) kind() Kind { return KindCollaboratorRemoved }
func (OfferSeen) kind() Kind           { return KindOfferSeen }
func (Accepted) kind() Kind            { return KindAccepted }
func (Declined) kind() Kind            { return KindDeclined }
func (Expired) kind() Kind             { return KindExpired }
func (OfferDeclined) kind() Kind       { return KindOfferDeclined }
func (OfferLapsed) kind() Kind         { return KindOfferLapsed }
func (NoCandidate) kind() Kind         { return KindNoCandidate }
func (Recalled) kind() Kind            { return KindRecalled }
func (Returned) kind() Kind            { return KindReturned }
func (StageMarked) kind() Kind         { return KindStageMarked }
func (Revised) kind() Kind             { return KindRevised }
func (Extended) kind() Kind            { return KindExtended }
func (AssigneeChanged) kind() Kind     { return KindAssigneeChanged }
func (NoteAdded) kind() Kind           { return KindNoteAdded }
func (Paused) kind() Kind              { return KindPaused }
func (Resumed) kind() Kind             { return KindResumed }
func (Won) kind() Kind                 { return KindWon }
func (Lost) kind() Kind                { return KindLost }
func (ClosedAsError) kind() Kind       { return KindClosedAsError }
func (Registered) kind() Kind          { return KindRegistered }
func (RegistrationNoted) kind() Kind   { return KindRegistrationNoted }

// EventKind returns the name on disk.
func (e Created) EventKind() string { return string(e.kind()) }

// EventKind returns the name on disk.
func (e Submitted) EventKind() string { return string(e.kind()) }

// EventKind returns the name on disk.
func (e Approved) EventKind() string { return string(e.kind()) }

// EventKind returns the name on disk.
func (e Rejected) EventKind() string { return string(e.kind()) }

// EventKind returns the name on disk.
func (e Distributed) EventKind() string { return string(e.kind()) }

// EventKind returns the name on disk.
func (e Shared) EventKind() string { return string(e.kind()) }

// EventKind returns the name on disk.
func (e CollaboratorAdded) EventKind() string { return string(e.kind()) }

// EventKind returns the name on disk.
func (e CollaboratorRemoved) EventKind() string { return string(e.kind()) }

// EventKind returns the name on disk.
func (e OfferSeen) EventKind() string { return string(e.kind()) }

// EventKind returns the name on disk.
func (e Accepted) EventKind() string { return string(e.kind()) }

// EventKind returns the name on disk.
func (e Declined) EventKind() string { return string(e.kind()) }

// EventKind returns the name on disk.
func (e Expired) EventKind() string { return string(e.kind()) }

// EventKind returns the name on disk.
func (e OfferDeclined) EventKind() string { return string(e.kind()) }

// EventKind returns the name on disk.
func (e OfferLapsed) EventKind() string { return string(e.kind()) }

// EventKind returns the name on disk.
func (e NoCandidate) EventKind() string { return string(e.kind()) }

// EventKind returns the name on disk.
func (e Recalled) EventKind() string { return string(e.kind()) }

// EventKind returns the name on disk.
func (e Returned) EventKind() string { return string(e.kind()) }

// EventKind returns the name on disk.
func (e StageMarked) EventKind() string { return string(e.kind()) }

// EventKind returns the name on disk.
func (e Revised) EventKind() string { return string(e.kind()) }

// EventKind returns the name on disk.
func (e Extended) EventKind() string { return string(e.kind()) }

// EventKind returns the name on disk.
func (e AssigneeChanged) EventKind() string { return string(e.kind()) }

// EventKind returns the name on disk.
func (e NoteAdded) EventKind() string { return string(e.kind()) }

// EventKind returns the name on disk.
func (e Paused) EventKind() string { return string(e.kind()) }

// EventKind returns the name on disk.
func (e Resumed) EventKind() string { return string(e.kind()) }

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

// EffectiveAt is the deadline: the offer ended there, however late the clock.
func (e Expired) EffectiveAt() time.Time { return e.Deadline }

// EffectiveAt is the deadline: the offer ended there, however late the clock.
func (e OfferLapsed) EffectiveAt() time.Time { return e.Deadline }

// EffectiveAt is the start of the day for which the end of the pause was announced; zero when a member ended it.
func (e Resumed) EffectiveAt() time.Time { return e.At }
