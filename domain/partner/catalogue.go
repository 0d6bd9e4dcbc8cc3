package partner

import "github.com/cosell/cosell/domain"

// Catalogue lists every kind with the zero value of its type and its schema version, in the order of a partner's life.
var Catalogue = []domain.EventType{
	{Zero: Enrolled{}, Version: 1},
	{Zero: Applied{}, Version: 1},
	{Zero: ReviewStarted{}, Version: 1},
	{Zero: Approved{}, Version: 1},
	{Zero: Rejected{}, Version: 1},
	{Zero: Suspended{}, Version: 1},
	{Zero: Reinstated{}, Version: 1},
	{Zero: Revised{}, Version: 1},
	{Zero: LocationAdded{}, Version: 1},
	{Zero: LocationChanged{}, Version: 1},
	{Zero: LocationClosed{}, Version: 1},
	{Zero: MemberInvited{}, Version: 1},
	{Zero: MemberActivated{}, Version: 1},
	{Zero: MemberChanged{}, Version: 1},
	{Zero: MemberRemoved{}, Version: 1},
	{Zero: SolutionsChanged{}, Version: 1},
}

func (Enrolled) kind() Kind         { return KindEnrolled }
func (Applied) kind() Kind          { return KindApplied }
func (ReviewStarted) kind() Kind    { return KindReviewStarted }
func (Approved) kind() Kind         { return KindApproved }
func (Rejected) kind() Kind         { return KindRejected }
func (Suspended) kind() Kind        { return KindSuspended }
func (Reinstated) kind() Kind       { return KindReinstated }
func (Revised) kind() Kind          { return KindRevised }
func (LocationAdded) kind() Kind    { return KindLocationAdded }
func (LocationChanged) kind() Kind  { return KindLocationChanged }
func (LocationClosed) kind() Kind   { return KindLocationClosed }
func (MemberInvited) kind() Kind    { return KindMemberInvited }
func (MemberActivated) kind() Kind  { return KindMemberActivated }
func (MemberChanged) kind() Kind    { return KindMemberChanged }
func (MemberRemoved) kind() Kind    { return KindMemberRemoved }
func (SolutionsChanged) kind() Kind { return KindSolutionsChanged }

// EventKind returns the name on disk.
func (e Enrolled) EventKind() string { return string(e.kind()) }

// EventKind returns the name on disk.
func (e Applied) EventKind() string { return string(e.kind()) }

// EventKind returns the name on disk.
func (e ReviewStarted) EventKind() string { return string(e.kind()) }

// EventKind returns the name on disk.
func (e Approved) EventKind() string { return string(e.kind()) }

// EventKind returns the name on disk.
func (e Rejected) EventKind() string { return string(e.kind()) }

// EventKind returns the name on disk.
func (e Suspended) EventKind() string { return string(e.kind()) }

// EventKind returns the name on disk.
func (e Reinstated) EventKind() string { return string(e.kind()) }

// EventKind returns the name on disk.
func (e Revised) EventKind() string { return string(e.kind()) }

// EventKind returns the name on disk.
func (e LocationAdded) EventKind() string { return string(e.kind()) }

// EventKind returns the name on disk.
func (e LocationChanged) EventKind() string { return string(e.kind()) }

// EventKind returns the name on disk.
func (e LocationClosed) EventKind() string { return string(e.kind()) }

// EventKind returns the name on disk.
func (e MemberInvited) EventKind() string { return string(e.kind()) }

// EventKind returns the name on disk.
func (e MemberActivated) EventKind() string { return string(e.kind()) }

// EventKind returns the name on disk.
func (e MemberChanged) EventKind() string { return string(e.kind()) }

// EventKind returns the name on disk.
func (e MemberRemoved) EventKind() string { return string(e.kind()) }

// EventKind returns the name on disk.
func (e SolutionsChanged) EventKind() string { return string(e.kind()) }
