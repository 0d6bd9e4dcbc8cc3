package command_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/cosell/cosell/domain"
	"github.com/cosell/cosell/domain/opportunity"
	"github.com/cosell/cosell/domain/program"
	"github.com/cosell/cosell/eventstore"
	"github.com/cosell/cosell/handlers/command"
)

func TestEveryEventSaysWhoAskedForWhatAndWhen(t *testing.T) {
	t.Parallel()
	for name, open := range worlds {
		t.Run(name, func(t *testing.T) {
			w := open(t)
			id := w.newDeal(t)
			w.clock.set(begin.Add(90*time.Minute + 123456789*time.Nanosecond).In(time.FixedZone("CET", 3600)))
			req := command.Request{Caller: manager, Key: "note 1", CorrelationID: "request-7", CausationID: "0a1b"}
			_, err := w.Opportunities.Do(t.Context(), req, id, opportunity.AddNote{Text: "x"})
			require.NoError(t, err)
			w.do(t, manager, id, opportunity.AddNote{Text: "y"})

			h := w.history(t, id)
			m := h[1].Metadata
			require.Len(t, m.RequestHash, 64)
			m.RequestHash = ""
			require.Equal(t, eventstore.Metadata{
				RecordedAt:    time.Date(2026, 3, 2, 10, 30, 0, 123456000, time.UTC),
				Actor:         eventstore.Actor{Member: "maria", Org: "vendor", Role: "channel-manager"},
				CommandID:     "note 1",
				CorrelationID: "request-7",
				CausationID:   "0a1b",
				PolicyVersion: program.Default().Version,
			}, m)
			require.Equal(t, h[1].Metadata.RecordedAt, h[1].Effective)

			alone := h[2].Metadata
			require.True(t, domain.ID(alone.CommandID).Valid(), "without a key the command has an id of its own")
			require.Equal(t, alone.CommandID, alone.CorrelationID)
		})
	}
}

func TestRecordedTimeNeverGoesBack(t *testing.T) {
	t.Parallel()
	for name, open := range worlds {
		t.Run(name, func(t *testing.T) {
			w := open(t)
			id := w.newDeal(t)
			w.clock.add(-48 * time.Hour)
			w.do(t, manager, id, opportunity.AddNote{Text: "the clock jumped back"})
			w.clock.set(begin.Add(time.Hour))
			w.do(t, manager, id, opportunity.AddNote{Text: "and on"})

			h := w.history(t, id)
			require.Equal(t, begin, h[1].RecordedAt)
			require.Equal(t, begin.Add(time.Hour), h[2].RecordedAt)
		})
	}
}

func TestALateClockExpiresWithTheDeadlineAsTheTimeOfEffect(t *testing.T) {
	t.Parallel()
	for name, open := range worlds {
		t.Run(name, func(t *testing.T) {
			w := open(t)
			id := w.offered(t)
			deadline := begin.Add(program.Default().AnswerWindow)
			w.clock.set(deadline.Add(7 * 24 * time.Hour))
			_, err := w.Opportunities.Do(t.Context(), command.Request{Caller: domain.Process("expiry")}, id, opportunity.Expire{Deadline: deadline})
			require.NoError(t, err)

			last := w.history(t, id)[2]
			require.Equal(t, "opportunity.expired", last.Kind)
			require.Equal(t, deadline, last.Effective)
			require.Equal(t, deadline, last.Metadata.EffectiveAt)
			require.Equal(t, deadline.Add(7*24*time.Hour), last.RecordedAt)
		})
	}
}

func TestAnAnswerAfterTheDeadlineIsRefusedThoughNoClockRan(t *testing.T) {
	t.Parallel()
	for name, open := range worlds {
		t.Run(name, func(t *testing.T) {
			w := open(t)
			onTime, late := w.offered(t), w.offered(t)
			deadline := begin.Add(program.Default().AnswerWindow)
			w.clock.set(deadline)
			w.do(t, w.carl(), onTime, opportunity.Accept{})
			w.clock.add(time.Second)
			_, err := w.Opportunities.Do(t.Context(), command.Request{Caller: w.carl()}, late, opportunity.Accept{})
			requireError(t, err, domain.ClassRefused, "offer-expired")
		})
	}
}

func TestADecisionKeepsTheEvidenceItReliedUpon(t *testing.T) {
	t.Parallel()
	for name, open := range worlds {
		t.Run(name, func(t *testing.T) {
			w := open(t)
			id := w.offered(t)
			e := w.history(t, id)[1].Event.(opportunity.Distributed)
			partner, err := w.Partners.Load(t.Context(), w.contoso, command.AsOf{})
			require.NoError(t, err)
			require.Equal(t, "Contoso", e.Partner.Name)
			require.Len(t, e.Evidence, 1)
			require.Equal(t, eventstore.StreamName("partner", string(w.contoso)), e.Evidence[0].Stream)
			require.Equal(t, partner.Revision, e.Evidence[0].Revision)
		})
	}
}

func TestASuccessorIsDecidedOnItsPredecessor(t *testing.T) {
	t.Parallel()
	for name, open := range worlds {
		t.Run(name, func(t *testing.T) {
			w := open(t)
			lost := w.accepted(t)
			next := create("Second try")
			next.Predecessor = lost
			_, err := w.Opportunities.Do(t.Context(), command.Request{Caller: manager}, "", next)
			requireError(t, err, domain.ClassRefused, "predecessor-open")
			w.do(t, w.carl(), lost, opportunity.Lose{Reason: w.declineReason()})
			a := w.do(t, manager, "", next)
			e := w.history(t, a.ID)[0].Event.(opportunity.Created)
			require.Equal(t, lost, e.Predecessor)
			require.Equal(t, eventstore.StreamName("opportunity", string(lost)), e.Evidence[0].Stream)
			require.EqualValues(t, 3, e.Evidence[0].Revision)
		})
	}
}
