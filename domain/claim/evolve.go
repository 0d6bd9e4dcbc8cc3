package claim

import (
	"slices"
	"time"

	"github.com/cosell/cosell/domain"
)

// Replay folds a history, oldest event first.
func Replay(history []domain.Recorded) (c Claim) {
	for _, r := range history {
		c = Evolve(c, r)
	}
	return c
}

// Evolve folds one event: the state after it. It refuses nothing, whatever the rules of today say; an event of another
// aggregate changes nothing.
func Evolve(c Claim, r domain.Recorded) Claim {
	event, ok := r.Event.(Event)
	if !ok {
		return c
	}
	c.id, c.stream, c.revision = r.Subject, r.Stream, r.Revision
	switch e := event.(type) {
	case Filed:
		c.matchKey = e.MatchKey
		c.change(e.Registration, e, func(x *Entry) {
			x.Partner, x.Deal, x.Products = e.Partner, e.Deal, e.Products
			if x.FiledAt.IsZero() {
				x.FiledAt = r.Ref().At
			}
		})
	case Granted:
		c.change(e.Registration, e, func(x *Entry) {
			x.Partner, x.Products, x.HeldSince = e.Partner, e.Products, r.Ref().At
		})
	case Released:
		c.change(e.Registration, e, func(x *Entry) { x.HeldSince = time.Time{} })
	}
	return c
}

// change gives a registration its next state, in its old place, or, where it had none, at the end.
func (c *Claim) change(registration domain.ID, e Event, edit func(*Entry)) {
	i := c.find(registration)
	c.queue = slices.Clone(c.queue)
	if i < 0 {
		i = len(c.queue)
		c.queue = append(c.queue, Entry{Registration: registration})
	}
	c.queue[i].State = lifecycle.Next(e.kind(), c.queue[i].State)
	edit(&c.queue[i])
}
