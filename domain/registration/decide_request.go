package registration

import (
	"time"

	"github.com/cosell/cosell/domain"
)

func (c Request) decide(r Registration, _ Input) ([]domain.Event, error) {
	if r.state != "" {
		return nil, nil
	}
	return one(Requested(c)), nil
}

func (c OpenException) decide(r Registration, in Input) ([]domain.Event, error) {
	if r.state != "" {
		return nil, nil
	}
	return one(ExceptionRequested{
		Text: c.Text, Overdue: in.overdue(), Subject: &c.Subject, Verdict: &c.Verdict,
	}), nil
}

func (AutoApprove) decide(r Registration, in Input) ([]domain.Event, error) {
	annual, ok := r.form.Annual(in.Policy)
	switch {
	case r.state != StatePending, r.purpose != Incentive, r.reviewed, r.verdict.Eligible != Pass:
		return nil, nil
	case !ok, annual.Cmp(in.Policy.Registration.ReviewAbove) > 0:
		return nil, nil
	case r.subject.Partners > 1, r.form.Pricing == PayAsYouGo, !yes(r.form.Deployed):
		return nil, nil
	case r.subject.Again: // what came of the first time is for a reviewer to weigh
		return nil, nil
	}
	return one(AutoApproved{Annual: annual, Until: in.Now.Add(in.Policy.Registration.Review)}), nil
}

func (c Resubmit) decide(r Registration, in Input) ([]domain.Event, error) {
	form, verdict := r.form, r.verdict
	if c.Form != nil {
		form = *c.Form
	}
	if bad := r.faults(form, in); len(bad) > 0 {
		return nil, domain.Invalid(bad)
	}
	if r.purpose == Incentive {
		if in.Evidence.Verdict == nil {
			return nil, ErrVerdictMissing
		}
		verdict = in.Evidence.Verdict.attested(form)
		if err := verdict.Refusal(); err != nil && !r.granted() {
			return nil, err
		}
	}
	return one(Resubmitted{From: r.form, Form: form, Verdict: verdict, Evidence: in.own()}), nil
}

// faults are those of a form that is handed in again. Its dates may lie back from the day of the first request: that
// a review took its time is not the partner's doing. An exception that was granted asks for none of that.
func (r Registration) faults(form Form, in Input) []domain.FieldError {
	since := r.receipt.RecordedAt
	if r.granted() {
		since = time.Time{}
	}
	bad := form.check(r.purpose, context{dates: r.subject.Dates, policy: in.Policy, now: in.Now, since: since})
	if r.purpose == Exclusivity {
		bad = append(bad, CheckProducts(form, r.subject.Products)...)
	}
	for i := range bad {
		bad[i].Field = "form." + bad[i].Field
	}
	return bad
}

// granted reports whether an exception was made.
func (r Registration) granted() bool { return r.exception != nil && yes(r.exception.granted) }

func (c Withdraw) decide(_ Registration, in Input) ([]domain.Event, error) {
	return one(Withdrawn{Reason: c.Reason, Evidence: in.own()}), nil
}

func (RequestException) guard(r Registration, in Input) error {
	switch {
	case r.exception != nil, r.subject.Excepted:
		return ErrExceptionUsed
	case in.Now.After(r.until):
		return ErrExceptionWindowOver
	}
	return nil
}

func (c RequestException) decide(_ Registration, in Input) ([]domain.Event, error) {
	return one(ExceptionRequested{Text: c.Text, Overdue: in.overdue(), Evidence: in.own()}), nil
}

// overdue is when the decision on an exception that is asked for now is late: after so many working days, Monday to
// Friday, at the same time of day. No holidays are known.
func (in Input) overdue() time.Time {
	at := in.Now.UTC()
	for left := in.Policy.Registration.ExceptionDays; left > 0; {
		at = at.AddDate(0, 0, 1)
		if at.Weekday() != time.Saturday && at.Weekday() != time.Sunday {
			left--
		}
	}
	return at
}

func yes(b *bool) bool { return b != nil && *b }
