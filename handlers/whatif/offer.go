package whatif

import (
	"time"
)

// offer is an offer or an invitation that waits for an answer.
type offer struct {
	event  event
	made   time.Time
	window func(Alternative) time.Duration
}

func (o *offer) deadline(a Alternative) time.Time { return o.made.Add(o.window(a)) }

// offers compares until when there was to answer. A window that is not the policy's stays as it is.
func (r *run) offers(e event, made, deadline time.Time, window func(Alternative) time.Duration) *offer {
	o := &offer{e, made, window}
	r.compare(decision{e, AnswerDeadline, stamp(deadline), func(a Alternative) string { return stamp(made.Add(window(a))) }})
	if own := deadline.Sub(made); window(Alternative{}) != own {
		o.window = func(Alternative) time.Duration { return own }
	}
	return o
}

// answer compares whether something was done before the deadline.
func (r *run) answer(e event, o *offer) {
	if o != nil {
		r.compare(decision{e, Answer, inTime, func(a Alternative) string { return late(e.RecordedAt, o.deadline(a)) }})
	}
}

// expire compares when nobody had answered.
func (r *run) expire(e event, o *offer, deadline time.Time) {
	if o != nil {
		r.compare(decision{e, Expiry, stamp(deadline), func(a Alternative) string { return stamp(o.deadline(a)) }})
	}
}

// remind compares when the receiver was reminded: before an answer at a time, the zero time for none.
func (r *run) remind(o *offer, answered time.Time) {
	if o == nil {
		return
	}
	r.foresee(decision{event: o.event, what: Reminder, again: func(a Alternative) string {
		lead, end := r.under(a, o.event.inForce).ReminderLead, o.deadline(a)
		at := end.Add(-lead)
		if answered.IsZero() {
			answered = r.until
		}
		if lead > 0 && at.After(o.event.Effective) && at.Before(answered) {
			return stamp(at)
		}
		return noAlert
	}})
}

// waits compares whether an offer that nobody has answered waits on.
func (r *run) waits(o *offer) {
	if o == nil {
		return
	}
	r.remind(o, time.Time{})
	r.foresee(decision{event: o.event, what: OpenOffer, again: func(a Alternative) string {
		if end := o.deadline(a); r.until.After(end) {
			return "expired at " + stamp(end)
		}
		return "waits for an answer"
	}})
}
