package workload

import (
	"github.com/cosell/cosell/domain"
	"github.com/cosell/cosell/domain/contact"
	"github.com/cosell/cosell/domain/customer"
)

// acquire has the partner take down a customer, with somebody to talk to there.
func (f *firm) acquire() {
	w := f.w
	if !f.state.Approved() {
		return
	}
	who, b := f.somebody(), w.buyer()
	if w.likely(0.4) {
		b = pick(w, w.buyers)
	}
	c := streamOf[customer.Customer]("customer", w.id())
	w.customer(c, who, customer.Create{
		Name: b.Name, Street: b.Street, City: b.City, PostalCode: b.PostalCode, Country: b.Country,
		Kind: b.Kind, VendorAccount: b.VendorAccount, DUNS: b.DUNS, Federal: b.Federal,
	})
	if !c.state.Exists() {
		return
	}
	f.customers = append(f.customers, c)
	w.talk(c, who)
	if w.likely(0.3) {
		w.later(w.days(200), func() { w.customer(c, who, customer.Revise{Street: domain.Some(pick(w, streets) + " 1a")}) })
	}
	if w.likely(0.2) {
		w.later(w.days(200), func() { w.customer(c, who, customer.LinkAccount{Account: "LINK-" + string(w.id()[:8])}) })
	}
}

// talk takes down a contact of a customer, who may change and leave.
func (w *world) talk(c *stream[customer.Customer], who domain.Caller) {
	p := streamOf[contact.Contact]("contact", w.id())
	person := contact.Person{Contact: *w.contact(), Title: "Head of purchasing"}
	if w.likely(0.6) {
		person.Consent = &contact.Consent{Given: true, How: "in a mail"}
	}
	w.contacts(p, who, contact.Create{Person: person})
	associated := w.customerWith(c, who, customer.Associate{Contact: p.id}, p)
	if w.likely(0.3) {
		name, _, _ := w.person()
		w.later(w.days(300), func() { w.contacts(p, who, contact.Revise{Name: domain.Some(name)}) })
	}
	if associated && w.likely(0.15) {
		w.later(400*day+w.days(300), func() {
			w.customer(c, who, customer.Dissociate{Contact: p.id, Reason: "has left"})
			w.contacts(p, who, contact.Remove{Reason: "has left"})
		})
	}
}

func (w *world) customer(on *stream[customer.Customer], who domain.Caller, c customer.Command) bool {
	return w.customerWith(on, who, c, nil)
}

func (w *world) customerWith(on *stream[customer.Customer], who domain.Caller, c customer.Command, about *stream[contact.Contact]) bool {
	in := customer.Input{ID: on.id, Caller: who, Now: w.now, Evidence: customer.Evidence{Partners: w.partners}}
	if about != nil {
		fact := about.state.Fact()
		in.Evidence.Contact = &fact
	}
	return through(w, on, who, c, doors[customer.Customer]{
		validate: func() error { return customer.Validate(c, in) },
		sees:     func(s customer.Customer) bool { return customer.Sees(s, who) },
		permit:   func(s customer.Customer) (domain.Role, error) { return customer.Permit(s, c, who) },
		decide:   func(s customer.Customer) ([]domain.Event, error) { return customer.Decide(s, c, in) },
		evolve:   customer.Evolve,
	})
}

func (w *world) contacts(on *stream[contact.Contact], who domain.Caller, c contact.Command) {
	in := contact.Input{ID: on.id, Caller: who, Now: w.now, Evidence: contact.Evidence{Partners: w.partners}}
	through(w, on, who, c, doors[contact.Contact]{
		validate: func() error { return contact.Validate(c, in) },
		sees:     func(s contact.Contact) bool { return contact.Sees(s, who) },
		permit:   func(s contact.Contact) (domain.Role, error) { return contact.Permit(s, c, who) },
		decide:   func(s contact.Contact) ([]domain.Event, error) { return contact.Decide(s, c, in) },
		evolve:   contact.Evolve,
	})
}

// somebody is a member of the partner.
func (f *firm) somebody() domain.Caller {
	switch x := f.w.Float64(); {
	case x < 0.25:
		return f.admin
	case x < 0.6 || len(f.sellers) == 0:
		return f.boss
	}
	return pick(f.w, f.sellers)
}

// chief is one who may accept, win and lose.
func (f *firm) chief() domain.Caller {
	if f.w.likely(0.4) {
		return f.admin
	}
	return f.boss
}

// customerOf is one of the partner's records, or somebody whom it has just met.
func (f *firm) customerOf() (domain.Customer, *stream[customer.Customer]) {
	if len(f.customers) > 0 && f.w.likely(0.7) {
		c := pick(f.w, f.customers)
		record := c.state.Record()
		record.ID = c.id
		return record, c
	}
	if f.w.likely(0.6) {
		return pick(f.w, f.w.buyers), nil
	}
	return f.w.buyer(), nil
}
