package notify

import (
	"slices"

	"github.com/cosell/cosell/domain"
	"github.com/cosell/cosell/domain/referral"
	"github.com/cosell/cosell/projections/runner"
)

// followReferral is the story of a copy after an event.
func (s *story) followReferral(m *runner.Event) {
	s.Deal = Deal{"referral", m.Subject}
	switch e := m.Event.(type) {
	case referral.Created:
		s.Name, s.Org, s.Location, s.Members = e.Name, e.Owner.Org, e.Location, subjects(e.Team)
	case referral.Received:
		s.Name, s.Org, s.Location = e.Name, e.Owner.Org, e.Location
	case referral.Accepted:
		s.Members = subjects(e.Team)
		if e.Name != "" {
			s.Name = e.Name
		}
	case referral.Revised:
		e.Name.Set(&s.Name)
	case referral.TeamChanged:
		s.Members = subjects(e.To)
	case referral.HelpRequested:
		s.Invited = append(s.Invited, e.Referral)
	case referral.PartnerInvited:
		s.Invited = append(s.Invited, e.Referral)
	case referral.Declined, referral.Expired, referral.Withdrawn, referral.Won, referral.Lost, referral.ClosedAsError:
		s.Over = true
	}
}

// subjects are the members among those who work on a copy.
func subjects(team []domain.TeamMember) (members []string) {
	for _, t := range team {
		if t.Member != "" {
			members = append(members, t.Member)
		}
	}
	return members
}

// answers are the states of a counterpart that its inviter is told of.
var answers = map[referral.State]Kind{
	referral.StateAccepted: Accepted,
	referral.StateDeclined: Declined,
	referral.StateExpired:  Expired,
}

// tellReferral is what an event of a copy makes known to its owner. What the counterparts do reaches a copy as events of its
// own.
func tellReferral(s *story, m *runner.Event) []Notice {
	team := Team(s.Members...)
	team.Location = s.Location
	switch e := m.Event.(type) {
	case referral.Received:
		to := Administrators(s.Location)
		if s.Org == domain.Vendor {
			to = Filter{Roles: []domain.Role{domain.RoleChannelManager, domain.RoleVendorSeller}}
		}
		return s.tell(m, ReferralReceived, s.Org, to, Facts{Party: e.Inviter.Owner.Org, PartyName: e.Inviter.Owner.Name, Deadline: e.Deadline})
	case referral.CounterpartAnswered:
		kind, told := answers[e.State]
		if told && slices.Contains(s.Invited, e.Referral) {
			return s.tell(m, kind, s.Org, team, other(e.Counterpart).because(e.Reason, e.Note))
		}
	case referral.CounterpartNoted:
		if e.Text != "" && !s.Over {
			return s.tell(m, NoteAdded, s.Org, team, other(e.Counterpart))
		}
	}
	return nil
}

func other(c referral.Counterpart) Facts { return Facts{Party: c.Owner.Org, PartyName: c.Owner.Name} }
