package workload

import (
	"time"

	"github.com/cosell/cosell/domain"
	"github.com/cosell/cosell/domain/claim"
	"github.com/cosell/cosell/domain/registration"
)

// recognition is a registration, with the deal that it is of.
type recognition struct {
	*stream[registration.Registration]
	w    *world
	of   recognised
	firm *firm
}

// recognised is a deal as its registration knows it.
type recognised interface {
	noted(id domain.ID, now registration.State)
	judged() *registration.Verdict
}

// contract is what a partner says of one that was signed today and is worth a deal every year.
func (w *world) contract(value domain.Money, solution string) registration.Form {
	years := 1 + w.IntN(3)
	today, here, bought := domain.DateOf(w.now), !w.likely(0.04), w.likely(0.3)
	f := registration.Form{
		ContractValue: domain.NewMoney(value.Minor()*int64(years)*21/20, value.Currency()),
		SolutionValue: value,
		Term:          registration.Finite, Signed: today, Start: today, End: domain.DateOf(w.now.AddDate(years, 0, 0)),
		Pricing: registration.OtherPricing, Deployed: &here, Tenant: "customer", Marketplace: &bought, Solution: solution,
		HoldsContract: true, NamedInContract: true,
	}
	if w.likely(0.25) {
		f.Pricing = registration.PayAsYouGo
	}
	if bought {
		f.MarketplaceDate = w.ahead(60)
	}
	return f
}

// recognise begins the registration that an event of a deal asked for.
func (w *world) recognise(
	r domain.Recorded, subject func(domain.EventRef, string) registration.Subject, purpose registration.Purpose,
	form *registration.Form, verdict *registration.Verdict, of recognised,
) {
	c := registration.Request{Purpose: purpose}
	if form != nil {
		c.Form = *form
	}
	if verdict != nil {
		c.Verdict = *verdict
	}
	id := registrationOf(r.Event)
	w.soon(because(r), func() {
		c.Subject = subject(r.Ref(), r.Actor.Member)
		g := w.recognition(id, c.Subject.Partner.ID, of)
		if g.do(process, c) {
			g.begin(c)
		}
	})
}

func (w *world) recognition(id, partner domain.ID, of recognised) *recognition {
	return &recognition{stream: streamOf[registration.Registration]("registration", id), w: w, of: of, firm: w.byID[partner]}
}

// begin has an incentive looked at by the process, and exclusivity filed.
func (g *recognition) begin(c registration.Request) {
	if d, ok := g.of.(*deal); ok && c.Purpose == registration.Exclusivity {
		d.held = append(d.held, g)
		g.w.soon(g.w.cause, func() { g.claim(false) })
		g.w.later(g.w.days(6), g.review)
		return
	}
	g.approve()
}

// approve lets the process decide what nobody need look at.
func (g *recognition) approve() {
	w := g.w
	if g.state.Form().Elsewhere() {
		w.soon(w.cause, func() { g.do(process, registration.Close{Why: registration.ClosedNotDeployed}) })
		return
	}
	w.soon(w.cause, func() { g.do(process, registration.AutoApprove{}) })
	w.later(w.days(8), g.review)
}

func (g *recognition) do(who domain.Caller, c registration.Command) bool {
	w := g.w
	in := registration.Input{ID: g.id, Caller: who, Now: w.now, Policy: w.program.state.Policy()}
	in.Evidence.Partners = w.partners
	needed := registration.Needs(g.state, c, who)
	in.Evidence.Claims = w.claimsOn(needed.MatchKeys)
	if needed.Verdict {
		in.Evidence.Verdict = g.of.judged()
	}
	return through(w, g.stream, who, c, doors[registration.Registration]{
		validate: func() error { return registration.Validate(c, in) },
		sees:     func(r registration.Registration) bool { return registration.Sees(r, who) },
		permit:   func(r registration.Registration) (domain.Role, error) { return registration.Permit(r, c, who) },
		decide:   func(r registration.Registration) ([]domain.Event, error) { return registration.Decide(r, c, in) },
		evolve:   registration.Evolve,
		follow:   g.follow,
	})
}

// follow tells the deal, gives the customer free, and sets the clocks.
func (g *recognition) follow(r domain.Recorded, s registration.Registration) {
	w, now, until := g.w, s.State(), s.Until()
	switch r.Event.(type) {
	case registration.Requested, registration.ExtensionRequested, registration.ExtensionRefused:
		return
	case registration.Extended:
		g.expire(r, until)
		return
	}
	if r.Revision > 0 {
		w.soon(because(r), func() { g.of.noted(g.id, now) })
	}
	switch r.Event.(type) {
	case registration.Approved, registration.AutoApproved, registration.Failed:
		g.expire(r, until)
	case registration.Passed:
		w.soon(because(r), func() { g.do(process, registration.Close{Why: registration.ClosedPassed}) })
	case registration.Rejected, registration.Withdrawn, registration.Lapsed, registration.Closed:
		w.soon(because(r), func() { g.release(r.Event.EventKind()) })
	}
}

// expire ends at a time what then ends by itself.
func (g *recognition) expire(r domain.Recorded, until time.Time) {
	g.w.clock(until, because(r), func() {
		if !g.state.Until().Equal(until) {
			return
		}
		switch {
		case g.state.State() == registration.StateFailed:
			g.do(process, registration.Close{Why: registration.ClosedExceptionOver})
		case g.state.Purpose() == registration.Exclusivity:
			g.do(process, registration.Lapse{Until: until})
		default:
			g.do(process, registration.Close{Why: registration.ClosedReviewOver})
		}
	})
}

// key is the one under which the customer is claimed.
func (g *recognition) key() string {
	if c := g.state.Subject().Customer; c != nil && len(c.MatchKeys()) > 0 {
		return c.MatchKeys()[0]
	}
	return ""
}

// claim files the registration for its customer, or has it granted.
func (g *recognition) claim(grant bool) bool {
	about := g.state.Subject()
	file := claim.File{MatchKey: g.key(), Registration: g.id, Deal: about.Deal.Stream, Partner: about.Partner, Products: g.state.Products()}
	if grant {
		return g.w.claim(g.key(), claim.Grant(file))
	}
	return g.w.claim(g.key(), file)
}

func (g *recognition) release(why string) {
	if g.state.Purpose() == registration.Exclusivity && g.key() != "" {
		g.w.claim(g.key(), claim.Release{Registration: g.id, Why: why})
	}
}

func (w *world) claim(key string, c claim.Command) bool {
	id := domain.ClaimID(key)
	on, known := w.claims[id]
	if !known {
		on = streamOf[claim.Claim]("claim", id)
		w.claims[id] = on
	}
	in := claim.Input{ID: id, Caller: process, Now: w.now, Policy: w.program.state.Policy()}
	return through(w, on, process, c, doors[claim.Claim]{
		validate: func() error { return claim.Validate(c, in) },
		sees:     func(s claim.Claim) bool { return claim.Sees(s, process) },
		permit:   func(s claim.Claim) (domain.Role, error) { return claim.Permit(s, c, process) },
		decide:   func(s claim.Claim) ([]domain.Event, error) { return claim.Decide(s, c, in) },
		evolve:   claim.Evolve,
	})
}
