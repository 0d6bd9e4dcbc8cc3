package contact

import (
	"time"

	"github.com/cosell/cosell/domain"
	"github.com/cosell/cosell/domain/evidence"
	"github.com/cosell/cosell/domain/own"
)

// Input is what a decision is made of besides the state and the command.
type Input struct {
	ID       domain.ID // of the record
	Caller   domain.Caller
	Now      time.Time // UTC, microseconds; never earlier than the record's last event
	Evidence Evidence
}

// Evidence is what a decision may know of other streams: of every partner that Needs names. One that is not in the map
// does not exist.
type Evidence struct {
	Partners evidence.Partners
}

// Needed names what the handler must read before a decision.
type Needed struct {
	Partners []domain.ID // sorted, each once
}

// Needs names what Decide must know of other streams; without a command, what Allowed must.
func Needs(_ Contact, _ Command, who domain.Caller) Needed { return Needed{own.Partners(who)} }
