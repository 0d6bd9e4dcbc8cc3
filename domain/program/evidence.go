package program

import (
	"slices"
	"time"

	"github.com/cosell/cosell/domain"
	"github.com/cosell/cosell/domain/evidence"
)

// Input is what a decision is made of besides the state and the command.
type Input struct {
	ID       domain.ID // of the program
	Caller   domain.Caller
	Now      time.Time // UTC, microseconds; never earlier than the program's last event
	Evidence Evidence
}

// Evidence is what a decision may know of other streams: of every partner that Needs names. One that is not in the map
// does not exist.
type Evidence struct {
	Partners evidence.Partners
}

// Needed names what the handler must read before a decision.
type Needed struct {
	Partners []domain.ID // sorted, each once
}

// Needs names what Decide must know of other streams: the partners of rules that are new.
func Needs(p Program, c Command, _ domain.Caller) (n Needed) {
	if set, ok := c.(SetRouting); ok {
		for _, r := range set.Routes {
			if !slices.Contains(p.Policy().Routing, r) {
				n.Partners = append(n.Partners, r.Partner)
			}
		}
	}
	slices.Sort(n.Partners)
	n.Partners = slices.Compact(n.Partners)
	return n
}
