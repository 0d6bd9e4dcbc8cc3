package registration

import (
	"slices"
	"time"

	"github.com/cosell/cosell/domain"
)

// Evolve folds one event: the state after it. It refuses nothing, whatever the rules of today say; an event of another
// aggregate changes nothing.
func Evolve(r Registration, rec domain.Recorded) Registration {
	e, ok := rec.Event.(Event)
	if !ok {
		return r
	}
	was := r.state
	r.state = lifecycle.Next(e.kind(), r.state)
	r.changedAt = rec.RecordedAt
	if r.state != was {
		r.until = time.Time{}
	}
	if was == "" {
		r.id = rec.Subject
		r.receipt = Receipt{Stream: rec.Stream, Revision: rec.Revision, RecordedAt: rec.RecordedAt}
	}
	r.fold(e, rec)
	return r
}

// fold is long because it is one page: a case for every kind, and none left to a default.
func (r *Registration) fold(event Event, rec domain.Recorded) {
	switch e := event.(type) {
	case Requested:
		r.purpose, r.subject, r.form, r.verdict = e.Purpose, e.Subject, e.Form, e.Verdict
	case AutoApproved:
		r.annual, r.until = e.Annual, e.Until
		r.decide(e, "", rec)
	case SelectedForReview:
		r.decide(e, e.Reason, rec)
	case ActionRequired:
		r.action = &e
		r.decide(e, e.Message, rec)
	case Resubmitted:
		r.form, r.verdict, r.action = e.Form, e.Verdict, nil
		r.asked(rec)
	case Passed:
		r.decide(e, e.Reason, rec)
	case Failed:
		r.until = e.Until
		r.decide(e, e.Reason, rec)
	case Approved:
		r.until = e.Until
		r.decide(e, e.Note, rec)
	case Rejected:
		r.decide(e, e.Reason, rec)
	case ExtensionRequested:
		r.extension = &extension{reason: e.Reason, state: ExtensionPending, at: rec.Ref().At}
		r.asked(rec)
	case Extended:
		r.until = e.To
		r.settle(ExtensionGranted, "")
	case ExtensionRefused:
		r.settle(ExtensionDeclined, e.Reason)
	case Lapsed:
		r.decide(e, "", rec)
	case Withdrawn:
		r.decide(e, e.Reason, rec)
	case ExceptionRequested:
		r.except(e, rec)
		r.asked(rec)
	case ExceptionGranted:
		r.answer(true, e.Reason)
		r.decide(e, e.Reason, rec)
	case ExceptionDenied:
		r.answer(false, e.Reason)
		r.decide(e, e.Reason, rec)
	case Closed:
		r.decide(e, e.Why, rec)
	}
}

func (r *Registration) decide(e Event, reason string, rec domain.Recorded) {
	r.reviewed = true
	r.decision = &decision{e.kind(), reason, rec.Ref().At}
}

// asked remembers who asked, as nobody decides on what they asked for themselves.
func (r *Registration) asked(rec domain.Recorded) {
	if who := rec.Actor; who.Org != domain.System && !slices.Contains(r.askers, who.Member) {
		r.askers = append(slices.Clip(r.askers), who.Member)
	}
}

func (r *Registration) settle(state ExtensionState, refusal string) {
	var x extension
	if r.extension != nil {
		x = *r.extension
	}
	x.state, x.refusal = state, refusal
	r.extension = &x
}

// except begins an exception, and with it the registration where there is none yet.
func (r *Registration) except(e ExceptionRequested, rec domain.Recorded) {
	r.exception = &exception{text: e.Text, at: rec.Ref().At, overdue: e.Overdue}
	r.reviewed = true
	if e.Subject != nil {
		r.purpose, r.subject = Incentive, *e.Subject
	}
	if e.Verdict != nil {
		r.verdict = *e.Verdict
	}
}

func (r *Registration) answer(granted bool, reason string) {
	var x exception
	if r.exception != nil {
		x = *r.exception
	}
	x.granted, x.reason = &granted, reason
	r.exception = &x
}
