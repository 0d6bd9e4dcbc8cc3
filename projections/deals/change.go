package deals

import (
	"slices"
	"time"

	"github.com/cosell/cosell/domain"
	"github.com/cosell/cosell/domain/opportunity"
	"github.com/cosell/cosell/eventstore"
	"github.com/cosell/cosell/projections/fold"
	"github.com/cosell/cosell/projections/runner"
)

// Change is what one event made of a deal: how every report sees it from then on, and how it was before where it moved. The
// deal as of any place is its last change at or before that place. It holds no personal data: members are ids.
type Change struct {
	ID          domain.ID           `db:"id uuid not null" json:"id" doc:"The deal: an opportunity, or one organisation's copy of a co-sell deal."`
	Revision    int64               `db:"revision bigint not null" json:"revision" doc:"Revision of the event in the deal's stream, counted from 0."`
	Position    eventstore.Position `db:"position text not null" json:"position" doc:"Place of the event in the event log; a greater text is a later place."`
	RecordedAt  time.Time           `db:"recorded_at timestamptz not null" json:"recordedAt" doc:"When the event was recorded (UTC); what was true at a time follows from this."`
	EffectiveAt time.Time           `db:"effective_at timestamptz not null" json:"effectiveAt" doc:"When it took effect (UTC); durations follow from this."`
	Event       string              `db:"event text not null" json:"event" doc:"Kind of the event."`
	Member      string              `db:"member text" json:"member,omitempty" doc:"Member or process who caused it."`
	Org         domain.Org          `db:"org text" json:"org,omitempty" doc:"Organisation of that member: vendor, system, or a partner's id."`
	Role        domain.Role         `db:"role text" json:"role,omitempty" doc:"Role in which the member acted."`

	Kind       string       `db:"kind text not null" json:"kind" doc:"opportunity or referral."`
	Type       string       `db:"type text not null" json:"type" doc:"Type of deal then: opportunity, private, partner-led, co-sell or solution-assessment."`
	Source     string       `db:"source text not null" json:"source" doc:"Who brought the deal: vendor or partner."`
	Owner      domain.Org   `db:"owner_org text not null" json:"owner" doc:"Organisation whose copy it is: vendor for an opportunity."`
	Visible    bool         `db:"visible boolean not null" json:"-" doc:"Whether the vendor might know of the deal then: not of a private one."`
	Counted    bool         `db:"counted boolean not null" json:"-" doc:"Whether it counts in totals of the whole program: every opportunity, and of each co-sell deal the copy of who opened it."`
	Party      domain.ID    `db:"party_id uuid" json:"-" doc:"The only one of the parties; null where there were none or several."`
	Parties    []domain.ID  `db:"parties uuid[] not null" json:"-" doc:"Partners among whose deals it was then."`
	Partner    domain.Party `db:"partner" json:"partner,omitzero" doc:"The partner that the event concerns: offered to, leading, or owning the copy."`
	FromState  string       `db:"from_state text" json:"fromState,omitempty" doc:"State before the event; null at the beginning, and where a deal that was private began to be visible to the vendor."`
	State      string       `db:"state text not null" json:"state" doc:"State after it."`
	FromStage  int          `db:"from_stage integer" json:"fromStage,omitzero" doc:"Stage before the event, in percent; null where there was none, or no state."`
	Stage      int          `db:"stage integer" json:"stage,omitzero" doc:"Stage after it."`
	StageName  string       `db:"stage_name text" json:"stageName,omitempty" doc:"Name of that stage."`
	Furthest   int          `db:"furthest_stage integer" json:"furthestStage,omitzero" doc:"The furthest stage reached so far, in percent."`
	Transition bool         `db:"transition boolean not null" json:"-" doc:"Whether state or stage changed."`
	Shown      bool         `db:"shown boolean not null" json:"-" doc:"Whether it is a transition to the vendor: state or stage of a deal changed that it might know of, or it got to know of the deal, which for it begins there."`
	Seconds    int64        `db:"seconds bigint" json:"seconds,omitzero" doc:"How long the deal had been in the state and stage before, in seconds of effective time; null at the beginning and where nothing moved."`
	Currency   string       `db:"currency char(3)" json:"currency,omitempty" doc:"Currency of the deal then (ISO 4217)."`
	Value      domain.Money `db:"estimated_value" json:"estimatedValue,omitzero" doc:"What the sale might be worth, as known then."`
	CloseDate  domain.Date  `db:"close_date date" json:"estimatedCloseDate,omitzero" doc:"Day on which the sale was expected to be made, as known then."`
	WonValue   domain.Money `db:"won_value" json:"wonValue,omitzero" doc:"What the customer bought for."`
	WonDate    domain.Date  `db:"won_date date" json:"wonDate,omitzero" doc:"Day on which the customer bought."`
	CreatedAt  time.Time    `db:"created_at timestamptz not null" json:"createdAt" doc:"When the deal began (UTC)."`
}

// change is the line of an event that begins a deal or changes anything that a Change tells of it.
func change(before, after *Deal, m *runner.Event) (Change, bool) {
	if before != nil && alike(before, after) {
		return Change{}, false
	}
	c := told(after)
	c.Partner = concerned(before, after, m)
	if before != nil {
		c.FromState, c.FromStage = before.State, before.Stage
	}
	if c.Transition = c.FromState != c.State || c.FromStage != c.Stage; c.Transition && before != nil {
		c.Seconds = max(0, int64(m.Effective.Sub(before.MovedAt)/time.Second))
	}
	revealed := before != nil && !before.Visible && after.Visible
	if revealed && !c.Transition {
		c.FromState, c.FromStage = "", 0
	}
	c.Shown = c.Visible && (c.Transition || revealed)
	c.Revision, c.Position, c.Event = m.Revision, m.Position, m.Event.EventKind()
	c.RecordedAt, c.EffectiveAt = m.RecordedAt, m.Effective
	c.Member, c.Org, c.Role = m.Actor.Member, m.Actor.Org, m.Actor.Role
	return c, true
}

// alike reports whether a Change would tell the same of both. What a deal began with does not change.
func alike(a, b *Deal) bool {
	return a.State == b.State && a.Stage == b.Stage && a.StageName == b.StageName && a.Furthest == b.Furthest &&
		a.Type == b.Type && a.Visible == b.Visible && slices.Equal(a.Parties, b.Parties) &&
		a.Currency == b.Currency && a.EstimatedValue == b.EstimatedValue && a.CloseDate == b.CloseDate &&
		a.WonValue == b.WonValue && a.WonDate == b.WonDate
}

// told is a deal as a Change tells it.
func told(d *Deal) Change {
	return Change{
		ID: d.ID, Kind: d.Kind, Type: d.Type, Source: d.Source, Owner: d.Owner, Visible: d.Visible, Counted: d.Counted, Party: d.Party, Parties: d.Parties,
		State: d.State, Stage: d.Stage, StageName: d.StageName, Furthest: d.Furthest, Currency: string(d.Currency), Value: d.EstimatedValue,
		CloseDate: d.CloseDate, WonValue: d.WonValue, WonDate: d.WonDate, CreatedAt: d.CreatedAt,
	}
}

// concerned is the partner that an event is about: the one that came or went, that leads or was asked, after the event or
// else before it, or that brought the opportunity; of a copy its owner.
func concerned(before, after *Deal, m *runner.Event) domain.Party {
	switch e := m.Event.(type) {
	case opportunity.CollaboratorAdded:
		return e.Partner
	case opportunity.CollaboratorRemoved:
		return e.Partner
	}
	if after.Kind == Referral {
		return owner(after)
	}
	if before == nil {
		before = &Deal{}
	}
	for _, p := range []domain.Party{after.LeadPartner, after.OfferedTo, before.LeadPartner, before.OfferedTo} {
		if p.ID != "" {
			return p
		}
	}
	if after.Party != "" && after.Party == after.Submitter.ID && !after.Collaborating {
		return after.Submitter
	}
	return domain.Party{}
}

func owner(d *Deal) domain.Party {
	if id := partnerOf(d.Owner); id != "" {
		return domain.Party{ID: id, Name: d.OwnerName}
	}
	return domain.Party{}
}

var changesTable = fold.Table{
	Part:    "changes",
	Comment: "What changed in every deal, one row for each event that changed anything that reports tell.",
	Indexes: trails,
	Models: []fold.Model{
		{
			Name:    "transitions",
			Comment: "Every change of a deal's state or stage, one row each. A deal that was private at first begins here with what it was when the vendor was let in.",
			Columns: columns("id revision position recorded_at effective_at event member org role kind type source owner_org counted partner_id partner_name",
				"from_state state from_stage stage stage_name furthest_stage seconds", "estimated_value estimated_value_currency close_date", "won_value won_value_currency won_date created_at"),
			Where: "shown",
		},
		{Name: "changes", Where: "visible"},
	},
}
