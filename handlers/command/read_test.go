package command_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/cosell/cosell/domain"
	"github.com/cosell/cosell/domain/opportunity"
	"github.com/cosell/cosell/handlers/command"
)

func TestAHistoryIsReadAsOfAPlaceInIt(t *testing.T) {
	t.Parallel()
	for name, open := range worlds {
		t.Run(name, func(t *testing.T) {
			w := open(t)
			id := w.newDeal(t)
			w.clock.add(time.Hour)
			w.do(t, manager, id, opportunity.Distribute{Partner: opportunity.Addressee(w.contoso)})
			between := w.do(t, manager, "", create("other")).Position
			w.clock.add(time.Hour)
			w.do(t, w.carl(), id, opportunity.Accept{})

			for name, c := range map[string]struct {
				as       command.AsOf
				revision int64
			}{
				"now":                              {command.AsOf{}, 2},
				"its first revision":               {command.AsOf{Revision: ptr(int64(0))}, 0},
				"its last revision":                {command.AsOf{Revision: ptr(int64(2))}, 2},
				"the very time of an event":        {command.AsOf{Time: begin.Add(time.Hour)}, 1},
				"just before that":                 {command.AsOf{Time: begin.Add(time.Hour - time.Microsecond)}, 0},
				"a position between two events":    {command.AsOf{Position: &between}, 1},
				"both a later time and a position": {command.AsOf{Time: begin.Add(9 * time.Hour), Position: &between}, 1},
			} {
				v, err := w.Opportunities.Load(t.Context(), id, c.as)
				require.NoError(t, err, name)
				require.Equal(t, c.revision, v.Revision, name)
				require.Equal(t, w.history(t, id)[c.revision].Position, v.Position, name)
			}
			for name, as := range map[string]command.AsOf{
				"a revision that is not reached": {Revision: ptr(int64(3))},
				"before its beginning":           {Time: begin.Add(-time.Microsecond)},
			} {
				_, err := w.Opportunities.Load(t.Context(), id, as)
				require.ErrorIs(t, err, command.ErrMissing, name)
			}
		})
	}
}

func TestAHistoryIsCutAtTheFirstLaterEvent(t *testing.T) {
	w := inMemory(t)
	id := w.newDeal(t)
	w.clock.add(2 * time.Hour)
	w.do(t, manager, id, opportunity.AddNote{Text: "late"})
	w.clock.add(-time.Hour)
	w.do(t, manager, id, opportunity.AddNote{Text: "the clock was put back"})

	v, err := w.Opportunities.Load(t.Context(), id, command.AsOf{Time: begin.Add(time.Hour)})
	require.NoError(t, err)
	require.Zero(t, v.Revision)
}

func TestMissingAndForeignAnswerAlike(t *testing.T) {
	t.Parallel()
	for name, open := range worlds {
		t.Run(name, func(t *testing.T) {
			w := open(t)
			id := w.accepted(t)
			_, foreign := w.Opportunities.Show(t.Context(), w.fay(), id, command.AsOf{})
			_, unknown := w.Opportunities.Show(t.Context(), w.fay(), "00000000-0000-4000-8000-000000000000", command.AsOf{})
			_, malformed := w.Opportunities.Show(t.Context(), w.fay(), "no id", command.AsOf{})
			_, looked := w.Opportunities.Look(t.Context(), command.Request{Caller: w.fay()}, id)
			for _, err := range []error{foreign, unknown, malformed, looked} {
				require.Equal(t, command.ErrMissing, err)
			}
			for _, err := range w.Opportunities.History(t.Context(), "00000000-0000-4000-8000-000000000000") {
				require.Equal(t, command.ErrMissing, err)
			}
		})
	}
}

func TestTheFirstLookAtAnOfferIsRecordedBeforeItIsAnswered(t *testing.T) {
	t.Parallel()
	for name, open := range worlds {
		t.Run(name, func(t *testing.T) {
			w := open(t)
			id := w.offered(t)
			vendor, err := w.Opportunities.Look(t.Context(), command.Request{Caller: manager}, id)
			require.NoError(t, err)
			require.EqualValues(t, 1, vendor.Revision)

			first, err := w.Opportunities.Look(t.Context(), command.Request{Caller: w.carl(), CorrelationID: "get"}, id)
			require.NoError(t, err)
			require.EqualValues(t, 2, first.Revision)
			require.Equal(t, "get", w.history(t, id)[2].Metadata.CorrelationID)
			again, err := w.Opportunities.Look(t.Context(), command.Request{Caller: w.carl()}, id)
			require.NoError(t, err)
			require.Equal(t, toJSON(t, first), toJSON(t, again))
			require.Equal(t, []string{"opportunity.created", "opportunity.distributed", "opportunity.offer-seen"}, kinds(w.history(t, id)))
		})
	}
}

func TestAPartnerThatDeclinedStillLooksAtWhatIsLeftForIt(t *testing.T) {
	w := inMemory(t)
	id := w.offered(t)
	w.do(t, w.carl(), id, opportunity.Decline{Reason: w.declineReason()})
	s, err := w.Opportunities.Look(t.Context(), command.Request{Caller: w.carl()}, id)
	require.NoError(t, err)
	require.NotContains(t, toJSON(t, s.State), "Northwind")
	_, err = w.Opportunities.Show(t.Context(), w.carl(), id, command.AsOf{Revision: ptr(int64(1))})
	require.ErrorIs(t, err, command.ErrMissing, "nor at what it saw when it was asked")
}

func TestWhatIsAllowedNowIsListedWithTheCodeOfEachRefusal(t *testing.T) {
	w := inMemory(t)
	id := w.offered(t)
	s, err := w.Opportunities.Show(t.Context(), w.carl(), id, command.AsOf{})
	require.NoError(t, err)
	allowed := map[string]domain.AllowedCommand{}
	for _, a := range s.Allowed {
		allowed[a.Command] = a
	}
	require.True(t, allowed["accept"].Allowed)
	require.Equal(t, domain.AllowedCommand{Command: "win", Code: "wrong-state"}, allowed["win"])

	past, err := w.Opportunities.Show(t.Context(), manager, id, command.AsOf{Revision: ptr(int64(0))})
	require.NoError(t, err)
	require.Nil(t, past.Allowed)
	require.Zero(t, past.Revision)
}

func TestWhoCouldNotSeeItThenDoesNotSeeItsPast(t *testing.T) {
	w := inMemory(t)
	id := w.offered(t)
	_, err := w.Opportunities.Show(t.Context(), w.carl(), id, command.AsOf{Revision: ptr(int64(0))})
	require.ErrorIs(t, err, command.ErrMissing)
	_, err = w.Opportunities.Show(t.Context(), w.carl(), id, command.AsOf{Revision: ptr(int64(1))})
	require.NoError(t, err)
}
