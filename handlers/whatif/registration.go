package whatif

import (
	"fmt"
	"time"

	"github.com/cosell/cosell/domain"
	"github.com/cosell/cosell/domain/registration"
	"github.com/cosell/cosell/eventstore"
)

// registrationRun is a registration as it was before the next event.
type registrationRun struct {
	state registration.Registration
	until func(Alternative) time.Time // when the present state ends by itself; nil where it does not
	asked *event                      // the request of an incentive, while nothing came of it
}

// follow is long because it is one page: a case for every kind that a policy has a say in.
func (d *registrationRun) follow(r *run, e event, what registration.Event) {
	switch p := what.(type) {
	case registration.Requested:
		if p.Purpose == registration.Incentive && !p.Form.Elsewhere() {
			d.asked = &e
		}
		return
	case registration.AutoApproved:
		d.asked = nil
		d.approve(r, e, p)
		return
	default:
		d.left(r)
	}
	switch p := what.(type) {
	case registration.SelectedForReview:
		d.inTime(r, e, Window)
		d.until = nil
	case registration.Resubmitted:
		d.resubmit(r, e, p)
	case registration.Failed:
		d.runs(r, decision{event: e, what: Window}, p.Until, func(a Alternative) time.Time {
			failed, _ := decided[registration.Failed](d.state, registration.FailReview{Reason: p.Reason}, d.input(r, a, e))
			return failed.Until
		})
	case registration.Approved:
		d.runs(r, decision{event: e, what: Exclusivity}, p.Until, func(a Alternative) time.Time {
			return e.RecordedAt.Add(r.mine(a, e).Registration.Exclusivity)
		})
	case registration.ExtensionRequested, registration.ExtensionRefused:
		d.inTime(r, e, Exclusivity)
	case registration.Extended:
		d.inTime(r, e, Exclusivity)
		d.extend(r, e, p)
	case registration.Lapsed:
		d.over(r, e, Exclusivity, p.Until)
	case registration.ExceptionRequested:
		d.except(r, e, p)
	case registration.Closed:
		if p.Why == registration.ClosedExceptionOver || p.Why == registration.ClosedReviewOver {
			d.over(r, e, Window, e.Effective)
		}
		d.until = nil
	case registration.Requested, registration.AutoApproved, registration.ActionRequired, registration.Passed,
		registration.Rejected, registration.Withdrawn, registration.ExceptionGranted, registration.ExceptionDenied: // no policy has a say in them
	}
}

func (d *registrationRun) input(r *run, a Alternative, e event) registration.Input {
	return registration.Input{ID: e.Subject, Caller: engine, Now: e.RecordedAt, Policy: r.mine(a, e)}
}

// decided is the event that a command leads to; the zero one, where it leads to nothing.
func decided[E domain.Event](s registration.Registration, c registration.Command, in registration.Input) (made E, err error) {
	all, err := registration.Decide(s, c, in)
	if err == nil && len(all) > 0 {
		made, _ = all[0].(E)
	}
	return made, err
}

// runs compares until when a state lasts that an event began. What is not the policy's stays as it is.
func (d *registrationRun) runs(r *run, c decision, until time.Time, again func(Alternative) time.Time) {
	c.was, c.again = "until "+stamp(until), func(a Alternative) string { return "until " + stamp(again(a)) }
	r.compare(c)
	if d.until = again; !again(Alternative{}).Equal(until) {
		d.until = func(Alternative) time.Time { return until }
	}
}

// inTime compares whether something was done before the present state would have ended by itself.
func (d *registrationRun) inTime(r *run, e event, what string) {
	if until := d.until; until != nil {
		r.compare(decision{e, what, inTime, func(a Alternative) string { return late(e.RecordedAt, until(a)) }})
	}
}

// over compares when the present state ended by itself.
func (d *registrationRun) over(r *run, e event, what string, at time.Time) {
	if until := d.until; until != nil {
		r.compare(decision{e, what, "over at " + stamp(at), func(a Alternative) string { return "over at " + stamp(until(a)) }})
	}
	d.until = nil
}

// approve compares whether an incentive was approved without a review, and until when it could be selected for one.
func (d *registrationRun) approve(r *run, e event, p registration.AutoApproved) {
	state := d.state
	again := func(a Alternative) registration.AutoApproved {
		made, _ := decided[registration.AutoApproved](state, registration.AutoApprove{}, d.input(r, a, e))
		return made
	}
	r.compare(decision{e, AutoApproval, approved(p), func(a Alternative) string { return approved(again(a)) }})
	d.until = func(a Alternative) time.Time {
		own, other := again(Alternative{}).Until, again(a).Until
		if !own.Equal(p.Until) || other.IsZero() { // it is approved all the same
			return p.Until
		}
		return other
	}
}

// approved is what became of an incentive that nobody need look at.
func approved(p registration.AutoApproved) string {
	if p.Until.IsZero() {
		return reviewed
	}
	return fmt.Sprintf("approved at %s a year, to be selected for review until %s", p.Annual, stamp(p.Until))
}

// left compares that an incentive was left for a review.
func (d *registrationRun) left(r *run) {
	asked, state := d.asked, d.state
	if d.asked = nil; asked == nil {
		return
	}
	r.compare(decision{*asked, AutoApproval, reviewed, func(a Alternative) string {
		made, _ := decided[registration.AutoApproved](state, registration.AutoApprove{}, d.input(r, a, *asked))
		return approved(made)
	}})
}

func (d *registrationRun) extend(r *run, e event, p registration.Extended) {
	from := d.until
	d.runs(r, decision{event: e, what: Exclusivity}, p.To, func(a Alternative) time.Time {
		if from == nil {
			return p.From.Add(r.mine(a, e).Registration.Exclusivity)
		}
		return from(a).Add(r.mine(a, e).Registration.Exclusivity)
	})
}

// except compares whether an exception was asked for in time, and after when its decision is late.
func (d *registrationRun) except(r *run, e event, p registration.ExceptionRequested) {
	var c registration.Command = registration.RequestException{Text: p.Text}
	if e.Revision == 0 && p.Subject != nil && p.Verdict != nil {
		c = registration.OpenException{Text: p.Text, Subject: *p.Subject, Verdict: *p.Verdict}
	}
	d.inTime(r, e, Window)
	d.until = nil
	state := d.state
	r.compare(decision{e, ExceptionDeadline, stamp(p.Overdue), func(a Alternative) string {
		made, _ := decided[registration.ExceptionRequested](state, c, d.input(r, a, e))
		return stamp(made.Overdue)
	}})
}

// resubmit compares whether a form could be handed in again, and the verdict on its deal.
func (d *registrationRun) resubmit(r *run, e event, p registration.Resubmitted) {
	state := d.state
	facts, known := r.factsOf(state.Subject())
	r.compare(decision{e, Eligibility, verdict(p.Verdict), func(a Alternative) string {
		in := d.input(r, a, e)
		if known {
			judged := registration.Judge(facts, in.Policy, e.RecordedAt)
			in.Evidence.Verdict = &judged
		}
		made, err := decided[registration.Resubmitted](state, registration.Resubmit{Form: &p.Form}, in)
		if err != nil {
			return refused(err)
		}
		return verdict(made.Verdict)
	}})
}

// factsOf are those of the deal that a registration is about, as it is at this place in the log.
func (r *run) factsOf(about registration.Subject) (registration.Facts, bool) {
	kind, id, err := eventstore.ParseStream(about.Deal.Stream)
	if err != nil {
		return registration.Facts{}, false
	}
	if d, known := r.referrals[domain.ID(id)]; known && kind == "referral" {
		return d.facts(r, nil), true
	}
	if d, known := r.opportunities[domain.ID(id)]; known {
		return d.facts(r, nil, about.Partner.ID), true
	}
	return registration.Facts{}, false
}

func (d *registrationRun) finish(r *run) { d.left(r) }
