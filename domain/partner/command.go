package partner

import (
	"github.com/cosell/cosell/domain"
	"github.com/cosell/cosell/domain/assignment"
)

// Command is a request to one partner. Its fields carry, as tags, the limits that domain.Check reads; what they ask for
// beyond that is said by the command's own rules.
type Command interface {
	domain.Command
	decide(p Partner, in Input) ([]domain.Event, error)
}

// Enrol takes an organisation into the program. It is the vendor's.
type Enrol struct {
	Profile
	Administrator *Person `json:"administrator,omitempty" doc:"The first administrator; active from the beginning."`
}

// Apply asks for an organisation to be taken in. Nobody needs a token for it.
type Apply struct {
	Profile
	Administrator *Person `json:"administrator,omitempty" doc:"The first administrator; active from the approval on."`
}

// StartReview tells the applicant that the vendor looks at its application.
type StartReview struct{}

// Approve takes an applicant into the program.
type Approve struct{}

// Reject turns an applicant down. There is no way back: it may apply anew.
type Reject struct {
	Reason string `json:"reason" minLength:"1" maxLength:"1000" doc:"Why, for the applicant to read."`
}

// Suspend leaves a partner nothing but reading until it is reinstated.
type Suspend struct {
	Reason string `json:"reason" minLength:"1" maxLength:"1000" doc:"Why, for the partner to read."`
}

// Reinstate ends a suspension.
type Reinstate struct {
	Reason string `json:"reason,omitempty" maxLength:"1000" doc:"Why, for the partner to read."`
}

// Revise changes what the organisation says of itself, and which deals it takes. A field left out stays; null clears one
// that may be empty. What a partner has not said of the deals it takes is unlimited: without a capacity any number at a
// time, without a range every value, without territories, lead types or products all of them. The last two are the
// vendor's to say.
type Revise struct {
	Name             domain.Optional[string]           `json:"name,omitzero" minLength:"1" maxLength:"200" doc:"Name of the organisation; cannot be cleared."`
	Website          domain.Optional[string]           `json:"website,omitzero" maxLength:"500" pattern:"^https?://[^ ]+$" doc:"Address of its website."`
	Country          domain.Optional[string]           `json:"country,omitzero" pattern:"^[A-Z]{2}$" doc:"Two-letter country code (ISO 3166-1)."`
	Capacity         domain.Optional[int]              `json:"capacity,omitzero" minimum:"0" maximum:"100000" doc:"Deals of the vendor's that it takes at a time, open offers among them; any number when cleared."`
	RevenueRange     domain.Optional[assignment.Range] `json:"revenueRange,omitzero" doc:"What a deal may be worth; everything when cleared."`
	Territories      domain.Optional[[]string]         `json:"territories,omitzero" maxItems:"200" minLength:"1" maxLength:"100" uniqueItems:"true" doc:"Where it works, in the words of the program; everywhere when cleared."`
	LeadTypes        domain.Optional[[]string]         `json:"leadTypes,omitzero" maxItems:"200" minLength:"1" maxLength:"100" uniqueItems:"true" doc:"Types of deals that it takes; all when cleared."`
	Products         domain.Optional[[]string]         `json:"products,omitzero" maxItems:"200" minLength:"1" maxLength:"100" uniqueItems:"true" doc:"Products of the vendor that it covers; all when cleared."`
	Transacting      domain.Optional[bool]             `json:"transacting,omitzero" doc:"Whether other partners may invite it. The vendor says so."`
	AssessmentVetted domain.Optional[bool]             `json:"assessmentVetted,omitzero" doc:"Whether it may open solution assessments. The vendor says so."`
}

// ChangeSolutions says anew which solutions the partner offers: the whole list.
type ChangeSolutions struct {
	Solutions []ListedSolution `json:"solutions" maxItems:"200" doc:"All solutions of the partner, each id once."`
}

// ListedSolution is an entry of that list. What the vendor says of a solution stays when it is left out, and is false of a
// new one.
type ListedSolution struct {
	ID           string   `json:"id" minLength:"1" maxLength:"100" pattern:"^[!-~]+$" doc:"The partner's own id of it: printable ASCII without spaces."`
	Name         string   `json:"name" minLength:"1" maxLength:"200" doc:"Name of the solution."`
	Products     []string `json:"products,omitempty" maxItems:"50" minLength:"1" maxLength:"100" uniqueItems:"true" doc:"Products of the vendor that it builds on."`
	CoSellReady  *bool    `json:"coSellReady,omitempty" doc:"Whether it may be put on a co-sell deal. The vendor says so."`
	Eligible     *bool    `json:"eligible,omitempty" doc:"Whether it counts for an incentive. The vendor says so."`
	Incentivised *bool    `json:"incentivised,omitempty" doc:"Whether buying it on the marketplace is incentivised. The vendor says so."`
}

// AddLocation adds a place from which the partner works. The event tells its id. A partner has 500 open ones at most.
type AddLocation struct {
	Site
}

// ChangeLocation says anew what a location is called and where it is.
type ChangeLocation struct {
	Location domain.ID `json:"location" format:"uuid" doc:"The location."`
	Site
}

// CloseLocation closes a place for good. Members whose scope names it keep it in their scope.
type CloseLocation struct {
	Location domain.ID `json:"location" format:"uuid" doc:"The location."`
	Reason   string    `json:"reason,omitempty" maxLength:"1000" doc:"Why."`
}

// InviteMember asks a person to join, or one who was removed to come back. A partner has 1,000 members at most, those only
// invited among them.
type InviteMember struct {
	Person
	Roles     []domain.Role `json:"roles" minItems:"1" maxItems:"3" uniqueItems:"true" enum:"administrator,manager,seller" doc:"What the member may do."`
	Locations []domain.ID   `json:"locations,omitempty" maxItems:"100" uniqueItems:"true" format:"uuid" doc:"Open locations of the partner that the member is scoped to; none means all."`
}

// ActivateMember says that an invited person has joined. That person may say so too.
type ActivateMember struct {
	Member string `json:"member" minLength:"1" maxLength:"128" doc:"Subject (sub) of the member's tokens."`
}

// ChangeMember gives a member other roles or another scope. A field left out stays; locations of null mean all.
type ChangeMember struct {
	Member    string                         `json:"member" minLength:"1" maxLength:"128" doc:"Subject (sub) of the member's tokens."`
	Roles     domain.Optional[[]domain.Role] `json:"roles,omitzero" minItems:"1" maxItems:"3" uniqueItems:"true" enum:"administrator,manager,seller" doc:"What the member may do; cannot be cleared."`
	Locations domain.Optional[[]domain.ID]   `json:"locations,omitzero" maxItems:"100" uniqueItems:"true" format:"uuid" doc:"Open locations of the partner that the member is scoped to; none means all."`
}

// RemoveMember ends a membership. A partner that has administrators keeps one.
type RemoveMember struct {
	Member string `json:"member" minLength:"1" maxLength:"128" doc:"Subject (sub) of the member's tokens."`
	Reason string `json:"reason,omitempty" maxLength:"1000" doc:"Why."`
}
