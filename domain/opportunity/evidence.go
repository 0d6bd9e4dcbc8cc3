package opportunity

import (
	"slices"
	"time"

	"github.com/cosell/cosell/domain"
	"github.com/cosell/cosell/domain/assignment"
	"github.com/cosell/cosell/domain/evidence"
	"github.com/cosell/cosell/domain/program"
)

// Input is what a decision is made of besides the state and the command.
type Input struct {
	ID           domain.ID // of the opportunity
	Registration domain.ID // names the registration that register opens; the same each time it is decided
	Caller       domain.Caller
	Now          time.Time // UTC, microseconds; never earlier than the opportunity's last event
	Policy       program.Policy
	Evidence     Evidence
}

// Evidence is what a decision may know of other streams: of every partner that Needs names, of the customer record and of
// the predecessor. A partner that is not in the map does not exist; a nil Customer or Predecessor likewise.
type Evidence struct {
	Partners    evidence.Partners
	Customer    *evidence.Customer
	Predecessor *PredecessorFact
	Claims      []evidence.Claim       // on the customer, under each of its match keys
	Candidates  []assignment.Candidate // every partner, with what it has now: nobody else assigns until the events are written
	Position    string                 // place in the whole log up to which the candidates were read
}

// PredecessorFact is the deal that a new one takes up again, and where it was read.
type PredecessorFact struct {
	Deal     Opportunity
	Stream   string
	Revision int64
}

// Needed names what the handler must read before a decision.
type Needed struct {
	Partners    []domain.ID // sorted, each once
	Customer    domain.ID   // of a customer record; "" for none
	Predecessor domain.ID   // "" for none
	MatchKeys   []string    // of the customer, whose claims must be read
	Candidates  bool        // all partners must be known, and nothing assigned by others from then until the events are written
}

// Needs names what Decide must know of other streams; without a command, what Allowed and Facts must.
func Needs(o Opportunity, c Command, who domain.Caller) Needed {
	var n Needed
	if who.IsPartner() {
		n.Partners = append(n.Partners, who.Partner())
	}
	switch c := c.(type) {
	case nil:
		n.Partners = append(n.Partners, o.owner().ID)
	case Create:
		n.Predecessor = c.Predecessor
		if c.Customer != nil {
			n.Customer = c.Customer.ID
		}
	case Revise:
		n.Customer = o.named(c)
	case Approve:
		n.Partners = append(n.Partners, o.submitter.ID)
		n.MatchKeys = o.matchKeys()
	case Distribute:
		n.MatchKeys = o.matchKeys()
		if n.Candidates = c.Partner == Auto; !n.Candidates {
			n.Partners = append(n.Partners, domain.ID(c.Partner))
		}
	case Reoffer:
		if n.Candidates = o.awaits(c.Offer); n.Candidates {
			n.MatchKeys = o.matchKeys()
		}
	case Share:
		n.Partners, n.MatchKeys = append(append(n.Partners, c.Partners...), o.lead.ID), o.matchKeys()
	case AddCollaborator:
		n.Partners, n.MatchKeys = append(n.Partners, c.Partner), o.matchKeys()
	case Recall:
		if o.offer != nil {
			n.Partners = append(n.Partners, o.offer.partner.ID)
		}
	}
	slices.Sort(n.Partners)
	n.Partners = slices.DeleteFunc(slices.Compact(n.Partners), func(id domain.ID) bool { return id == "" })
	return n
}
