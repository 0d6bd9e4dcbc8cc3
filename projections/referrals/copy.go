// Package referrals answers which co-sell deals an organisation has, sent and received: every copy as it is now.
package referrals

import (
	"github.com/cosell/cosell/eventstore"
	"github.com/cosell/cosell/projections/deals"
	"github.com/cosell/cosell/projections/fold"
)

// Name of the list, and of what analysts see of it in the schema cosell.
const Name = "referrals"

// Copy is one organisation's copy of a co-sell deal as it is now. It holds no personal data: members are ids, and of the
// customer it names only the company.
type Copy struct {
	fold.Stamp
	deals.CoSell
	deals.Nature
	Name string `db:"topic text not null" json:"name" doc:"Name of the deal."`
	deals.Buyer
	deals.Terms
	deals.Progress
	deals.Offer
	deals.Outcome
	deals.Recognition
	deals.Life
	Position eventstore.Position `db:"position text not null" json:"-" doc:"Place of the last event in the event log."`
}
