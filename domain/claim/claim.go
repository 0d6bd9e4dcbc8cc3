// Package claim keeps who has exclusivity over one customer, and who waits for it, product by product and in the order of
// arrival. There is one for each match key of a customer (domain.ClaimID).
//
// Its commands are our own processes' alone: a registration that asks for exclusivity is filed, its approval takes the
// grant first, its end releases it. Of one product there is one holder at a time.
package claim

import (
	"slices"
	"time"

	"github.com/cosell/cosell/domain"
	"github.com/cosell/cosell/domain/evidence"
)

// Claim is the state of the claims on one customer. The zero value is a customer that nobody ever claimed.
type Claim struct {
	id       domain.ID
	matchKey string
	queue    []Entry // in the order of arrival; what was released stays, in its place
	stream   string
	revision int64
}

// Entry is one registration in the queue.
type Entry struct {
	Registration domain.ID
	Partner      domain.Party
	Deal         string // its stream
	Products     []string
	State        State
	FiledAt      time.Time // for the first time
	HeldSince    time.Time // zero unless it holds
}

// State says of the claims as a whole: holding when anybody holds a product, else waiting when anybody waits, else
// released; "" for the zero value.
func (c Claim) State() State {
	for _, s := range in(StateHolding, StateWaiting, StateReleased) {
		if slices.ContainsFunc(c.queue, func(e Entry) bool { return e.State == s }) {
			return s
		}
	}
	return ""
}

// Queue is a copy of all that were ever filed, in the order of arrival.
func (c Claim) Queue() []Entry { return slices.Clone(c.queue) }

// Holder is who has exclusivity over a product; false when nobody does.
func (c Claim) Holder(product string) (Entry, bool) {
	i := slices.IndexFunc(c.queue, func(e Entry) bool { return e.holds(product) })
	if i < 0 {
		return Entry{}, false
	}
	return c.queue[i], true
}

// Place is where a registration stands: 1 with nobody before it, as every holder, and behind whom: those that hold one of
// its products, and those that wait for one and came earlier. It is 0 for one that neither holds nor waits.
func (c Claim) Place(registration domain.ID) (place int, behind []Entry) {
	i := c.find(registration)
	if i < 0 || c.queue[i].State == StateReleased {
		return 0, nil
	}
	me := c.queue[i]
	if me.State == StateHolding {
		return 1, nil
	}
	for j, e := range c.queue {
		if j != i && e.meets(me.Products) && (e.State == StateHolding || e.State == StateWaiting && j < i) {
			behind = append(behind, e)
		}
	}
	return len(behind) + 1, behind
}

// Fact is what a decision elsewhere may know of the claims.
func (c Claim) Fact() evidence.Claim {
	f := evidence.Claim{Stream: c.stream, Revision: c.revision}
	for _, e := range c.queue {
		if e.State != StateHolding {
			continue
		}
		for _, product := range e.Products {
			f.Holds = append(f.Holds, evidence.Hold{Product: product, Partner: e.Partner, Registration: e.Registration, Since: e.HeldSince})
		}
	}
	return f
}

func (c Claim) find(registration domain.ID) int {
	return slices.IndexFunc(c.queue, func(e Entry) bool { return e.Registration == registration })
}

func (e Entry) holds(product string) bool {
	return e.State == StateHolding && slices.Contains(e.Products, product)
}

// meets reports whether e is about one of these products.
func (e Entry) meets(products []string) bool {
	return slices.ContainsFunc(products, func(p string) bool { return slices.Contains(e.Products, p) })
}
