// Package customer is the record of an organisation that may buy, kept by the partner or the vendor that it belongs to.
// Deals copy what it says when they are made: changing it later changes none of them.
//
// Read lifecycle.go first; who may read and change a record is said in package own.
package customer

import (
	"slices"
	"time"

	"github.com/cosell/cosell/domain"
	"github.com/cosell/cosell/domain/evidence"
)

// Customer is the state of one record. Its zero value is one to which nothing has happened. It is a value: Evolve leaves
// the one it is given as it was.
type Customer struct {
	id        domain.ID
	state     State
	owner     domain.Organisation
	record    domain.Customer
	contacts  []domain.ID // in the order in which they were associated
	stream    string
	revision  int64
	createdAt time.Time
	changedAt time.Time
}

// State returns where in its life the record is.
func (c Customer) State() State { return c.state }

// Exists reports whether anything has happened to it.
func (c Customer) Exists() bool { return c.state != None }

// Record is what a deal may copy: its ID is that of the record. No later state changes it.
func (c Customer) Record() domain.Customer {
	r := c.record
	r.Linked = slices.Clone(r.Linked)
	return r
}

// Fact is what a decision elsewhere may know of the record.
func (c Customer) Fact() evidence.Customer {
	return evidence.Customer{Owner: c.owner.Org, Customer: c.Record(), Stream: c.stream, Revision: c.revision}
}

// Replay folds a whole history, oldest event first.
func Replay(history []domain.Recorded) (c Customer) {
	for _, r := range history {
		c = Evolve(c, r)
	}
	return c
}

// Evolve is the state after an event. It takes whatever happened; an event of another aggregate changes nothing.
func Evolve(c Customer, r domain.Recorded) Customer {
	event, ok := r.Event.(Event)
	if !ok {
		return c
	}
	if c.createdAt.IsZero() {
		c.id, c.createdAt = r.Subject, r.RecordedAt
	}
	c.changedAt, c.stream, c.revision = r.RecordedAt, r.Stream, r.Revision
	c.state = lifecycle.Next(event.kind(), c.state)
	switch e := event.(type) {
	case Created:
		c.owner, c.record = e.Owner, e.Customer
	case Revised:
		c.record = e.after(c.record)
	case AccountLinked:
		c.record.Linked = append(slices.Clip(c.record.Linked), e.Account)
	case Associated:
		c.contacts = append(slices.Clip(c.contacts), e.Contact)
	case Dissociated:
		c.contacts = slices.DeleteFunc(slices.Clone(c.contacts), func(id domain.ID) bool { return id == e.Contact })
	}
	return c
}

func (e Revised) after(r domain.Customer) domain.Customer {
	e.Name.Set(&r.Name)
	e.Street.Set(&r.Street)
	e.City.Set(&r.City)
	e.PostalCode.Set(&r.PostalCode)
	e.Country.Set(&r.Country)
	e.Kind.Set(&r.Kind)
	e.VendorAccount.Set(&r.VendorAccount)
	e.DUNS.Set(&r.DUNS)
	e.Linked.Set(&r.Linked)
	e.Federal.Set(&r.Federal)
	return r
}
