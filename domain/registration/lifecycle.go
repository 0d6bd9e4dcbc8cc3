package registration

import (
	"slices"

	"github.com/cosell/cosell/domain"
)

// State is where a registration is in its lifecycle.
type State string

// The states. The last four are final.
const (
	StatePending   State = "pending-review"
	StateAction    State = "action-required"   // the requester has to put something right
	StateException State = "exception-pending" // a reviewer decides whether an exception is made
	StateApproved  State = "approved"
	StatePassed    State = "passed"
	StateFailed    State = "failed"
	StateRejected  State = "rejected"
	StateWithdrawn State = "withdrawn"
	StateLapsed    State = "lapsed"
	StateClosed    State = "closed"
)

// States lists the states in the order of a registration's life.
var States = []State{
	StatePending, StateAction, StateException, StateApproved, StatePassed, StateFailed,
	StateRejected, StateWithdrawn, StateLapsed, StateClosed,
}

// Live reports whether a registration in that state binds its deal.
func (s State) Live() bool { return slices.Contains(live, s) }

var live = in(StatePending, StateAction, StateException, StateApproved, StatePassed)

func in(states ...State) []State { return states }

// lifecycle says after which states an event may happen, and to which state it leads. An empty state is that of a
// registration that is not there yet; a row without a target keeps the state. Which of them are for exclusivity and which
// for an incentive is said in purposes.
var lifecycle = domain.Lifecycle[Kind, State]{
	KindRequested:         {From: in(""), To: StatePending},
	KindAutoApproved:      {From: in(StatePending), To: StateApproved},
	KindSelectedForReview: {From: in(StateApproved), To: StatePending},
	KindActionRequired:    {From: in(StatePending), To: StateAction},
	KindResubmitted:       {From: in(StateAction), To: StatePending},
	KindPassed:            {From: in(StatePending), To: StatePassed},
	KindFailed:            {From: in(StatePending), To: StateFailed},
	KindApproved:          {From: in(StatePending), To: StateApproved},
	KindRejected:          {From: in(StatePending), To: StateRejected},

	KindExtensionRequested: {From: in(StateApproved)},
	KindExtended:           {From: in(StateApproved)},
	KindExtensionRefused:   {From: in(StateApproved)},
	KindLapsed:             {From: in(StateApproved), To: StateLapsed},
	KindWithdrawn:          {From: in(StatePending, StateAction), To: StateWithdrawn},

	KindExceptionRequested: {From: in("", StateFailed), To: StateException}, // "": a closed deal that is not eligible
	KindExceptionGranted:   {From: in(StateException), To: StateAction},
	KindExceptionDenied:    {From: in(StateException), To: StateClosed},

	KindClosed: {From: in(StatePending, StateApproved, StatePassed, StateFailed), To: StateClosed},
}

// purposes says of every event for which kind of registration it is; "" is for both.
var purposes = map[Kind]Purpose{
	KindRequested:          "",
	KindAutoApproved:       Incentive,
	KindSelectedForReview:  Incentive,
	KindActionRequired:     "",
	KindResubmitted:        "",
	KindPassed:             Incentive,
	KindFailed:             Incentive,
	KindApproved:           Exclusivity,
	KindRejected:           Exclusivity,
	KindExtensionRequested: Exclusivity,
	KindExtended:           Exclusivity,
	KindExtensionRefused:   Exclusivity,
	KindLapsed:             Exclusivity,
	KindWithdrawn:          "",
	KindExceptionRequested: Incentive,
	KindExceptionGranted:   Incentive,
	KindExceptionDenied:    Incentive,
	KindClosed:             "",
}

// Matrix prints the lifecycle with a row for every state and a column for every event.
func Matrix() string { return lifecycle.Matrix(append(in(""), States...), kinds()) }

// Mermaid draws the lifecycle as a Mermaid state diagram.
func Mermaid() string { return lifecycle.Mermaid(append(in(""), States...), kinds()) }

func kinds() []Kind {
	all := make([]Kind, len(Catalogue))
	for i, t := range Catalogue {
		all[i] = Kind(t.Zero.EventKind())
	}
	return all
}
