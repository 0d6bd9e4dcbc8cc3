package projections_test

import (
	"reflect"
	"slices"
	"testing"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/stretchr/testify/require"

	"github.com/cosell/cosell/domain"
	"github.com/cosell/cosell/domain/opportunity"
	"github.com/cosell/cosell/domain/program"
	"github.com/cosell/cosell/domain/referral"
	"github.com/cosell/cosell/projections/deals"
	"github.com/cosell/cosell/projections/fold"
	"github.com/cosell/cosell/projections/page"
	"github.com/cosell/cosell/projections/runner"
)

// every row of a table, as a list gives it.
func every[R any](t *testing.T, pool *pgxpool.Pool, table, by string) []R {
	t.Helper()
	sorts := page.Sorts{{Name: by, Keys: []page.Key{{SQL: by + "::text"}}}}
	l := fold.Listing{View: deals.Name, Table: table, Sorts: sorts}
	var all []R
	for l.Limit = page.MaxLimit; ; {
		p, err := fold.List[R](t.Context(), pool, l)
		require.NoError(t, err)
		all = append(all, p.Items...)
		if p.Next == "" {
			return all
		}
		l.Cursor = p.Next
	}
}

// plain is a deal without what does not matter: the order of lists that are sets, and whether an empty list is there.
func plain(d deals.Deal) deals.Deal {
	slices.Sort(d.Parties)
	slices.Sort(d.Hands)
	d.Parties, d.Hands, d.Requests = append([]domain.ID{}, d.Parties...), append([]string{}, d.Hands...), append([]domain.ID{}, d.Requests...)
	d.Products, d.Solutions, d.Team = append([]string{}, d.Products...), append([]string{}, d.Solutions...), append([]string{}, d.Team...)
	d.Collaborators = append([]domain.Party{}, d.Collaborators...)
	return d
}

// steps are what a walk through a deal's events finds.
type steps struct {
	furthest              int
	name                  string
	moved, accepted, seen time.Time
	requests              []domain.ID
	asking                domain.ID
}

// place is where a deal is, and who would have it registered.
type place struct {
	state      string
	stage      int
	assessment bool
	asking     domain.ID
}

func placeOf(history []runner.Event) (p place) {
	if _, ok := history[0].Event.(opportunity.Event); ok {
		v := opportunity.View(opportunity.Replay(recorded(history)), auditor, program.Default())
		p.state = string(v.State)
		if v.Stage != nil {
			p.stage = v.Stage.Percent
		}
		if v.Submitter != nil {
			p.asking = v.Submitter.ID
		}
		if v.LeadPartner != nil {
			p.asking = v.LeadPartner.ID
		}
		return p
	}
	v := referral.View(referral.Replay(recorded(history)), auditor, program.Default())
	p.state, p.assessment = string(v.State), v.Type == referral.TypeAssessment
	if v.Stage != nil {
		p.stage = v.Stage.Percent
	}
	if v.Owner.Org != domain.Vendor {
		p.asking = domain.ID(v.Owner.Org)
	}
	return p
}

func walked(history []runner.Event) (s steps) {
	var before place
	for i, m := range history {
		now := placeOf(history[:i+1])
		if now.state != before.state || now.stage != before.stage {
			s.moved = m.Effective
		}
		s.furthest = max(s.furthest, now.stage)
		s.named(now, before, m)
		s.asked(now, m)
		switch e := m.Event.(type) {
		case opportunity.Approved, opportunity.Shared, opportunity.Accepted, referral.Created, referral.Accepted:
			s.accepted = m.Effective
		case opportunity.Returned:
			s.accepted = time.Time{}
		case opportunity.OfferSeen:
			if s.seen.IsZero() && now.state == "distributed" {
				s.seen = m.Effective
			}
		case referral.Seen:
			if s.seen.IsZero() {
				s.seen = m.Effective
			}
		case opportunity.Distributed:
			s.seen = time.Time{}
		default:
			_ = e
		}
		if _, ok := m.Event.(opportunity.Event); ok && now.state != "distributed" {
			s.seen = time.Time{}
		}
		before = now
	}
	return s
}

// named keeps the name of the stage as it was when it was reached.
func (s *steps) named(now, before place, m runner.Event) {
	table := program.Default().Stages
	if now.assessment {
		table = program.Default().Assessment
	}
	switch e := m.Event.(type) {
	case opportunity.StageMarked:
		s.name = e.Name
	case referral.StageMarked:
		s.name = e.Name
	case opportunity.Approved, opportunity.Accepted, opportunity.Shared, opportunity.Won, referral.Created, referral.Accepted, referral.Won:
		s.name = table.Name(now.stage)
	}
	if now.stage == 0 {
		s.name = ""
	}
}

func (s *steps) asked(now place, m runner.Event) {
	var id domain.ID
	switch e := m.Event.(type) {
	case opportunity.Registered:
		id = e.Registration
	case opportunity.RegistrationNoted:
		id = e.Registration
	case referral.Registered:
		id = e.Registration
	case referral.RegistrationNoted:
		id = e.Registration
	case referral.ExceptionNoted:
		id = e.Registration
	}
	if id != "" && !slices.Contains(s.requests, id) {
		s.requests, s.asking = append(s.requests, id), now.asking
	}
}

// reported is what a change tells of a deal, but for the event itself.
func reported(d deals.Deal) deals.Change {
	slices.Sort(d.Parties)
	return deals.Change{ID: d.ID, Kind: d.Kind, Type: d.Type, Source: d.Source, Owner: d.Owner, Visible: d.Visible, Counted: d.Counted,
		Party: d.Party, Parties: append([]domain.ID{}, d.Parties...), State: d.State, Stage: d.Stage, StageName: d.StageName, Furthest: d.Furthest,
		Currency: string(d.Currency), Value: d.EstimatedValue, CloseDate: d.CloseDate, WonValue: d.WonValue, WonDate: d.WonDate, CreatedAt: d.CreatedAt}
}

// naiveChange is the change that the last event of a history made, if it made one.
func naiveChange(history []runner.Event, m runner.Event) (deals.Change, bool) {
	after := naive(history)
	c := reported(after)
	var before deals.Deal
	if len(history) > 1 {
		before = naive(history[:len(history)-1])
		if reflect.DeepEqual(reported(before), c) {
			return deals.Change{}, false
		}
		c.FromState, c.FromStage = before.State, before.Stage
	}
	if c.Transition = before.State != after.State || before.Stage != after.Stage; c.Transition && len(history) > 1 {
		c.Seconds = max(0, int64(m.Effective.Sub(before.MovedAt).Seconds()))
	}
	c.Shown = c.Transition && after.Visible
	if len(history) > 1 && after.Visible && !before.Visible {
		c.Shown, c.FromState, c.FromStage = true, "", 0
	}
	c.Partner = about(before, after, m)
	c.Revision, c.Position, c.RecordedAt, c.EffectiveAt, c.Event = m.Revision, m.Position, m.RecordedAt, m.Effective, m.Event.EventKind()
	c.Member, c.Org, c.Role = m.Actor.Member, m.Actor.Org, m.Actor.Role
	return c, true
}

// about is the partner that an event names, or else that has the deal.
func about(before, after deals.Deal, m runner.Event) domain.Party {
	switch e := m.Event.(type) {
	case opportunity.Submitted:
		return e.Partner
	case opportunity.Approved:
		return e.Partner
	case opportunity.Rejected:
		return after.Submitter
	case opportunity.Distributed:
		return e.Partner
	case opportunity.CollaboratorAdded:
		return e.Partner
	case opportunity.CollaboratorRemoved:
		return e.Partner
	case opportunity.Accepted:
		return e.Partner
	case opportunity.Declined:
		return e.Partner
	case opportunity.Expired:
		return e.Partner
	case opportunity.OfferDeclined:
		return e.Partner
	case opportunity.OfferLapsed:
		return e.Partner
	case opportunity.Recalled:
		return e.Partner
	case opportunity.Returned:
		return e.Partner
	}
	switch {
	case after.Kind == "referral" && after.Owner != domain.Vendor:
		return domain.Party{ID: domain.ID(after.Owner), Name: after.OwnerName}
	case after.LeadPartner.ID != "":
		return after.LeadPartner
	case after.OfferedTo.ID != "":
		return after.OfferedTo
	case before.LeadPartner.ID != "":
		return before.LeadPartner // it shares the deal from now on
	case before.OfferedTo.ID != "":
		return before.OfferedTo // it was asked when the deal was closed
	case slices.Contains(after.Parties, after.Submitter.ID) && len(after.Parties) == 1:
		return after.Submitter
	}
	return domain.Party{}
}
