package command

import (
	"context"
	"errors"
	"slices"

	"golang.org/x/sync/errgroup"

	"github.com/cosell/cosell/domain"
	"github.com/cosell/cosell/domain/program"
	"github.com/cosell/cosell/domain/referral"
	"github.com/cosell/cosell/eventstore"
)

// Referrals issues commands to the copies of co-sell deals and reads their histories.
type Referrals struct {
	*Handler[referral.Referral, referral.Command]
	witness *witness
}

func newReferrals(e *engine, w *witness) *Referrals {
	r := &Referrals{witness: w}
	r.Handler = newHandler(e, Aggregate[referral.Referral, referral.Command]{
		Kind: "referral",
		Validate: func(cmd referral.Command, c Case) error {
			return referral.Validate(cmd, referralInput(c, referral.Evidence{}))
		},
		Sees:    referral.Sees,
		Recalls: recallsReferral,
		Permit:  referral.Permit,
		Decide:  r.decide,
		Evolve:  referral.Evolve,
		View:    func(s referral.Referral, who domain.Caller, p program.Policy) any { return referral.View(s, who, p) },
		Allowed: r.allowed,
	})
	return r
}

// recallsReferral keeps from an organisation that turned an invitation down, or let it pass, what it saw before: the
// customer among it.
func recallsReferral(r referral.Referral, who domain.Caller) bool {
	_, audits := who.As(domain.RoleAuditor)
	if who.Org == r.Owner().Org && !(audits && who.IsVendor()) {
		switch r.State() {
		case referral.StateDeclined, referral.StateExpired, referral.StateWithdrawn:
			return false
		}
	}
	return referral.Sees(r, who)
}

func referralInput(c Case, e referral.Evidence) referral.Input {
	return referral.Input{
		ID: c.ID, Registration: c.Registration, Caller: c.Caller, Now: c.Now, Policy: c.Policy, Evidence: e,
	}
}

// evidence reads what a decision must know of other streams, side by side.
func (r *Referrals) evidence(ctx context.Context, needed referral.Needed) (e referral.Evidence, err error) {
	g, ctx := errgroup.WithContext(ctx)
	g.Go(func() (err error) { e.Partners, err = r.witness.partnersOf(ctx, needed.Partners, AsOf{}); return err })
	g.Go(func() (err error) { e.Customer, err = r.witness.customer(ctx, needed.Customer); return err })
	g.Go(func() (err error) { e.Predecessor, err = r.predecessorFact(ctx, needed.Predecessor); return err })
	err = g.Wait()
	return e, err
}

func (r *Referrals) predecessorFact(ctx context.Context, id domain.ID) (*referral.PredecessorFact, error) {
	v, err := r.Load(ctx, id, AsOf{})
	if errors.Is(err, ErrMissing) {
		return nil, nil
	}
	return &referral.PredecessorFact{
		Deal:     v.State,
		Stream:   eventstore.StreamName("referral", string(id)),
		Revision: v.Revision,
	}, err
}

func (r *Referrals) decide(
	ctx context.Context, s referral.Referral, cmd referral.Command, c Case,
) ([]domain.Event, error) {
	e, err := r.evidence(ctx, referral.Needs(s, cmd, c.Caller))
	if err != nil {
		return nil, err
	}
	return referral.Decide(s, cmd, referralInput(c, e))
}

func (r *Referrals) allowed(ctx context.Context, s referral.Referral, c Case) ([]domain.AllowedCommand, error) {
	e, err := r.evidence(ctx, referral.Needs(s, nil, c.Caller))
	if err != nil {
		return nil, err
	}
	return referral.Allowed(s, referralInput(c, e)), nil
}

// Look is the present detail of a referral for a caller, like Show. When it is the receiver's first look at its
// invitation, that is recorded first, and the answer carries the new revision. Who may write nothing leaves no trace.
func (r *Referrals) Look(ctx context.Context, req Request, id domain.ID) (Seen, error) {
	if onlyWatches(req.Caller) {
		return r.Show(ctx, req.Caller, id, AsOf{})
	}
	return look(ctx, r.Handler, req, id, referral.Command(referral.See{}))
}

// onlyWatches reports whether a caller has no role but those of the vendor that write nothing.
func onlyWatches(who domain.Caller) bool {
	return who.IsVendor() && !slices.ContainsFunc(who.Roles, func(r domain.Role) bool {
		return r != domain.RoleAuditor && r != domain.RoleAnalyst
	})
}
