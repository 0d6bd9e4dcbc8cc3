package candidates

import (
	"slices"
	"time"

	"github.com/cosell/cosell/domain"
	"github.com/cosell/cosell/domain/opportunity"
)

// fold makes of an open deal what an event makes of it, and adds to the records of partners what it says of them. An offer
// under which the deal was closed as error counts as offered: only a recalled one does not.
func (l *Ledger) fold(d *deal, event opportunity.Event, r domain.Recorded) {
	switch e := event.(type) {
	case opportunity.Approved:
		d.take(e.Partner.ID, r)
	case opportunity.Distributed:
		d.offered = e.Partner.ID
		l.account(e.Partner.ID).record.LastOffer = at(r)
		l.count(d, e.Partner, func(a *account) { a.record.Offered++ })
	case opportunity.Recalled:
		d.offered = ""
		l.count(d, e.Partner, func(a *account) { a.record.Offered-- })
	case opportunity.Accepted:
		d.offered = ""
		d.take(e.Partner.ID, r)
		l.count(d, e.Partner, func(a *account) { a.record.Answered++; a.record.Accepted++ })
	case opportunity.OfferDeclined:
		d.offered = ""
		l.count(d, e.Partner, answered)
	case opportunity.OfferLapsed:
		d.offered = ""
	case opportunity.Declined:
		l.count(d, e.Partner, answered)
		l.close(r)
	case opportunity.StageMarked:
		l.progress(d)
	case opportunity.Returned:
		l.count(d, e.Partner, func(a *account) { a.record.Returned++ })
		l.leave(d, r)
		d.sharing = nil
	case opportunity.Shared:
		l.leave(d, r)
		d.sharing = nil
		for _, p := range e.Partners {
			d.sharing = append(d.sharing, p.ID)
		}
	case opportunity.CollaboratorAdded:
		d.sharing = append(d.sharing, e.Partner.ID)
	case opportunity.CollaboratorRemoved:
		d.sharing = slices.DeleteFunc(d.sharing, func(id domain.ID) bool { return id == e.Partner.ID })
	case opportunity.Won:
		l.progress(d)
		l.count(d, domain.Party{ID: d.lead}, func(a *account) {
			a.record.Won++
			a.record.ToClose += at(r).Sub(d.since).Microseconds()
		})
		l.close(r)
	case opportunity.Lost:
		l.progress(d)
		l.count(d, domain.Party{ID: d.lead}, func(a *account) { a.record.Lost++ })
		l.close(r)
	case opportunity.ClosedAsError:
		l.leave(d, r)
		l.close(r)
	case opportunity.Rejected, opportunity.Expired:
		l.close(r)
	case opportunity.Created, opportunity.Submitted, opportunity.OfferSeen, opportunity.NoCandidate, opportunity.Revised,
		opportunity.Extended, opportunity.AssigneeChanged, opportunity.NoteAdded, opportunity.Paused, opportunity.Resumed,
		opportunity.Registered, opportunity.RegistrationNoted: // say nothing of how a partner works
	}
}

// count adds to the record of a partner, when there is one and the vendor brought the deal.
func (l *Ledger) count(d *deal, p domain.Party, add func(*account)) {
	if d.vendors && p.ID != "" {
		add(l.account(p.ID))
	}
}

func answered(a *account) { a.record.Answered++ }

// take makes a partner the one that leads the deal.
func (d *deal) take(lead domain.ID, r domain.Recorded) {
	d.lead, d.since, d.moved = lead, at(r), false
}

// progress counts the first one that the lead partner makes.
func (l *Ledger) progress(d *deal) {
	if !d.moved {
		l.count(d, domain.Party{ID: d.lead}, func(a *account) { a.record.Progressed++ })
	}
	d.moved = true
}

// leave ends the time in which the lead partner had the deal. Together with others it leads nothing.
func (l *Ledger) leave(d *deal, r domain.Recorded) {
	if !d.moved {
		l.count(d, domain.Party{ID: d.lead}, func(a *account) { a.idle = a.idle.with(at(r).Sub(d.since)) })
	}
	d.lead, d.moved = "", false
}

func (l *Ledger) close(r domain.Recorded) { delete(l.deals, r.Subject) }

// at is when an event took effect.
func at(r domain.Recorded) time.Time {
	if r.Effective.IsZero() {
		return r.RecordedAt
	}
	return r.Effective
}
