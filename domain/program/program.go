// Package program is the policy that governs every deal: windows, tables, catalogues, weights, routes, exchange rates. A
// policy is a value with a version; every decision names the version it used, and changing policy changes no old deal.
//
// The program itself is an aggregate like the others, with one stream: each of its events sets one part of the policy
// anew, so that folding any beginning of the stream gives the policy as of then. Before the first event it is Default.
package program

import (
	"slices"
	"time"

	"github.com/cosell/cosell/domain"
)

// ID is the id of the program: there is one per installation. On disk for ever.
const ID domain.ID = "3a1f7c52-9d0e-4b7b-8a56-2f64c0d1e9ab"

// Program is the state of the program. Its zero value is one that nobody has changed. It is a value: Evolve leaves the
// one it is given as it was.
type Program struct {
	policy  Policy // the zero one before the first event
	changes []change
}

// change is the last one of a part.
type change struct {
	part    Part
	version int
	at      time.Time
	by      string
	reason  string
}

// Policy is the policy in force. Its version is one more than the number of events.
func (p Program) Policy() Policy {
	if p.policy.Version == 0 {
		return Default()
	}
	return p.policy
}

// Replay folds a whole history, oldest event first, or any beginning of one.
func Replay(history []domain.Recorded) (p Program) {
	for _, r := range history {
		p = Evolve(p, r)
	}
	return p
}

// Evolve is the state after an event. It takes whatever happened; an event of another aggregate changes nothing.
func Evolve(p Program, r domain.Recorded) Program {
	e, ok := r.Event.(Event)
	if !ok {
		return p
	}
	p.policy = p.Policy().after(e)
	others := slices.DeleteFunc(slices.Clone(p.changes), func(c change) bool { return c.part == e.part() })
	p.changes = append(others, change{e.part(), p.policy.Version, r.RecordedAt, r.Actor.Member, e.why()})
	return p
}

// after is the next version of a policy, with one part set anew.
func (p Policy) after(e Event) Policy {
	p.Version++
	e.apply(&p)
	return p
}
