package command

import (
	"context"
	"time"

	"github.com/cosell/cosell/domain"
	"github.com/cosell/cosell/domain/program"
)

// Case is what a decision is made of besides the state and the command.
type Case struct {
	ID           domain.ID // of the aggregate
	Registration domain.ID // for a registration that the command may open; the same each time it is decided
	Caller       domain.Caller
	Now          time.Time // UTC, microseconds; never earlier than the aggregate's last event
	Policy       program.Policy
	Correlation  string // what all effects of one request share
}

// Aggregate binds one aggregate of the domain to the engine: the phases of a decision, in the order in which they are
// asked, and what is read of it.
type Aggregate[S any, C domain.Command] struct {
	Kind     string    // of its streams
	Only     domain.ID // the one there is, also before its first event; "" where there are many
	Validate func(C, Case) error
	Sees     func(S, domain.Caller) bool
	Permit   func(S, C, domain.Caller) (domain.Role, error)
	Alone    func(S, C, domain.Caller) bool                            // by a look at all deals, so that no two at a time are decided; nil for never
	Decide   func(context.Context, S, C, Case) ([]domain.Event, error) // reads the evidence that it needs
	Recalls  func(S, domain.Caller) bool                               // may look at the past, as far as it could be seen then
	Left     func(S, domain.Caller) (revision int64, left bool)        // the last event that the caller may know of, where it takes part no more; nil for all events
	Evolve   func(S, domain.Recorded) S                                // leaves the state it is given as it was
	View     func(S, domain.Caller, program.Policy) any
	Allowed  func(context.Context, S, Case) ([]domain.AllowedCommand, error)
}
