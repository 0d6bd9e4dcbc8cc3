package claim

import "github.com/cosell/cosell/domain"

// State is where one registration stands with the claims on a customer.
type State string

// The states. None is final: what was released may be granted after all.
const (
	StateWaiting  State = "waiting"
	StateHolding  State = "holding"
	StateReleased State = "released" // neither any more
)

// States lists the states in the order of a registration's life here.
var States = []State{StateWaiting, StateHolding, StateReleased}

func in(states ...State) []State { return states }

// lifecycle says of each registration after which states an event may happen, and to which state it leads. An empty state
// is that of a registration of which the claims know nothing.
var lifecycle = domain.Lifecycle[Kind, State]{
	KindFiled:    {From: in("", StateWaiting, StateReleased), To: StateWaiting}, // waiting: for other products
	KindGranted:  {From: in(StateWaiting, StateHolding), To: StateHolding},      // holding: of more products
	KindReleased: {From: in(StateWaiting, StateHolding), To: StateReleased},
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
