package command

import (
	"context"
	"errors"

	"golang.org/x/sync/errgroup"

	"github.com/cosell/cosell/domain"
	"github.com/cosell/cosell/domain/evidence"
	"github.com/cosell/cosell/domain/partner"
	"github.com/cosell/cosell/eventstore"
)

// witness reads what decisions must know of other streams, for all aggregates alike.
type witness struct {
	partners      *Partners
	customers     *Customers
	contacts      *Contacts
	claims        *Claims
	registrations *Registrations
}

// partner is what is believed of a partner as of a place in the log; nil when there was none.
func (w *witness) partner(ctx context.Context, id domain.ID, as AsOf) (*evidence.Partner, error) {
	v, err := w.partners.Load(ctx, id, as)
	if errors.Is(err, ErrMissing) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	fact := PartnerFact(v.State, id, v.Revision)
	return &fact, nil
}

// PartnerFact is what a decision may believe of a partner as of a revision of its stream.
func PartnerFact(p partner.Partner, id domain.ID, revision int64) evidence.Partner {
	f := evidence.Partner{
		Exists:           p.Exists(),
		Approved:         p.Approved(),
		Suspended:        p.Suspended(),
		Transacting:      p.Transacting(),
		AssessmentVetted: p.AssessmentVetted(),
		Name:             p.Name(),
		Members:          map[string]evidence.MemberState{},
		Locations:        map[domain.ID]evidence.Location{},
		Solutions:        map[string]evidence.Solution{},
		Stream:           eventstore.StreamName("partner", string(id)),
		Revision:         revision,
	}
	for _, m := range p.Members() {
		f.Members[m.Member] = m.State
	}
	for i, l := range p.Locations() {
		f.Locations[l.ID] = evidence.Location{Name: l.Name, Closed: l.Closed, Place: i}
	}
	for _, s := range p.Solutions() {
		f.Solutions[s.ID] = evidence.Solution{
			Name: s.Name, CoSellReady: s.CoSellReady, Eligible: s.Eligible, Incentivised: s.Incentivised, Event: s.Event,
		}
	}
	return f
}

// partnersOf are those of ids that exist.
func (w *witness) partnersOf(ctx context.Context, ids []domain.ID, as AsOf) (map[domain.ID]evidence.Partner, error) {
	return each(ctx, ids, func(ctx context.Context, id domain.ID) (*evidence.Partner, error) { return w.partner(ctx, id, as) })
}

// claimsOn are the claims on a customer under its match keys, as far as there are any.
func (w *witness) claimsOn(ctx context.Context, keys []string, as AsOf) ([]evidence.Claim, error) {
	found, err := each(ctx, keys, func(ctx context.Context, key string) (*evidence.Claim, error) {
		v, err := w.claims.Load(ctx, domain.ClaimID(key), as)
		if errors.Is(err, ErrMissing) {
			return nil, nil
		}
		fact := v.State.Fact()
		return &fact, err
	})
	var all []evidence.Claim
	for _, key := range keys {
		if fact, ok := found[key]; ok {
			all = append(all, fact)
		}
	}
	return all, err
}

// customer is what is believed of a customer record; nil when there is none.
func (w *witness) customer(ctx context.Context, id domain.ID) (*evidence.Customer, error) {
	v, err := w.customers.Load(ctx, id, AsOf{})
	if errors.Is(err, ErrMissing) {
		return nil, nil
	}
	fact := v.State.Fact()
	return &fact, err
}

// each reads something for every key, side by side; what is not there is left out.
func each[K comparable, V any](ctx context.Context, keys []K, read func(context.Context, K) (*V, error)) (map[K]V, error) {
	found := make([]*V, len(keys))
	g, ctx := errgroup.WithContext(ctx)
	for i, k := range keys {
		g.Go(func() (err error) { found[i], err = read(ctx, k); return err })
	}
	if err := g.Wait(); err != nil {
		return nil, err
	}
	all := make(map[K]V, len(keys))
	for i, k := range keys {
		if found[i] != nil {
			all[k] = *found[i]
		}
	}
	return all, nil
}
