package feed

import (
	"encoding/json"

	"github.com/cosell/cosell/domain"
	"github.com/cosell/cosell/domain/contact"
	"github.com/cosell/cosell/domain/customer"
	"github.com/cosell/cosell/domain/opportunity"
	"github.com/cosell/cosell/domain/partner"
	"github.com/cosell/cosell/domain/program"
	"github.com/cosell/cosell/domain/registration"
	"github.com/cosell/cosell/eventstore"
)

// state is an aggregate, as far as it decides who reads what of it. A value, once made, never changes.
type state interface {
	next(domain.Recorded) state
	sees(domain.Caller) bool
	concerns(domain.Org) bool
	// reads says how much a caller that sees the aggregate reads of one of its events; the state is that of now.
	reads(reading) lens
}

// reading is an event, and who reads it.
type reading struct {
	domain.Recorded
	data   json.RawMessage
	who    domain.Caller
	teaser bool // offers hide whom they are about
}

// own reports whether a member of the reader's organisation did it.
func (r reading) own() bool { return r.Actor.Org == r.who.Org }

// starts are the aggregates before their first event, by the kind of their streams. What is not here is for auditors alone.
var starts = map[string]state{
	"opportunity":  deal{},
	"referral":     share{from: never},
	"registration": dossier{},
	"partner":      member{},
	"customer":     record[customer.Customer]{evolve: customer.Evolve, seen: customer.Sees, owner: func(c customer.Customer) domain.Org { return c.Fact().Owner }},
	"contact":      record[contact.Contact]{evolve: contact.Evolve, seen: contact.Sees, owner: func(c contact.Contact) domain.Org { return c.Fact().Owner }},
	"program":      rules{},
	"claim":        claims{},
}

// common are the aggregates of which every role of the vendor but an analyst's knows whatever their state.
var common = map[string]bool{"opportunity": true, "partner": true, "claim": true, "program": true}

// vendorReads says how much a member of the vendor who is no auditor reads of what all of its roles know of. Only what may hold a
// note, or is not known, is decoded.
func (r *reader) vendorReads(e eventstore.Recorded) (lens, error) {
	if _, reads := r.who.As(readers...); !reads {
		return none, nil
	}
	ours := domain.Org(e.Metadata.Actor.Org) == domain.Vendor
	if _, known := told[e.Kind]; !known || e.Kind == string(opportunity.KindNoteAdded) {
		d, err := r.Decode(e)
		if err != nil {
			return none, err
		}
		if note, ok := d.Event.(opportunity.NoteAdded); ok && note.Audience == opportunity.AudienceOwn && !ours {
			return lens{instead: json.RawMessage(`{"audience":"own"}`), tells: true, asker: r.historian}, nil
		}
	}
	if r.historian {
		return whole, nil
	}
	return lens{tells: true, less: recordsOf(ours)}, nil
}

// readers are the roles of the vendor that the feed is for; auditors are the other.
var readers = []domain.Role{
	domain.RoleChannelManager, domain.RoleVendorSeller, domain.RoleProgramAdministrator, domain.RoleReviewer,
}

// dossier is a registration. Of a private deal the vendor reads neither the customer nor what it is worth.
type dossier struct{ registration.Registration }

func (d dossier) next(e domain.Recorded) state {
	return dossier{registration.Evolve(d.Registration, e)}
}

func (d dossier) sees(who domain.Caller) bool { return registration.Sees(d.Registration, who) }

func (d dossier) concerns(org domain.Org) bool { return org == domain.Org(d.Subject().Partner.ID) }

func (d dossier) reads(r reading) lens {
	l := lens{tells: true}
	if r.who.IsVendor() {
		l.less = []string{"subject.customer.id"}
	}
	if registration.Hides(d.Registration, r.who) {
		l.less = []string{"subject.customer", "subject.products", "verdict"}
	}
	return l
}

// member is a partner's own record; others than the vendor and the partner itself have no business with it.
type member struct {
	id domain.ID
	partner.Partner
}

func (m member) next(e domain.Recorded) state {
	return member{e.Subject, partner.Evolve(m.Partner, e)}
}

func (m member) sees(who domain.Caller) bool  { return partner.Sees(m.Partner, who) }
func (m member) concerns(org domain.Org) bool { return org == domain.Org(m.id) }
func (m member) reads(reading) lens           { return lens{tells: true} }

// record is what an organisation keeps for itself: all of it is its own.
type record[S any] struct {
	kept   S
	evolve func(S, domain.Recorded) S
	seen   func(S, domain.Caller) bool
	owner  func(S) domain.Org
}

func (k record[S]) next(e domain.Recorded) state {
	k.kept = k.evolve(k.kept, e)
	return k
}

func (k record[S]) sees(who domain.Caller) bool  { return k.seen(k.kept, who) }
func (k record[S]) concerns(org domain.Org) bool { return org == k.owner(k.kept) }
func (k record[S]) reads(reading) lens           { return whole }

// rules are the program: partners read the parts that bind them, and neither who changed them nor why.
type rules struct{}

func (rules) next(domain.Recorded) state   { return rules{} }
func (rules) sees(who domain.Caller) bool  { return who.IsPartner() }
func (rules) concerns(org domain.Org) bool { return org == domain.Vendor }

func (rules) reads(r reading) lens {
	switch r.Event.(type) {
	case program.WindowsChanged, program.RegistrationChanged, program.StagesChanged, program.ReasonsChanged, program.RatesPublished:
		return lens{tells: true, nameless: true}
	}
	return none
}

// claims are for the vendor, which needs no state to read them. They are a customer's, and so of no organisation.
type claims struct{}

func (claims) next(domain.Recorded) state { return claims{} }
func (claims) sees(domain.Caller) bool    { return false }
func (claims) concerns(domain.Org) bool   { return false }
func (claims) reads(reading) lens         { return none }
