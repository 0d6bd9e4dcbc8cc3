package workload

import (
	"time"

	"github.com/cosell/cosell/domain"
	"github.com/cosell/cosell/domain/opportunity"
	"github.com/cosell/cosell/domain/program"
)

// distribute brings a new deal to a partner, or to several.
func (d *deal) distribute() {
	w := d.w
	if d.state.State() != opportunity.StateNew {
		return
	}
	f := w.firm()
	d.offers++
	switch x := w.Float64(); {
	case f == nil || x < 0.04:
		w.later(20*day, d.drop)
	case d.offers > 4 || x < 0.07:
		d.drop()
	case x < 0.15:
		d.share()
	case x < 0.22 && !d.remote:
		if !d.do(manager, opportunity.Distribute{Partner: opportunity.Auto}) {
			w.later(w.days(10), d.distribute)
		}
	default:
		c := opportunity.Distribute{Partner: opportunity.Addressee(f.id)}
		switch y := w.Float64(); {
		case d.remote:
			c.AfterDecline, c.AfterLapse = opportunity.AfterReoffer, opportunity.AfterReoffer
		case y < 0.35:
			c.AfterDecline, c.AfterLapse = opportunity.AfterReturn, opportunity.AfterReturn
		case y < 0.45:
			c.AfterDecline, c.AfterLapse = opportunity.AfterReoffer, opportunity.AfterReoffer
		case y < 0.6:
			days := 5 + w.IntN(20)
			c.AnswerWithinDays = &days
		}
		if !d.do(manager, c) { // it was asked before, or another has exclusivity
			w.later(w.days(1), d.distribute)
		}
	}
}

// drop ends a deal that nobody works on.
func (d *deal) drop() {
	switch {
	case d.state.State() != opportunity.StateNew:
	case d.w.likely(0.6):
		d.do(manager, opportunity.Lose{Reason: pick(d.w, declining[:7])})
	default:
		d.do(manager, opportunity.CloseAsError{Reason: pick(d.w, closings)})
	}
}

// offered lets a partner look at its offer and answer, or not.
func (d *deal) offered(r domain.Recorded, e opportunity.Distributed) {
	w := d.w
	f := w.byID[e.Partner.ID]
	d.lead, d.lastOffer = f, r.Revision
	f.offered(d)
	w.clock(e.Deadline, because(r), func() { d.do(process, opportunity.Expire{Deadline: e.Deadline}) })
	open := func() bool {
		return d.state.State() == opportunity.StateDistributed && d.lead == f && w.now.Before(e.Deadline)
	}
	window := float64(e.Deadline.Sub(w.now)) / float64(day)
	answer := min(w.days(window/3), time.Duration((window-1.5)*float64(day)))
	if w.likely(0.85) {
		w.later(answer/2, func() {
			if open() {
				d.do(f.chief(), opportunity.SeeOffer{})
			}
		})
	}
	w.later(answer, func() {
		switch x := w.Float64(); {
		case !open():
		case x < 0.72:
			if d.do(f.chief(), opportunity.Accept{}) {
				d.work()
			}
		case x < 0.85:
			d.do(f.chief(), opportunity.Decline{Reason: pick(w, declining), Note: w.text(12)})
		case x < 0.89:
			d.do(manager, opportunity.Recall{Reason: pick(w, recallings)})
		case x < 0.92:
			d.do(manager, opportunity.Revise{Situation: domain.Some(w.text(20))})
		}
	})
}

// declining are the codes of reasons that every version of the policy has.
var declining = program.Default().Reasons.Decline.Codes()

// again looks for another partner after an offer that was not taken.
func (d *deal) again(r domain.Recorded, next opportunity.After) {
	if next != opportunity.AfterReoffer {
		d.w.later(d.w.days(3), d.distribute)
		return
	}
	offer := d.lastOffer
	d.w.soon(because(r), func() { d.do(process, opportunity.Reoffer{Offer: offer}) })
}

// share puts several partners to work together.
func (d *deal) share() {
	w := d.w
	var c opportunity.Share
	d.shared = nil
	for range 2 + w.IntN(3) {
		if f := w.firm(); f != nil && !d.shares(f) {
			c.Partners, d.shared = append(c.Partners, f.id), append(d.shared, f)
		}
	}
	if d.lead != nil && d.state.State() == opportunity.StateAccepted && !d.shares(d.lead) {
		d.shared = append(d.shared, d.lead)
	}
	if len(c.Partners) == 0 || !d.do(manager, c) {
		d.shared = nil
		if d.state.State() == opportunity.StateNew {
			w.later(w.days(1), d.distribute)
		}
		return
	}
	d.lead = nil
	d.work()
}

func (d *deal) shares(f *firm) bool {
	for _, other := range d.shared {
		if other == f {
			return true
		}
	}
	return false
}

// crowd changes who shares the deal.
func (d *deal) crowd() {
	if f := d.w.firm(); f != nil && !d.shares(f) && d.w.likely(0.6) {
		if d.do(manager, opportunity.AddCollaborator{Partner: f.id}) {
			d.shared = append(d.shared, f)
		}
		return
	}
	if len(d.shared) > 1 {
		f := d.shared[0]
		if d.do(manager, opportunity.RemoveCollaborator{Partner: f.id, Reason: "No longer needed."}) {
			d.shared = d.shared[1:]
		}
	}
}
