package managed

import (
	"time"

	"github.com/cosell/cosell/domain"
	"github.com/cosell/cosell/eventstore"
	"github.com/cosell/cosell/projections/fold"
	"github.com/cosell/cosell/projections/sale"
)

// Deal is one deal as it is now. It holds no personal data: members are ids.
type Deal struct {
	fold.Stamp
	Kind  string `db:"kind text not null" json:"kind" doc:"What kind of deal it is: opportunity."`
	State string `db:"state text not null" json:"state" doc:"Place in the lifecycle: new, submitted, distributed, accepted, won, lost, declined, expired or error."`
	sale.Sale
	Currency       string         `db:"currency char(3)" json:"currency,omitempty" doc:"Currency of the deal (ISO 4217), known before its value is."`
	Stage          int            `db:"stage integer" json:"stage,omitzero" doc:"Where the accepted deal is in the sale, in percent; null before."`
	StageName      string         `db:"stage_name text" json:"stageName,omitempty" doc:"Name of that stage."`
	LeadPartner    domain.Party   `db:"lead_partner" json:"leadPartner,omitzero" doc:"The partner that leads the deal."`
	Assignee       string         `db:"assignee text" json:"assignee,omitempty" doc:"Member of the lead partner who works the deal."`
	Collaborators  []domain.Party `db:"collaborators" json:"collaborators,omitempty" doc:"Partners that work on the deal together."`
	Collaborating  bool           `db:"collaborating boolean not null" json:"collaborating" doc:"Whether partners work on the deal together, without a lead partner."`
	Parties        []domain.ID    `db:"parties uuid[] not null" json:"-" doc:"Partners that see the deal among theirs: lead partner, collaborators, submitter."`
	Source         string         `db:"source text not null" json:"source" doc:"Who brought the deal: vendor or partner."`
	Submitter      domain.Party   `db:"submitter" json:"submitter,omitzero" doc:"The partner that submitted the deal."`
	CreatedBy      string         `db:"created_by text not null" json:"createdBy" doc:"Member who created or submitted the deal."`
	CreatedByOrg   string         `db:"created_by_org text not null" json:"-" doc:"Organisation of that member: vendor, or a partner's id."`
	AcceptedAt     time.Time      `db:"accepted_at timestamptz" json:"acceptedAt,omitzero" doc:"When the deal was last accepted, approved or shared (UTC)."`
	LastProgressAt time.Time      `db:"last_progress_at timestamptz" json:"lastProgressAt,omitzero" doc:"When the deal last came on: acceptance, a stage, the win or the loss (UTC)."`
	Alert          Alert          `json:"alert,omitempty"`
	PausedUntil    domain.Date    `db:"paused_until date" json:"pausedUntil,omitzero" doc:"Day until which work rests."`
	WonValue       domain.Money   `db:"won_value" json:"wonValue,omitzero" doc:"What the customer bought for."`
	WonDate        domain.Date    `db:"won_date date" json:"wonDate,omitzero" doc:"Day on which the customer bought."`
	ClosedAt       time.Time      `db:"closed_at timestamptz" json:"closedAt,omitzero" doc:"When the deal ended: won, lost, declined, expired or closed as an error (UTC)."`
	Registration   domain.ID      `db:"registration_id uuid" json:"registration,omitempty" doc:"The last request to have the deal recognised."`
	RegistrationOf string         `db:"registration_kind text" json:"registrationKind,omitempty" doc:"What it asks for: exclusivity or incentive."`
	RegistrationIs string         `db:"registration_state text" json:"registrationState,omitempty" doc:"Its state, as last heard."`
	Predecessor    domain.ID      `db:"predecessor uuid" json:"predecessor,omitempty" doc:"The closed deal that this one takes up again."`
	Successor      domain.ID      `db:"successor uuid" json:"successor,omitempty" doc:"The deal that takes this one up again."`
	CreatedAt      time.Time      `db:"created_at timestamptz not null" json:"createdAt" doc:"When the deal was created or submitted (UTC)."`
	ChangedAt      time.Time      `db:"changed_at timestamptz not null" json:"changedAt" doc:"When the deal's last event was recorded (UTC)."`

	Position eventstore.Position `db:"position text not null" json:"-" doc:"Place of that event in the event log."`
}

var table = fold.Table{
	Comment: "Every deal that was ever created, one row each, as it is now.",
	Indexes: []string{"(changed_at, id)", "using gin (parties)"},
}
