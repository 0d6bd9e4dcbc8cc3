package candidates_test

import (
	"time"

	"github.com/cosell/cosell/domain"
	"github.com/cosell/cosell/domain/assignment"
	"github.com/cosell/cosell/domain/opportunity"
	"github.com/cosell/cosell/domain/program"
)

// auditor sees a deal as it is.
var auditor = domain.Caller{Member: "otto", Org: domain.Vendor, Roles: []domain.Role{domain.RoleAuditor}}

// stand is how a deal stands, as the deal itself says it.
func (l *log) stand(deal domain.ID) (s standing) {
	v := opportunity.View(opportunity.Replay(l.of(deal)), auditor, program.Default())
	s.state, s.sharing = v.State, v.Collaborators
	if v.Offer != nil {
		s.offered = v.Offer.Partner
	}
	if v.LeadPartner != nil {
		s.lead = *v.LeadPartner
	}
	if v.Submitter != nil {
		s.own = *v.Submitter
	}
	return s
}

// naive is what the definitions say of a partner, each counted by itself, looking at the whole log again and again.
func (l *log) naive(p domain.ID, now time.Time, threshold time.Duration) (r assignment.Record, load int) {
	seen := map[domain.ID]bool{}
	for _, e := range l.events {
		if _, isDeal := e.Event.(opportunity.Event); !isDeal || seen[e.Subject] {
			continue
		}
		seen[e.Subject] = true
		history := l.of(e.Subject)
		load += l.stand(e.Subject).weighs(p)
		for i, o := range history {
			if offer, ok := o.Event.(opportunity.Distributed); ok && offer.Partner.ID == p && o.Effective.After(r.LastOffer) {
				r.LastOffer = o.Effective
			}
			if _, vendors := history[0].Event.(opportunity.Created); vendors {
				naiveOffer(history[i:], p, &r)
				naiveWork(history[i:], p, now, threshold, &r)
			}
		}
	}
	return r, load
}

// weighs is 1 for a partner that has the deal, or an offer of it, unless it brought it.
func (s standing) weighs(p domain.ID) int {
	if s.own.ID == p || s.state != opportunity.StateDistributed && s.state != opportunity.StateAccepted {
		return 0
	}
	for _, holder := range append([]domain.Party{s.offered, s.lead}, s.sharing...) {
		if holder.ID == p {
			return 1
		}
	}
	return 0
}

// naiveOffer counts the offer to a partner with which a part of a history begins.
func naiveOffer(history []domain.Recorded, p domain.ID, r *assignment.Record) {
	if offer, ok := history[0].Event.(opportunity.Distributed); !ok || offer.Partner.ID != p {
		return
	}
	r.Offered++
	for _, e := range history[1:] {
		switch e.Event.(type) {
		case opportunity.Recalled:
			r.Offered--
			return
		case opportunity.Accepted, opportunity.Declined, opportunity.OfferDeclined:
			r.Answered++
			return
		case opportunity.OfferLapsed, opportunity.Expired, opportunity.ClosedAsError:
			return
		}
	}
}

// naiveWork counts what a partner made of the deal with whose acceptance a part of a history begins.
func naiveWork(history []domain.Recorded, p domain.ID, now time.Time, threshold time.Duration, r *assignment.Record) {
	if taken, ok := history[0].Event.(opportunity.Accepted); !ok || taken.Partner.ID != p {
		return
	}
	r.Accepted++
	begun, ended, progress := history[0].Effective, now, false
	for _, e := range history[1:] {
		over := true
		switch e.Event.(type) {
		case opportunity.StageMarked:
			progress, over = true, false
		case opportunity.Won:
			progress = true
			r.Won++
			r.ToClose += e.Effective.Sub(begun).Microseconds()
		case opportunity.Lost:
			progress = true
			r.Lost++
		case opportunity.Returned:
			r.Returned++
		case opportunity.Shared, opportunity.ClosedAsError:
		default:
			over = false
		}
		if over {
			ended = e.Effective
			break
		}
	}
	switch {
	case progress:
		r.Progressed++
	case ended.Sub(begun) > threshold:
		r.Stalled++
	}
}
