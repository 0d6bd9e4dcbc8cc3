package customer

import "github.com/cosell/cosell/domain"

// State is a place in the lifecycle of a record.
type State string

// The states. None is that of a record to which nothing has happened.
const (
	None      State = ""
	StateKept State = "kept" // for good: deals refer to it
)

// States lists every state.
var States = []State{None, StateKept}

var lifecycle = domain.Lifecycle[Kind, State]{
	KindCreated:       {From: in(None), To: StateKept}, // somebody takes the customer down
	KindRevised:       {From: in(StateKept)},           // name, address, account
	KindAccountLinked: {From: in(StateKept)},           // one more account is the same customer
	KindAssociated:    {From: in(StateKept)},           // a contact works there
	KindDissociated:   {From: in(StateKept)},           // a contact works there no longer
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
