package registration

import (
	"time"

	"github.com/cosell/cosell/domain"
)

func (c Lapse) decide(r Registration, in Input) ([]domain.Event, error) {
	switch {
	case r.state != StateApproved, r.purpose != Exclusivity:
		return nil, nil
	case !c.Until.IsZero() && !c.Until.Equal(r.until):
		return nil, nil
	case !in.Now.After(r.until):
		return nil, ErrNotDue
	}
	return one(Lapsed{Until: r.until}), nil
}

func (c Close) decide(r Registration, in Input) ([]domain.Event, error) {
	if !r.closes(c.Why) {
		return nil, nil
	}
	at := c.At
	switch c.Why {
	case ClosedExceptionOver, ClosedReviewOver:
		if !in.Now.After(r.until) {
			return nil, ErrNotDue
		}
		at = r.until
	case ClosedPassed, ClosedNotDeployed:
		at = time.Time{}
	}
	if !at.Before(in.Now) {
		at = time.Time{}
	}
	return one(Closed{Why: c.Why, At: at}), nil
}

// closes reports whether that is what closes a registration of this kind in this state.
func (r Registration) closes(why string) bool {
	incentive := r.purpose == Incentive
	switch why {
	case ClosedPassed:
		return r.state == StatePassed
	case ClosedExceptionOver:
		return r.state == StateFailed
	case ClosedReviewOver:
		return r.state == StateApproved && incentive
	case ClosedNotDeployed:
		return r.state == StatePending && incentive && r.form.Elsewhere()
	}
	return why == ClosedDealEnded && !incentive && (r.state == StatePending || r.state == StateApproved)
}
