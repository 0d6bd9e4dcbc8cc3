package notify

import (
	"slices"

	"github.com/cosell/cosell/domain"
	"github.com/cosell/cosell/domain/opportunity"
	"github.com/cosell/cosell/projections/runner"
)

// followOpportunity is the story after an event.
func (s *story) followOpportunity(m *runner.Event) {
	s.Deal = Deal{"opportunity", m.Subject}
	switch e := m.Event.(type) {
	case opportunity.Created:
		s.Name = e.Topic
	case opportunity.Submitted:
		s.Name, s.Org, s.Members, s.Parties = e.Topic, domain.Org(e.Partner.ID), []string{m.Actor.Member}, []domain.Party{e.Partner}
	case opportunity.Revised:
		e.Topic.Set(&s.Name)
	case opportunity.Approved:
		s.Parties = []domain.Party{e.Partner}
	case opportunity.Accepted:
		s.Parties = []domain.Party{e.Partner}
	case opportunity.Shared:
		s.Parties, s.Assignee = e.Partners, ""
	case opportunity.CollaboratorAdded:
		s.Parties = append(s.Parties, e.Partner)
	case opportunity.CollaboratorRemoved:
		s.Parties = slices.DeleteFunc(s.Parties, func(p domain.Party) bool { return p.ID == e.Partner.ID })
	case opportunity.AssigneeChanged:
		s.Assignee = e.To
	case opportunity.Returned:
		s.Parties, s.Assignee = nil, ""
	case opportunity.Rejected, opportunity.Declined, opportunity.Expired, opportunity.Won, opportunity.Lost,
		opportunity.ClosedAsError:
		s.Over = true
	}
}

// tellOpportunity is what an event makes known.
func tellOpportunity(s *story, m *runner.Event) []Notice {
	switch e := m.Event.(type) {
	case opportunity.Distributed:
		return s.tell(m, OfferReceived, domain.Org(e.Partner.ID), Administrators(""),
			Facts{Party: domain.Vendor, Deadline: e.Deadline})
	case opportunity.Accepted:
		return s.tell(m, Accepted, domain.Vendor, ChannelManagers(), by(e.Partner))
	case opportunity.Declined:
		return s.tell(m, Declined, domain.Vendor, ChannelManagers(), by(e.Partner).because(e.Reason, e.Note))
	case opportunity.OfferDeclined:
		return s.tell(m, Declined, domain.Vendor, ChannelManagers(), by(e.Partner).because(e.Reason, e.Note))
	case opportunity.Expired:
		return s.tell(m, Expired, domain.Vendor, ChannelManagers(), by(e.Partner))
	case opportunity.OfferLapsed:
		return s.tell(m, Expired, domain.Vendor, ChannelManagers(), by(e.Partner))
	case opportunity.NoCandidate:
		return s.tell(m, NoCandidate, domain.Vendor, ChannelManagers(), Facts{Reason: e.Reason})
	case opportunity.Approved:
		return s.tell(m, Accepted, domain.Org(e.Partner.ID), Team(s.Members...), Facts{Party: domain.Vendor})
	case opportunity.Rejected:
		return s.tell(m, Declined, s.Org, Team(s.Members...), Facts{Party: domain.Vendor, Reason: e.Reason})
	case opportunity.NoteAdded:
		if e.Audience == opportunity.AudienceAll {
			return s.noted(m)
		}
	}
	return nil
}

// noted tells all parties but the author's of a note.
func (s *story) noted(m *runner.Event) (notices []Notice) {
	author := Facts{Party: domain.Vendor}
	for _, p := range s.Parties {
		if domain.Org(p.ID) == m.Actor.Org {
			author = by(p)
		}
	}
	if m.Actor.Org != domain.Vendor {
		notices = s.tell(m, NoteAdded, domain.Vendor, ChannelManagers(), author)
	}
	for _, p := range s.Parties {
		to := Administrators("")
		if s.Assignee != "" {
			to = Team(s.Assignee)
		}
		if org := domain.Org(p.ID); org != m.Actor.Org {
			notices = append(notices, s.tell(m, NoteAdded, org, to, author)...)
		}
	}
	return notices
}

// by are the facts that a partner is the one who did it.
func by(p domain.Party) Facts { return Facts{Party: domain.Org(p.ID), PartyName: p.Name} }

func (f Facts) because(reason, note string) Facts {
	f.Reason, f.Note = reason, note
	return f
}
