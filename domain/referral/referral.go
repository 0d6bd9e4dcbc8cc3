// Package referral is the machine of one organisation's copy of a co-sell deal. All copies of a deal share its engagement;
// each is its owner's alone, and what the others did reaches it as notes of the system.
//
// A request goes through four doors, in this order: Validate (is it well formed), Sees (may the caller know of the copy),
// Permit (is it the caller's to do) and Decide (do the rules allow it now). Decide gives events; Evolve folds them into
// the next state and refuses nothing. All are functions over values: a state, once made, never changes, so whoever
// holds an older one may keep it.
//
// What to read first: the table in lifecycle.go says what may happen when, the table in permit.go who may ask for it, and
// type.go what kind of deal it is.
package referral

import (
	"time"

	"github.com/cosell/cosell/domain"
	"github.com/cosell/cosell/domain/registration"
)

// Referral is the state of one copy. The zero value is a copy to which nothing has happened yet.
type Referral struct {
	id             domain.ID
	engagement     domain.ID
	state          State
	owner          domain.Organisation
	inviter        *Counterpart // of a copy that was received
	share          *Share       // likewise
	route          string
	deadline       time.Time // of the invitation; zero of a copy that its owner opened
	seen           bool
	details        Details
	team           []domain.TeamMember
	solutions      []Solution
	consent        bool
	partnerRole    string
	partnerProgram string
	predecessor    domain.ID
	visible        bool   // the vendor was let in
	help           string // what the vendor was asked for
	helpNotes      string
	counterparts   []counterpart // in the order in which they became known; of a received copy the inviter first
	stage          int           // 0 before the copy is accepted
	marked         []int
	registrations  []entry
	exception      *entry
	excepted       bool     // whether the one exception of the deal was asked for, here or in a registration
	outcome        *outcome // once the copy is closed
	decided        decided
	createdAt      time.Time // or received
	invitedAt      time.Time // when the vendor was asked for help, or the copy was received; zero while neither
	changedAt      time.Time
	progressAt     time.Time // of creation or acceptance, then of the last progress
}

// counterpart is another copy, as far as it is known here.
type counterpart struct {
	Counterpart
	at           time.Time // of its answer, zero while it has none
	team         []domain.TeamMember
	reason, note string
	accepted     bool // ever
}

// entry is a registration as the deal knows it.
type entry struct {
	id    domain.ID
	kind  registration.Purpose
	state registration.State
}

type outcome struct {
	reason, note string
	value        domain.Money
	date         domain.Date
	early        bool
	at           time.Time
}

// decided are the events that made the copy what a verdict finds.
type decided struct{ closed, value, account, kind, vendor, solutions domain.EventRef }

// CopyID is the id of the copy that an organisation has of a deal it did not open.
func CopyID(engagement domain.ID, org domain.Org) domain.ID {
	return engagement.Derive("referral:" + string(org))
}

// State is where the copy is in its lifecycle, "" for the zero value.
func (r Referral) State() State { return r.state }

// ID is the copy's own; "" for the zero value.
func (r Referral) ID() domain.ID { return r.id }

// Engagement is the id that all copies of the deal share.
func (r Referral) Engagement() domain.ID { return r.engagement }

// Owner is the organisation whose copy it is.
func (r Referral) Owner() domain.Organisation { return r.owner }

// Replay folds a copy's history, oldest event first.
func Replay(history []domain.Recorded) (r Referral) {
	for _, e := range history {
		r = Evolve(r, e)
	}
	return r
}

// received reports whether another organisation opened the deal.
func (r Referral) received() bool { return r.inviter != nil }

// final reports whether the copy is closed.
func (r Referral) final() bool { return r.state != "" && lifecycle.Final(r.state) }

// opener is the organisation that opened the deal.
func (r Referral) opener() domain.Org {
	if r.received() {
		return r.inviter.Owner.Org
	}
	return r.owner.Org
}

// Counterparts are the other copies as far as they are known here: of a received one the inviter's first, then in the order
// in which they became known.
func (r Referral) Counterparts() (all []Counterpart) {
	for _, c := range r.counterparts {
		all = append(all, c.Counterpart)
	}
	return all
}

// Inviter is the copy that invited; false of one that its owner opened.
func (r Referral) Inviter() (Counterpart, bool) {
	if !r.received() {
		return Counterpart{}, false
	}
	return *r.inviter, true
}
