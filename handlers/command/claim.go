package command

import (
	"context"

	"github.com/cosell/cosell/domain"
	"github.com/cosell/cosell/domain/claim"
	"github.com/cosell/cosell/domain/program"
)

// Claims issues commands to the claims on customers, which our own processes alone do, and reads their histories.
type Claims = Handler[claim.Claim, claim.Command]

func newClaims(e *engine) *Claims {
	return newHandler(e, Aggregate[claim.Claim, claim.Command]{
		Kind:     "claim",
		Validate: func(cmd claim.Command, c Case) error { return claim.Validate(cmd, claimInput(c)) },
		Sees:     claim.Sees,
		Recalls:  claim.Sees,
		Permit:   claim.Permit,
		Decide: func(_ context.Context, s claim.Claim, cmd claim.Command, c Case) ([]domain.Event, error) {
			return claim.Decide(s, cmd, claimInput(c))
		},
		Evolve: claim.Evolve,
		View:   func(s claim.Claim, who domain.Caller, _ program.Policy) any { return claim.View(s, who) },
		Allowed: func(_ context.Context, s claim.Claim, c Case) ([]domain.AllowedCommand, error) {
			return claim.Allowed(s, claimInput(c)), nil
		},
	})
}

func claimInput(c Case) claim.Input {
	return claim.Input{ID: c.ID, Caller: c.Caller, Now: c.Now, Policy: c.Policy}
}
