package referrals

import (
	"cmp"
	"time"

	"github.com/cosell/cosell/domain"
	"github.com/cosell/cosell/domain/program"
	"github.com/cosell/cosell/domain/referral"
	"github.com/cosell/cosell/domain/registration"
	"github.com/cosell/cosell/projections/runner"
)

func (c *Copy) created(e referral.Created, m *runner.Event) {
	c.begin(e.Engagement, e.Owner, e.Details, m)
	c.Direction, c.State, c.AcceptedAt = referral.Outbound, referral.StateAccepted, m.Effective
	c.Solutions, c.Team = names(e.Solutions), members(e.Team)
	c.PartnerRole, c.PartnerProgram = e.PartnerRole, e.PartnerProgram
	if e.Owner.Org == domain.Vendor {
		c.VendorState = referral.StateAccepted
	}
	c.typed(referral.Assessing(e.Solutions))
	c.progressed(e.Stage, c.stageName(e.Stage), m)
}

func (c *Copy) received(e referral.Received, m *runner.Event) {
	c.begin(e.Engagement, e.Owner, e.Details, m)
	c.Direction, c.State, c.Deadline = referral.Inbound, referral.StateReceived, e.Deadline
	c.Inviter, c.InviterName = e.Inviter.Owner.Org, e.Inviter.Owner.Name
	c.Solutions, c.PartnerRole, c.PartnerProgram = names(e.Share.Solutions), e.PartnerRole, e.PartnerProgram
	c.Visible, c.HelpAsked = e.Visible, e.HelpAsked
	if c.Owner == domain.Vendor {
		c.VendorState = referral.StateReceived
	}
	c.meet(e.Owner.Org)
	for _, o := range e.Counterparts {
		c.heard(o)
	}
	c.heard(e.Inviter)
	c.typed(referral.Assessing(e.Share.Solutions))
}

// opener is the organisation that opened the deal.
func (c *Copy) opener() domain.Org { return cmp.Or(c.Inviter, c.Owner) }

// typed says what type the deal is of.
func (c *Copy) typed(assessment bool) {
	c.Type = referral.TypeOf(assessment, c.opener(), c.HelpAsked, c.Visible)
	c.Visible = c.Type != referral.TypePrivate
}

// upgrade lets the vendor see the deal, and asks it for help where help is not "".
func (c *Copy) upgrade(help string) {
	c.Visible, c.HelpAsked = true, cmp.Or(c.HelpAsked, help)
	c.typed(c.Type == referral.TypeAssessment)
}

// meet marks a deal in which a partner invited another.
func (c *Copy) meet(o domain.Org) {
	c.P2P = c.P2P || referral.Between(c.opener(), o)
}

// heard takes what another copy came to.
func (c *Copy) heard(o referral.Counterpart) {
	c.meet(o.Owner.Org)
	if o.Owner.Org == domain.Vendor {
		c.VendorState = o.State
	}
}

func (c *Copy) stageName(percent int) string {
	if c.Type == referral.TypeAssessment {
		return program.Default().Assessment.Name(percent)
	}
	return program.Default().Stages.Name(percent)
}

func (c *Copy) begin(engagement domain.ID, owner domain.Organisation, d referral.Details, m *runner.Event) {
	c.Engagement, c.Owner, c.OwnerName, c.Type = engagement, owner.Org, owner.Name, referral.TypePrivate
	c.Name, c.EstimatedValue, c.CloseDate, c.Intent, c.Location = d.Name, d.EstimatedValue, d.EstimatedClose, d.Intent, d.Location
	if d.Customer != nil {
		c.Customer, c.City, c.Country, c.Account = d.Customer.Name, d.Customer.City, d.Customer.Country, d.Customer.Kind
	}
	c.CreatedAt, c.CreatedBy = m.Effective, m.Actor.Member
}

func (c *Copy) accepted(e referral.Accepted, m *runner.Event) {
	c.State, c.AcceptedAt, c.Team, c.Deadline = referral.StateAccepted, m.Effective, members(e.Team), time.Time{}
	if c.Owner == domain.Vendor {
		c.VendorState = referral.StateAccepted
	}
	d := e.Details
	c.Name, c.EstimatedValue, c.CloseDate = d.Name, d.EstimatedValue, d.EstimatedClose
	c.progressed(e.Stage, c.stageName(e.Stage), m)
}

// apart ends a copy whose receiver takes no part: what it was shown of the customer goes.
func (c *Copy) apart(s referral.State, reason string, m *runner.Event) {
	c.Customer, c.City, c.Country, c.Account = "", "", "", ""
	c.closed(s, reason, m)
}

func (c *Copy) closed(s referral.State, reason string, m *runner.Event) {
	c.State, c.ClosedAt, c.Reason, c.Deadline = s, m.Effective, reason, time.Time{}
	if c.Owner == domain.Vendor {
		c.VendorState = s
	}
}

func (c *Copy) won(e referral.Won, m *runner.Event) {
	c.progressed(program.Won, c.stageName(program.Won), m)
	c.WonValue, c.WonDate = e.Value, e.Date
	c.closed(referral.StateWon, "", m)
}

func (c *Copy) progressed(stage int, name string, m *runner.Event) {
	c.Stage, c.StageName, c.LastProgressAt = stage, name, m.Effective
}

func (c *Copy) revised(e referral.Revised, _ *runner.Event) {
	e.Name.Set(&c.Name)
	e.EstimatedValue.Set(&c.EstimatedValue)
	e.EstimatedClose.Set(&c.CloseDate)
	e.Intent.Set(&c.Intent)
}

func (c *Copy) noted(e referral.CounterpartNoted, _ *runner.Event) {
	c.heard(e.Counterpart)
	if e.Visible || e.Help != "" {
		c.upgrade(e.Help)
	}
}

func (c *Copy) registered(id domain.ID, s registration.State) {
	c.Registration, c.RegistrationIs = id, string(s)
}

func members(team []domain.TeamMember) (ids []string) {
	for _, m := range team {
		if m.Member != "" {
			ids = append(ids, m.Member)
		}
	}
	return ids
}

func names(solutions []referral.Solution) (all []string) {
	for _, s := range solutions {
		all = append(all, cmp.Or(s.Name, s.ID))
	}
	return all
}
