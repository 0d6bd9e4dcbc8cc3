package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"

	"github.com/cosell/cosell/domain"
	"github.com/cosell/cosell/domain/assignment"
	"github.com/cosell/cosell/domain/candidates"
	"github.com/cosell/cosell/domain/evidence"
	"github.com/cosell/cosell/domain/opportunity"
	"github.com/cosell/cosell/domain/program"
	"github.com/cosell/cosell/eventstore"
	"github.com/cosell/cosell/handlers/command"
)

// retrace makes choices again from nothing but the log up to the position that each names, and notes whether they come out
// the same.
func (b *base) retrace(ctx context.Context, choices []*offer) error {
	if len(choices) == 0 {
		return nil
	}
	policies, err := b.policies(ctx)
	if err != nil {
		return err
	}
	if err := b.place(ctx, choices); err != nil {
		return err
	}
	return b.rechoose(ctx, choices, policies)
}

// rechoose makes choices again whose places in the log are known, by what takes the place of the version of the policy that each
// names.
func (b *base) rechoose(ctx context.Context, choices []*offer, policies map[int]program.Policy) error {
	r := retracing{base: b, policies: policies, rest: slices.Clone(choices)}
	r.rest = slices.DeleteFunc(r.rest, func(o *offer) bool { return o.basis == nil })
	slices.SortStableFunc(r.rest, func(x, y *offer) int { return x.basis.Compare(*y.basis) })
	for e, err := range b.upToNow(ctx) {
		if err == nil {
			err = r.answer(ctx, func(o *offer) bool { return o.basis.Before(e.position) })
		}
		if err != nil {
			return err
		}
		if len(r.rest) == 0 {
			return nil
		}
		r.partners.Apply(e.Recorded)
	}
	return r.answer(ctx, func(*offer) bool { return true })
}

// policies are all versions that the program ever had.
func (b *base) policies(ctx context.Context) (map[int]program.Policy, error) {
	var p program.Program
	all := map[int]program.Policy{p.Policy().Version: p.Policy()}
	for e, err := range b.service.Program.History(ctx, program.ID) {
		if err != nil {
			return nil, err
		}
		p = program.Evolve(p, e.Recorded)
		all[p.Policy().Version] = p.Policy()
	}
	return all, nil
}

// retracing reads the log once for many choices, in the order in which they were made.
type retracing struct {
	*base
	policies map[int]program.Policy
	partners candidates.Ledger
	rest     []*offer
}

// answer makes those choices again that the log was read far enough for.
func (r *retracing) answer(ctx context.Context, ripe func(*offer) bool) error {
	for len(r.rest) > 0 && ripe(r.rest[0]) {
		o := r.rest[0]
		again, err := r.choose(ctx, o)
		if err != nil {
			return fmt.Errorf("opportunity/%s at revision %d: %w", o.deal, o.Revision, err)
		}
		same, err := alike(o.Choice, &again)
		if err != nil {
			return err
		}
		if o.Reproduced = &same; !same {
			o.Again = &again
		}
		r.rest = r.rest[1:]
	}
	return nil
}

// choose decides as it was decided then: by the deal before the offer, the partners and claims up to the position, and the
// version of the policy that the choice names.
func (r *retracing) choose(ctx context.Context, o *offer) (again assignment.Choice, err error) {
	policy, known := r.policies[o.Choice.Policy]
	if !known {
		return again, fmt.Errorf("the program never had a policy of version %d", o.Choice.Policy)
	}
	before := o.Revision - 1
	deal, err := r.service.Opportunities.Load(ctx, o.deal, command.AsOf{Revision: &before})
	if err != nil {
		return again, err
	}
	claims, err := r.claims(ctx, deal.State, *o.basis)
	if err != nil {
		return again, err
	}
	all := r.partners.Candidates(o.Choice.At, policy.StalledAfter)
	basis := assignment.Basis{Now: o.Choice.At, Position: o.Choice.Position}
	return assignment.Choose(deal.State.Sought(claims), all, policy, basis), nil
}

// claims are those on the customer of a deal as of a position.
func (r *retracing) claims(ctx context.Context, deal opportunity.Opportunity, position eventstore.Position) (all []evidence.Claim, err error) {
	asked := opportunity.Distribute{Partner: opportunity.Auto}
	for _, key := range opportunity.Needs(deal, asked, operator).MatchKeys {
		v, err := r.service.Claims.Load(ctx, domain.ClaimID(key), command.AsOf{Position: &position})
		if errors.Is(err, command.ErrMissing) {
			continue
		}
		if err != nil {
			return nil, err
		}
		all = append(all, v.State.Fact())
	}
	return all, nil
}

// alike reports whether two choices would be written as the same.
func alike(a, b *assignment.Choice) (bool, error) {
	x, err := json.Marshal(a)
	y, failure := json.Marshal(b)
	return bytes.Equal(x, y), errors.Join(err, failure)
}
