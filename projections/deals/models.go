package deals

import (
	"strings"

	"github.com/cosell/cosell/projections/fold"
)

// The stable views are for analysts: none of them shows a deal that the vendor may not see.

var table = fold.Table{
	Comment: "Every deal that was ever created, one row each, as it is now: opportunities, and every organisation's copy of every co-sell deal.",
	Models:  []fold.Model{grid, managed, distributed, copies, pipeline, funnel, scorecard},
	Indexes: indexes,
}

var grid = fold.Model{
	Name:    "grid",
	Comment: "Every deal that the vendor may see, with every column: opportunities, and every organisation's copy of every co-sell deal.",
	Columns: columns("id revision kind type source state open counted topic customer city country account_kind currency", value,
		"close_date solutions territory lead_type products", progress, work, coSell, "offered_to_id offered_to_name offered_at deadline seen_at",
		outcome, recognition, "registration_partner", life),
	Where: "visible",
}

var managed = fold.Model{
	Name:    "managed",
	Comment: "What is worked on, and what became of it: deals that the vendor may see, one row each, as they are now.",
	Columns: columns("id revision kind type state topic customer city country territory products currency", value, "close_date stage stage_name",
		work, "parties owner_org owner_name source accepted_at last_progress_at", outcome, recognition, life),
	Where: "visible",
}

var distributed = fold.Model{
	Name: "distributed",
	Comment: "What waits for an answer: opportunities that are offered, and copies of co-sell deals that were received. What was answered, taken back or closed is not here; " +
		"what was not answered by its deadline still is until its expiry is recorded.",
	Columns: columns("id revision kind type topic customer city country territory products", value,
		"close_date partner_id partner_name owner_org owner_name inviter_org inviter_name engagement offered_at deadline seen_at"),
	Shown: map[string]string{"partner_id": "offered_to_id", "partner_name": "offered_to_name"},
	Docs: map[string]string{"partner_id": "The partner that is asked; null where the vendor is. Its id.",
		"partner_name": "The partner that is asked; null where the vendor is. Its name at that time."},
	Where: "visible and offered_at is not null",
}

var copies = fold.Model{
	Name:    "referrals",
	Comment: "Every organisation's copy of every co-sell deal, one row each, as it is now. Deals that the vendor may not see are not here.",
	Columns: columns("id revision", coSell, "type state stage stage_name name", value, "close_date customer city country account_kind solutions",
		"offered_at deadline seen_at accepted_at last_progress_at", outcome, recognition, life),
	Shown: map[string]string{"name": "topic"},
	Docs:  map[string]string{"name": "Name of the deal."},
	Where: "visible and kind = 'referral'",
}

// Groups of columns.
const (
	value       = "estimated_value estimated_value_currency"
	progress    = "stage stage_name furthest_stage accepted_at last_progress_at moved_at"
	work        = "lead_partner_id lead_partner_name assignee collaborators_ids collaborators_names collaborating submitter_id submitter_name paused_until predecessor successor"
	coSell      = "engagement owner_org owner_name direction inviter_org inviter_name partner_to_partner visible help_asked vendor_state marketplace_intent partner_role partner_program location_id team"
	outcome     = "won_value won_value_currency won_date closed_at reason"
	recognition = "registration_id registration_kind registration_state"
	life        = "created_by created_by_org created_at changed_at position"
)

func columns(names ...string) []string { return strings.Fields(strings.Join(names, " ")) }
