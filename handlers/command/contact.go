package command

import (
	"context"

	"github.com/cosell/cosell/domain"
	"github.com/cosell/cosell/domain/contact"
	"github.com/cosell/cosell/domain/program"
)

// Contacts issues commands to the records of contacts and reads their histories.
type Contacts = Handler[contact.Contact, contact.Command]

func newContacts(e *engine, w *witness) *Contacts {
	return newHandler(e, Aggregate[contact.Contact, contact.Command]{
		Kind: "contact",
		Validate: func(cmd contact.Command, c Case) error {
			return contact.Validate(cmd, contactInput(c, contact.Evidence{}))
		},
		Sees: contact.Sees,
		Recalls: func(s contact.Contact, who domain.Caller) bool {
			return s.State() != contact.StateRemoved && contact.Sees(s, who) // nobody looks back at a person who was removed
		},
		Permit: contact.Permit,
		Decide: func(ctx context.Context, s contact.Contact, cmd contact.Command, c Case) ([]domain.Event, error) {
			partners, err := w.partnersOf(ctx, contact.Needs(s, cmd, c.Caller).Partners, AsOf{})
			if err != nil {
				return nil, err
			}
			return contact.Decide(s, cmd, contactInput(c, contact.Evidence{Partners: partners}))
		},
		Evolve: contact.Evolve,
		View:   func(s contact.Contact, who domain.Caller, _ program.Policy) any { return contact.View(s, who) },
		Allowed: func(ctx context.Context, s contact.Contact, c Case) ([]domain.AllowedCommand, error) {
			partners, err := w.partnersOf(ctx, contact.Needs(s, nil, c.Caller).Partners, AsOf{})
			if err != nil {
				return nil, err
			}
			return contact.Allowed(s, contactInput(c, contact.Evidence{Partners: partners})), nil
		},
	})
}

func contactInput(c Case, e contact.Evidence) contact.Input {
	return contact.Input{ID: c.ID, Caller: c.Caller, Now: c.Now, Evidence: e}
}
