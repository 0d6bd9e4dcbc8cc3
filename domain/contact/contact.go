// Package contact is the record of a person to talk to at customers, kept by the partner or the vendor that it belongs to.
// Deals copy what it says when they are made. Which customers the person works for is said by theirs.
//
// Read lifecycle.go first; who may read and change a record is said in package own.
package contact

import (
	"time"

	"github.com/cosell/cosell/domain"
	"github.com/cosell/cosell/domain/evidence"
)

// Contact is the state of one record. Its zero value is one to which nothing has happened. It is a value: Evolve leaves
// the one it is given as it was.
type Contact struct {
	id        domain.ID
	state     State
	owner     domain.Organisation
	person    Person
	stream    string
	revision  int64
	createdAt time.Time
	changedAt time.Time
}

// State returns where in its life the record is.
func (c Contact) State() State { return c.state }

// Exists reports whether anything has happened to it, its removal included.
func (c Contact) Exists() bool { return c.state != None }

// Fact is what a decision elsewhere may know of the record.
func (c Contact) Fact() evidence.Contact {
	return evidence.Contact{Owner: c.owner.Org, Removed: c.state == StateRemoved, Stream: c.stream, Revision: c.revision}
}

// Replay folds a whole history, oldest event first.
func Replay(history []domain.Recorded) (c Contact) {
	for _, r := range history {
		c = Evolve(c, r)
	}
	return c
}

// Evolve is the state after an event. It takes whatever happened; an event of another aggregate changes nothing. The
// state of a removed contact holds no person any more.
func Evolve(c Contact, r domain.Recorded) Contact {
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
		c.owner, c.person = e.Owner, e.Person
	case Revised:
		c.person = e.after(c.person)
	case Removed:
		c.person = Person{}
	}
	return c
}

func (e Revised) after(p Person) Person {
	e.Name.Set(&p.Name)
	e.Mail.Set(&p.Mail)
	e.Phone.Set(&p.Phone)
	e.Title.Set(&p.Title)
	e.Consent.Set(&p.Consent)
	return p
}
