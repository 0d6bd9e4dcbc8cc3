// Package evidence is what a decision may believe of other streams: a handler reads it, hands it to the rules, and the
// event that comes of it says where it was read. All of its values are plain data; none can be changed through them.
package evidence

import (
	"time"

	"github.com/cosell/cosell/domain"
)

// MemberState is where a member stands with its partner.
type MemberState string

// The states of a member.
const (
	MemberInvited MemberState = "invited"
	MemberActive  MemberState = "active"
	MemberRemoved MemberState = "removed" // may be invited again
)

// Partner is what is believed of a partner, and where it was read. The zero value is a partner that does not exist.
type Partner struct {
	Exists    bool
	Approved  bool // approved and not suspended
	Suspended bool
	// Transacting and AssessmentVetted are what the vendor grants: to be invited by other partners, and to open solution
	// assessments.
	Transacting      bool
	AssessmentVetted bool
	Name             string
	Members          map[string]MemberState // by member id; a member that is not there is unknown
	Locations        map[domain.ID]Location
	Solutions        map[string]Solution // by the partner's own id of it
	Stream           string              // the partner's stream
	Revision         int64               // of its last event that was read
}

// Location is one of a partner's places of work.
type Location struct {
	Name   string
	Closed bool
	Place  int // in the order in which the partner opened them, from 0
}

// Solution is one that a partner offers, as the vendor has judged it.
type Solution struct {
	Name         string
	CoSellReady  bool            // may be put on a deal
	Eligible     bool            // counts for an incentive
	Incentivised bool            // may be bought on the marketplace with an incentive
	Event        domain.EventRef // of the partner's stream, that made it so
}

// Believed says where the partner was read, for an event that relied on fact.
func (p Partner) Believed(fact string) domain.Evidence {
	return domain.Evidence{Fact: fact, Stream: p.Stream, Revision: p.Revision}
}

// Customer is a customer record, and where it was read. A nil one does not exist.
type Customer struct {
	Owner    domain.Org // the organisation that it belongs to
	Removed  bool
	Customer domain.Customer // as the record says now
	Stream   string
	Revision int64
}

// Contact is a contact's record, and where it was read. A nil one does not exist.
type Contact struct {
	Owner    domain.Org // the organisation that it belongs to
	Removed  bool
	Stream   string
	Revision int64
}

// Claim is who has exclusivity over a customer under one match key, and where it was read.
type Claim struct {
	Stream   string
	Revision int64
	Holds    []Hold
}

// Hold is exclusivity over one product.
type Hold struct {
	Product      string
	Partner      domain.Party
	Registration domain.ID
	Since        time.Time
}
