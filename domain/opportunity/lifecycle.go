package opportunity

import "github.com/cosell/cosell/domain"

// State is where a deal is in its lifecycle.
type State string

// The states. The last five are final.
const (
	StateNew         State = "new"         // the vendor's, offered to nobody
	StateSubmitted   State = "submitted"   // a partner's, waiting for the vendor's approval
	StateDistributed State = "distributed" // offered to one partner, which has not answered
	StateAccepted    State = "accepted"    // a lead partner, or several together, work on it
	StateWon         State = "won"
	StateLost        State = "lost"
	StateDeclined    State = "declined" // by the partner it was offered to, or a submission by the vendor
	StateExpired     State = "expired"  // nobody answered in time
	StateError       State = "error"    // should not have been
)

// States lists the states in the order of a deal's life.
var States = []State{
	StateNew, StateSubmitted, StateDistributed, StateAccepted,
	StateWon, StateLost, StateDeclined, StateExpired, StateError,
}

func in(states ...State) []State { return states }

// lifecycle says after which states an event may happen, and to which state it leads. An empty state is that of a deal
// that is not there yet; a row without a target keeps the state.
var lifecycle = domain.Lifecycle[Kind, State]{
	KindCreated:   {From: in(""), To: StateNew},
	KindSubmitted: {From: in(""), To: StateSubmitted},
	KindApproved:  {From: in(StateSubmitted), To: StateAccepted}, // the submitter leads
	KindRejected:  {From: in(StateSubmitted), To: StateDeclined},

	KindDistributed:         {From: in(StateNew), To: StateDistributed},
	KindShared:              {From: in(StateNew, StateAccepted), To: StateAccepted}, // asks for no answer
	KindCollaboratorAdded:   {From: in(StateAccepted)},
	KindCollaboratorRemoved: {From: in(StateAccepted)},

	KindOfferSeen:     {From: in(StateDistributed)},
	KindAccepted:      {From: in(StateDistributed), To: StateAccepted},
	KindDeclined:      {From: in(StateDistributed), To: StateDeclined},
	KindExpired:       {From: in(StateDistributed), To: StateExpired},
	KindOfferDeclined: {From: in(StateDistributed), To: StateNew}, // the vendor looks for another partner
	KindOfferLapsed:   {From: in(StateDistributed), To: StateNew}, // likewise
	KindNoCandidate:   {From: in(StateNew)},
	KindRecalled:      {From: in(StateDistributed), To: StateNew},
	KindReturned:      {From: in(StateAccepted), To: StateNew},

	KindStageMarked:     {From: in(StateAccepted)},
	KindRevised:         {From: in(StateNew, StateSubmitted, StateDistributed, StateAccepted)},
	KindExtended:        {From: in(StateAccepted)},
	KindAssigneeChanged: {From: in(StateAccepted)},
	KindNoteAdded:       {From: in(StateNew, StateSubmitted, StateDistributed, StateAccepted)},
	KindPaused:          {From: in(StateAccepted)},
	KindResumed:         {From: in(StateAccepted)},

	KindWon:           {From: in(StateAccepted), To: StateWon},
	KindLost:          {From: in(StateNew, StateAccepted), To: StateLost}, // new: the vendor gives it up
	KindClosedAsError: {From: in(StateNew, StateSubmitted, StateDistributed, StateAccepted), To: StateError},

	KindRegistered:        {From: in(StateSubmitted, StateAccepted, StateWon)}, // before the win and after it
	KindRegistrationNoted: {From: States},                                      // a system's note: registrations outlive deals
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
