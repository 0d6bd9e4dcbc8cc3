package command

import (
	"context"
	"errors"
	"time"

	"github.com/cosell/cosell/domain"
	"github.com/cosell/cosell/domain/opportunity"
	"github.com/cosell/cosell/domain/program"
	"github.com/cosell/cosell/domain/referral"
	"github.com/cosell/cosell/domain/registration"
	"github.com/cosell/cosell/eventstore"
)

// basis is as of when a verdict is given, and by which policy.
type basis struct {
	as     AsOf // of the streams beside the deal's
	at     time.Time
	policy program.Policy

	registration domain.ID // whose form attests; "" for none
}

// basisOf is that of a verdict on a version of a deal: now, at the time that was asked for, or, where a place was asked
// for, when the deal last changed before it.
func (e *engine) basisOf(ctx context.Context, as AsOf, recorded time.Time, position eventstore.Position) (b basis, err error) {
	switch {
	case as == AsOf{}:
		b.at = e.now(recorded)
	case !as.Time.IsZero():
		b.at = as.Time.UTC()
	default:
		b.at = recorded
	}
	if b.as = as; as.Revision != nil {
		b.as.Revision = nil
		if b.as.Position == nil || position.Before(*b.as.Position) {
			b.as.Position = &position
		}
	}
	b.policy, err = e.policies.asOf(ctx, b.as)
	return b, err
}

// Eligibility says whether a deal is eligible for an incentive, as of any time or place in its history: the deal, the
// partner's solutions and the policy all as of then. It is for whoever sees the whole deal, and about the caller's partner,
// for others the one that leads or submitted it. What was attested is known from the registration, where there was one
// by then.
func (o *Opportunities) Eligibility(ctx context.Context, who domain.Caller, id domain.ID, as AsOf) (registration.Verdict, error) {
	v, err := o.seen(ctx, who, id, as)
	if err != nil {
		return registration.Verdict{}, err
	}
	today, err := o.policies.now(ctx)
	if err != nil {
		return registration.Verdict{}, err
	}
	if who.IsPartner() && !seesWhole(v.State, who.Partner(), today) {
		return registration.Verdict{}, ErrMissing
	}
	b, err := o.basisOf(ctx, as, v.RecordedAt, v.Position)
	if err != nil {
		return registration.Verdict{}, err
	}
	partner, asked := who.Partner(), opportunity.View(v.State, who, b.policy)
	if !who.IsPartner() {
		partner = driver(asked)
	}
	if r := asked.Registration; r != nil {
		b.registration = r.ID
	}
	return o.verdict(ctx, v.State, partner, b)
}

// seesWhole reports whether nothing of a deal is kept from a partner, as from one that has parted with it, or that a teaser
// asks.
func seesWhole(o opportunity.Opportunity, partner domain.ID, p program.Policy) bool {
	ties := o.Ties(partner)
	last := ties[len(ties)-1]
	return last.Lasts() && (last.Joined != opportunity.Never || !p.Teaser)
}

// driver is the partner that a deal is about, as far as there is one.
func driver(d opportunity.Deal) domain.ID {
	for _, p := range []*domain.Party{d.LeadPartner, d.Submitter} {
		if p != nil {
			return p.ID
		}
	}
	return ""
}

func (o *Opportunities) verdict(
	ctx context.Context, s opportunity.Opportunity, partner domain.ID, b basis,
) (registration.Verdict, error) {
	var known []domain.ID
	if partner != "" {
		known = append(known, partner)
	}
	partners, err := o.witness.partnersOf(ctx, known, b.as)
	if err != nil {
		return registration.Verdict{}, err
	}
	return o.witness.judge(ctx, s.Facts(partner, opportunity.Evidence{Partners: partners}), b)
}

// Eligibility says whether a copy of a deal is eligible for an incentive of its owner's, as Opportunities.Eligibility does.
func (r *Referrals) Eligibility(ctx context.Context, who domain.Caller, id domain.ID, as AsOf) (registration.Verdict, error) {
	v, err := r.seen(ctx, who, id, as)
	if err == nil && !recallsReferral(v.State, who) {
		err = ErrMissing
	}
	if err != nil {
		return registration.Verdict{}, err
	}
	b, err := r.basisOf(ctx, as, v.RecordedAt, v.Position)
	if err != nil {
		return registration.Verdict{}, err
	}
	if asked := referral.View(v.State, who, b.policy).Registration; asked != nil {
		b.registration = asked.ID
	}
	return r.verdict(ctx, v.State, b)
}

func (r *Referrals) verdict(ctx context.Context, s referral.Referral, b basis) (registration.Verdict, error) {
	partners, err := r.witness.partnersOf(ctx, referral.Needs(s, nil, domain.Caller{}).Partners, b.as)
	if err != nil {
		return registration.Verdict{}, err
	}
	return r.witness.judge(ctx, s.Facts(referral.Evidence{Partners: partners}), b)
}

// judge gives the verdict on facts, with what the form of the registration attests.
func (w *witness) judge(ctx context.Context, f registration.Facts, b basis) (registration.Verdict, error) {
	if b.registration != "" {
		v, err := w.registrations.Load(ctx, b.registration, b.as)
		if err != nil && !errors.Is(err, ErrMissing) {
			return registration.Verdict{}, err
		}
		if form := v.State.Form(); v.State.Purpose() == registration.Incentive && form.Term != "" {
			f.HoldsContract = form.Attested()
		}
	}
	return registration.Judge(f, b.policy, b.at), nil
}
