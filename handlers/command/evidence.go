package command

import (
	"context"
	"errors"

	"golang.org/x/sync/errgroup"

	"github.com/cosell/cosell/domain"
	"github.com/cosell/cosell/domain/opportunity"
	"github.com/cosell/cosell/domain/partner"
	"github.com/cosell/cosell/eventstore"
)

// evidence reads what a decision must know of other streams, side by side.
func (o *Opportunities) evidence(ctx context.Context, needed opportunity.Needed) (opportunity.Evidence, error) {
	facts := make([]opportunity.PartnerFact, len(needed.Partners))
	var e opportunity.Evidence
	g, ctx := errgroup.WithContext(ctx)
	for i, id := range needed.Partners {
		g.Go(func() (err error) { facts[i], err = o.partnerFact(ctx, id); return err })
	}
	if needed.Predecessor != "" {
		g.Go(func() (err error) { e.Predecessor, err = o.predecessorFact(ctx, needed.Predecessor); return err })
	}
	if err := g.Wait(); err != nil {
		return e, err
	}
	e.Partners = make(map[domain.ID]opportunity.PartnerFact, len(facts))
	for i, id := range needed.Partners {
		if facts[i].Exists {
			e.Partners[id] = facts[i]
		}
	}
	return e, nil
}

func (o *Opportunities) partnerFact(ctx context.Context, id domain.ID) (opportunity.PartnerFact, error) {
	v, err := o.partners.Load(ctx, id, AsOf{})
	if errors.Is(err, ErrMissing) {
		return opportunity.PartnerFact{}, nil
	}
	f := opportunity.PartnerFact{
		Exists:    v.State.Exists(),
		Approved:  v.State.Approved(),
		Suspended: v.State.Suspended(),
		Name:      v.State.Name(),
		Members:   map[string]opportunity.MemberState{},
		Stream:    eventstore.StreamName("partner", string(id)),
		Revision:  v.Revision,
	}
	for _, m := range v.State.Members() {
		f.Members[m.Member] = memberStates[m.State]
	}
	return f, err
}

var memberStates = map[partner.MemberState]opportunity.MemberState{
	partner.Invited: opportunity.MemberInvited,
	partner.Active:  opportunity.MemberActive,
	partner.Removed: opportunity.MemberRemoved,
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
