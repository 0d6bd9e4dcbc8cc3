package registration

import (
	"time"

	"github.com/cosell/cosell/domain"
)

// Catalogue lists every kind with the zero value of its type and its schema version, in the order of a registration's life.
var Catalogue = []domain.EventType{
	{Zero: Requested{}, Version: 1},
	{Zero: AutoApproved{}, Version: 1},
	{Zero: SelectedForReview{}, Version: 1},
	{Zero: ActionRequired{}, Version: 1},
	{Zero: Resubmitted{}, Version: 1},
	{Zero: Passed{}, Version: 1},
	{Zero: Failed{}, Version: 1},
	{Zero: Approved{}, Version: 1},
	{Zero: Rejected{}, Version: 1},
	{Zero: ExtensionRequested{}, Version: 1},
	{Zero: Extended{}, Version: 1},
	{Zero: ExtensionRefused{}, Version: 1},
	{Zero: Lapsed{}, Version: 1},
	{Zero: Withdrawn{}, Version: 1},
	{Zero: ExceptionRequested{}, Version: 1},
	{Zero: ExceptionGranted{}, Version: 1},
	{Zero: ExceptionDenied{}, Version: 1},
	{Zero: Closed{}, Version: 1},
}

func (Requested) kind() Kind          { return KindRequested }
func (AutoApproved) kind() Kind       { return KindAutoApproved }
func (SelectedForReview) kind() Kind  { return KindSelectedForReview }
func (ActionRequired) kind() Kind     { return KindActionRequired }
func (Resubmitted) kind() Kind        { return KindResubmitted }
func (Passed) kind() Kind             { return KindPassed }
func (Failed) kind() Kind             { return KindFailed }
func (Approved) kind() Kind           { return KindApproved }
func (Rejected) kind() Kind           { return KindRejected }
func (ExtensionRequested) kind() Kind { return KindExtensionRequested }
func (Extended) kind() Kind           { return KindExtended }
func (ExtensionRefused) kind() Kind   { return KindExtensionRefused }
func (Lapsed) kind() Kind             { return KindLapsed }
func (Withdrawn) kind() Kind          { return KindWithdrawn }
func (ExceptionRequested) kind() Kind { return KindExceptionRequested }
func (ExceptionGranted) kind() Kind   { return KindExceptionGranted }
func (ExceptionDenied) kind() Kind    { return KindExceptionDenied }
func (Closed) kind() Kind             { return KindClosed }

// EventKind returns the name on disk.
func (e Requested) EventKind() string { return string(e.kind()) }

// EventKind returns the name on disk.
func (e AutoApproved) EventKind() string { return string(e.kind()) }

// EventKind returns the name on disk.
func (e SelectedForReview) EventKind() string { return string(e.kind()) }

// EventKind returns the name on disk.
func (e ActionRequired) EventKind() string { return string(e.kind()) }

// EventKind returns the name on disk.
func (e Resubmitted) EventKind() string { return string(e.kind()) }

// EventKind returns the name on disk.
func (e Passed) EventKind() string { return string(e.kind()) }

// EventKind returns the name on disk.
func (e Failed) EventKind() string { return string(e.kind()) }

// EventKind returns the name on disk.
func (e Approved) EventKind() string { return string(e.kind()) }

// EventKind returns the name on disk.
func (e Rejected) EventKind() string { return string(e.kind()) }

// EventKind returns the name on disk.
func (e ExtensionRequested) EventKind() string { return string(e.kind()) }

// EventKind returns the name on disk.
func (e Extended) EventKind() string { return string(e.kind()) }

// EventKind returns the name on disk.
func (e ExtensionRefused) EventKind() string { return string(e.kind()) }

// EventKind returns the name on disk.
func (e Lapsed) EventKind() string { return string(e.kind()) }

// EventKind returns the name on disk.
func (e Withdrawn) EventKind() string { return string(e.kind()) }

// EventKind returns the name on disk.
func (e ExceptionRequested) EventKind() string { return string(e.kind()) }

// EventKind returns the name on disk.
func (e ExceptionGranted) EventKind() string { return string(e.kind()) }

// EventKind returns the name on disk.
func (e ExceptionDenied) EventKind() string { return string(e.kind()) }

// EventKind returns the name on disk.
func (e Closed) EventKind() string { return string(e.kind()) }

// EffectiveAt is the end of the exclusivity, however late the clock.
func (e Lapsed) EffectiveAt() time.Time { return e.Until }

// EffectiveAt is when what closed it came about; zero when that is when it was written.
func (e Closed) EffectiveAt() time.Time { return e.At }
