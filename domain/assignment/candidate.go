package assignment

import (
	"time"

	"github.com/cosell/cosell/domain"
)

// Deal is what a choice asks of the deal. What is zero there is not known, and speaks against nobody.
type Deal struct {
	Value     domain.Money
	Territory string
	LeadType  string
	Products  []string
	Customer  *domain.Point // where the customer is
	Excluded  []domain.ID   // partners that had the deal before
	Holders   []domain.ID   // partners with exclusivity over the customer and one of the products
}

// Candidate is a partner as the log knows it at some position: what it takes, what it has, and its record.
type Candidate struct {
	Partner  domain.Party
	Approved bool // and not suspended
	Takes
	Load   int            // offers that wait for its answer, and deals that it works on
	Places []domain.Point // of its open locations
	Record Record
}

// Takes is what a partner says it takes. What is not set is unlimited: every value, territory, lead type and product.
type Takes struct {
	Capacity    *int // deals at a time, offers among them
	Revenue     Range
	Territories []string
	LeadTypes   []string
	Products    []string
}

// Range is what a deal may be worth, both ends included, in one currency. An end without a currency is open.
type Range struct {
	Min domain.Money `json:"min,omitzero" doc:"At least this; nothing is too small when left out."`
	Max domain.Money `json:"max,omitzero" doc:"At most this, in the same currency; nothing is too large when left out."`
}

// IsZero reports whether every value is taken.
func (r Range) IsZero() bool { return r.Min.IsZero() && r.Max.IsZero() }

// Record is what a partner made of the deals that the vendor brought and offered to it, recalled offers not counted: the
// numbers of which rates are made. Stalled depends on the threshold and the time for which it was counted.
type Record struct {
	Offered    int64 // open offers among them
	Answered   int64 // accepted or declined
	Accepted   int64
	Progressed int64 // accepted, and a stage was marked, or it was won or lost
	Returned   int64 // accepted and given back
	Stalled    int64 // accepted, never progressed, past the threshold
	Won, Lost  int64
	ToClose    int64     // microseconds from acceptance to win, of all won ones together
	LastOffer  time.Time // of whatever deal, recalled ones among them; zero for never
}
