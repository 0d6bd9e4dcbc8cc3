package command

import (
	"context"
	"errors"

	"golang.org/x/sync/errgroup"

	"github.com/cosell/cosell/domain"
	"github.com/cosell/cosell/domain/opportunity"
	"github.com/cosell/cosell/eventstore"
)

// evidence reads what a decision must know of other streams, side by side. Where candidates are asked for, claims are read
// as of the same place in the log, so that whoever looks at the log up to there makes the same choice.
func (o *Opportunities) evidence(ctx context.Context, needed opportunity.Needed, c Case) (e opportunity.Evidence, err error) {
	var as AsOf
	if needed.Candidates {
		if e.Candidates, as.Position, err = o.ledger.candidates(ctx, c.Now, c.Policy.StalledAfter); err != nil {
			return e, err
		}
		e.Position = as.Position.String()
	}
	g, ctx := errgroup.WithContext(ctx)
	g.Go(func() (err error) { e.Partners, err = o.witness.partnersOf(ctx, needed.Partners, as); return err })
	g.Go(func() (err error) { e.Claims, err = o.witness.claimsOn(ctx, needed.MatchKeys, as); return err })
	g.Go(func() (err error) { e.Customer, err = o.witness.customer(ctx, needed.Customer); return err })
	g.Go(func() (err error) { e.Predecessor, err = o.predecessorFact(ctx, needed.Predecessor); return err })
	return e, g.Wait()
}

func (o *Opportunities) predecessorFact(ctx context.Context, id domain.ID) (*opportunity.PredecessorFact, error) {
	v, err := o.Load(ctx, id, AsOf{})
	if errors.Is(err, ErrMissing) {
		return nil, nil
	}
	return &opportunity.PredecessorFact{
		Deal:     v.State,
		Stream:   eventstore.StreamName("opportunity", string(id)),
		Revision: v.Revision,
	}, err
}
