package partner

import (
	"slices"
	"time"

	"github.com/cosell/cosell/domain"
	"github.com/cosell/cosell/domain/assignment"
)

// PartnerView is what a caller may know of a partner now.
type PartnerView struct { //nolint:revive // View is the function that makes one
	ID            domain.ID         `json:"id" doc:"The partner."`
	Name          string            `json:"name" doc:"Name of the organisation."`
	State         State             `json:"state,omitempty" enum:"applied,under-review,approved,suspended,rejected" doc:"Where in its life the partner is."`
	Website       string            `json:"website,omitempty" doc:"Address of its website."`
	Country       string            `json:"country,omitempty" doc:"Two-letter country code."`
	Reason        string            `json:"reason,omitempty" doc:"Why it was rejected or is suspended."`
	Administrator *PersonView       `json:"administrator,omitempty" doc:"Who would be the first administrator; until the application is decided."`
	Locations     []Location        `json:"locations,omitempty" doc:"Its locations, the closed ones too."`
	Members       []MemberView      `json:"members,omitempty" doc:"Everybody who was ever invited."`
	Capacity      *int              `json:"capacity,omitempty" doc:"Deals of the vendor's that it takes at a time; any number when left out."`
	RevenueRange  *assignment.Range `json:"revenueRange,omitempty" doc:"What a deal may be worth; everything when left out."`
	Territories   []string          `json:"territories,omitempty" doc:"Where it works; everywhere when left out."`
	LeadTypes     []string          `json:"leadTypes,omitempty" doc:"Types of deals that it takes; all when left out."`
	Products      []string          `json:"products,omitempty" doc:"Products of the vendor that it covers; all when left out."`
	Transacting   bool              `json:"transacting,omitempty" doc:"Whether other partners may invite it."`
	Vetted        bool              `json:"assessmentVetted,omitempty" doc:"Whether it may open solution assessments."`
	Solutions     []Solution        `json:"solutions,omitempty" doc:"What it offers."`
	CreatedAt     time.Time         `json:"createdAt,omitzero" doc:"When it was enrolled or applied."`
	ChangedAt     time.Time         `json:"changedAt,omitzero" doc:"When anything last changed."`
}

// PersonView is a person, without name and mail where the caller may not know them.
type PersonView struct {
	Member string            `json:"member" doc:"Subject (sub) of the person's tokens."`
	Name   domain.PersonName `json:"name,omitempty" doc:"Name of the person."`
	Mail   domain.Mail       `json:"mail,omitempty" doc:"Mail address."`
}

// MemberView is a member, without name and mail where the caller may not know them.
type MemberView struct {
	PersonView
	State     MemberState   `json:"state" enum:"invited,active,removed" doc:"Where the member stands."`
	Roles     []domain.Role `json:"roles" doc:"What the member may do."`
	Locations []domain.ID   `json:"locations,omitempty" doc:"Locations the member is scoped to; none means all."`
}

// Sees reports whether a caller may know that the partner exists: the vendor, our own processes, and its own members.
func Sees(p Partner, who domain.Caller) bool {
	return p.Exists() && (who.IsVendor() || who.IsSystem() || who.Partner() == p.id)
}

// View is the partner as a caller may see it. The vendor's analysts see no personal data, and somebody without an
// organisation, who has just applied, only ID, Name and State.
func View(p Partner, who domain.Caller) PartnerView {
	v := PartnerView{ID: p.id, Name: p.profile.Name}
	if v.State = p.state; who.Org == "" {
		return v
	}
	v.Website, v.Country, v.Reason = p.profile.Website, p.profile.Country, p.reason
	v.Locations = slices.Clone(p.locations)
	v.Solutions, v.Transacting, v.Vetted = p.listed(), p.terms.transacting, p.terms.vetted
	takes := p.terms.takes
	v.Capacity, v.RevenueRange = takes.Capacity, ends(takes.Revenue)
	v.Territories, v.LeadTypes, v.Products = takes.Territories, takes.LeadTypes, takes.Products
	v.CreatedAt, v.ChangedAt = p.createdAt, p.changedAt
	personal := seesPersons(who)
	if p.administrator != nil && (p.state == StateApplied || p.state == StateUnderReview) {
		person := p.administrator.view(personal)
		v.Administrator = &person
	}
	for _, m := range p.members {
		v.Members = append(v.Members, MemberView{m.view(personal), m.State, m.Roles, m.Locations})
	}
	return v
}

// seesPersons reports whether a caller has a role for which names and mail addresses are meant.
func seesPersons(who domain.Caller) bool {
	return !who.IsVendor() || slices.ContainsFunc(who.Roles, func(r domain.Role) bool { return r != domain.RoleAnalyst })
}

func (p Person) view(personal bool) PersonView {
	if personal {
		return PersonView(p)
	}
	return PersonView{Member: p.Member}
}
