package referral

import (
	"slices"
	"time"

	"github.com/cosell/cosell/domain"
	"github.com/cosell/cosell/domain/evidence"
	"github.com/cosell/cosell/domain/program"
)

// Input is what a decision is made of besides the state and the command.
type Input struct {
	ID           domain.ID // of the referral
	Registration domain.ID // names the registration that register or request-exception opens; the same each time it is decided
	Caller       domain.Caller
	Now          time.Time // UTC, microseconds; never earlier than the referral's last event
	Policy       program.Policy
	Evidence     Evidence
}

// Evidence is what a decision may know of other streams: as much as Needs asks for. A partner that is not in the map does
// not exist; a nil Customer or Predecessor likewise.
type Evidence struct {
	Partners    evidence.Partners
	Customer    *evidence.Customer
	Predecessor *PredecessorFact
}

// PredecessorFact is the referral that a new one takes up again, and where it was read.
type PredecessorFact struct {
	Deal     Referral
	Stream   string
	Revision int64
}

// Needed names what the handler must read before a decision.
type Needed struct {
	Partners    []domain.ID // sorted, each once
	Customer    domain.ID   // of a customer record; "" for none
	Predecessor domain.ID   // "" for none
}

// Needs names what Decide must know of other streams; without a command, what Allowed and Facts must.
func Needs(r Referral, c Command, who domain.Caller) Needed {
	var n Needed
	if who.IsPartner() {
		n.Partners = append(n.Partners, who.Partner())
	}
	switch c := c.(type) {
	case Create:
		n.Predecessor = c.Predecessor
		if c.Customer != nil {
			n.Customer = c.Customer.ID
		}
		n.Partners = append(n.Partners, owners(c.Solutions)...)
		for _, i := range c.Invitations {
			n.Partners = append(append(n.Partners, i.Partner), owners(i.Solutions)...)
		}
	case InvitePartner:
		n.Partners = append(append(n.Partners, c.Partner), owners(c.Solutions)...)
	case ChangeSolutions:
		n.Partners = append(append(n.Partners, owners(c.Solutions)...), owners(r.solutions)...)
	case Receive:
		n.Partners = append(n.Partners, partnerOf(c.Owner.Org))
	case Expire:
		n.Partners = append(n.Partners, partnerOf(r.owner.Org))
	case nil, Revise, Register, RequestException:
		n.Partners = append(append(n.Partners, partnerOf(r.owner.Org)), owners(r.solutions)...)
	}
	slices.Sort(n.Partners)
	n.Partners = slices.DeleteFunc(slices.Compact(n.Partners), func(id domain.ID) bool { return id == "" })
	return n
}

// owners are the partners that third-party solutions belong to.
func owners(solutions []Solution) (all []domain.ID) {
	for _, s := range solutions {
		all = append(all, s.Partner)
	}
	return all
}

// partnerOf is the partner that an organisation is, "" for the vendor.
func partnerOf(org domain.Org) domain.ID {
	if org == domain.Vendor || org == domain.System {
		return ""
	}
	return domain.ID(org)
}
