package process

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/cosell/cosell/domain"
	"github.com/cosell/cosell/domain/claim"
	"github.com/cosell/cosell/domain/opportunity"
	"github.com/cosell/cosell/domain/referral"
	"github.com/cosell/cosell/domain/registration"
	"github.com/cosell/cosell/projections/runner"
)

// Expiry is the manager that ends by their deadline: offers and invitations that nobody answered, pauses, exclusivity, the
// windows of failed and of approved registrations, and claims that were granted for an approval that did not come.
const Expiry = "expiry"

// The clocks of Expiry.
const (
	offer           kind = "offer"
	pause           kind = "pause"
	invitation      kind = "invitation"
	exclusivity     kind = "exclusivity"
	exceptionWindow kind = "exception-window"
	reviewWindow    kind = "review-window"
	grant           kind = "grant"
)

// approvalWithin is how long a claim may be held by a registration that is not approved: an approval that was cut short between
// the two keeps nobody else waiting longer.
const approvalWithin = 10 * time.Minute

// approvalCutShort is why such a claim is released.
const approvalCutShort = "The approval did not follow."

func expiry(o Options) runner.Consumer {
	w := newWorker(o, Expiry)
	w.fire = w.expire
	return w.consumer(func(ctx context.Context, tx pgx.Tx, events []runner.Event) error {
		changes := clocks{}
		for i := range events {
			limit(changes, &events[i])
		}
		if len(changes) > 0 {
			w.dirty.Store(true)
		}
		return changes.write(ctx, tx, Expiry)
	}, `delete from cosell_ops.deadlines where process = 'expiry'`)
}

// limit notes which clocks an event starts and stops.
func limit(c clocks, e *runner.Event) {
	switch p := e.Event.(type) {
	case opportunity.Event:
		limitOpportunity(c, p, e)
	case referral.Event:
		limitReferral(c, p, e)
	case registration.Event:
		limitRegistration(c, p, e)
	case claim.Granted:
		c.start(grant, p.Registration, e.RecordedAt.Add(approvalWithin), e).keeping(e.Subject)
	case claim.Released:
		c.stop(p.Registration, grant)
	}
}

func limitOpportunity(c clocks, event opportunity.Event, e *runner.Event) {
	switch p := event.(type) {
	case opportunity.Distributed:
		c.start(offer, e.Subject, p.Deadline, e)
	case opportunity.Accepted, opportunity.Declined, opportunity.Expired, opportunity.OfferDeclined,
		opportunity.OfferLapsed, opportunity.Recalled:
		c.stop(e.Subject, offer)
	case opportunity.Paused:
		c.start(pause, e.Subject, p.Until.Start(), e)
	case opportunity.Resumed, opportunity.Returned, opportunity.Won, opportunity.Lost:
		c.stop(e.Subject, pause)
	case opportunity.ClosedAsError:
		c.stop(e.Subject, offer, pause)
	}
}

func limitReferral(c clocks, event referral.Event, e *runner.Event) {
	switch p := event.(type) {
	case referral.Received:
		c.start(invitation, e.Subject, p.Deadline, e)
	case referral.Accepted, referral.Declined, referral.Expired, referral.Withdrawn, referral.ClosedAsError:
		c.stop(e.Subject, invitation)
	}
}

func limitRegistration(c clocks, event registration.Event, e *runner.Event) {
	switch p := event.(type) {
	case registration.Approved:
		c.stop(e.Subject, grant)
		c.start(exclusivity, e.Subject, p.Until, e)
	case registration.Extended:
		c.start(exclusivity, e.Subject, p.To, e)
	case registration.Failed:
		c.start(exceptionWindow, e.Subject, p.Until, e)
	case registration.AutoApproved:
		c.start(reviewWindow, e.Subject, p.Until, e)
	case registration.ExceptionRequested:
		c.stop(e.Subject, exceptionWindow)
	case registration.SelectedForReview:
		c.stop(e.Subject, reviewWindow)
	case registration.Lapsed, registration.Closed:
		c.stop(e.Subject, exclusivity, exceptionWindow, reviewWindow)
	}
}

// expire turns the clocks that went off into steps.
func (w *worker) expire(ctx context.Context, tx pgx.Tx, now time.Time) (next time.Time, err error) {
	var steps []Step
	next, err = w.goOff(ctx, tx, now, func(g *goneOff) error {
		s, err := g.ends()
		if err == nil {
			steps = append(steps, s)
		}
		return err
	})
	if err != nil {
		return next, err
	}
	return next, store(ctx, tx, steps, now)
}

// ends is the step of a clock that went off. It names the deadline that is meant, so that it can end no other.
func (g *goneOff) ends() (Step, error) {
	switch g.kind {
	case pause:
		return g.to("opportunity", g.Subject).asking(opportunity.EndPause{Until: domain.DateOf(g.DueAt)}), nil
	case invitation:
		return g.to("referral", g.Subject).asking(referral.Expire{Deadline: g.DueAt}), nil
	case exclusivity:
		return g.to("registration", g.Subject).asking(registration.Lapse{Until: g.DueAt}), nil
	case exceptionWindow:
		return g.to("registration", g.Subject).asking(registration.Close{Why: registration.ClosedExceptionOver, At: g.DueAt}), nil
	case reviewWindow:
		return g.to("registration", g.Subject).asking(registration.Close{Why: registration.ClosedReviewOver, At: g.DueAt}), nil
	case grant:
		id, err := kept[domain.ID](g)
		return g.to("claim", id).asking(claim.Release{Registration: g.Subject, Why: approvalCutShort, Waits: true}), err
	default: // offer
		return g.to("opportunity", g.Subject).asking(opportunity.Expire{Deadline: g.DueAt}), nil
	}
}
