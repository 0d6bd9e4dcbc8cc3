// Package partner is an organisation in the vendor's program: taken in by the vendor, or by an application that the
// vendor reviews; its locations; its members with their roles; which deals it takes; and its solutions. Only an approved partner is offered deals. A
// suspended one may read and nothing else until it is reinstated; a rejected applicant stays rejected.
//
// Read lifecycle.go first.
package partner

import (
	"slices"
	"time"

	"github.com/cosell/cosell/domain"
	"github.com/cosell/cosell/domain/evidence"
)

// Partner is the state of one partner. Its zero value is one to which nothing has happened. It is a value: Evolve
// leaves the one it is given as it was.
type Partner struct {
	id            domain.ID
	state         State
	profile       Profile
	terms         terms
	solutions     []OfferedSolution
	administrator *Person // the applicant's
	reason        string  // of the rejection, or of the suspension that lasts
	locations     []Location
	members       []Member
	createdAt     time.Time
	changedAt     time.Time
}

// Location is a place from which a partner works.
type Location struct {
	ID     domain.ID `json:"id"`
	Closed bool      `json:"closed,omitempty"`
	Site
}

// Member is a person of a partner, as far as the partner has said. An empty scope means all locations.
type Member struct {
	Person
	State     MemberState   `json:"state"`
	Roles     []domain.Role `json:"roles"`
	Locations []domain.ID   `json:"locations,omitempty"`
}

// MemberState is where a member stands with its partner.
type MemberState = evidence.MemberState

// The states of a member.
const (
	Invited = evidence.MemberInvited
	Active  = evidence.MemberActive
	Removed = evidence.MemberRemoved
)

// Replay folds a whole history.
func Replay(history []domain.Recorded) (p Partner) {
	for _, r := range history {
		p = Evolve(p, r)
	}
	return p
}

// Evolve is the state after an event. It takes whatever happened; an event of another aggregate changes nothing.
func Evolve(p Partner, r domain.Recorded) Partner {
	event, ok := r.Event.(Event)
	if !ok {
		return p
	}
	if p.createdAt.IsZero() {
		p.id, p.createdAt = r.Subject, r.RecordedAt
	}
	p.changedAt = r.RecordedAt
	p.state = lifecycle.Next(event.kind(), p.state)
	switch e := event.(type) {
	case Enrolled:
		p.profile = e.Profile
	case Applied:
		p.profile, p.administrator = e.Profile, e.Administrator
	case Rejected:
		p.reason = e.Reason
	case Suspended:
		p.reason = e.Reason
	case Reinstated:
		p.reason = ""
	case Revised:
		p.profile, p.terms = e.after(p.profile), e.terms(p.terms)
	case LocationAdded:
		p.locations = put(p.locations, Location{ID: e.Location, Site: e.Site})
	case LocationChanged:
		p.locations = change(p.locations, e.Location, func(l *Location) { l.Site = e.Site })
	case LocationClosed:
		p.locations = change(p.locations, e.Location, func(l *Location) { l.Closed = true })
	case MemberInvited:
		p.members = put(p.members, Member{e.Person, Invited, e.Roles, e.Locations})
	case MemberActivated:
		p.members = change(p.members, e.Member, func(m *Member) { m.State = Active })
	case MemberChanged:
		p.members = change(p.members, e.Member, e.apply)
	case MemberRemoved:
		p.members = change(p.members, e.Member, func(m *Member) { m.State = Removed })
	case SolutionsChanged:
		p.solutions = p.offer(e.To, r.Ref())
	case ReviewStarted, Approved: // change the state alone
	}
	return p
}

func (e Revised) after(p Profile) Profile {
	e.Name.Set(&p.Name)
	e.Website.Set(&p.Website)
	e.Country.Set(&p.Country)
	return p
}

func (e MemberChanged) apply(m *Member) {
	if e.Roles != nil {
		m.Roles = e.Roles.To
	}
	if e.Locations != nil {
		m.Locations = e.Locations.To
	}
}

func (l Location) key() domain.ID { return l.ID }
func (m Member) key() string      { return m.Member }

type keyed[K comparable] interface{ key() K }

// put gives a copy of list in which x stands in the place of the one with its key, or last.
func put[K comparable, T keyed[K]](list []T, x T) []T {
	if i := slices.IndexFunc(list, func(o T) bool { return o.key() == x.key() }); i >= 0 {
		return change(list, x.key(), func(o *T) { *o = x })
	}
	return append(slices.Clip(list), x)
}

// change gives a copy of list in which edit was applied to the one with that key, if there is one.
func change[K comparable, T keyed[K]](list []T, key K, edit func(*T)) []T {
	list = slices.Clone(list)
	for i := range list {
		if list[i].key() == key {
			edit(&list[i])
		}
	}
	return list
}
