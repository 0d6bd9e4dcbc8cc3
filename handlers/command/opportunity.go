package command

import (
	"context"

	"github.com/cosell/cosell/domain"
	"github.com/cosell/cosell/domain/opportunity"
	"github.com/cosell/cosell/domain/program"
)

// Opportunities issues commands to opportunities and reads their histories.
type Opportunities struct {
	*Handler[opportunity.Opportunity, opportunity.Command]
	witness *witness
	ledger  *ledger
}

func newOpportunities(e *engine, w *witness) *Opportunities {
	o := &Opportunities{witness: w, ledger: &ledger{journal: e.journal}}
	o.Handler = newHandler(e, Aggregate[opportunity.Opportunity, opportunity.Command]{
		Kind: "opportunity",
		Validate: func(cmd opportunity.Command, c Case) error {
			return opportunity.Validate(cmd, opportunityInput(c, opportunity.Evidence{}))
		},
		Sees:    opportunity.Sees,
		Recalls: recalls,
		Left:    left,
		Permit:  opportunity.Permit,
		Alone: func(s opportunity.Opportunity, cmd opportunity.Command, who domain.Caller) bool {
			return opportunity.Needs(s, cmd, who).Candidates
		},
		Decide: o.decide,
		Evolve: opportunity.Evolve,
		View: func(s opportunity.Opportunity, who domain.Caller, p program.Policy) any {
			return opportunity.View(s, who, p)
		},
		Allowed: o.allowed,
	})
	return o
}

// left says where a partner's part in a deal ended, for one that has none any more.
func left(o opportunity.Opportunity, who domain.Caller) (revision int64, left bool) {
	ties := o.Ties(who.Partner())
	if !who.IsPartner() || len(ties) == 0 {
		return 0, false
	}
	last := ties[len(ties)-1]
	return last.Ended, !last.Lasts()
}

// recalls keeps from a partner whose time with the deal is over what it saw before.
func recalls(o opportunity.Opportunity, who domain.Caller) bool {
	if !who.IsPartner() {
		return opportunity.Sees(o, who)
	}
	ties := o.Ties(who.Partner())
	return opportunity.Sees(o, who) && ties[len(ties)-1].Lasts()
}

func opportunityInput(c Case, e opportunity.Evidence) opportunity.Input {
	return opportunity.Input{
		ID: c.ID, Registration: c.Registration, Caller: c.Caller, Now: c.Now, Policy: c.Policy, Evidence: e,
	}
}

func (o *Opportunities) decide(
	ctx context.Context, s opportunity.Opportunity, cmd opportunity.Command, c Case,
) ([]domain.Event, error) {
	e, err := o.evidence(ctx, opportunity.Needs(s, cmd, c.Caller), c)
	if err != nil {
		return nil, err
	}
	return opportunity.Decide(s, cmd, opportunityInput(c, e))
}

func (o *Opportunities) allowed(ctx context.Context, s opportunity.Opportunity, c Case) ([]domain.AllowedCommand, error) {
	e, err := o.evidence(ctx, opportunity.Needs(s, nil, c.Caller), c)
	if err != nil {
		return nil, err
	}
	return opportunity.Allowed(s, opportunityInput(c, e)), nil
}

// Look is the present detail of an opportunity for a caller, like Show. When it is the offered partner's first look at its
// offer, that is recorded first, and the answer carries the new revision.
func (o *Opportunities) Look(ctx context.Context, req Request, id domain.ID) (Seen, error) {
	if !req.Caller.IsPartner() {
		return o.Show(ctx, req.Caller, id, AsOf{})
	}
	return look(ctx, o.Handler, req, id, opportunity.Command(opportunity.SeeOffer{}))
}
