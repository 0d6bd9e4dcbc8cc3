package notify

import (
	"github.com/cosell/cosell/domain"
	"github.com/cosell/cosell/domain/registration"
	"github.com/cosell/cosell/projections/runner"
)

// followRegistration is the story of a registration after an event: at its beginning that of its deal.
func (s *story) followRegistration(e registration.Event, all stories) {
	about := subject(e)
	if about == nil {
		return
	}
	s.Deal = dealOf(about.Deal.Stream)
	s.Org, s.Members = domain.Org(about.Partner.ID), []string{about.Requester}
	deal := all.of(s.Deal.ID)
	s.Name, s.Location = deal.Name, deal.Location
	if deal.Org == s.Org {
		s.Members = append(s.Members, deal.Members...)
	}
}

// tellRegistration is what an event makes known to the deal's team.
func tellRegistration(s *story, m *runner.Event) []Notice {
	to := Filter{Members: s.Members, Roles: []domain.Role{domain.RoleAdministrator, domain.RoleManager}, Location: s.Location}
	tell := func(kind Kind, f Facts) []Notice {
		f.Registration = m.Subject
		return s.tell(m, kind, s.Org, to, f)
	}
	switch e := m.Event.(type) {
	case registration.ActionRequired:
		return tell(ActionRequired, Facts{Note: e.Message})
	case registration.ExceptionGranted:
		return tell(ActionRequired, Facts{Note: e.Reason})
	case registration.ExceptionDenied:
		return tell(ExceptionDenied, Facts{Note: e.Reason})
	case registration.Failed:
		return tell(Failed, Facts{Note: e.Reason, Deadline: e.Until})
	case registration.Rejected:
		return tell(Rejected, Facts{Note: e.Reason})
	case registration.Approved:
		return tell(Approved, Facts{Note: e.Note, Deadline: e.Until})
	case registration.AutoApproved:
		return tell(AutoApproved, Facts{})
	case registration.SelectedForReview:
		return tell(SelectedForReview, Facts{})
	case registration.Passed:
		return tell(Passed, Facts{})
	}
	return nil
}
