// Package opportunity is the machine of one deal that the vendor offers to partners, or that a partner brings.
//
// A request goes through four doors, in this order: Validate (is it well formed), Sees (may the caller know of the deal),
// Permit (is it the caller's to do) and Decide (do the rules allow it now). Decide gives events; Evolve folds them into
// the next state and refuses nothing. All are functions over values: a state, once made, never changes, so whoever
// holds an older one may keep it.
//
// What to read first: the table in lifecycle.go says what may happen when, the table in permit.go who may ask for it.
package opportunity

import (
	"time"

	"github.com/cosell/cosell/domain"
)

// Source says who brought a deal.
type Source string

// The sources.
const (
	SourceVendor  Source = "vendor"
	SourcePartner Source = "partner"
)

// Opportunity is the state of one deal. The zero value is a deal to which nothing has happened yet.
type Opportunity struct {
	id            domain.ID
	state         State
	source        Source
	details       Details
	keeper        domain.Org // of the customer record that the deal names
	predecessor   domain.ID
	submitter     domain.Party // of a deal that a partner brought
	submittedBy   string       // its member
	lead          domain.Party // none while new, distributed or shared
	assignee      string
	collaborators []domain.Party
	offer         *offer // while distributed
	ties          []Tie  // in the order in which they began
	excluded      []domain.Party
	stage         int // 0 before the deal is accepted
	marked        []int
	paused        *pause
	registrations []registered
	excepted      bool     // an exception was asked for in a registration of the deal
	outcome       *outcome // once the deal is closed
	lostOffer     *offer   // declined or lapsed, as long as the next candidate is to be found
	made          made
	createdAt     time.Time
	changedAt     time.Time
	progressAt    time.Time // of acceptance, then of the last progress
}

type offer struct {
	revision                 int64 // of the event that made it
	partner                  domain.Party
	at, deadline             time.Time
	window                   time.Duration
	seen                     bool
	afterDecline, afterLapse After
}

// made says which event made the deal what it is, as far as a verdict asks for it.
type made struct {
	created   domain.EventRef
	customer  domain.EventRef
	value     domain.EventRef
	solutions domain.EventRef
	judged    domain.EventRef // the vendor's answer to a submission
	closed    domain.EventRef
}

type pause struct {
	reason string
	until  domain.Date
}

type outcome struct {
	reason, note string
	value        domain.Money
	date         domain.Date
	early        bool
	at           time.Time
}

// State is where the deal is in its lifecycle, "" for the zero value.
func (o Opportunity) State() State { return o.state }

// Ended reports whether the deal is closed, in whatever way.
func (o Opportunity) Ended() bool { return o.state != "" && lifecycle.Final(o.state) }

// Replay folds a deal's history, oldest event first.
func Replay(history []domain.Recorded) (o Opportunity) {
	for _, r := range history {
		o = Evolve(o, r)
	}
	return o
}

// collaborating reports whether partners share the deal, so that the vendor drives it.
func (o Opportunity) collaborating() bool { return len(o.collaborators) > 0 }

func has(parties []domain.Party, id domain.ID) bool {
	for _, p := range parties {
		if p.ID == id {
			return true
		}
	}
	return false
}
