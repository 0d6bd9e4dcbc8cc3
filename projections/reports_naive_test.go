package projections_test

import (
	"math/big"
	"slices"
	"strings"
	"time"

	"github.com/cosell/cosell/domain"
	"github.com/cosell/cosell/domain/opportunity"
	"github.com/cosell/cosell/domain/program"
	"github.com/cosell/cosell/domain/referral"
	"github.com/cosell/cosell/eventstore"
	"github.com/cosell/cosell/projections/runner"
)

// What follows computes every number of every report again, from the events and the aggregates' own states, by loops: no
// SQL, no read model, nothing remembered from one number to the next.

// spot is a place in a history: up to an event, or by a time.
type spot struct {
	position eventstore.Position
	by       time.Time
	end      bool
}

// covers reports whether an event counts there.
func (s spot) covers(e runner.Event) bool {
	switch {
	case s.end:
		return true
	case !s.position.IsZero():
		return !s.position.Before(e.Position)
	}
	return !e.RecordedAt.After(s.by)
}

// when is the time of a spot in a history.
func (s spot) when(history []runner.Event) time.Time {
	if s.position.IsZero() {
		return s.by
	}
	for _, e := range slices.Backward(history) {
		if s.covers(e) && tellsOf(history, e) {
			return e.RecordedAt
		}
	}
	return time.Time{}
}

// tellsOf says whether a report can know of an event: it publishes rates, or something changed that reports tell.
func tellsOf(history []runner.Event, e runner.Event) bool {
	if _, ok := e.Event.(program.RatesPublished); ok {
		return true
	}
	if !isDeal(e) {
		return false
	}
	of := func(before bool) sight {
		var events []runner.Event
		for _, o := range history {
			if o.Stream == e.Stream && (o.Revision < e.Revision || !before && o.Revision == e.Revision) {
				events = append(events, o)
			}
		}
		return sightOf(events)
	}
	if e.Revision == 0 {
		return true
	}
	return !of(true).same(of(false))
}

func isDeal(e runner.Event) bool {
	return strings.HasPrefix(e.Stream, "opportunity-") || strings.HasPrefix(e.Stream, "referral-")
}

// sight is what reports tell of one deal.
type sight struct {
	id, engagement    domain.ID
	kind, typ, state  string
	source            string
	visible, counted  bool
	parties           []domain.ID
	holder            domain.ID
	stage, furthest   int
	currency          domain.Currency
	value, wonValue   domain.Money
	close, wonDate    domain.Date
	created, accepted time.Time // of the first acceptance
	stays             map[int][]int64
}

func (f sight) same(o sight) bool {
	return f.typ == o.typ && f.state == o.state && f.visible == o.visible && slices.Equal(f.parties, o.parties) && f.stage == o.stage &&
		f.currency == o.currency && f.value == o.value && f.wonValue == o.wonValue && f.close == o.close && f.wonDate == o.wonDate
}

var (
	auditing = domain.Caller{Member: "audrey", Org: domain.Vendor, Roles: []domain.Role{domain.RoleAuditor}}
	policies = program.Default()
)

// sightOf folds one deal's history. Whose deal it was is told by its events, the rest by the aggregate.
func sightOf(history []runner.Event) (f sight) {
	var recorded []domain.Recorded
	f.stays = map[int][]int64{}
	var moved time.Time
	for _, e := range history {
		recorded = append(recorded, e.Recorded)
		before := f
		f.take(recorded)
		f.own(e)
		if f.state == "accepted" && f.accepted.IsZero() {
			f.accepted = e.Effective
		}
		f.furthest = max(f.furthest, f.stage)
		if before.state == f.state && before.stage == f.stage {
			continue
		}
		if before.state == "accepted" {
			f.stays[before.stage] = append(f.stays[before.stage], max(0, int64(e.Effective.Sub(moved)/time.Second)))
		}
		moved = e.Effective
	}
	return f
}

// take reads the state that the aggregate has.
func (f *sight) take(history []domain.Recorded) {
	if strings.HasPrefix(history[0].Stream, "opportunity-") {
		d := opportunity.View(opportunity.Replay(history), auditing, policies)
		f.id, f.kind, f.typ, f.state, f.source = d.ID, "opportunity", "opportunity", string(d.State), string(d.Source)
		f.visible, f.counted, f.stage, f.value, f.currency, f.close, f.created = true, true, 0, d.EstimatedValue, d.Currency, d.EstimatedCloseDate, d.CreatedAt
		if d.Stage != nil {
			f.stage = d.Stage.Percent
		}
		if d.Outcome != nil {
			f.wonValue, f.wonDate = d.Outcome.WonValue, d.Outcome.WonDate
		}
		return
	}
	d := referral.View(referral.Replay(history), auditing, policies)
	f.id, f.engagement, f.kind, f.typ, f.state = d.ID, d.Engagement, "referral", string(d.Type), string(d.State)
	f.visible, f.counted, f.stage, f.value, f.close, f.created = d.Visible, d.Direction == referral.Outbound, 0, d.EstimatedValue, d.EstimatedCloseDate, d.CreatedAt
	f.currency, f.parties, f.holder = d.EstimatedValue.Currency(), nil, ""
	if d.Owner.Org != domain.Vendor {
		f.holder = domain.ID(d.Owner.Org)
		f.parties = []domain.ID{f.holder}
	}
	f.source = "partner"
	if d.Owner.Org == domain.Vendor && d.Invitation == nil || d.Invitation != nil && d.Invitation.From.Org == domain.Vendor {
		f.source = "vendor"
	}
	if d.Stage != nil {
		f.stage = d.Stage.Percent
	}
	if d.Outcome != nil {
		f.wonValue, f.wonDate = d.Outcome.WonValue, d.Outcome.WonDate
	}
}

// own says whose an opportunity is after an event: among whose deals, and who holds it alone.
func (f *sight) own(e runner.Event) {
	one := func(p domain.Party) { f.parties, f.holder = []domain.ID{p.ID}, p.ID }
	switch e := e.Event.(type) {
	case opportunity.Created:
		f.parties, f.holder = nil, ""
	case opportunity.Submitted:
		one(e.Partner)
	case opportunity.Approved:
		one(e.Partner)
	case opportunity.Distributed:
		f.holder = e.Partner.ID
	case opportunity.Accepted:
		one(e.Partner)
	case opportunity.OfferDeclined, opportunity.OfferLapsed, opportunity.Recalled:
		f.holder = ""
	case opportunity.Returned:
		f.parties, f.holder = nil, ""
	case opportunity.Shared:
		f.parties, f.holder = nil, ""
		for _, p := range e.Partners {
			f.parties = append(f.parties, p.ID)
		}
	case opportunity.CollaboratorAdded:
		f.parties = append(slices.DeleteFunc(slices.Clone(f.parties), func(id domain.ID) bool { return id == e.Partner.ID }), e.Partner.ID)
	case opportunity.CollaboratorRemoved:
		f.parties = slices.DeleteFunc(slices.Clone(f.parties), func(id domain.ID) bool { return id == e.Partner.ID })
	}
}

func (f sight) open() bool {
	return slices.Contains([]string{"new", "submitted", "distributed", "received", "accepted"}, f.state)
}

// counts reports whether a deal belongs into the totals of an organisation.
func (f sight) counts(org domain.Org) bool {
	if org == domain.Vendor {
		return f.visible && f.counted
	}
	return slices.Contains(f.parties, domain.ID(org))
}

// streams are the deals of a history at a spot, each with its events, in the order of their beginnings.
func streams(history []runner.Event, at spot) (all [][]runner.Event) {
	place := map[string]int{}
	for _, e := range history {
		if !isDeal(e) || !at.covers(e) {
			continue
		}
		i, known := place[e.Stream]
		if !known {
			i = len(all)
			place[e.Stream] = i
			all = append(all, nil)
		}
		all[i] = append(all[i], e)
	}
	return all
}

// inUSD converts at the rate of a month or the latest one before it, of those published by a spot.
func inUSD(history []runner.Event, at spot, m domain.Money, month string) (*big.Int, bool) {
	if m.Currency() == "USD" {
		return big.NewInt(m.Minor()), true
	}
	best, rate := "", ""
	for _, e := range history {
		published, ok := e.Event.(program.RatesPublished)
		if !ok || !at.covers(e) {
			continue
		}
		for _, r := range published.Rates {
			if r.Currency == m.Currency() && r.Month <= month && r.Month >= best {
				best, rate = r.Month, r.USD
			}
		}
	}
	if best == "" {
		return nil, false
	}
	usd, _ := new(big.Rat).SetString(rate)
	usd.Mul(usd, new(big.Rat).SetInt64(m.Minor()))
	for range m.Currency().MinorDigits() {
		usd.Quo(usd, big.NewRat(10, 1))
	}
	return toEven(usd.Mul(usd, big.NewRat(100, 1))), true
}

// toEven rounds to the nearest whole number, and half of one to the even one.
func toEven(r *big.Rat) *big.Int {
	half := new(big.Rat).Add(r, big.NewRat(1, 2))
	down := new(big.Int).Div(half.Num(), half.Denom())
	if half.IsInt() && down.Bit(0) == 1 {
		down.Sub(down, big.NewInt(1))
	}
	return down
}

func percentOf(n *big.Int, percent int) *big.Int {
	return toEven(new(big.Rat).Mul(new(big.Rat).SetInt(n), big.NewRat(int64(percent), 100)))
}
