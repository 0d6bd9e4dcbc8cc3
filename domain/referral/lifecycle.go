package referral

import "github.com/cosell/cosell/domain"

// State is where a copy is in its lifecycle.
type State string

// The states. All but the first two are final.
const (
	StateReceived  State = "received" // an invitation that waits for its answer
	StateAccepted  State = "accepted" // the owner works on it
	StateWon       State = "won"
	StateLost      State = "lost"
	StateDeclined  State = "declined"  // by the receiver
	StateExpired   State = "expired"   // nobody answered in time
	StateWithdrawn State = "withdrawn" // the inviter's copy ended first
	StateError     State = "error"     // should not have been
)

// States lists the states in the order of a referral's life.
var States = []State{
	StateReceived, StateAccepted,
	StateWon, StateLost, StateDeclined, StateExpired, StateWithdrawn, StateError,
}

func in(states ...State) []State { return states }

// lifecycle says after which states an event may happen, and to which state it leads. An empty state is that of a copy
// that is not there yet; a row without a target keeps the state.
var lifecycle = domain.Lifecycle[Kind, State]{
	KindCreated:  {From: in(""), To: StateAccepted}, // the opener works on it from the beginning
	KindReceived: {From: in(""), To: StateReceived},

	KindSeen:      {From: in(StateReceived)},
	KindAccepted:  {From: in(StateReceived), To: StateAccepted},
	KindDeclined:  {From: in(StateReceived), To: StateDeclined},
	KindExpired:   {From: in(StateReceived), To: StateExpired},
	KindWithdrawn: {From: in(StateReceived), To: StateWithdrawn},

	KindStageMarked:      {From: in(StateAccepted)},
	KindRevised:          {From: in(StateAccepted)},
	KindTeamChanged:      {From: in(StateAccepted)},
	KindSolutionsChanged: {From: in(StateAccepted)},
	KindNoteAdded:        {From: in(StateReceived, StateAccepted)},

	KindVisibilityGranted: {From: in(StateAccepted)},
	KindHelpRequested:     {From: in(StateAccepted)},
	KindPartnerInvited:    {From: in(StateAccepted)},

	KindCounterpartAnswered: {From: States}, // notes of the system: copies never close each other
	KindCounterpartClosed:   {From: States},
	KindCounterpartNoted:    {From: States},
	KindAccountMatched:      {From: States}, // the vendor's books have no closing day

	KindWon:           {From: in(StateAccepted), To: StateWon},
	KindLost:          {From: in(StateAccepted), To: StateLost},
	KindClosedAsError: {From: in(StateReceived, StateAccepted), To: StateError},

	KindRegistered:        {From: in(StateWon)},
	KindRegistrationNoted: {From: States}, // registrations outlive deals
	KindExceptionNoted:    {From: in(StateWon, StateLost, StateError)},
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
