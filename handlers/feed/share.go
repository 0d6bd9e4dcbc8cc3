package feed

import (
	"time"

	"github.com/cosell/cosell/domain"
	"github.com/cosell/cosell/domain/referral"
)

// never is the revision from which nobody reads.
const never int64 = -1

// share is one organisation's copy of a co-sell deal.
type share struct {
	referral.Referral
	begun time.Time // when its first event was recorded
	from  int64     // revision from which the vendor reads a partner's copy; never while the deal is private
}

// next folds one event. Visibility that was chosen while creating covers all of the copy.
func (s share) next(e domain.Recorded) state {
	s.Referral = referral.Evolve(s.Referral, e)
	if e.Revision == 0 {
		s.begun = e.RecordedAt
	}
	if s.from == never && (s.Visible() || s.Owner().Org == domain.Vendor) {
		if s.from = e.Revision; e.RecordedAt.Equal(s.begun) {
			s.from = 0
		}
	}
	return s
}

// sees is asked of the copy as it was as well. What was written with the event by which the vendor was let in counts as after
// it, so of a deal that is visible only from decides, in reads.
func (s share) sees(who domain.Caller) bool {
	if who.IsVendor() {
		return true
	}
	return referral.Sees(s.Referral, who)
}

func (s share) concerns(org domain.Org) bool { return org == s.Owner().Org }

// reads gives the owner everything, but no customer once it takes no part; the vendor of a partner's copy what the partner
// does not keep to itself, from the event on that let the vendor in.
func (s share) reads(r reading) lens {
	if !referral.Sees(s.Referral, r.who) {
		return none
	}
	if r.who.Org == s.Owner().Org {
		return lens{tells: true, less: s.ownersLoss(r)}
	}
	if s.from == never || r.Revision < s.from || keptBack(r.Event) {
		return none
	}
	return lens{tells: true, less: vendorsLoss[referral.Kind(r.Event.EventKind())]}
}

// ownersLoss is what the owner of a copy that it received does not read: why others declined is told to who invited them.
func (s share) ownersLoss(r reading) []string {
	_, received := s.Inviter()
	switch r.Event.(type) {
	case referral.CounterpartAnswered:
		if received {
			return []string{"reason", "note"}
		}
	case referral.Created, referral.Received, referral.Accepted, referral.Revised:
		if !referral.Recalls(s.Referral, r.who) {
			return []string{"customer", "contact"}
		}
	}
	return nil
}

// keptBack reports whether an event is the owner's own affair.
func keptBack(e domain.Event) bool {
	switch e := e.(type) {
	case referral.NoteAdded:
		return e.Audience == referral.AudienceOwn
	case referral.Revised:
		return e.Name == nil && e.EstimatedValue == nil && e.EstimatedClose == nil && e.Notes == nil && e.Contact == nil && e.Intent == nil
	}
	return false
}

// vendorsLoss is what the vendor does not read of a partner's copy.
var vendorsLoss = map[referral.Kind][]string{
	referral.KindCreated:             words("crmId campaignId notes predecessor customer.id"),
	referral.KindReceived:            words("crmId campaignId notes customer.id share.team"),
	referral.KindAccepted:            words("crmId campaignId notes customer.id"),
	referral.KindRevised:             words("crmId campaignId notes"),
	referral.KindDeclined:            words("note"),
	referral.KindLost:                words("note"),
	referral.KindClosedAsError:       words("note"),
	referral.KindPartnerInvited:      words("estimatedValue estimatedCloseDate notes team solutions"),
	referral.KindCounterpartAnswered: words("reason note"),
	referral.KindRegistered:          words("form verdict"),
	referral.KindExceptionNoted:      words("verdict"),
}
