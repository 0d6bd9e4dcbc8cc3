// Package deals folds opportunities and referrals into one table, and what changed in them into another: the base of every
// list and every report. managed, distributed, referrals, the grid and the reports are ways to ask it.
package deals

import (
	"time"

	"github.com/cosell/cosell/domain"
	"github.com/cosell/cosell/domain/referral"
	"github.com/cosell/cosell/eventstore"
	"github.com/cosell/cosell/projections/fold"
)

// Name of the consumer and of its checkpoint.
const Name = "deals"

// version of its form.
const version = 1

// Table and ChangesTable are what queries read in the schema cosell: with private deals, which the stable views leave out.
const (
	Table        = "deals_v1"
	ChangesTable = "deals_changes_v1"
	RatesTable   = "deals_rates_v1"
	// PartnersTable has what partners are called.
	PartnersTable = "deals_partners_v1"
)

// Opportunity and Referral are the kinds of deal.
const (
	Opportunity = "opportunity"
	Referral    = "referral"
)

// Deal is one deal as it is now: an opportunity, or one organisation's copy of a co-sell deal. It holds no personal data:
// members are ids, and of the customer it names only the company.
type Deal struct {
	fold.Stamp
	Nature
	Sale
	Progress
	Work
	CoSell
	OfferedTo domain.Party `db:"offered_to" json:"offeredTo,omitzero" doc:"The partner that is asked; null where nothing waits for a partner's answer."`
	Offer
	Outcome
	Recognition
	Life
	Reach
	Position eventstore.Position `db:"position text not null" json:"-" doc:"Place of the deal's last event in the event log."`
}

// Nature is what a deal is, and where it is in its life.
type Nature struct {
	Kind   string `db:"kind text not null" json:"kind" doc:"What kind of deal it is: opportunity or referral."`
	Type   string `db:"type text not null" json:"type" doc:"Type of the deal: opportunity, private, partner-led, co-sell or solution-assessment."`
	Source string `db:"source text not null" json:"source" doc:"Who brought the deal: vendor or partner."`
	State  string `db:"state text not null" json:"state" doc:"Place in the lifecycle: new, submitted, distributed, received, accepted, won, lost, declined, expired, withdrawn or error."`
	Open   bool   `db:"open boolean not null" json:"open" doc:"Whether it goes on: not won, lost, declined, expired, withdrawn or an error."`
}

// Progress is how far the sale has come.
type Progress struct {
	Stage          int       `db:"stage integer" json:"stage,omitzero" doc:"Where the accepted deal is in the sale, in percent; null before."`
	StageName      string    `db:"stage_name text" json:"stageName,omitempty" doc:"Name of that stage."`
	Furthest       int       `db:"furthest_stage integer" json:"furthestStage,omitzero" doc:"The furthest stage that it has ever reached, in percent."`
	AcceptedAt     time.Time `db:"accepted_at timestamptz" json:"acceptedAt,omitzero" doc:"When the deal was last accepted, approved or shared, or opened by the owner of the copy (UTC)."`
	LastProgressAt time.Time `db:"last_progress_at timestamptz" json:"lastProgressAt,omitzero" doc:"When the deal last came on: acceptance, a stage, the win or the loss (UTC)."`
	MovedAt        time.Time `db:"moved_at timestamptz not null" json:"movedAt" doc:"When its state or stage last changed (UTC)."`
}

// Work is who works on an opportunity; of referrals it says nothing.
type Work struct {
	LeadPartner   domain.Party   `db:"lead_partner" json:"leadPartner,omitzero" doc:"The partner that leads the opportunity."`
	Assignee      string         `db:"assignee text" json:"assignee,omitempty" doc:"Member of the lead partner who works the opportunity."`
	Collaborators []domain.Party `db:"collaborators" json:"collaborators,omitempty" doc:"Partners that work on the opportunity together."`
	Collaborating bool           `db:"collaborating boolean not null" json:"collaborating" doc:"Whether partners work on the opportunity together, without a lead partner."`
	Submitter     domain.Party   `db:"submitter" json:"submitter,omitzero" doc:"The partner that submitted the opportunity."`
	PausedUntil   domain.Date    `db:"paused_until date" json:"pausedUntil,omitzero" doc:"Day until which work rests."`
	Predecessor   domain.ID      `db:"predecessor uuid" json:"predecessor,omitempty" doc:"The closed opportunity that this one takes up again."`
	Successor     domain.ID      `db:"successor uuid" json:"successor,omitempty" doc:"The opportunity that takes this one up again."`
}

// CoSell is whose copy of which co-sell deal it is. An opportunity is the vendor's.
type CoSell struct {
	Engagement     domain.ID          `db:"engagement uuid" json:"engagement,omitempty" doc:"What all copies of one co-sell deal share; null for an opportunity."`
	Owner          domain.Org         `db:"owner_org text not null" json:"owner" doc:"Organisation whose copy it is: vendor, or a partner's id."`
	OwnerName      string             `db:"owner_name text not null" json:"ownerName" doc:"Its name at that time."`
	Direction      referral.Direction `db:"direction text" json:"direction,omitempty" doc:"Which way the referral went, as its owner sees it: outbound or inbound; null for an opportunity."`
	Inviter        domain.Org         `db:"inviter_org text" json:"inviter,omitempty" doc:"Organisation that invited the owner: vendor, or a partner's id; null where the owner opened the deal."`
	InviterName    string             `db:"inviter_name text" json:"inviterName,omitempty" doc:"Its name at that time."`
	P2P            bool               `db:"partner_to_partner boolean not null" json:"partnerToPartner" doc:"Whether a partner was invited by another."`
	Visible        bool               `db:"visible boolean not null" json:"visible" doc:"Whether the vendor may see the deal: every one but a private referral."`
	HelpAsked      string             `db:"help_asked text" json:"helpAsked,omitempty" doc:"Code of the help that the vendor was asked for; null where it was not."`
	VendorState    referral.State     `db:"vendor_state text" json:"vendorState,omitempty" doc:"State of the vendor's copy, as last heard; null where there is none."`
	Intent         referral.Intent    `db:"marketplace_intent text" json:"marketplaceIntent,omitempty" doc:"Whether the customer means to buy on the marketplace: yes, no or undecided."`
	PartnerRole    string             `db:"partner_role text" json:"partnerRole,omitempty" doc:"Code of the part that the partner plays in a deal of the vendor's."`
	PartnerProgram string             `db:"partner_program text" json:"partnerProgram,omitempty" doc:"Program of the vendor's that the deal runs under."`
	Location       domain.ID          `db:"location_id uuid" json:"location,omitempty" doc:"The owner's location that the copy belongs to."`
	Team           []string           `db:"team text[]" json:"-" doc:"Members of the owner who work on the copy."`
}

// Offer is the question that waits for an answer: an opportunity's offer, or the invitation into a co-sell deal.
type Offer struct {
	OfferedAt time.Time `db:"offered_at timestamptz" json:"offeredAt,omitzero" doc:"When what waits for an answer was asked (UTC); null where nothing waits."`
	Deadline  time.Time `db:"deadline timestamptz" json:"deadline,omitzero" doc:"Until when it may be answered (UTC); null where nothing waits."`
	SeenAt    time.Time `db:"seen_at timestamptz" json:"seenAt,omitzero" doc:"When the one who is asked first looked at it (UTC); null before, and of an opportunity after the answer."`
}

// Outcome is what a deal came to.
type Outcome struct {
	WonValue domain.Money `db:"won_value" json:"wonValue,omitzero" doc:"What the customer bought for."`
	WonDate  domain.Date  `db:"won_date date" json:"wonDate,omitzero" doc:"Day on which the customer bought."`
	ClosedAt time.Time    `db:"closed_at timestamptz" json:"closedAt,omitzero" doc:"When the deal ended: won, lost, declined, expired, withdrawn or closed as an error (UTC)."`
	Reason   string       `db:"reason text" json:"reason,omitempty" doc:"Code of the reason for declining, for losing or for the error; null where it was given in words."`
}

// Recognition is what became of the requests to have a deal recognised.
type Recognition struct {
	Registration   domain.ID `db:"registration_id uuid" json:"registration,omitempty" doc:"The last request to have the deal recognised."`
	RegistrationOf string    `db:"registration_kind text" json:"registrationKind,omitempty" doc:"What it asks for: exclusivity or incentive."`
	RegistrationIs string    `db:"registration_state text" json:"registrationState,omitempty" doc:"Its state, as last heard."`
}

// Life is when a deal began, and when it last changed.
type Life struct {
	CreatedBy    string     `db:"created_by text" json:"createdBy,omitempty" doc:"Member who created, submitted or opened the deal, or the name of the process that made the copy."`
	CreatedByOrg domain.Org `db:"created_by_org text not null" json:"-" doc:"Organisation of that member: vendor, system, or a partner's id."`
	CreatedAt    time.Time  `db:"created_at timestamptz not null" json:"createdAt" doc:"When the deal was created or submitted, or the copy made (UTC)."`
	ChangedAt    time.Time  `db:"changed_at timestamptz not null" json:"changedAt" doc:"When the deal's last event was recorded (UTC)."`
}

// Reach says among whose deals one is.
type Reach struct {
	Counted      bool         `db:"counted boolean not null" json:"-" doc:"Whether it counts in totals of the whole program: every opportunity, and of each co-sell deal the copy of who opened it."`
	Party        domain.ID    `db:"party_id uuid" json:"-" doc:"The only one of the parties; null where there are none or several."`
	Parties      []domain.ID  `db:"parties uuid[] not null" json:"-" doc:"Partners among whose deals it is: lead partner, collaborators, submitter, or the owner of the copy."`
	Holder       domain.Party `db:"holder" json:"-" doc:"The partner that has the deal alone: it leads the opportunity, is asked or has submitted it, or owns the copy; of an opportunity that ended the last one. Null for the vendor's own and where several work together."`
	Hands        []string     `db:"hands text[] not null" json:"-" doc:"Members who have created it or work on it, each as organisation/member."`
	RegisteredBy domain.ID    `db:"registration_partner uuid" json:"-" doc:"The partner that asked for the registration."`
	Requests     []domain.ID  `db:"registration_ids uuid[]" json:"-" doc:"All requests to have the deal recognised, the last one at the end."`
}
