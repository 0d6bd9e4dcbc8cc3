package projections_test

import (
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"strings"
	"time"

	"github.com/google/uuid"

	"github.com/cosell/cosell/domain"
	"github.com/cosell/cosell/domain/opportunity"
	"github.com/cosell/cosell/eventstore"
	"github.com/cosell/cosell/projections/runner"
)

// begin is when histories begin.
var begin = time.Date(2026, 1, 5, 8, 0, 0, 0, time.UTC)

func id(n int) domain.ID {
	return domain.ID(fmt.Sprintf("00000000-0000-4000-8000-%012d", n))
}

// parties are the partners of these tests, by number.
func partner(n int) domain.Party {
	return domain.Party{ID: domain.ID(fmt.Sprintf("10000000-0000-4000-8000-%012d", n)), Name: fmt.Sprintf("Partner %c", 'A'+n)}
}

// history is a log in the making: events of several deals in one order.
type history struct {
	events []runner.Event
	now    time.Time
	next   map[domain.ID]int64
}

func newHistory() *history { return &history{now: begin, next: map[domain.ID]int64{}} }

// fork is a history that goes on by itself.
func (h *history) fork() *history {
	return &history{events: slices.Clone(h.events), now: h.now, next: maps.Clone(h.next)}
}

// add records an event of a deal a minute after the one before.
func (h *history) add(deal domain.ID, by domain.Actor, e domain.Event) *history {
	h.now = h.now.Add(time.Minute)
	n := uint64(len(h.events) + 1)
	effective := h.now
	if other, ok := e.(interface{ EffectiveAt() time.Time }); ok && !other.EffectiveAt().IsZero() {
		effective = other.EffectiveAt()
	}
	h.events = append(h.events, runner.Event{
		Position: eventstore.Position{Commit: n, Prepare: n},
		Recorded: domain.Recorded{Event: e, Meta: domain.Meta{
			Stream: streamOf(e, deal), Subject: deal, Revision: h.next[deal],
			EventID:    domain.ID(uuid.NewSHA1(uuid.NameSpaceOID, fmt.Append(nil, deal, h.next[deal])).String()),
			RecordedAt: h.now, Effective: effective, Actor: by, Policy: 1,
		}},
	})
	h.next[deal]++
	return h
}

func streamOf(e domain.Event, id domain.ID) string {
	kind, _, _ := strings.Cut(e.EventKind(), ".")
	return kind + "-" + string(id)
}

// Who acts in these tests.
var (
	vera  = domain.Actor{Member: "vera", Org: domain.Vendor, Role: domain.RoleChannelManager}
	clock = domain.Actor{Member: "expiry", Org: domain.System, Role: domain.RoleProcess}
)

func memberOf(p domain.Party) domain.Actor {
	return domain.Actor{Member: "anna", Org: domain.Org(p.ID), Role: domain.RoleAdministrator}
}

// chance makes histories that could have happened, of as many events as asked for: deals begin, go through every state
// and event of the lifecycle, and end. The same seed gives the same history.
type chance struct {
	*history
	rand *rand.Rand
	open []*deal
	all  int
	coSell
}

// deal is what chance must know of a deal to let it go on.
type deal struct {
	id         domain.ID
	state      opportunity.State
	lead       domain.Party
	together   []domain.Party
	stage      int
	assignee   string
	paused     bool
	registered domain.ID
	currency   domain.Currency
	close      domain.Date
}

// random gives about one deal for ten events; so many are open at once as window says.
func random(seed uint64, events, window int) []runner.Event {
	c := &chance{history: newHistory(), rand: rand.New(rand.NewPCG(seed, 1))}
	for len(c.events) < events {
		if len(c.open) < window {
			c.begin()
			continue
		}
		if c.rand.IntN(60) == 0 {
			c.publish()
			continue
		}
		if c.rand.IntN(3) == 0 {
			c.coSellStep()
			continue
		}
		i := c.rand.IntN(len(c.open))
		d := c.open[i]
		c.step(d)
		if c.ended(d) {
			c.open[i] = c.open[len(c.open)-1]
			c.open = c.open[:len(c.open)-1]
		}
	}
	return c.events
}

func pick[T any](c *chance, of ...T) T { return of[c.rand.IntN(len(of))] }

func (c *chance) money(currency domain.Currency) domain.Money {
	return domain.NewMoney(int64(c.rand.IntN(90_000_000)+100_000), currency)
}

func (c *chance) date() domain.Date { return domain.DateOf(c.now.AddDate(0, 0, 10+c.rand.IntN(120))) }

func (c *chance) begin() {
	c.all++
	d := &deal{id: domain.ID(uuid.NewSHA1(uuid.NameSpaceOID, fmt.Append(nil, "deal", c.all)).String()),
		state: opportunity.StateNew, currency: pick[domain.Currency](c, "USD", "EUR", "JPY"), close: c.date()}
	facts := opportunity.Details{
		Topic:    fmt.Sprintf("%s for %d seats", pick(c, "Cloud migration", "Data platform", "Contact centre", "ERP renewal"), c.rand.IntN(5000)),
		Customer: &domain.Customer{Name: fmt.Sprintf("Customer \t%d \\ \"quoted\"", c.rand.IntN(3000)), City: pick(c, "Oslo", "Wien", ""), Country: pick(c, "NO", "AT", "")},
		Contact:  &domain.Contact{Name: "Somebody", Mail: "somebody@example.com", Phone: "+1 555 0100"},
		Currency: d.currency, EstimatedClose: d.close, Situation: "They have {old, systems}\nand many of them.", Need: "Newer ones.",
		Products: []string{"crm", pick(c, "data, platform", `erp "x"`)}, Territory: pick(c, "north", "south", ""),
	}
	if c.rand.IntN(10) > 0 {
		facts.EstimatedValue = c.money(d.currency)
	}
	before := domain.ID("")
	if c.all > 3 && c.rand.IntN(20) == 0 {
		before = domain.ID(uuid.NewSHA1(uuid.NameSpaceOID, fmt.Append(nil, "deal", c.rand.IntN(c.all-1)+1)).String())
	}
	c.open = append(c.open, d)
	if c.rand.IntN(5) == 0 {
		d.lead, d.state = partner(c.rand.IntN(20)), opportunity.StateSubmitted
		c.add(d.id, memberOf(d.lead), opportunity.Submitted{Details: facts, Partner: d.lead, Predecessor: before})
		return
	}
	c.add(d.id, vera, opportunity.Created{Details: facts, Predecessor: before})
}

// ended reports whether a deal that has come to its end says no more.
func (c *chance) ended(d *deal) bool {
	switch d.state {
	case opportunity.StateNew, opportunity.StateSubmitted, opportunity.StateDistributed, opportunity.StateAccepted:
		return false
	}
	return c.rand.IntN(4) > 0
}
