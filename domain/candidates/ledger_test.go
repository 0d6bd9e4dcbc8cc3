package candidates_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/cosell/cosell/domain"
	"github.com/cosell/cosell/domain/assignment"
	"github.com/cosell/cosell/domain/candidates"
	"github.com/cosell/cosell/domain/opportunity"
	"github.com/cosell/cosell/domain/partner"
)

func TestAnyLogIsFoldedAsTheDefinitionsSay(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		const partners, deals = 3, 5
		l := newLog(partners)
		for range rapid.IntRange(1, 60).Draw(t, "events") {
			l.now = l.now.Add(time.Duration(rapid.IntRange(0, 30*24).Draw(t, "hours")) * time.Hour)
			l.happen(t, id(2, rapid.IntRange(0, deals-1).Draw(t, "deal")), partners)
		}
		now := l.now.Add(time.Duration(rapid.IntRange(0, 60).Draw(t, "later")) * day)
		threshold := time.Duration(rapid.IntRange(1, 60).Draw(t, "threshold")) * day
		got := l.fold().Candidates(now, threshold)
		require.Len(t, got, partners)
		for n, c := range got {
			record, load := l.naive(org(n), now, threshold)
			require.Equal(t, record, c.Record, "partner %d", n)
			require.Equal(t, load, c.Load, "partner %d", n)
		}
	})
}

// one is what becomes of partner 0 after a story of deal 0, a day between events, and ten more days.
func one(events ...domain.Event) assignment.Candidate {
	l := newLog(2)
	l.tell(0, 1, events...)
	return l.fold().Candidates(l.now.Add(10*day), 30*day)[0]
}

var (
	created  = opportunity.Created{}
	offered  = opportunity.Distributed{Partner: party(0), Deadline: noon.Add(14 * day)}
	accepted = opportunity.Accepted{Partner: party(0)}
)

// Written late is no slower: what counts is when things took effect.
func TestDaysToCloseCountFromWhenItTookEffect(t *testing.T) {
	l := newLog(1)
	late := func(e domain.Event, effective, recorded int) {
		l.add(id(2, 0), e)
		r := &l.events[len(l.events)-1]
		r.Effective, r.RecordedAt = noon.Add(time.Duration(effective)*day), noon.Add(time.Duration(recorded)*day)
	}
	late(created, 0, 0)
	late(offered, 1, 1)
	late(accepted, 2, 5)
	late(opportunity.Won{}, 12, 30)
	got := l.fold().Candidates(noon.Add(60*day), 30*day)[0].Record
	assert.EqualValues(t, (10 * day).Microseconds(), got.ToClose)
	record, _ := l.naive(org(0), noon.Add(60*day), 30*day)
	assert.Equal(t, record, got)
}

func TestRates(t *testing.T) {
	for name, c := range map[string]struct {
		events []domain.Event
		want   assignment.Record
	}{
		"an open offer is one without an answer":   {[]domain.Event{created, offered}, assignment.Record{Offered: 1}},
		"a recalled one is none":                   {[]domain.Event{created, offered, opportunity.Recalled{Partner: party(0)}}, assignment.Record{}},
		"declining is an answer":                   {[]domain.Event{created, offered, opportunity.Declined{Partner: party(0)}}, assignment.Record{Offered: 1, Answered: 1}},
		"letting it lapse is none":                 {[]domain.Event{created, offered, opportunity.OfferLapsed{Partner: party(0), Deadline: noon}}, assignment.Record{Offered: 1}},
		"a deal closed under an offer was offered": {[]domain.Event{created, offered, opportunity.ClosedAsError{}}, assignment.Record{Offered: 1}},
		"two stages are one first progress": {[]domain.Event{created, offered, accepted, opportunity.StageMarked{}, opportunity.StageMarked{}},
			assignment.Record{Offered: 1, Answered: 1, Accepted: 1, Progressed: 1}},
		"a win is progress, and counts its days": {[]domain.Event{created, offered, accepted, opportunity.Won{}},
			assignment.Record{Offered: 1, Answered: 1, Accepted: 1, Progressed: 1, Won: 1, ToClose: day.Microseconds()}},
		"a deal given back": {[]domain.Event{created, offered, accepted, opportunity.Returned{Partner: party(0)}},
			assignment.Record{Offered: 1, Answered: 1, Accepted: 1, Returned: 1}},
		"what others lose later is theirs": {[]domain.Event{created, offered, accepted, opportunity.Returned{Partner: party(0)}, opportunity.Lost{}},
			assignment.Record{Offered: 1, Answered: 1, Accepted: 1, Returned: 1}},
		"what is won together is nobody's record": {[]domain.Event{created, offered, accepted, opportunity.Shared{Partners: []domain.Party{party(0), party(1)}}, opportunity.Won{}},
			assignment.Record{Offered: 1, Answered: 1, Accepted: 1}},
		"what a partner brought says nothing of it": {[]domain.Event{opportunity.Submitted{Partner: party(0)}, opportunity.Approved{Partner: party(0)}, opportunity.Won{}},
			assignment.Record{}},
	} {
		got := one(c.events...).Record
		got.LastOffer = time.Time{}
		assert.Equal(t, c.want, got, name)
	}
}

func TestADealThatNeverProgressedStallsAfterTheThreshold(t *testing.T) {
	stalled := func(days int, threshold time.Duration, events ...domain.Event) int64 {
		l := newLog(1)
		l.tell(0, 0, created, offered, accepted)
		l.now = l.now.Add(time.Duration(days) * day)
		l.tell(0, 0, events...)
		return l.fold().Candidates(l.now, threshold)[0].Record.Stalled
	}
	back := opportunity.Returned{Partner: party(0)}
	assert.EqualValues(t, 0, stalled(30, 30*day), "not at the threshold")
	assert.EqualValues(t, 1, stalled(31, 30*day))
	assert.EqualValues(t, 0, stalled(31, 40*day), "another policy, another answer")
	assert.EqualValues(t, 0, stalled(31, 30*day, opportunity.StageMarked{}), "late progress is progress")
	assert.EqualValues(t, 1, stalled(31, 30*day, back), "that it was given back does not mend it")
	assert.EqualValues(t, 0, stalled(30, 30*day, back))
	assert.EqualValues(t, 0, stalled(31, 40*day, back))
	assert.EqualValues(t, 1, stalled(40_000, 3000*day, back), "however long")
	assert.EqualValues(t, 0, stalled(31, 30*day, opportunity.Paused{}, opportunity.StageMarked{}), "a pause fakes no progress, and needs none")
}

func TestTheLoadIsOffersAndDealsOfOthers(t *testing.T) {
	both := opportunity.Shared{Partners: []domain.Party{party(0), party(1)}}
	for name, c := range map[string]struct {
		events []domain.Event
		want   int
	}{
		"nothing":                           {[]domain.Event{created}, 0},
		"an offer":                          {[]domain.Event{created, offered}, 1},
		"one taken back":                    {[]domain.Event{created, offered, opportunity.Recalled{Partner: party(0)}}, 0},
		"a deal":                            {[]domain.Event{created, offered, accepted}, 1},
		"one shared":                        {[]domain.Event{created, both}, 1},
		"one that it left":                  {[]domain.Event{created, both, opportunity.CollaboratorRemoved{Partner: party(0)}}, 0},
		"one that is closed":                {[]domain.Event{created, offered, accepted, opportunity.Lost{}}, 0},
		"not what it brought itself":        {[]domain.Event{opportunity.Submitted{Partner: party(0)}, opportunity.Approved{Partner: party(0)}}, 0},
		"not even when others help":         {[]domain.Event{opportunity.Submitted{Partner: party(0)}, opportunity.Approved{Partner: party(0)}, both}, 0},
		"but what another partner brought":  {[]domain.Event{opportunity.Submitted{Partner: party(1)}, opportunity.Approved{Partner: party(1)}, both}, 1},
		"and what another partner has left": {[]domain.Event{opportunity.Submitted{Partner: party(1)}, opportunity.Approved{Partner: party(1)}, opportunity.Returned{Partner: party(1)}, offered}, 1},
	} {
		assert.Equal(t, c.want, one(c.events...).Load, name)
	}
}

func TestACandidateIsWhatItsPartnerSays(t *testing.T) {
	l := newLog(2)
	l.add(org(0), partner.Revised{
		Capacity:    &domain.Change[*int]{To: new(3)},
		Territories: &domain.Change[[]string]{To: []string{"Alps"}},
		Name:        &domain.Change[string]{From: "Partner 0", To: "Contoso"},
	})
	site := partner.Site{Name: "Graz", Latitude: new(47.07), Longitude: new(15.44)}
	l.add(org(0), partner.LocationAdded{Location: id(3, 1), Site: site})
	l.add(org(0), partner.LocationAdded{Location: id(3, 2), Site: partner.Site{Name: "Somewhere"}})
	l.add(org(0), partner.LocationAdded{Location: id(3, 3), Site: site})
	l.add(org(0), partner.LocationClosed{Location: id(3, 3)})
	l.add(org(1), partner.Suspended{Reason: "x"})
	got := l.fold().Candidates(l.now, day)
	assert.Equal(t, []assignment.Candidate{
		{
			Partner: domain.Party{ID: org(0), Name: "Contoso"}, Approved: true,
			Takes:  assignment.Takes{Capacity: new(3), Territories: []string{"Alps"}},
			Places: []domain.Point{{Latitude: 47.07, Longitude: 15.44}},
		},
		{Partner: party(1)},
	}, got)
}

func TestTheLastOfferIsThatOfWhateverDeal(t *testing.T) {
	l := newLog(1)
	l.tell(0, 1, created, offered, opportunity.Recalled{Partner: party(0)})
	l.tell(1, 1, opportunity.Submitted{Partner: party(1)}, opportunity.Approved{Partner: party(1)}, opportunity.Returned{Partner: party(1)}, offered)
	assert.Equal(t, noon.Add(7*day), l.fold().Candidates(l.now, day)[0].Record.LastOffer)
}

type foreign struct{}

func (foreign) EventKind() string { return "referral.accepted" }

func TestEventsOfOthersChangeNothing(t *testing.T) {
	l := newLog(1)
	l.add(id(2, 0), foreign{})
	l.add(id(2, 1), opportunity.StageMarked{})
	l.add(id(2, 2), opportunity.Accepted{Partner: party(7)})
	assert.Equal(t, newLog(1).fold().Candidates(noon, day), l.fold().Candidates(noon, day))
	assert.Empty(t, new(candidates.Ledger).Candidates(noon, day))
}

func TestOfClosedDealsNothingStaysButSums(t *testing.T) {
	l := newLog(2)
	for n := range 300 {
		l.tell(n, 0, created, offered, accepted)
		switch n % 5 {
		case 0:
			l.tell(n, 1, opportunity.Won{})
		case 1:
			l.tell(n, 1, opportunity.Lost{})
		case 2:
			l.tell(n, 1, opportunity.ClosedAsError{})
		case 3:
			l.tell(n, 1, opportunity.Returned{Partner: party(0)}, opportunity.Distributed{Partner: party(1)}, opportunity.Expired{Deadline: l.now})
		case 4:
			l.tell(n, 1, opportunity.Returned{Partner: party(0)}, opportunity.Distributed{Partner: party(1)}, opportunity.Declined{Partner: party(1)})
		}
	}
	l.tell(300, 0, opportunity.Submitted{}, opportunity.Rejected{})
	l.tell(301, 0, created, offered)
	ledger := l.fold()
	partners, deals, sums := ledger.Entries()
	assert.Equal(t, []int{2, 1, 1}, []int{partners, deals, sums}, "two partners, one open deal, one length of idleness")
	assert.EqualValues(t, 60, ledger.Candidates(l.now, day)[0].Record.Won)
}

// BenchmarkCandidates answers: what does a choice cost before it begins, with a thousand partners and ten thousand open deals?
func BenchmarkCandidates(b *testing.B) {
	l := &log{now: noon}
	ledger := &candidates.Ledger{}
	apply := func(subject domain.ID, e domain.Event) {
		ledger.Apply(domain.Recorded{Event: e, Meta: domain.Meta{Subject: subject, RecordedAt: l.now}})
	}
	for n := range 1000 {
		apply(org(n), partner.Enrolled{Profile: partner.Profile{Name: "P"}})
	}
	for n := range 10_000 {
		apply(id(2, n), created)
		apply(id(2, n), opportunity.Distributed{Partner: party(n % 1000)})
	}
	for b.Loop() {
		ledger.Candidates(l.now, 30*day)
	}
}
