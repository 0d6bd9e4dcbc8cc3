package registrations

import (
	"time"

	"github.com/cosell/cosell/domain"
	"github.com/cosell/cosell/domain/registration"
	"github.com/cosell/cosell/eventstore"
	"github.com/cosell/cosell/projections/fold"
)

// Registration is one registration as it is now. It holds no personal data: members are ids, and of the customer it names
// only the company.
type Registration struct {
	fold.Stamp
	DealKind    string               `db:"deal_kind text not null" json:"dealKind" doc:"What kind of deal it is about: opportunity or referral."`
	Deal        domain.ID            `db:"deal_id uuid not null" json:"deal" doc:"That deal; of a referral the copy of the partner that asks."`
	Partner     domain.Party         `db:"partner" json:"partner" doc:"The partner that asks."`
	Requester   string               `db:"requester text not null" json:"requester" doc:"Member of that partner who asked."`
	Purpose     registration.Purpose `db:"kind text not null" json:"kind" doc:"What is asked for: exclusivity or incentive."`
	State       registration.State   `db:"state text not null" json:"state" doc:"Place in the lifecycle: pending-review, action-required, exception-pending, approved, passed, failed, rejected, withdrawn, lapsed or closed."`
	Excepted    bool                 `db:"excepted boolean not null" json:"excepted" doc:"Whether an exception was asked for."`
	Eligible    registration.Outcome `db:"eligible text" json:"eligible,omitempty" doc:"Whether the deal was eligible when the form was last handed in: pass, fail or unknown; null for exclusivity."`
	Visible     bool                 `db:"visible boolean not null" json:"-" doc:"Whether the vendor may know of the deal: customer and amounts of one that it may not are not shown."`
	ValueUSD    domain.Money         `db:"value_usd" json:"valueUsd,omitzero" doc:"What the deal is worth at the rate of the month of its win."`
	Annual      domain.Money         `db:"annual_value_usd" json:"annualValueUsd,omitzero" doc:"What the contract is worth a year, where it was approved without a review."`
	Customer    string               `db:"customer text" json:"customer,omitempty" doc:"Company that may buy, or has bought."`
	Country     string               `db:"country text" json:"country,omitempty" doc:"Country of that company (ISO 3166-1, two letters)."`
	Products    []string             `db:"products text[]" json:"products,omitempty" doc:"Products that it is about."`
	RequestedAt time.Time            `db:"requested_at timestamptz not null" json:"requestedAt" doc:"When it was asked for (UTC)."`
	Until       time.Time            `db:"until timestamptz" json:"until,omitzero" doc:"When the present state ends by itself: exclusivity, the time in which an approved incentive may be selected for review, or that in which an exception may be asked for (UTC)."`
	OverdueAt   time.Time            `db:"overdue_at timestamptz" json:"overdueAt,omitzero" doc:"After this a decision on the exception that waits is late (UTC)."`
	Extension   Extension            `db:"extension text" json:"extension,omitempty" doc:"What became of the request for more time: requested, granted or refused; null without one."`
	Reviewer    string               `db:"reviewer text" json:"reviewer,omitempty" doc:"Member of the vendor who decided last."`
	Claim       domain.ID            `db:"claim_id uuid" json:"claim,omitempty" doc:"The claim on the customer; registrations with the same one may be in each other's way."`
	MatchKey    string               `db:"match_key text" json:"matchKey,omitempty" doc:"Key of the customer that the claim is for: its account with the vendor, its D-U-N-S number, or its name with postal code and country."`
	Claimed     []string             `db:"claimed_products text[]" json:"claimedProducts,omitempty" doc:"Products that are claimed."`
	ClaimState  ClaimState           `db:"claim_state text" json:"claimState,omitempty" doc:"Whether exclusivity is waited for, held, or neither any more: waiting, held or released."`
	FiledAt     time.Time            `db:"filed_at timestamptz" json:"filedAt,omitzero" doc:"When the claim was first filed (UTC)."`
	Filed       eventstore.Position  `db:"filed_position text" json:"-" doc:"Place of that event in the event log: claims wait in this order."`
	ChangedAt   time.Time            `db:"changed_at timestamptz not null" json:"changedAt" doc:"When its last event was recorded (UTC)."`
	ClosedAt    time.Time            `db:"closed_at timestamptz" json:"closedAt,omitzero" doc:"When it ended: rejected, withdrawn, lapsed or closed (UTC)."`
	ClosedWhy   string               `db:"closed_why text" json:"closedWhy,omitempty" doc:"Why it was closed: passed, exception-window-over, review-window-over, deal-ended or not-deployed-here."`
	Requested   eventstore.Position  `db:"requested_position text not null" json:"-" doc:"Place of its first event in the event log: its place in the order of arrival."`
	Position    eventstore.Position  `db:"position text not null" json:"-" doc:"Place of its last event in the event log."`

	Queue *Queue `json:"queue,omitempty"`
}

// Queue is where a registration stands among those that claim the same customer and one of the same products. Partners
// do not see it.
type Queue struct {
	Place  int     `json:"place" doc:"1 for the one that holds exclusivity or is next to have it; then in order of arrival."`
	Others []Rival `json:"others" doc:"The registrations that are in its way, or in whose way it is, in that order."`
}

// Rival is a registration of another that claims some of the same.
type Rival struct {
	Registration domain.ID    `json:"registration" doc:"The other registration."`
	Partner      domain.Party `json:"partner" doc:"The partner that asked for it."`
	ClaimState   ClaimState   `json:"claimState" enum:"waiting,held" doc:"Whether it waits or holds."`
	FiledAt      time.Time    `json:"filedAt" doc:"When its claim was filed (UTC)."`
}

// Extension says what became of a request for more time.
type Extension string

// What becomes of one.
const (
	ExtensionRequested Extension = "requested"
	ExtensionGranted   Extension = "granted"
	ExtensionRefused   Extension = "refused"
)

// ClaimState says how a registration stands in its claim.
type ClaimState string

// How it may stand.
const (
	Waiting  ClaimState = "waiting"
	Held     ClaimState = "held"
	Released ClaimState = "released"
)

var table = fold.Table{
	Comment: "Every request to have a deal recognised, one row each, as it is now. Of deals that the vendor may not see, neither customer nor amounts are shown.",
	Shown: map[string]string{
		"customer":                  "case when visible then customer end",
		"country":                   "case when visible then country end",
		"products":                  "case when visible then products end",
		"value_usd":                 "case when visible then value_usd end",
		"value_usd_currency":        "case when visible then value_usd_currency end",
		"annual_value_usd":          "case when visible then annual_value_usd end",
		"annual_value_usd_currency": "case when visible then annual_value_usd_currency end",
	},
	Indexes: []string{
		"(changed_at, id)", "(partner_id, changed_at, id)", "(claim_id) where claim_state in ('waiting', 'held')",
		"(requested_position, id)", "(until, id)", "(overdue_at, id)", "(partner_id, requested_position, id)", "(partner_id, until, id)",
		"(partner_id, overdue_at, id)", "(deal_id)",
	},
}
