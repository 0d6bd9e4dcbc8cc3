package command

import (
	"context"
	"errors"

	"golang.org/x/sync/errgroup"

	"github.com/cosell/cosell/domain"
	"github.com/cosell/cosell/domain/customer"
	"github.com/cosell/cosell/domain/evidence"
	"github.com/cosell/cosell/domain/program"
)

// Customers issues commands to the records of customers and reads their histories.
type Customers = Handler[customer.Customer, customer.Command]

func newCustomers(e *engine, w *witness) *Customers {
	return newHandler(e, Aggregate[customer.Customer, customer.Command]{
		Kind: "customer",
		Validate: func(cmd customer.Command, c Case) error {
			return customer.Validate(cmd, customerInput(c, customer.Evidence{}))
		},
		Sees:    customer.Sees,
		Recalls: customer.Sees,
		Permit:  customer.Permit,
		Decide: func(ctx context.Context, s customer.Customer, cmd customer.Command, c Case) ([]domain.Event, error) {
			e, err := customerEvidence(ctx, w, customer.Needs(s, cmd, c.Caller))
			if err != nil {
				return nil, err
			}
			return customer.Decide(s, cmd, customerInput(c, e))
		},
		Evolve: customer.Evolve,
		View:   func(s customer.Customer, who domain.Caller, _ program.Policy) any { return customer.View(s, who) },
		Allowed: func(ctx context.Context, s customer.Customer, c Case) ([]domain.AllowedCommand, error) {
			e, err := customerEvidence(ctx, w, customer.Needs(s, nil, c.Caller))
			if err != nil {
				return nil, err
			}
			return customer.Allowed(s, customerInput(c, e)), nil
		},
	})
}

func customerInput(c Case, e customer.Evidence) customer.Input {
	return customer.Input{ID: c.ID, Caller: c.Caller, Now: c.Now, Evidence: e}
}

func customerEvidence(ctx context.Context, w *witness, needed customer.Needed) (e customer.Evidence, err error) {
	g, ctx := errgroup.WithContext(ctx)
	g.Go(func() (err error) { e.Partners, err = w.partnersOf(ctx, needed.Partners, AsOf{}); return err })
	g.Go(func() (err error) { e.Contact, err = contactFact(ctx, w, needed.Contact); return err })
	err = g.Wait()
	return e, err
}

func contactFact(ctx context.Context, w *witness, id domain.ID) (*evidence.Contact, error) {
	v, err := w.contacts.Load(ctx, id, AsOf{})
	if errors.Is(err, ErrMissing) {
		return nil, nil
	}
	fact := v.State.Fact()
	return &fact, err
}
