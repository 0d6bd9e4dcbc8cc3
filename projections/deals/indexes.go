package deals

import (
	"slices"
	"strings"

	"github.com/cosell/cosell/domain/opportunity"
)

// indexes has one for every order that a list offers, for the vendor and for a partner, so that any page is read where it
// begins; and what totals are made of without a look at the rows. Copies of co-sell deals have their own where an order
// may keep the two kinds apart; in the others they lie among the opportunities. What several partners have together is read in its
// order for a partner that has much of it, and gathered for one that has little. What waits for one partner's answer is so little
// that it is sorted.
var indexes = slices.Concat(
	ordered("", "", worked...),
	ordered("party_id, ", "party_id is not null", worked...),
	ordered("", Several, worked...),
	ordered("", copied, "deadline", worth),
	ordered("party_id, ", copied, "deadline", worth),
	ordered("", asked, waiting...),
	[]string{
		"(deadline, id) include (visible) where " + asked,
		"(offered_to_id, deadline, id) include (kind) where " + asked,
		"(last_progress_at) where open",
		"(party_id) include (state, visible, counted) where open",
		"(id) include (state, visible, parties) where open and " + Several,
		"(open, id) include (" + summed + ") where visible and counted",
		"(won_date) include (won_value_currency, won_value, visible, counted) where state = 'won'",
		"(party_id, won_date) include (won_value_currency, won_value, state) where state = 'won'",
		"(won_date) include (won_value_currency, won_value, state, visible, parties) where state = 'won' and " + Several,
		"using gin (parties) where " + Several,
		"using gin (hands)",
		"(engagement) where engagement is not null",
	},
)

const (
	copied = "kind = 'referral'"
	asked  = "deadline is not null"
	worth  = "estimated_value_currency, estimated_value"
	summed = "type, source, state, stage, stage_name, furthest_stage, holder_id, close_date, currency, " + worth
)

var (
	worked  = []string{"created_at", "lower(topic)", "close_date", "last_progress_at", worth}
	waiting = []string{"offered_at", "lower(topic)", "close_date", worth}
)

// trails has what leads to the changes that a list shows, and what a report of the present reads of all of them.
var trails = []string{
	"(position, id)",
	"(party_id, position, id)",
	"(position, id) where " + Several,
	"(partner_id, position, id) where shown",
	"(recorded_at) where shown",
	"(recorded_at, id) where revision = 0",
	"using gin (parties) where " + Several,
	"(id) include (from_state, from_stage, seconds, state, effective_at, created_at) where transition and 'accepted' in (from_state, state)",
	"(id, revision) include (event, partner_id, effective_at) where " + Telling,
}

// Several is the condition on deals and changes that are among the deals of several partners at once.
const Several = "cardinality(parties) > 1"

// Telling is the condition on the changes that say how a partner works on what the vendor brought.
var Telling = "kind = 'opportunity' and source = 'vendor' and event in ('" + strings.Join(kinds(
	opportunity.KindDistributed, opportunity.KindRecalled, opportunity.KindAccepted, opportunity.KindDeclined, opportunity.KindOfferDeclined,
	opportunity.KindOfferLapsed, opportunity.KindExpired, opportunity.KindClosedAsError, opportunity.KindStageMarked, opportunity.KindReturned,
	opportunity.KindShared, opportunity.KindWon, opportunity.KindLost), "', '") + "')"

func kinds(all ...opportunity.Kind) (names []string) {
	for _, k := range all {
		names = append(names, string(k))
	}
	return names
}

// ordered are indexes of the rows for which a condition holds, in the order of each of some keys within prefix.
func ordered(prefix, condition string, keys ...string) (all []string) {
	if condition != "" {
		condition = " where " + condition
	}
	for _, k := range keys {
		all = append(all, "("+prefix+k+", id)"+condition)
	}
	return all
}
