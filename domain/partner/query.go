package partner

import (
	"slices"

	"github.com/cosell/cosell/domain"
	"github.com/cosell/cosell/domain/assignment"
)

// State returns where in its life the partner is.
func (p Partner) State() State { return p.state }

// Name returns the present name of the organisation.
func (p Partner) Name() string { return p.profile.Name }

// Exists reports whether anything has happened to it.
func (p Partner) Exists() bool { return p.state != None }

// Approved reports whether it takes part in the program: approved and not suspended.
func (p Partner) Approved() bool { return p.state == StateApproved }

// Suspended reports whether it may only read for now.
func (p Partner) Suspended() bool { return p.state == StateSuspended }

// Members returns everybody who was ever invited, in that order, with the present state of each.
func (p Partner) Members() []Member { return slices.Clone(p.members) }

// ActiveMember reports whether somebody with that subject is an active member.
func (p Partner) ActiveMember(member string) bool {
	m, ok := p.member(member)
	return ok && m.State == Active
}

// MemberRoles returns the roles that the partner gave to a member, also to one only invited; none to one it removed or
// does not know.
func (p Partner) MemberRoles(member string) []domain.Role {
	if m, ok := p.member(member); ok && m.State != Removed {
		return slices.Clone(m.Roles)
	}
	return nil
}

// Member returns a member by the subject of its tokens, also one who is not active; false for one that the partner does
// not know.
func (p Partner) Member(member string) (Member, bool) { return p.member(member) }

// Takes returns which deals the partner takes.
func (p Partner) Takes() assignment.Takes { return p.terms.takes }

// Transacting reports whether other partners may invite it: the vendor says so.
func (p Partner) Transacting() bool { return p.terms.transacting }

// AssessmentVetted reports whether it may open solution assessments: the vendor says so.
func (p Partner) AssessmentVetted() bool { return p.terms.vetted }

// Solutions returns what it offers, each with the event that last changed it, in the partner's order.
func (p Partner) Solutions() []OfferedSolution { return slices.Clone(p.solutions) }

// Locations returns all of its locations, the closed ones too, in the order in which they were added.
func (p Partner) Locations() []Location { return slices.Clone(p.locations) }

// Places returns where its open locations are, as far as that is known.
func (p Partner) Places() (all []domain.Point) {
	for _, l := range p.locations {
		if !l.Closed && l.Latitude != nil && l.Longitude != nil {
			all = append(all, domain.Point{Latitude: *l.Latitude, Longitude: *l.Longitude})
		}
	}
	return all
}

func (p Partner) openLocations() (n int) {
	for _, l := range p.locations {
		if !l.Closed {
			n++
		}
	}
	return n
}

// present counts the members that are invited or active.
func (p Partner) present() (n int) {
	for _, m := range p.members {
		if m.State != Removed {
			n++
		}
	}
	return n
}

func (p Partner) member(member string) (Member, bool) {
	i := slices.IndexFunc(p.members, func(m Member) bool { return m.Member == member })
	if i < 0 {
		return Member{}, false
	}
	return p.members[i], true
}

func (p Partner) location(id domain.ID) (Location, bool) {
	i := slices.IndexFunc(p.locations, func(l Location) bool { return l.ID == id })
	if i < 0 {
		return Location{}, false
	}
	return p.locations[i], true
}

// administrators counts the active members who administer the partner.
func (p Partner) administrators() (n int) {
	for _, m := range p.members {
		if m.administers() {
			n++
		}
	}
	return n
}

func (m Member) administers() bool {
	return m.State == Active && slices.Contains(m.Roles, domain.RoleAdministrator)
}
