package referrals

import (
	"time"

	"github.com/cosell/cosell/domain"
	"github.com/cosell/cosell/domain/referral"
	"github.com/cosell/cosell/eventstore"
	"github.com/cosell/cosell/projections/fold"
)

// Copy is one organisation's copy of a co-sell deal as it is now. It holds no personal data: members are ids, and of the
// customer it names only the company.
type Copy struct {
	fold.Stamp
	Engagement     domain.ID           `db:"engagement uuid not null" json:"engagement" doc:"What all copies of one deal share."`
	Owner          domain.Org          `db:"owner_org text not null" json:"owner" doc:"Organisation whose copy it is: vendor, or a partner's id."`
	OwnerName      string              `db:"owner_name text not null" json:"ownerName" doc:"Its name at that time."`
	Direction      referral.Direction  `db:"direction text not null" json:"direction" doc:"Which way the referral went, as its owner sees it: outbound or inbound."`
	Inviter        domain.Org          `db:"inviter_org text" json:"inviter,omitempty" doc:"Organisation that invited the owner: vendor, or a partner's id; null where the owner opened the deal."`
	InviterName    string              `db:"inviter_name text" json:"inviterName,omitempty" doc:"Its name at that time."`
	Type           referral.Type       `db:"type text not null" json:"type" doc:"Type of the deal: private, partner-led, co-sell or solution-assessment."`
	P2P            bool                `db:"partner_to_partner boolean not null" json:"partnerToPartner" doc:"Whether a partner was invited by another."`
	Visible        bool                `db:"visible boolean not null" json:"visible" doc:"Whether the vendor may see the deal."`
	HelpAsked      string              `db:"help_asked text" json:"helpAsked,omitempty" doc:"Code of the help that the vendor was asked for; null where it was not."`
	State          referral.State      `db:"state text not null" json:"state" doc:"Place of the copy in its lifecycle: received, accepted, won, lost, declined, expired, withdrawn or error."`
	VendorState    referral.State      `db:"vendor_state text" json:"vendorState,omitempty" doc:"State of the vendor's copy, as last heard; null where there is none."`
	Stage          int                 `db:"stage integer" json:"stage,omitzero" doc:"Where the accepted deal is in the sale, in percent; null before."`
	StageName      string              `db:"stage_name text" json:"stageName,omitempty" doc:"Name of that stage."`
	Name           string              `db:"name text not null" json:"name" doc:"Name of the deal."`
	EstimatedValue domain.Money        `db:"estimated_value" json:"estimatedValue,omitzero" doc:"What the sale may be worth to the owner."`
	CloseDate      domain.Date         `db:"close_date date" json:"estimatedCloseDate,omitzero" doc:"Day on which the sale is expected to be made."`
	Customer       string              `db:"customer text" json:"customer,omitempty" doc:"Company that may buy; null for a receiver that did not take part."`
	City           string              `db:"city text" json:"city,omitempty" doc:"City of that company."`
	Country        string              `db:"country text" json:"country,omitempty" doc:"Country of that company (ISO 3166-1, two letters)."`
	Account        domain.AccountKind  `db:"account_kind text" json:"accountKind,omitempty" doc:"What the vendor's books say of that company: managed, unmanaged, duns or manual."`
	Intent         referral.Intent     `db:"marketplace_intent text" json:"marketplaceIntent,omitempty" doc:"Whether the customer means to buy on the marketplace: yes, no or undecided."`
	Solutions      []string            `db:"solutions text[]" json:"solutions,omitempty" doc:"Names of the solutions that the deal is about."`
	PartnerRole    string              `db:"partner_role text" json:"partnerRole,omitempty" doc:"Code of the part that the partner plays in a deal of the vendor's."`
	PartnerProgram string              `db:"partner_program text" json:"partnerProgram,omitempty" doc:"Program of the vendor's that the deal runs under."`
	Location       domain.ID           `db:"location_id uuid" json:"location,omitempty" doc:"The owner's location that the copy belongs to."`
	Team           []string            `db:"team text[]" json:"-" doc:"Members of the owner who work on the deal."`
	Deadline       time.Time           `db:"deadline timestamptz" json:"deadline,omitzero" doc:"Until when the invitation may be answered (UTC); null where nothing waits for an answer."`
	SeenAt         time.Time           `db:"seen_at timestamptz" json:"seenAt,omitzero" doc:"When the receiver first looked at it (UTC); null before."`
	CreatedBy      string              `db:"created_by text not null" json:"createdBy" doc:"Member who opened the deal, or the name of the process that made the copy."`
	CreatedAt      time.Time           `db:"created_at timestamptz not null" json:"createdAt" doc:"When the copy was made (UTC)."`
	AcceptedAt     time.Time           `db:"accepted_at timestamptz" json:"acceptedAt,omitzero" doc:"When the owner took it on: by opening the deal or by accepting (UTC)."`
	LastProgressAt time.Time           `db:"last_progress_at timestamptz" json:"lastProgressAt,omitzero" doc:"When the deal last came on: acceptance, a stage, the win or the loss (UTC)."`
	ChangedAt      time.Time           `db:"changed_at timestamptz not null" json:"changedAt" doc:"When the copy's last event was recorded (UTC)."`
	WonValue       domain.Money        `db:"won_value" json:"wonValue,omitzero" doc:"What the customer bought for."`
	WonDate        domain.Date         `db:"won_date date" json:"wonDate,omitzero" doc:"Day on which the customer bought."`
	ClosedAt       time.Time           `db:"closed_at timestamptz" json:"closedAt,omitzero" doc:"When the copy was closed (UTC)."`
	Reason         string              `db:"reason text" json:"reason,omitempty" doc:"Code of the reason for declining, for losing or for the error."`
	Registration   domain.ID           `db:"registration_id uuid" json:"registration,omitempty" doc:"The last request to have the deal recognised."`
	RegistrationIs string              `db:"registration_state text" json:"registrationState,omitempty" doc:"Its state, as last heard."`
	Position       eventstore.Position `db:"position text not null" json:"-" doc:"Place of the last event in the event log."`
}

var table = fold.Table{
	Comment: "Every organisation's copy of every co-sell deal, one row each, as it is now. Deals that the vendor may not see are not here.",
	Where:   "visible",
	Indexes: []string{
		"(owner_org, changed_at, id)", "(changed_at, id)", "(engagement)", "(created_at, id)", "(deadline, id)",
		"(estimated_value_currency, estimated_value, id)",
		"(estimated_value_currency desc nulls last, estimated_value desc nulls last, id desc)", // the greatest first
		"(lower(name), id)", "(close_date, id)", "(last_progress_at, id)",
	},
}
