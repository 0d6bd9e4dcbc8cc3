package opportunity

import (
	"slices"
	"time"

	"github.com/cosell/cosell/domain"
)

// Ending says how a partner's tie with a deal ended.
type Ending string

// The endings.
const (
	EndDeclined Ending = "declined" // it turned the offer down
	EndLapsed   Ending = "lapsed"   // it did not answer in time
	EndRecalled Ending = "recalled" // the vendor took the offer back
	EndClosed   Ending = "closed"   // the deal was closed before it answered
	EndReturned Ending = "returned" // the deal went back to the vendor
	EndRemoved  Ending = "removed"  // the vendor took it off a shared deal
)

// Never is the revision of what has not happened.
const Never int64 = -1

// Tie is one partner's time with a deal: from being asked, or joining, until it ended. A partner has several when it was
// asked again. A deal that is closed keeps the ties of those who worked on it.
type Tie struct {
	Partner  domain.Party
	Asked    int64     // revision of the offer; Never when it joined without one
	AskedAt  time.Time // zero when it joined without an offer
	Deadline time.Time // of the offer, likewise
	Joined   int64     // revision from which it works on the deal; Never while it has only been asked
	Ended    int64     // Never while it lasts
	EndedAt  time.Time
	How      Ending // "" while it lasts
	then     State  // of the deal when the tie ended
}

// Lasts reports whether the partner is a party of the deal now.
func (t Tie) Lasts() bool { return t.Ended == Never }

// Ties are those of one partner, oldest first; nil for one that has never had to do with the deal.
func (o Opportunity) Ties(partner domain.ID) (all []Tie) {
	for _, t := range o.ties {
		if t.Partner.ID == partner {
			all = append(all, t)
		}
	}
	return all
}

// tie is a partner's last one; false when there is none.
func (o Opportunity) tie(partner domain.ID) (Tie, bool) {
	if i := o.lastTie(partner); i >= 0 {
		return o.ties[i], true
	}
	return Tie{}, false
}

func (o Opportunity) lastTie(partner domain.ID) int {
	for i := len(o.ties) - 1; i >= 0; i-- {
		if o.ties[i].Partner.ID == partner {
			return i
		}
	}
	return -1
}

func (o *Opportunity) ask(p domain.Party, deadline time.Time, r domain.Recorded) {
	t := Tie{Partner: p, Asked: r.Revision, AskedAt: at(r), Deadline: deadline, Joined: Never, Ended: Never}
	o.ties = append(slices.Clip(o.ties), t)
}

// join makes a partner one that works on the deal; one that does already stays as it was.
func (o *Opportunity) join(p domain.Party, r domain.Recorded) {
	i := o.lastTie(p.ID)
	switch {
	case i < 0 || !o.ties[i].Lasts():
		o.ties = append(slices.Clip(o.ties), Tie{Partner: p, Asked: Never, Joined: r.Revision, Ended: Never})
	case o.ties[i].Joined == Never:
		o.ties = slices.Clone(o.ties)
		o.ties[i].Joined = r.Revision
	}
}

// part ends a partner's tie, if it has one.
func (o *Opportunity) part(partner domain.ID, how Ending, r domain.Recorded) {
	i := o.lastTie(partner)
	if i < 0 || !o.ties[i].Lasts() {
		return
	}
	o.ties = slices.Clone(o.ties)
	t := &o.ties[i]
	t.Ended, t.EndedAt, t.How, t.then = r.Revision, at(r), how, o.state
}

func (o *Opportunity) endOffer(p domain.Party, how Ending, r domain.Recorded) {
	o.offer = nil
	o.part(p.ID, how, r)
}

// abandonOffer ends an offer under which the deal was closed. One whose deadline had passed by then has lapsed, although
// no clock had written so.
func (o *Opportunity) abandonOffer(r domain.Recorded) {
	switch {
	case o.offer == nil:
	case at(r).After(o.offer.deadline):
		o.endOffer(o.offer.partner, EndLapsed, r)
	default:
		o.endOffer(o.offer.partner, EndClosed, r)
	}
}
