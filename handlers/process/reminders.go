package process

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/cosell/cosell/domain/opportunity"
	"github.com/cosell/cosell/domain/program"
	"github.com/cosell/cosell/domain/referral"
	"github.com/cosell/cosell/domain/registration"
	"github.com/cosell/cosell/handlers/command"
	"github.com/cosell/cosell/handlers/notify"
	"github.com/cosell/cosell/projections/runner"
)

// Reminders is the manager that has people told of what nobody did: before the deadline of an offer or an invitation, when
// the decision on an exception is late, and when an accepted deal has had no progress for a while, and for longer. It
// changes no deal: what goes off becomes notices, each once.
//
// How long before, and how long a while is, the policy says that was in force when the clock was set: at the event of
// the deal, not when the clock goes off. While a deal is paused the last two keep still; the time counts all the same.
const Reminders = "reminders"

// The clocks of Reminders.
const (
	offerReminder      kind = "offer-reminder"
	invitationReminder kind = "invitation-reminder"
	exceptionOverdue   kind = "exception-overdue"
	overdue            kind = "overdue"
	stalled            kind = "stalled"
	silence            kind = "silence" // lasts while the two before it keep still
)

// reminding keeps the policy as of the last event that was seen.
type reminding struct {
	*worker
	policy *program.Policy // nil is not known
}

func reminders(o Options) runner.Consumer {
	r := &reminding{worker: newWorker(o, Reminders)}
	r.fire = r.remind
	c := r.consumer(r.apply, `delete from cosell_ops.deadlines where process = 'reminders'`)
	c.Forget = func() { r.policy = nil }
	return c
}

func (r *reminding) apply(ctx context.Context, tx pgx.Tx, events []runner.Event) error {
	changes := clocks{}
	for i := range events {
		e := &events[i]
		if _, changed := e.Event.(program.Event); changed {
			r.policy = nil
		}
		if err := r.asOf(ctx, e); err != nil {
			return err
		}
		r.follow(changes, e)
	}
	if len(changes) > 0 {
		r.dirty.Store(true)
	}
	return changes.write(ctx, tx, Reminders)
}

// asOf makes the policy that which was in force at an event, where that matters.
func (r *reminding) asOf(ctx context.Context, e *runner.Event) error {
	if r.policy != nil {
		return nil
	}
	switch e.Event.(type) {
	case opportunity.Event, referral.Event:
		p, err := r.Service.Policy(ctx, command.AsOf{Position: &e.Position})
		r.policy = &p
		return err
	}
	return nil
}

// follow notes which clocks an event starts and stops.
func (r *reminding) follow(c clocks, e *runner.Event) {
	switch p := e.Event.(type) {
	case opportunity.Event:
		r.followOpportunity(c, p, e)
	case referral.Event:
		r.followReferral(c, p, e)
	case registration.ExceptionRequested:
		c.start(exceptionOverdue, e.Subject, p.Overdue, e)
	case registration.ExceptionGranted, registration.ExceptionDenied, registration.Closed:
		c.stop(e.Subject, exceptionOverdue)
	}
}

func (r *reminding) followOpportunity(c clocks, event opportunity.Event, e *runner.Event) {
	switch p := event.(type) {
	case opportunity.Distributed:
		r.before(c, offerReminder, p.Deadline, e)
	case opportunity.Declined, opportunity.Expired, opportunity.OfferDeclined, opportunity.OfferLapsed, opportunity.Recalled:
		c.stop(e.Subject, offerReminder)
	case opportunity.Accepted, opportunity.Approved, opportunity.StageMarked:
		c.stop(e.Subject, offerReminder)
		r.climb(c, e)
	case opportunity.Shared:
		if p.FormerLead == nil {
			r.climb(c, e)
		}
	case opportunity.Paused:
		c.start(silence, e.Subject, p.Until.Start(), e)
	case opportunity.Resumed:
		c.stop(e.Subject, silence)
	case opportunity.Returned, opportunity.Won, opportunity.Lost, opportunity.ClosedAsError:
		c.stop(e.Subject, offerReminder, overdue, stalled, silence)
	}
}

func (r *reminding) followReferral(c clocks, event referral.Event, e *runner.Event) {
	switch p := event.(type) {
	case referral.Received:
		r.before(c, invitationReminder, p.Deadline, e)
	case referral.Declined, referral.Expired, referral.Withdrawn:
		c.stop(e.Subject, invitationReminder)
	case referral.Created, referral.Accepted, referral.StageMarked:
		c.stop(e.Subject, invitationReminder)
		r.climb(c, e)
	case referral.Won, referral.Lost, referral.ClosedAsError:
		c.stop(e.Subject, invitationReminder, overdue, stalled)
	}
}

// before sets a reminder of a deadline. One that would go off before there is anything to remind of is not set.
func (r *reminding) before(c clocks, k kind, deadline time.Time, e *runner.Event) {
	at := deadline.Add(-r.policy.ReminderLead)
	if r.policy.ReminderLead > 0 && at.After(e.Effective) {
		c.start(k, e.Subject, at, e).keeping(deadline)
		return
	}
	c.stop(e.Subject, k)
}

// climb sets the ladder anew: the deal has just come on.
func (r *reminding) climb(c clocks, e *runner.Event) {
	c.start(overdue, e.Subject, e.Effective.Add(r.policy.OverdueAfter), e).keeping(e.Effective)
	c.start(stalled, e.Subject, e.Effective.Add(r.policy.StalledAfter), e).keeping(e.Effective)
}

// remind turns the clocks that went off into notices.
func (r *reminding) remind(ctx context.Context, tx pgx.Tx, now time.Time) (next time.Time, err error) {
	var notices []notify.Notice
	next, err = r.goOff(ctx, tx, now, func(g *goneOff) error {
		more, err := r.notices(ctx, g, now)
		if err == nil {
			notices = append(notices, more...)
		}
		return err
	})
	if err != nil {
		return next, err
	}
	return next, notify.Queue(ctx, tx, notices...)
}
