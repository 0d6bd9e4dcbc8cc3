package candidates_test

import (
	"fmt"
	"time"

	"pgregory.net/rapid"

	"github.com/cosell/cosell/domain"
	"github.com/cosell/cosell/domain/candidates"
	"github.com/cosell/cosell/domain/opportunity"
	"github.com/cosell/cosell/domain/partner"
)

const day = 24 * time.Hour

// noon is when every log begins.
var noon = time.Date(2026, 3, 2, 12, 0, 0, 0, time.UTC)

func id(kind, n int) domain.ID { return domain.ID(fmt.Sprintf("%08d-0000-4000-8000-%012d", kind, n)) }

func org(n int) domain.ID { return id(1, n) }

func party(n int) domain.Party { return domain.Party{ID: org(n), Name: fmt.Sprintf("Partner %d", n)} }

// log is a whole log: of several deals and partners, in the order in which things happened.
type log struct {
	now    time.Time
	events []domain.Recorded
}

func newLog(partners int) *log {
	l := &log{now: noon}
	for n := range partners {
		l.add(org(n), partner.Enrolled{Profile: partner.Profile{Name: party(n).Name}})
	}
	return l
}

func (l *log) add(subject domain.ID, e domain.Event) {
	at := l.now
	if due, ok := e.(interface{ EffectiveAt() time.Time }); ok && !due.EffectiveAt().IsZero() {
		at = due.EffectiveAt()
	}
	l.events = append(l.events, domain.Recorded{Event: e, Meta: domain.Meta{
		Stream: string(subject), Subject: subject, Revision: int64(len(l.of(subject))), RecordedAt: l.now, Effective: at,
	}})
}

// tell adds events to a deal, each some days after the one before.
func (l *log) tell(deal int, days int, events ...domain.Event) {
	for _, e := range events {
		l.now = l.now.Add(time.Duration(days) * day)
		l.add(id(2, deal), e)
	}
}

func (l *log) of(subject domain.ID) (all []domain.Recorded) {
	for _, r := range l.events {
		if r.Subject == subject {
			all = append(all, r)
		}
	}
	return all
}

func (l *log) fold() *candidates.Ledger {
	ledger := &candidates.Ledger{}
	for _, r := range l.events {
		ledger.Apply(r)
	}
	return ledger
}

// offered is the one that the deal is offered to, leads those that work on it, lead first.
type standing struct {
	state   opportunity.State
	offered domain.Party
	lead    domain.Party
	sharing []domain.Party
	own     domain.Party
}

// happen adds something that may happen to a deal as it stands: every kind that says something of partners.
func (l *log) happen(t *rapid.T, deal domain.ID, partners int) {
	s := l.stand(deal)
	p := party(rapid.IntRange(0, partners-1).Draw(t, "partner"))
	may := map[opportunity.State][]domain.Event{
		"": {opportunity.Created{}, opportunity.Created{}, opportunity.Submitted{Partner: p}},
		opportunity.StateNew: {
			opportunity.Distributed{Partner: p, Deadline: l.now.Add(5 * day)}, opportunity.Distributed{Partner: p, Deadline: l.now.Add(50 * day)},
			opportunity.Shared{Partners: []domain.Party{p}}, opportunity.Lost{}, opportunity.NoCandidate{},
		},
		opportunity.StateSubmitted: {opportunity.Approved{Partner: s.own}, opportunity.Approved{Partner: s.own}, opportunity.Rejected{}},
		opportunity.StateDistributed: {
			opportunity.Accepted{Partner: s.offered}, opportunity.Accepted{Partner: s.offered}, opportunity.Declined{Partner: s.offered},
			opportunity.OfferDeclined{Partner: s.offered}, opportunity.OfferLapsed{Partner: s.offered, Deadline: l.now},
			opportunity.Expired{Partner: s.offered, Deadline: l.now}, opportunity.Recalled{Partner: s.offered}, opportunity.ClosedAsError{},
			opportunity.OfferSeen{Partner: s.offered},
		},
		opportunity.StateAccepted: {
			opportunity.StageMarked{Stage: 20}, opportunity.StageMarked{Stage: 40}, opportunity.Won{}, opportunity.Lost{},
			opportunity.Returned{Partner: s.lead, Collaborators: s.sharing}, opportunity.ClosedAsError{}, opportunity.Paused{}, opportunity.NoteAdded{},
		},
	}[s.state]
	if s.state == opportunity.StateAccepted {
		may = append(may, s.together(p)...)
	}
	if len(may) > 0 {
		l.add(deal, rapid.SampledFrom(may).Draw(t, "event"))
	}
}

// together is what may happen between partners that share a deal, or come to.
func (s standing) together(p domain.Party) []domain.Event {
	if len(s.sharing) == 0 {
		shared := opportunity.Shared{Partners: []domain.Party{p}, FormerLead: &s.lead}
		if p.ID != s.lead.ID {
			shared.Partners = append(shared.Partners, s.lead)
		}
		return []domain.Event{shared}
	}
	for _, known := range s.sharing {
		if known.ID == p.ID {
			return []domain.Event{opportunity.CollaboratorRemoved{Partner: p}}
		}
	}
	return []domain.Event{opportunity.CollaboratorAdded{Partner: p}}
}
