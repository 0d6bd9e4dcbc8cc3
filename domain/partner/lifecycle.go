package partner

import "github.com/cosell/cosell/domain"

// State is a place in the lifecycle of a partner.
type State string

// The states. None is that of a partner to which nothing has happened.
const (
	None             State = ""
	StateApplied     State = "applied"
	StateUnderReview State = "under-review"
	StateApproved    State = "approved"
	StateSuspended   State = "suspended"
	StateRejected    State = "rejected" // terminal
)

// States lists every state in the order of a partner's life.
var States = []State{None, StateApplied, StateUnderReview, StateApproved, StateSuspended, StateRejected}

var lifecycle = domain.Lifecycle[Kind, State]{
	KindEnrolled:         {From: in(None), To: StateApproved},                                       // the vendor takes it in
	KindApplied:          {From: in(None), To: StateApplied},                                        // it asks to be taken in
	KindReviewStarted:    {From: in(StateApplied), To: StateUnderReview},                            // the vendor looks at it
	KindApproved:         {From: in(StateUnderReview), To: StateApproved},                           // the vendor says yes
	KindRejected:         {From: in(StateUnderReview), To: StateRejected},                           // the vendor says no
	KindSuspended:        {From: in(StateApproved), To: StateSuspended},                             // it may only read for a while
	KindReinstated:       {From: in(StateSuspended), To: StateApproved},                             // it may work again
	KindRevised:          {From: in(StateApplied, StateUnderReview, StateApproved, StateSuspended)}, // name, website, country, what it takes
	KindLocationAdded:    {From: in(StateApproved, StateSuspended)},                                 // one more place
	KindLocationChanged:  {From: in(StateApproved, StateSuspended)},                                 // renamed or moved
	KindLocationClosed:   {From: in(StateApproved, StateSuspended)},                                 // one place fewer
	KindMemberInvited:    {From: in(StateApproved, StateSuspended)},                                 // a person is asked to join
	KindMemberActivated:  {From: in(StateApproved, StateSuspended)},                                 // the person joins
	KindMemberChanged:    {From: in(StateApproved, StateSuspended)},                                 // other roles or locations
	KindMemberRemoved:    {From: in(StateApproved, StateSuspended)},                                 // the person leaves
	KindSolutionsChanged: {From: in(StateApproved, StateSuspended)},                                 // it offers others, or the vendor judges them anew
}

func in(states ...State) []State { return states }

// Matrix prints which event may follow which state, and the state that follows.
func Matrix() string { return lifecycle.Matrix(States, kinds()) }

// Mermaid draws the lifecycle as a Mermaid state diagram.
func Mermaid() string { return lifecycle.Mermaid(States, kinds()) }

func kinds() (all []Kind) {
	for _, t := range Catalogue {
		all = append(all, Kind(t.Zero.EventKind()))
	}
	return all
}
