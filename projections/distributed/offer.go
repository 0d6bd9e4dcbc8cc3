// Package distributed answers what waits for an answer, and until when: opportunities that are offered, and co-sell deals that
// an organisation was invited into.
package distributed

import (
	"github.com/cosell/cosell/domain"
	"github.com/cosell/cosell/projections/deals"
	"github.com/cosell/cosell/projections/fold"
)

// Name of the list, and of what analysts see of it in the schema cosell.
const Name = "distributed"

// Offer is a deal that waits for the answer of whom it was offered to.
type Offer struct {
	fold.Stamp
	Kind string `db:"kind text not null" json:"kind" doc:"What kind of deal it is: opportunity or referral."`
	Type string `db:"type text not null" json:"type" doc:"Type of the deal: opportunity, private, partner-led, co-sell or solution-assessment."`
	deals.Sale
	Partner     domain.Party `db:"offered_to" json:"partner,omitzero" doc:"The partner that is asked; left out where the vendor is."`
	Engagement  domain.ID    `db:"engagement uuid" json:"engagement,omitempty" doc:"What all copies of one co-sell deal share."`
	Inviter     domain.Org   `db:"inviter_org text" json:"inviter,omitempty" doc:"Organisation that invites into a co-sell deal: vendor, or a partner's id."`
	InviterName string       `db:"inviter_name text" json:"inviterName,omitempty" doc:"Its name at that time."`
	HelpAsked   string       `db:"help_asked text" json:"helpAsked,omitempty" doc:"Code of the help that the vendor was asked for."`
	Location    domain.ID    `db:"location_id uuid" json:"location,omitempty" doc:"Location of the receiver that a co-sell deal was routed to."`
	deals.Offer
}
