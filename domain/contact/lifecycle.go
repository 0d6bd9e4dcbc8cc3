package contact

import "github.com/cosell/cosell/domain"

// State is a place in the lifecycle of a record.
type State string

// The states. None is that of a record to which nothing has happened.
const (
	None         State = ""
	StateKept    State = "kept"
	StateRemoved State = "removed" // terminal
)

// States lists every state in the order of a record's life.
var States = []State{None, StateKept, StateRemoved}

var lifecycle = domain.Lifecycle[Kind, State]{
	KindCreated: {From: in(None), To: StateKept},         // somebody takes the person down
	KindRevised: {From: in(StateKept)},                   // name, mail, phone, title, consent
	KindRemoved: {From: in(StateKept), To: StateRemoved}, // nobody is to talk to the person any more
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
