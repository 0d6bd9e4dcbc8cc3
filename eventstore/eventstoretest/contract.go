// Package eventstoretest proves the contract of eventstore.Store: one table of rules that every adapter passes, under the
// race detector, and benchmarks over the contract, so that adapters are compared by the same code.
//
// An adapter joins with one test:
//
//	eventstoretest.Run(t, eventstoretest.Harness{Open: func(t testing.TB) eventstoretest.Store { return memory.New() }})
package eventstoretest

import (
	"slices"
	"testing"

	"github.com/cosell/cosell/eventstore"
)

// Store is the contract, and a way to end it. Close may be called more than once.
type Store interface {
	eventstore.Store
	Close()
}

// Harness is what an adapter brings.
type Harness struct {
	// Open gives an empty log of its own, which Run closes.
	Open func(t testing.TB) Store

	// Reopen gives the log of a closed store again; nil where a log ends with its store.
	Reopen func(t testing.TB, closed Store) Store
}

// rule is one promise of the contract.
type rule struct {
	name  string // a sentence: what is seen
	text  string // the promise, printed when it is broken
	check func(t *testing.T, l log)
}

// Run checks every rule, each on an empty log, in parallel.
func Run(t *testing.T, h Harness) {
	rules := slices.Concat(appendRules, repeatRules, readRules, subscribeRules, orderRules, closeRules)
	if h.Reopen != nil {
		rules = slices.Concat(rules, durabilityRules)
	}
	for _, r := range rules {
		t.Run(r.name, func(t *testing.T) {
			t.Parallel()
			t.Cleanup(func() {
				if t.Failed() {
					t.Logf("the contract says: %s", r.text)
				}
			})
			r.check(t, open(t, h))
		})
	}
}
