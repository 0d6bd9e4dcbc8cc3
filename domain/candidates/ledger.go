// Package candidates knows every partner as a choice among them asks for it: what it takes, what it has now, and its
// record. All of it is folded from the log, oldest event first; nothing is counted anywhere else.
package candidates

import (
	"cmp"
	"slices"
	"time"

	"github.com/cosell/cosell/domain"
	"github.com/cosell/cosell/domain/assignment"
	"github.com/cosell/cosell/domain/opportunity"
	"github.com/cosell/cosell/domain/partner"
)

// Ledger is what was folded so far. Its zero value has seen nothing and can be used. Of a closed deal nothing stays but
// what it added to sums, so a ledger is as large as there are partners and open deals. It is not safe for concurrent use.
type Ledger struct {
	accounts map[domain.ID]*account
	deals    map[domain.ID]*deal // that are open
	still    map[domain.ID]*deal // of those the vendor's that a partner leads without progress
}

// account is what is known of one partner.
type account struct {
	partner partner.Partner
	record  assignment.Record // Stalled is left for Candidates
	idle    idle
	load    int // open deals that it holds
}

// deal is an open one: who it is offered to, or who works on it.
type deal struct {
	vendors bool      // the vendor brought it
	bringer domain.ID // of one that a partner brought
	offered domain.ID // "" while there is no offer
	lead    domain.ID // "" while nobody leads it
	since   time.Time // that the lead partner has it
	moved   bool      // a first progress was made since
	sharing []domain.ID
}

// Apply folds the next event of the log. Events of other aggregates than opportunities and partners change nothing.
func (l *Ledger) Apply(r domain.Recorded) {
	switch e := r.Event.(type) {
	case partner.Event:
		a := l.account(r.Subject)
		a.partner = partner.Evolve(a.partner, r)
	case opportunity.Created:
		l.open(r.Subject, &deal{vendors: true})
	case opportunity.Submitted:
		l.open(r.Subject, &deal{bringer: e.Partner.ID})
	case opportunity.Event:
		if d, open := l.deals[r.Subject]; open {
			l.hold(d, -1)
			l.fold(d, e, r)
			l.keep(r.Subject, d)
		}
	}
}

// keep has the sums say what an open deal has become.
func (l *Ledger) keep(id domain.ID, d *deal) {
	delete(l.still, id)
	if _, open := l.deals[id]; !open {
		return
	}
	l.hold(d, 1)
	if d.vendors && d.lead != "" && !d.moved {
		l.still[id] = d
	}
}

// hold adds to the load of those that hold a deal.
func (l *Ledger) hold(d *deal, n int) {
	for _, id := range d.holders() {
		l.account(id).load += n
	}
}

func (l *Ledger) account(id domain.ID) *account {
	if l.accounts == nil {
		l.accounts = map[domain.ID]*account{}
	}
	a, known := l.accounts[id]
	if !known {
		a = &account{}
		l.accounts[id] = a
	}
	return a
}

func (l *Ledger) open(id domain.ID, d *deal) {
	if l.deals == nil {
		l.deals, l.still = map[domain.ID]*deal{}, map[domain.ID]*deal{}
	}
	l.deals[id] = d
}

// Candidates are all partners that were ever taken in or have applied, by rising id, as of now. An accepted deal without
// progress has stalled when it has lasted longer than stalledAfter. For deals that have ended without progress a day begun
// counts as a day, which makes no difference to a threshold of whole days.
func (l *Ledger) Candidates(now time.Time, stalledAfter time.Duration) []assignment.Candidate {
	stalled := map[domain.ID]int64{}
	for _, d := range l.still {
		if now.Sub(d.since) > stalledAfter {
			stalled[d.lead]++
		}
	}
	var all []assignment.Candidate
	for id, a := range l.accounts {
		if !a.partner.Exists() {
			continue
		}
		c := assignment.Candidate{
			Partner:  domain.Party{ID: id, Name: a.partner.Name()},
			Approved: a.partner.Approved(),
			Takes:    a.partner.Takes(),
			Load:     a.load,
			Places:   a.partner.Places(),
			Record:   a.record,
		}
		c.Record.Stalled = stalled[id] + a.idle.past(stalledAfter)
		all = append(all, c)
	}
	slices.SortFunc(all, func(a, b assignment.Candidate) int { return cmp.Compare(a.Partner.ID, b.Partner.ID) })
	return all
}

// holders are the partners whose load the deal is: the one that it is offered to, and those that work on it; not the one
// that brought it.
func (d *deal) holders() (all []domain.ID) {
	for _, id := range append([]domain.ID{d.offered, d.lead}, d.sharing...) {
		if id != "" && id != d.bringer {
			all = append(all, id)
		}
	}
	return all
}
