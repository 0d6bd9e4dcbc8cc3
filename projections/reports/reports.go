// Package reports answers how the sale stands: what is in the pipeline and what became of it between two times, how far
// deals come, what happened to each, and how partners do. Each report answers for any place in the log as
// for the present: of deals that nothing happened to since it is read from the deals themselves, of the others from the trail of
// changes that projections/deals keeps.
//
// The rules are:
//
//   - The vendor's reports are about the deals that it might know of then, each opportunity once and each co-sell deal once,
//     by the copy of who opened it. No report of the vendor's contains a private deal, whoever asks.
//   - A partner's reports are about the deals that were among its own then, its copies in either direction. To a member who
//     does not see all of them now, they are about those that it sees.
//   - Amounts of different currencies are never added. What is said in USD was converted deal by deal at a dated rate, and
//     what could not be converted is counted by currency.
//   - A partner is called what it is called at the place, whatever it was when a deal last changed.
//   - SQL picks rows; arithmetic is done here, exactly.
//
// The statements of a report belong into one transaction that sees one state (repeatable read).
package reports

import (
	"fmt"

	"github.com/cosell/cosell/domain"
	"github.com/cosell/cosell/projections/deals"
	"github.com/cosell/cosell/projections/page"
)

// Where the deals and their trail are.
const (
	present  = "cosell." + deals.Table
	changes  = "cosell." + deals.ChangesTable
	rates    = "cosell." + deals.RatesTable
	partners = "cosell." + deals.PartnersTable
)

// Scope is whose deals a report is about: those that the vendor might know of, or those of one partner.
type Scope struct {
	Org domain.Org
	// Only leaves of a partner's copies of co-sell deals those that one of its members may see as they are now; nil for all.
	Only *deals.Reader
}

// sql is the condition on a deal that counts in the report's totals, or on a change for the deal as it stood then.
func (s Scope) sql(w *page.Where) string {
	if s.Org == domain.Vendor {
		return "(visible and counted)"
	}
	partner := domain.ID(s.Org)
	if !partner.Valid() {
		return "(false)"
	}
	return fmt.Sprintf("((party_id = %[1]s::uuid or %[3]s and parties @> array[%[1]s::uuid]) and %[2]s)", w.Arg(partner), s.seen(w), deals.Several)
}

// seen is the condition on a deal or a change of a partner's that a member may know of the deal. What a change says of it
// cannot decide that: a member comes to a team, and leaves it.
func (s Scope) seen(w *page.Where) string {
	if s.Only == nil {
		return "true"
	}
	return "(kind = 'opportunity' or id in (select id from " + present + w.Part(func(part *page.Where) {
		part.And("kind = 'referral' and party_id = ?", domain.ID(s.Org))
		s.Only.Narrow(part)
	}) + "))"
}

// ever is the condition on deals d, one of whose changes may count in the report's totals.
func (s Scope) ever(w *page.Where) string {
	if s.Org == domain.Vendor {
		return "true"
	}
	return fmt.Sprintf("d.id in (select id from %s where %s)", changes, s.sql(w))
}

// open is the condition on a deal that has not ended.
const open = "(state in ('new', 'submitted', 'distributed', 'received', 'accepted'))"

// last is the last of a deal's changes for which a condition holds, for each deal d: it is looked for from the end of the deal's
// trail, which is many times faster than sorting all changes.
func last(columns, condition string) string {
	return fmt.Sprintf("lateral (select %s from %s c where c.id = d.id and %s order by revision desc limit 1)", columns, changes, condition)
}

// holder is the partner of a deal as it stood: it leads the deal, was offered it, brought it, or owns the copy. A change also
// names the partner that leaves, or that joins others who work on the deal together; those hold nothing alone.
const holder = `case when kind = 'referral' or state <> 'new' and event not in
	('opportunity.shared', 'opportunity.collaborator-added', 'opportunity.collaborator-removed') then partner_id end`
