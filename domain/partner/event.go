package partner

import (
	"github.com/cosell/cosell/domain"
	"github.com/cosell/cosell/domain/assignment"
)

// Kinds and JSON names of this file are on disk, for ever: they may be added to, never renamed.

// Kind is an event's name on disk.
type Kind string

// The kinds, in the order of a partner's life.
const (
	KindEnrolled         Kind = "partner.enrolled"
	KindApplied          Kind = "partner.applied"
	KindReviewStarted    Kind = "partner.review-started"
	KindApproved         Kind = "partner.approved"
	KindRejected         Kind = "partner.rejected"
	KindSuspended        Kind = "partner.suspended"
	KindReinstated       Kind = "partner.reinstated"
	KindRevised          Kind = "partner.revised"
	KindLocationAdded    Kind = "partner.location-added"
	KindLocationChanged  Kind = "partner.location-changed"
	KindLocationClosed   Kind = "partner.location-closed"
	KindMemberInvited    Kind = "partner.member-invited"
	KindMemberActivated  Kind = "partner.member-activated"
	KindMemberChanged    Kind = "partner.member-changed"
	KindMemberRemoved    Kind = "partner.member-removed"
	KindSolutionsChanged Kind = "partner.solutions-changed"
)

// Event is a fact of a partner.
//
//sumtype:decl
type Event interface {
	domain.Event
	kind() Kind
}

// Profile is what the organisation says of itself. Country is ISO 3166-1 alpha-2.
type Profile struct {
	Name    string `json:"name" minLength:"1" maxLength:"200" doc:"Name of the organisation."`
	Website string `json:"website,omitempty" maxLength:"500" pattern:"^https?://[^ ]+$" doc:"Address of its website."`
	Country string `json:"country,omitempty" pattern:"^[A-Z]{2}$" doc:"Two-letter country code (ISO 3166-1)."`
}

// Person is somebody who is or will be a member. Member is the subject of that person's tokens: printable ASCII without
// spaces.
type Person struct {
	Member string            `json:"member" minLength:"1" maxLength:"128" pattern:"^[!-~]+$" doc:"Subject (sub) of the person's tokens."`
	Name   domain.PersonName `json:"name" minLength:"1" maxLength:"200" doc:"Name of the person."`
	Mail   domain.Mail       `json:"mail" maxLength:"254" pattern:"^[^@ ]+@[^@ ]+$" doc:"Mail address."`
}

// Site is what is said of a location. Country is ISO 3166-1 alpha-2.
type Site struct {
	Name    string `json:"name" minLength:"1" maxLength:"200" doc:"Name of the location."`
	City    string `json:"city,omitempty" maxLength:"200" doc:"City."`
	Country string `json:"country,omitempty" pattern:"^[A-Z]{2}$" doc:"Two-letter country code (ISO 3166-1)."`
	// Both or neither, in degrees (WGS 84).
	Latitude  *float64 `json:"latitude,omitempty" minimum:"-90" maximum:"90" doc:"Degrees north of the equator, below nought south of it; together with longitude."`
	Longitude *float64 `json:"longitude,omitempty" minimum:"-180" maximum:"180" doc:"Degrees east of Greenwich, below nought west of it; together with latitude."`
}

// Enrolled records that the vendor took an organisation into the program without an application.
type Enrolled struct {
	Profile
}

// Applied records that an organisation asked to be taken into the program, and who would be its first administrator.
type Applied struct {
	Profile
	Administrator *Person `json:"administrator,omitempty"`
}

// ReviewStarted records that the vendor looks at an application.
type ReviewStarted struct{}

// Approved records that the vendor took an applicant into the program.
type Approved struct{}

// Rejected records that the vendor turned an applicant down.
type Rejected struct {
	Reason string `json:"reason"`
}

// Suspended records that the partner may only read until it is reinstated.
type Suspended struct {
	Reason string `json:"reason"`
}

// Reinstated records that a suspension ended.
type Reinstated struct {
	Reason string `json:"reason,omitempty"`
}

// Revised records the fields that changed, each with its old and new value; the others are nil.
type Revised struct {
	Name             *domain.Change[string]            `json:"name,omitempty"`
	Website          *domain.Change[string]            `json:"website,omitempty"`
	Country          *domain.Change[string]            `json:"country,omitempty"`
	Capacity         *domain.Change[*int]              `json:"capacity,omitempty"`
	RevenueRange     *domain.Change[*assignment.Range] `json:"revenueRange,omitempty"`
	Territories      *domain.Change[[]string]          `json:"territories,omitempty"`
	LeadTypes        *domain.Change[[]string]          `json:"leadTypes,omitempty"`
	Products         *domain.Change[[]string]          `json:"products,omitempty"`
	Transacting      *domain.Change[bool]              `json:"transacting,omitempty"`
	AssessmentVetted *domain.Change[bool]              `json:"assessmentVetted,omitempty"`
}

// Solution is one that the partner offers. The last three are what the vendor says of it.
type Solution struct {
	ID           string   `json:"id" doc:"The partner's own id of it."`
	Name         string   `json:"name" doc:"Name of the solution."`
	Products     []string `json:"products,omitempty" doc:"Products of the vendor that it builds on."`
	CoSellReady  bool     `json:"coSellReady,omitempty" doc:"Whether it may be put on a co-sell deal."`
	Eligible     bool     `json:"eligible,omitempty" doc:"Whether it counts for an incentive."`
	Incentivised bool     `json:"incentivised,omitempty" doc:"Whether buying it on the marketplace is incentivised."`
}

// SolutionsChanged records the whole list of solutions, before and after.
type SolutionsChanged struct {
	From []Solution `json:"from,omitempty"`
	To   []Solution `json:"to,omitempty"`
}

// LocationAdded records that the partner works from one more place.
type LocationAdded struct {
	Location domain.ID `json:"location"`
	Site
}

// LocationChanged records what a location is called from now on, and where it is.
type LocationChanged struct {
	Location domain.ID `json:"location"`
	Site
}

// LocationClosed records that the partner no longer works from a place.
type LocationClosed struct {
	Location domain.ID `json:"location"`
	Reason   string    `json:"reason,omitempty"`
}

// MemberInvited records that a person was asked to join, with which roles, and for which locations; none means all.
type MemberInvited struct {
	Person
	Roles     []domain.Role `json:"roles"`
	Locations []domain.ID   `json:"locations,omitempty"`
}

// MemberActivated records that an invited person joined.
type MemberActivated struct {
	Member string `json:"member"`
}

// MemberChanged records new roles or another location scope, each with its old and new value; the other is nil. An empty
// scope means all locations.
type MemberChanged struct {
	Member    string                        `json:"member"`
	Roles     *domain.Change[[]domain.Role] `json:"roles,omitempty"`
	Locations *domain.Change[[]domain.ID]   `json:"locations,omitempty"`
}

// MemberRemoved records that a person no longer belongs to the partner.
type MemberRemoved struct {
	Member string `json:"member"`
	Reason string `json:"reason,omitempty"`
}
