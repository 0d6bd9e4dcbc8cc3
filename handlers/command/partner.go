package command

import (
	"context"

	"github.com/cosell/cosell/domain"
	"github.com/cosell/cosell/domain/partner"
	"github.com/cosell/cosell/domain/program"
)

// Partners issues commands to partners and reads their histories.
type Partners = Handler[partner.Partner, partner.Command]

func newPartners(e *engine) *Partners {
	return newHandler(e, Aggregate[partner.Partner, partner.Command]{
		Kind:     "partner",
		Validate: func(cmd partner.Command, c Case) error { return partner.Validate(cmd, partnerInput(c)) },
		Sees:     partner.Sees,
		Recalls:  partner.Sees,
		Permit:   partner.Permit,
		Decide: func(_ context.Context, p partner.Partner, cmd partner.Command, c Case) ([]domain.Event, error) {
			return partner.Decide(p, cmd, partnerInput(c))
		},
		Evolve: partner.Evolve,
		View:   func(p partner.Partner, who domain.Caller, _ program.Policy) any { return partner.View(p, who) },
		Allowed: func(_ context.Context, p partner.Partner, c Case) ([]domain.AllowedCommand, error) {
			return partner.Allowed(p, partnerInput(c)), nil
		},
	})
}

func partnerInput(c Case) partner.Input {
	return partner.Input{ID: c.ID, Caller: c.Caller, Now: c.Now, Policy: c.Policy}
}
