package notify

import (
	"context"

	"github.com/jackc/pgx/v5"

	"github.com/cosell/cosell/domain"
	"github.com/cosell/cosell/domain/opportunity"
	"github.com/cosell/cosell/domain/referral"
	"github.com/cosell/cosell/domain/registration"
	"github.com/cosell/cosell/eventstore"
	"github.com/cosell/cosell/projections/runner"
)

// apply makes notices of events.
func (s *sender) apply(ctx context.Context, tx pgx.Tx, events []runner.Event) error {
	all, err := read(ctx, tx, events)
	if err != nil {
		return err
	}
	var notices []Notice
	for i := range events {
		notices = append(notices, all.follow(&events[i])...)
	}
	if len(notices) > 0 {
		s.dirty.Store(true)
	}
	if err := all.write(ctx, tx); err != nil {
		return err
	}
	return Queue(ctx, tx, notices...)
}

// committed wakes the worker when there is something new to send.
func (s *sender) committed(eventstore.Position) {
	if s.dirty.Swap(false) {
		s.expander.wake()
	}
}

// follow moves a story on by an event, and tells what there is to tell. A log that is read again begins each story anew.
func (s stories) follow(m *runner.Event) []Notice {
	if m.Revision == 0 {
		delete(s, m.Subject)
	}
	switch e := m.Event.(type) {
	case opportunity.Event:
		story := s.of(m.Subject)
		story.followOpportunity(m)
		return tellOpportunity(story, m)
	case referral.Event:
		story := s.of(m.Subject)
		story.followReferral(m)
		return tellReferral(story, m)
	case registration.Event:
		story := s.of(m.Subject)
		story.followRegistration(e, s)
		return tellRegistration(story, m)
	}
	return nil
}

// tell is the notice of an event, in a list; none where there is nobody to tell.
func (s *story) tell(m *runner.Event, kind Kind, org domain.Org, to Filter, f Facts) []Notice {
	if org == "" || org == domain.System {
		return nil
	}
	f.Name = s.Name
	return []Notice{{
		ID: NoticeID(m.EventID, kind, org), Kind: kind, Deal: s.Deal, Org: org, To: to, Facts: f,
		Revision: m.Revision, Position: m.Position.String(), At: m.RecordedAt,
	}}
}
