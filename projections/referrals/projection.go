// Package referrals answers which co-sell deals an organisation has, sent and received: every copy as it is now.
package referrals

import (
	"github.com/cosell/cosell/domain"
	"github.com/cosell/cosell/domain/claim"
	"github.com/cosell/cosell/domain/contact"
	"github.com/cosell/cosell/domain/customer"
	"github.com/cosell/cosell/domain/opportunity"
	"github.com/cosell/cosell/domain/partner"
	"github.com/cosell/cosell/domain/program"
	"github.com/cosell/cosell/domain/referral"
	"github.com/cosell/cosell/domain/registration"
	"github.com/cosell/cosell/projections/fold"
	"github.com/cosell/cosell/projections/runner"
)

// Name of the view, of its checkpoint, and of what it shows in the schema cosell.
const Name = "referrals"

// version of the view's form.
const version = 1

// View declares the view, in the order of a copy's life. Its table also keeps the deals that the vendor may not see; those
// do not show but to their owners.
func View() *fold.View {
	v := fold.New(Name, version)
	copies := fold.NewRows[Copy](v, table)
	copies.Always(func(c *Copy, m *runner.Event) { c.ChangedAt, c.Position = m.RecordedAt, m.Position })

	fold.Add(copies, (*Copy).created)
	fold.Add(copies, (*Copy).received)
	fold.On(copies, func(c *Copy, _ referral.Seen, m *runner.Event) { c.SeenAt = m.Effective })
	fold.On(copies, (*Copy).accepted)
	fold.On(copies, func(c *Copy, e referral.Declined, m *runner.Event) { c.apart(referral.StateDeclined, e.Reason, m) })
	fold.On(copies, func(c *Copy, _ referral.Expired, m *runner.Event) { c.apart(referral.StateExpired, "", m) })
	fold.On(copies, func(c *Copy, _ referral.Withdrawn, m *runner.Event) { c.apart(referral.StateWithdrawn, "", m) })
	fold.On(copies, func(c *Copy, e referral.StageMarked, m *runner.Event) { c.progressed(e.Stage, e.Name, m) })
	fold.On(copies, (*Copy).revised)
	fold.On(copies, func(c *Copy, e referral.TeamChanged, _ *runner.Event) { c.Team = members(e.To) })
	fold.On(copies, func(c *Copy, e referral.SolutionsChanged, _ *runner.Event) {
		c.Solutions = names(e.To)
		c.typed(referral.Assessing(e.To))
	})
	fold.On(copies, func(*Copy, referral.NoteAdded, *runner.Event) {})
	fold.On(copies, func(c *Copy, _ referral.VisibilityGranted, _ *runner.Event) { c.upgrade("") })
	fold.On(copies, func(c *Copy, e referral.HelpRequested, _ *runner.Event) {
		c.upgrade(e.Help)
		c.VendorState = referral.StateReceived
	})
	fold.On(copies, func(c *Copy, e referral.PartnerInvited, _ *runner.Event) { c.meet(domain.Org(e.Partner.ID)) })
	fold.On(copies, func(c *Copy, e referral.CounterpartAnswered, _ *runner.Event) { c.heard(e.Counterpart) })
	fold.On(copies, func(c *Copy, e referral.CounterpartClosed, _ *runner.Event) { c.heard(e.Counterpart) })
	fold.On(copies, (*Copy).noted)
	fold.On(copies, func(c *Copy, e referral.AccountMatched, _ *runner.Event) {
		if c.Customer != "" {
			c.Account = e.Account
		}
	})
	fold.On(copies, (*Copy).won)
	fold.On(copies, func(c *Copy, e referral.Lost, m *runner.Event) {
		c.LastProgressAt = m.Effective
		c.closed(referral.StateLost, e.Reason, m)
	})
	fold.On(copies, func(c *Copy, e referral.ClosedAsError, m *runner.Event) { c.closed(referral.StateError, e.Reason, m) })
	fold.On(copies, func(c *Copy, e referral.Registered, _ *runner.Event) {
		c.registered(e.Registration, registration.StatePending)
	})
	fold.On(copies, func(c *Copy, e referral.RegistrationNoted, _ *runner.Event) { c.registered(e.Registration, e.State) })
	fold.On(copies, func(c *Copy, e referral.ExceptionNoted, _ *runner.Event) { c.registered(e.Registration, e.State) })
	v.Apart(claim.Catalogue, contact.Catalogue, customer.Catalogue, opportunity.Catalogue, partner.Catalogue, program.EventTypes, registration.Catalogue)
	return v
}

// Consumer fills the view.
func Consumer() runner.Consumer { return View().Consumer() }
