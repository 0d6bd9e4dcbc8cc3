package workload

import (
	"fmt"

	"github.com/cosell/cosell/domain"
	"github.com/cosell/cosell/domain/customer"
	"github.com/cosell/cosell/domain/evidence"
	"github.com/cosell/cosell/domain/opportunity"
	"github.com/cosell/cosell/domain/registration"
	"github.com/cosell/cosell/eventstore"
)

// deal is an opportunity with what its people have in mind.
type deal struct {
	*stream[opportunity.Opportunity]
	w         *world
	lead      *firm // who works on it, or is asked to
	shared    []*firm
	customer  *stream[customer.Customer] // the record that it names
	value     domain.Money
	close     domain.Date
	created   domain.Date
	offers    int
	lastOffer int64         // revision
	remote    bool          // where no partner works
	assigned  domain.Caller // who works on it at the lead partner
	plan      plan
	held      []*recognition // of exclusivity
	before    *deal          // that it takes up again
}

// lead opens a deal of the vendor's.
func (w *world) lead() {
	d := &deal{stream: streamOf[opportunity.Opportunity]("opportunity", w.id()), w: w}
	c := d.asked(pick(w, w.buyers))
	if w.likely(0.3) {
		c.CustomerLocation = w.point()
	}
	if w.likely(0.03) && w.ended != nil {
		d.before, c.Predecessor = w.ended, w.ended.id
	}
	if !d.do(manager, c) {
		return
	}
	if w.likely(0.2) {
		w.later(w.days(0.3), func() { d.do(manager, opportunity.AddNote{Text: w.text(30), Brief: true}) })
	}
	if w.likely(0.1) {
		w.later(w.days(0.3), func() {
			d.do(manager, opportunity.Revise{Need: domain.Some(w.text(25)), Topic: domain.Some(pick(w, topics) + " again")})
		})
	}
	w.later(w.days(2), d.distribute)
}

// submission is a deal that a partner brings.
func (w *world) submission() {
	f := w.firm()
	if f == nil {
		return
	}
	d := &deal{stream: streamOf[opportunity.Opportunity]("opportunity", w.id()), w: w, lead: f}
	whose, record := f.customerOf()
	d.customer = record
	c := d.asked(whose)
	for _, s := range f.state.Solutions()[:1] {
		c.Solutions = []string{s.ID}
	}
	if !d.do(f.somebody(), c) {
		return
	}
	if w.likely(0.25) {
		w.later(w.days(0.5), func() { d.register(registration.Form{}) })
	}
	w.later(w.days(4), func() {
		switch {
		case d.state.State() != opportunity.StateSubmitted:
		case w.likely(0.12):
			d.do(manager, opportunity.Reject{Reason: "Somebody else has brought it already."})
		case d.do(manager, opportunity.Approve{}):
			d.work()
		case d.w.likely(0.7): // another partner has exclusivity, or this one is suspended
			d.do(manager, opportunity.Reject{Reason: "It cannot be approved now."})
		}
	})
}

// asked is the request that opens the deal.
func (d *deal) asked(c domain.Customer) opportunity.Create {
	w := d.w
	d.value, d.close, d.created = w.amount(), w.ahead(200), domain.DateOf(w.now)
	territory := pick(w, territories)
	if d.remote = w.likely(0.03); d.remote {
		territory = "Antarctica"
	}
	return opportunity.Create{
		Topic:          fmt.Sprintf("%s %d", pick(w, topics), w.deals),
		Customer:       &c,
		Contact:        w.contact(),
		EstimatedValue: d.value,
		EstimatedClose: d.close,
		Situation:      w.text(25),
		Need:           w.text(20),
		Products:       few(w, 3, products),
		Territory:      territory,
		LeadType:       pick(w, leadTypes),
	}
}

func (d *deal) do(who domain.Caller, c opportunity.Command) bool {
	w := d.w
	in := opportunity.Input{
		ID: d.id, Registration: d.id.Derive(fmt.Sprintf("registration %d", d.revision)), Caller: who, Now: w.now,
		Policy: w.program.state.Policy(), Evidence: d.evidence(c, who),
	}
	return through(w, d.stream, who, c, doors[opportunity.Opportunity]{
		validate: func() error { return opportunity.Validate(c, in) },
		sees:     func(o opportunity.Opportunity) bool { return opportunity.Sees(o, who) },
		permit:   func(o opportunity.Opportunity) (domain.Role, error) { return opportunity.Permit(o, c, who) },
		decide:   func(o opportunity.Opportunity) ([]domain.Event, error) { return opportunity.Decide(o, c, in) },
		evolve:   opportunity.Evolve,
		follow:   d.follow,
	})
}

func (d *deal) evidence(c opportunity.Command, who domain.Caller) opportunity.Evidence {
	w := d.w
	needed := opportunity.Needs(d.state, c, who)
	e := opportunity.Evidence{Partners: w.partners, Claims: w.claimsOn(needed.MatchKeys)}
	if needed.Customer != "" && d.customer != nil {
		fact := d.customer.state.Fact()
		e.Customer = &fact
	}
	if needed.Predecessor != "" && d.before != nil {
		e.Predecessor = &opportunity.PredecessorFact{Deal: d.before.state, Stream: d.before.name, Revision: d.before.revision}
	}
	if needed.Candidates {
		n := uint64(w.written)
		e.Position = eventstore.Position{Commit: n, Prepare: n}.String()
		e.Candidates = w.ledger.Candidates(w.now, w.program.state.Policy().StalledAfter)
	}
	return e
}

// claimsOn is who holds what of a customer.
func (w *world) claimsOn(keys []string) (all []evidence.Claim) {
	for _, key := range keys {
		if c, known := w.claims[domain.ClaimID(key)]; known && c.revision >= 0 {
			all = append(all, c.state.Fact())
		}
	}
	return all
}

// follow is what processes and people do about what happened.
func (d *deal) follow(r domain.Recorded, _ opportunity.Opportunity) {
	w := d.w
	w.ledger.Apply(r)
	switch e := r.Event.(type) {
	case opportunity.Distributed:
		d.offered(r, e)
	case opportunity.OfferDeclined:
		d.again(r, e.Next)
	case opportunity.OfferLapsed:
		d.again(r, e.Next)
	case opportunity.NoCandidate, opportunity.Recalled:
		w.later(w.days(3), d.distribute)
	case opportunity.Returned:
		d.end(r)
		w.later(w.days(5), d.distribute)
	case opportunity.Paused:
		w.clock(e.Until.Start(), because(r), func() { d.do(process, opportunity.EndPause{Until: e.Until}) })
	case opportunity.Registered:
		w.recognise(r, d.state.Subject, e.Kind, e.Form, e.Verdict, d)
	case opportunity.Won, opportunity.Lost, opportunity.ClosedAsError, opportunity.Rejected:
		d.end(r)
		w.ended = d
	}
}

// end closes the exclusivity that the deal was to be had by.
func (d *deal) end(r domain.Recorded) {
	for _, h := range d.held {
		d.w.soon(because(r), func() { h.do(process, registration.Close{Why: registration.ClosedDealEnded, At: r.Effective}) })
	}
	d.held = nil
}

// judged is the verdict on the deal now, for the partner that leads it.
func (d *deal) judged() *registration.Verdict {
	if d.lead == nil {
		return nil
	}
	facts := d.state.Facts(d.lead.id, opportunity.Evidence{Partners: d.w.partners})
	v := registration.Judge(facts, d.w.program.state.Policy(), d.w.now)
	return &v
}

// noted lets the deal know of its registration.
func (d *deal) noted(id domain.ID, now registration.State) {
	d.do(process, opportunity.NoteRegistration{Registration: id, State: now})
}

// lift takes the offer back from a partner that takes no part any more.
func (d *deal) lift() {
	if d.state.State() == opportunity.StateDistributed {
		d.do(process, opportunity.Recall{Reason: "The partner was suspended."})
	}
}

// process is what acts by itself.
var process = domain.Process("workload")
