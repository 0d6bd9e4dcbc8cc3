package deals

import (
	"slices"

	"github.com/cosell/cosell/domain"
	"github.com/cosell/cosell/domain/opportunity"
	"github.com/cosell/cosell/domain/program"
	"github.com/cosell/cosell/domain/referral"
	"github.com/cosell/cosell/domain/registration"
	"github.com/cosell/cosell/projections/runner"
)

// What follows is done alike to both kinds of deal.

func (d *Deal) born(m *runner.Event) {
	d.CreatedAt, d.CreatedBy, d.CreatedByOrg = m.Effective, m.Actor.Member, m.Actor.Org
}

// to leads to a state.
func (d *Deal) to(s string, m *runner.Event) {
	if d.State != s {
		d.State, d.MovedAt = s, m.Effective
	}
}

func (d *Deal) progressed(stage int, name string, m *runner.Event) {
	if d.Stage != stage {
		d.MovedAt = m.Effective
	}
	d.Stage, d.StageName, d.LastProgressAt = stage, name, m.Effective
	d.Furthest = max(d.Furthest, stage)
}

// seen takes the first look at what waits for an answer.
func (d *Deal) seen(m *runner.Event) {
	if d.SeenAt.IsZero() {
		d.SeenAt = m.Effective
	}
}

// stageName is the name of a stage for the events that do not carry it.
func (d *Deal) stageName(percent int) string {
	if d.Type == string(referral.TypeAssessment) {
		return assessment.Name(percent)
	}
	return stages.Name(percent)
}

var stages, assessment = program.Default().Stages, program.Default().Assessment

func (d *Deal) closed(as, reason string, m *runner.Event) {
	d.to(as, m)
	d.ClosedAt, d.Reason, d.PausedUntil = m.Effective, reason, domain.Date{}
}

func (d *Deal) won(value domain.Money, on domain.Date, m *runner.Event) {
	d.progressed(program.Won, d.stageName(program.Won), m)
	d.WonValue, d.WonDate = value, on
	d.closed(string(opportunity.StateWon), "", m)
}

func (d *Deal) lost(reason string, m *runner.Event) {
	d.LastProgressAt = m.Effective
	d.closed(string(opportunity.StateLost), reason, m)
}

// registered takes what became of a request to have the deal recognised. What is heard of an earlier one than the last says
// nothing here.
func (d *Deal) registered(id domain.ID, kind registration.Purpose, state registration.State) {
	if !slices.Contains(d.Requests, id) {
		d.Requests = append(d.Requests, id)
		d.Registration, d.RegistrationOf, d.RegisteredBy = id, string(kind), d.asking()
	}
	if d.Registration == id {
		d.RegistrationIs = string(state)
	}
}

// asking is the partner that has a deal recognised.
func (d *Deal) asking() domain.ID {
	switch {
	case d.Kind == Referral:
		return partnerOf(d.Owner)
	case d.LeadPartner.ID != "":
		return d.LeadPartner.ID
	}
	return d.Submitter.ID
}

// settle is done after every event: what follows from the rest.
func (d *Deal) settle(m *runner.Event) {
	d.ChangedAt, d.Position = m.RecordedAt, m.Position
	d.Open = d.ClosedAt.IsZero()
	if d.Parties == nil {
		d.Parties = []domain.ID{}
	}
	d.Party = ""
	if len(d.Parties) == 1 {
		d.Party = d.Parties[0]
	}
	d.Hands, d.Holder = d.handled(), d.held()
	if d.Kind == Referral && d.Owner == domain.Vendor {
		d.VendorState = referral.State(d.State)
	}
}

// held is the partner that has a deal alone.
func (d *Deal) held() domain.Party {
	switch {
	case d.Kind == Referral:
		return owner(d)
	case d.State == string(opportunity.StateNew) || d.Collaborating:
		return domain.Party{}
	case d.LeadPartner.ID != "":
		return d.LeadPartner
	case d.OfferedTo.ID != "":
		return d.OfferedTo
	case d.State == string(opportunity.StateSubmitted):
		return d.Submitter
	}
	return d.Holder
}

// handled are the members who have brought a deal or work on it.
func (d *Deal) handled() []string {
	hands := make([]string, 0, 1+len(d.Team))
	if d.CreatedByOrg != domain.System {
		hands = append(hands, Hand(d.CreatedByOrg, d.CreatedBy))
	}
	if d.Assignee != "" {
		hands = append(hands, Hand(domain.Org(d.LeadPartner.ID), d.Assignee))
	}
	for _, member := range d.Team {
		hands = append(hands, Hand(d.Owner, member))
	}
	slices.Sort(hands)
	return slices.Compact(hands)
}

// Hand is a member of an organisation as the column hands has it.
func Hand(org domain.Org, member string) string { return string(org) + "/" + member }

// partnerOf is the partner that an organisation is, "" for any other.
func partnerOf(org domain.Org) domain.ID {
	if org == domain.Vendor || org == domain.System {
		return ""
	}
	return domain.ID(org)
}
