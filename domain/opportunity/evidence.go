package opportunity

import (
	"slices"
	"time"

	"github.com/cosell/cosell/domain"
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

// Evidence is what a decision may know of other streams: of every partner that Needs names, and of the predecessor. A
// partner that is not in the map does not exist; a nil Predecessor likewise.
type Evidence struct {
	Partners    map[domain.ID]PartnerFact
	Predecessor *PredecessorFact
}

// PartnerFact is what is believed of a partner, and where it was read. The zero value is a partner that does not exist.
type PartnerFact struct {
	Exists    bool
	Approved  bool // approved and not suspended
	Suspended bool
	Name      string
	Members   map[string]MemberState // by member id; a member that is not there is unknown
	Stream    string                 // the partner's stream
	Revision  int64                  // of its last event that was read
}

// MemberState is where a member stands with its partner.
type MemberState string

// The states of a member.
const (
	MemberInvited MemberState = "invited"
	MemberActive  MemberState = "active"
	MemberRemoved MemberState = "removed"
)

// PredecessorFact is the deal that a new one takes up again, and where it was read.
type PredecessorFact struct {
	Deal     Opportunity
	Stream   string
	Revision int64
}

// Needed names what the handler must read before a decision.
type Needed struct {
	Partners    []domain.ID // sorted, each once
	Predecessor domain.ID   // "" for none
}

// Needs names what Decide must know of other streams; without a command, what Allowed must.
func Needs(o Opportunity, c Command, who domain.Caller) Needed {
	var n Needed
	if who.IsPartner() {
		n.Partners = append(n.Partners, who.Partner())
	}
	switch c := c.(type) {
	case Create:
		n.Predecessor = c.Predecessor
	case Approve:
		n.Partners = append(n.Partners, o.submitter.ID)
	case Distribute:
		n.Partners = append(n.Partners, c.Partner)
	case Share:
		n.Partners = append(n.Partners, c.Partners...)
	case AddCollaborator:
		n.Partners = append(n.Partners, c.Partner)
	case Recall:
		if o.offer != nil {
			n.Partners = append(n.Partners, o.offer.partner.ID)
		}
	}
	slices.Sort(n.Partners)
	n.Partners = slices.DeleteFunc(slices.Compact(n.Partners), func(id domain.ID) bool { return id == "" })
	return n
}
