package process_test

import (
	"context"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/cosell/cosell/domain"
	"github.com/cosell/cosell/domain/opportunity"
	"github.com/cosell/cosell/domain/referral"
	"github.com/cosell/cosell/eventstore/memory"
	"github.com/cosell/cosell/handlers/command"
	"github.com/cosell/cosell/handlers/process"
)

// counts counts the commands that managers issue from now on.
func (w *world) counts() *atomic.Int32 {
	var n atomic.Int32
	w.issue = func(ctx context.Context, kind string, r command.Request, id domain.ID, cmd domain.Command) (command.Answer, error) {
		n.Add(1)
		return process.Through(w.Service)(ctx, kind, r, id, cmd)
	}
	return &n
}

// forget has every manager read the log from its beginning when it starts next.
func (w *world) forget(t *testing.T) {
	t.Helper()
	_, err := w.pool.Exec(t.Context(), `update cosell_ops.checkpoints set event_id = gen_random_uuid()`)
	require.NoError(t, err)
}

// steps counts those in a state that the log was found to hold, or not.
func (w *world) steps(t *testing.T, state process.State, seen bool) (n int) {
	t.Helper()
	require.NoError(t, w.pool.QueryRow(t.Context(), `select count(*) from cosell_ops.steps where state = $1 and seen = $2`,
		string(state), seen).Scan(&n))
	return n
}

func TestAManagerThatReadsTheLogAgainIssuesNothingThatTheLogHolds(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	one, two := w.coseller(t, "Adatum"), w.coseller(t, "Fabrikam")
	r := w.start(t, nil)
	deal := w.refer(t, one.Caller, "", one.deal(func(c *referral.Create) { c.Invitations = []referral.Invitation{one.asks(two)} }))
	w.quiet(t, r)
	w.refer(t, two.Caller, two.copy(w.copyOf(t, one.Caller, deal).Engagement), referral.Accept{Name: "Ours"})
	w.brought(t, one)
	w.quiet(t, r)
	r.stop()
	taken := w.steps(t, process.Done, true)
	require.Equal(t, 4, taken, "receive, note an answer, request, file")

	issued := w.counts()
	w.forget(t)
	w.quiet(t, w.start(t, nil))
	require.Zero(t, issued.Load())
	require.Equal(t, taken, w.steps(t, process.Done, true))
}

func TestAStepThatWasTakenBeforeACrashIsFoundDoneInTheLog(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	id := w.offered(t)
	w.clock.set(begin.Add(window + time.Second))
	r := w.start(t, func(p process.Point) bool { return p == process.Issued })
	<-r.dead
	r.stop()
	require.Equal(t, "opportunity.expired", w.last(t, id).Kind)

	issued := w.counts()
	w.quiet(t, w.start(t, nil))
	require.Zero(t, issued.Load())
	require.Equal(t, 1, w.steps(t, process.Done, true))
}

// Two steps go to one copy; of the second the log holds nothing when the first is seen in it.
func TestAStepIsNotSeenByWhatAnotherLedToForTheSameSubject(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	one, two := w.coseller(t, "Adatum"), w.coseller(t, "Fabrikam")
	r := w.start(t, nil)
	deal := w.refer(t, one.Caller, "", one.deal(func(c *referral.Create) { c.Invitations = []referral.Invitation{one.asks(two)} }))
	w.quiet(t, r)
	r.stop()
	for range 2 {
		w.refer(t, one.Caller, deal, referral.AddNote{Text: "Hello.", Audience: referral.AudienceEngagement})
	}
	var notes atomic.Int32
	w.issue = func(ctx context.Context, kind string, r command.Request, id domain.ID, cmd domain.Command) (command.Answer, error) {
		if _, note := cmd.(referral.NoteCounterpart); note && notes.Add(1) == 2 {
			return command.Answer{}, command.ErrConflict
		}
		return process.Through(w.Service)(ctx, kind, r, id, cmd)
	}
	r = w.start(t, nil)
	awaits(r, 2)
	w.seen(t, r)
	require.Equal(t, 2, w.steps(t, process.Done, true), "receive, and the first note")
	require.Equal(t, 1, w.steps(t, process.Pending, false))
	w.settled(r, 1)
	w.seen(t, r)
	require.Equal(t, 3, w.steps(t, process.Done, true))
	require.Equal(t, []string{"Hello.", "Hello."}, w.heard(t, two.copy(w.copyOf(t, one.Caller, deal).Engagement)))
}

// An offer was accepted when its clock went off, so there was nothing to do. Then the log is restored from a time before.
func TestWhatThereWasNothingToDoForIsDoneAfterTheLogLostWhy(t *testing.T) {
	t.Parallel()
	for name, begunAgain := range map[string]bool{"the manager reads on": false, "the manager reads again": true} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t)
			id := w.offered(t)
			backup := memory.New()
			copyLog(t, w.store, backup)
			w.feed = blind{w.store, w.end(t)}
			r := w.start(t, nil)
			w.seen(t, r)
			w.do(t, w.carl(), id, opportunity.Accept{})
			w.clock.set(begin.Add(window + time.Second))
			w.settled(r, 1)
			require.Equal(t, "opportunity.accepted", w.last(t, id).Kind)
			require.Equal(t, 1, w.steps(t, process.Done, false))
			r.stop()

			w.store, w.feed = backup, backup
			w.open(t)
			if begunAgain {
				w.forget(t)
			}
			w.settled(w.start(t, nil), 1)
			require.Equal(t, "opportunity.expired", w.last(t, id).Kind)
			requireNoneFailed(t, w)
		})
	}
}

func TestWhatThereWasNothingToDoForIsNotTakenAgainWhileTheLogHoldsWhy(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	id := w.offered(t)
	w.feed = blind{w.store, w.end(t)}
	r := w.start(t, nil)
	w.seen(t, r)
	w.do(t, w.carl(), id, opportunity.Accept{})
	w.clock.set(begin.Add(window + time.Second))
	w.settled(r, 1)
	r.stop()
	w.feed = w.store
	r = w.start(t, nil)
	for w.steps(t, process.Done, true) == 0 {
		select {
		case p := <-r.points:
			t.Fatalf("it is taken again: %s", p)
		case <-w.clock.asleep:
		}
	}
}
