package deals

import (
	"github.com/cosell/cosell/domain/claim"
	"github.com/cosell/cosell/domain/contact"
	"github.com/cosell/cosell/domain/customer"
	"github.com/cosell/cosell/domain/partner"
	"github.com/cosell/cosell/domain/program"
	"github.com/cosell/cosell/domain/registration"
	"github.com/cosell/cosell/projections/fold"
	"github.com/cosell/cosell/projections/runner"
)

// View declares the tables: the deals as they are now, when each changed, what changed in them, the exchange rates, and what
// partners are called.
func View() *fold.View {
	v := fold.New(Name, version)
	rows := fold.NewRows[Deal](v, table)
	rows.Always((*Deal).settle)
	opportunities(rows)
	referrals(rows)
	fold.NewExtract(v, rows, recentTable, recent)
	fold.NewTrail(v, rows, changesTable, change, "id", "revision")
	fold.Several(fold.NewLines[Rate](v, ratesTable, "month", "currency", "position"), published)
	partners(fold.NewLines[Naming](v, partnersTable, "partner_id", "position"))
	v.Apart(claim.Catalogue, contact.Catalogue, customer.Catalogue, registration.Catalogue)
	v.Ignore(partner.ReviewStarted{}, partner.Approved{}, partner.Rejected{}, partner.Suspended{}, partner.Reinstated{},
		partner.LocationAdded{}, partner.LocationChanged{}, partner.LocationClosed{}, partner.MemberInvited{}, partner.MemberActivated{},
		partner.MemberChanged{}, partner.MemberRemoved{}, partner.SolutionsChanged{})
	v.Ignore(program.WindowsChanged{}, program.TeaserChanged{}, program.RegistrationChanged{}, program.StagesChanged{},
		program.ReasonsChanged{}, program.WeightsChanged{}, program.RoutingChanged{}, program.AlertsChanged{})
	return v
}

// Consumer fills the tables.
func Consumer() runner.Consumer { return View().Consumer() }
