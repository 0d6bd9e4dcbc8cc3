package projections_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"time"

	"github.com/google/uuid"

	"github.com/cosell/cosell/domain"
	"github.com/cosell/cosell/domain/opportunity"
	partners "github.com/cosell/cosell/domain/partner"
	"github.com/cosell/cosell/domain/program"
	"github.com/cosell/cosell/domain/referral"
	"github.com/cosell/cosell/eventstore"
	"github.com/cosell/cosell/projections/runner"
)

// market is a random history that could have happened, over about nine months, in which exchange rates are published now and
// then: some months late, some twice, those of GBP seldom. It begins with the enrolment of all partners.
func market(seed uint64, events int) []runner.Event { return play(seed, events, false) }

// play makes a market, in which partners may take other names now and then.
func play(seed uint64, events int, renames bool) []runner.Event {
	m := stretched{rand: rand.New(rand.NewPCG(seed, 2)), next: map[string]int64{}, states: map[string]referral.State{}, stages: map[string]int{}, fixed: map[string]bool{}}
	m.times = int64(9*30*24*60) / int64(events)
	for n := range 24 {
		m.partner(partner(n), partners.Enrolled{Profile: partners.Profile{Name: partner(n).Name}}, begin)
	}
	for _, e := range random(seed, events, 30) {
		if _, ok := e.Event.(program.Event); ok || !m.possible(e) {
			continue
		}
		e.RecordedAt, e.Effective = m.later(e.RecordedAt), m.later(e.Effective)
		m.sold(&e)
		m.add(e)
		if m.rand.IntN(40) == 0 {
			m.publish(e.RecordedAt.Add(time.Second))
		}
		if renames && m.rand.IntN(10) == 0 {
			name := fmt.Sprint("Name ", len(m.events))
			m.partner(partner(m.rand.IntN(24)), partners.Revised{Name: &domain.Change[string]{To: name}}, e.RecordedAt.Add(time.Second))
		}
	}
	return m.events
}

type stretched struct {
	rand   *rand.Rand
	events []runner.Event
	next   map[string]int64
	times  int64 // how much longer everything lasts
	states map[string]referral.State
	stages map[string]int
	fixed  map[string]bool // solution assessments
}

func (m *stretched) later(t time.Time) time.Time {
	return begin.Add(t.Sub(begin) * time.Duration(m.times))
}

// add gives an event the place that is left in its stream and in the log.
func (m *stretched) add(e runner.Event) {
	e.Revision = m.next[e.Stream]
	m.next[e.Stream]++
	n := uint64(len(m.events) + 1)
	e.Position = eventstore.Position{Commit: n, Prepare: n}
	m.events = append(m.events, e)
}

// sold lets wins be recorded up to two months after the day of the sale.
func (m *stretched) sold(e *runner.Event) {
	day := domain.DateOf(e.RecordedAt.AddDate(0, 0, -m.rand.IntN(60)))
	switch won := e.Event.(type) {
	case opportunity.Won:
		won.Date = day
		e.Event = won
	case referral.Won:
		won.Date = day
		e.Event = won
	}
}

// partner adds what becomes of one.
func (m *stretched) partner(p domain.Party, e domain.Event, at time.Time) {
	m.add(runner.Event{Recorded: domain.Recorded{Event: e, Meta: domain.Meta{
		Stream: "partner-" + string(p.ID), Subject: p.ID, EventID: domain.ID(uuid.NewSHA1(uuid.NameSpaceOID, fmt.Append(nil, "partner", len(m.events))).String()),
		RecordedAt: at, Effective: at, Actor: vera, Policy: 1,
	}}})
}

func (m *stretched) publish(at time.Time) {
	var rates []program.Rate
	for _, c := range []domain.Currency{"EUR", "JPY", "GBP"} {
		if m.rand.IntN(3) == 0 || c == "GBP" && m.rand.IntN(3) > 0 {
			continue
		}
		month := at.AddDate(0, -m.rand.IntN(4), 0).Format("2006-01")
		rates = append(rates, program.Rate{Month: month, Currency: c, USD: fmt.Sprintf("%d.%04d", m.rand.IntN(2), 1+m.rand.IntN(9999)), Source: "The bank"})
	}
	if rates == nil {
		return
	}
	m.add(runner.Event{Recorded: domain.Recorded{
		Event: program.RatesPublished{MonthlyRates: program.MonthlyRates{Rates: rates}, Reason: "Month's end."},
		Meta: domain.Meta{Stream: "program-" + string(id(1)), Subject: id(1), EventID: domain.ID(uuid.NewSHA1(uuid.NameSpaceOID, fmt.Append(nil, "rates", len(m.events))).String()),
			RecordedAt: at, Effective: at, Actor: vera, Policy: 1},
	}})
}

// possible leaves out what the rules would have refused: chance does not ask all of them.
func (m *stretched) possible(e runner.Event) bool {
	switch o := e.Event.(type) {
	case opportunity.Approved, opportunity.Accepted, opportunity.Returned:
		m.stages[e.Stream] = 10
	case opportunity.Shared:
		m.stages[e.Stream] = o.Stage
	case opportunity.StageMarked:
		if m.stages[e.Stream] == o.Stage {
			return false
		}
		m.stages[e.Stream] = o.Stage
	case referral.Event:
		return m.happens(e)
	}
	return true
}

// happens follows a copy through its states.
func (m *stretched) happens(e runner.Event) bool {
	is, to := m.states[e.Stream], referral.State("")
	in := func(states ...referral.State) bool { return slices.Contains(states, is) }
	ok := true
	switch o := e.Event.(type) {
	case referral.Created:
		to = referral.StateAccepted
		m.fixed[e.Stream] = referral.Assessing(o.Solutions)
	case referral.Received:
		to = referral.StateReceived
		m.fixed[e.Stream] = referral.Assessing(o.Share.Solutions)
	case referral.Accepted:
		ok, to = in(referral.StateReceived), referral.StateAccepted
	case referral.Seen:
		ok = in(referral.StateReceived)
	case referral.Declined:
		ok, to = in(referral.StateReceived), referral.StateDeclined
	case referral.Expired:
		ok, to = in(referral.StateReceived), referral.StateExpired
	case referral.Withdrawn:
		ok, to = in(referral.StateReceived), referral.StateWithdrawn
	case referral.StageMarked:
		ok = in(referral.StateAccepted) && m.stages[e.Stream] != o.Stage
	case referral.Revised, referral.TeamChanged:
		ok = in(referral.StateAccepted)
	case referral.SolutionsChanged, referral.VisibilityGranted, referral.HelpRequested, referral.PartnerInvited:
		ok = in(referral.StateAccepted) && !m.fixed[e.Stream]
	case referral.NoteAdded:
		ok = in(referral.StateReceived, referral.StateAccepted)
	case referral.Won:
		ok, to = in(referral.StateAccepted), referral.StateWon
	case referral.Lost:
		ok, to = in(referral.StateAccepted), referral.StateLost
	case referral.ClosedAsError:
		ok, to = in(referral.StateReceived, referral.StateAccepted), referral.StateError
	}
	if !ok {
		return false
	}
	if to != "" {
		m.states[e.Stream] = to
	}
	if o, marked := e.Event.(referral.StageMarked); marked {
		m.stages[e.Stream] = o.Stage
	}
	return true
}
