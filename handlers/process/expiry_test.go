package process_test

import (
	"context"
	"fmt"
	"iter"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/cosell/cosell/domain"
	"github.com/cosell/cosell/domain/opportunity"
	"github.com/cosell/cosell/eventstore"
	"github.com/cosell/cosell/eventstore/memory"
	"github.com/cosell/cosell/handlers/process"
)

func TestAnOfferThatNobodyAnswersExpiresAtItsDeadline(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	id := w.offered(t)
	offer := w.last(t, id)
	r := w.start(t, nil)
	w.seen(t, r)
	w.clock.set(begin.Add(window))
	w.settled(r, 1)

	last := w.last(t, id)
	require.Equal(t, "opportunity.expired", last.Kind)
	require.Equal(t, begin.Add(window), last.Effective)
	require.Equal(t, string(offer.EventID), last.Metadata.CausationID)
	require.Equal(t, offer.Metadata.CorrelationID, last.Metadata.CorrelationID)
	require.Equal(t, eventstore.Actor{Member: "expiry", Org: "system", Role: "process"}, last.Metadata.Actor)

	r.stop()
	steps, err := process.Steps(t.Context(), w.pool, "", 10)
	require.NoError(t, err)
	require.Len(t, steps, 1)
	require.Equal(t, process.Done, steps[0].State)
	require.Equal(t, last.Metadata.CommandID, string(steps[0].ID))
	require.Equal(t, offer.EventID, steps[0].CauseEvent)
	require.Equal(t, begin.Add(window), steps[0].DueAt)
}

func TestAnAnsweredOfferStopsItsClock(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	r := w.start(t, nil)
	accepted, recalled := w.accepted(t), w.offered(t)
	w.do(t, manager, recalled, opportunity.Recall{Reason: "a mistake"})
	closed := w.offered(t)
	w.do(t, manager, closed, opportunity.CloseAsError{Reason: errorReason})
	w.clock.add(time.Minute)
	unanswered := w.offered(t)
	w.seen(t, r)

	w.clock.set(begin.Add(window + time.Hour))
	w.settled(r, 1)
	r.stop()

	require.Equal(t, "opportunity.expired", w.last(t, unanswered).Kind)
	require.Equal(t, "opportunity.accepted", w.last(t, accepted).Kind)
	require.Equal(t, "opportunity.recalled", w.last(t, recalled).Kind)
	require.Equal(t, "opportunity.closed-as-error", w.last(t, closed).Kind)
	var clocks int
	require.NoError(t, w.pool.QueryRow(t.Context(), `select count(*) from cosell_ops.deadlines where process = 'expiry'`).Scan(&clocks))
	require.Zero(t, clocks)
}

func TestAPauseEndsAtItsDate(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	id := w.accepted(t)
	until := domain.DateOf(begin.AddDate(0, 0, 10))
	w.do(t, w.carl(), id, opportunity.Pause{Reason: "budget freeze", Until: until})
	r := w.start(t, nil)
	w.seen(t, r)
	w.clock.set(until.Start())
	w.settled(r, 1)

	last := w.last(t, id)
	require.Equal(t, "opportunity.resumed", last.Kind)
	require.Equal(t, until.Start(), last.Effective)
}

// TestAClockThatWasDownForTwentyDays offers a dozen deals whose deadlines fall in another order than they were made, and
// kills the program again and again while it makes up for what it missed.
func TestAClockThatWasDownForTwentyDaysExpiresWhatFellDueOnceAndInOrder(t *testing.T) {
	t.Parallel()
	for _, deadly := range []process.Point{process.Fired, process.Issued, process.Settled} {
		t.Run(string(deadly), func(t *testing.T) {
			t.Parallel()
			w := newWorld(t)
			deadlines := map[domain.ID]time.Time{}
			for i, days := range []int{9, 3, 12, 1, 7, 15, 2, 11, 5, 14, 4, 8} {
				w.clock.set(begin.Add(time.Duration(i) * time.Minute))
				id := w.do(t, manager, "", opportunity.Create{Topic: fmt.Sprint("Deal ", i), Currency: "EUR"}).ID
				w.do(t, manager, id, opportunity.Distribute{Partner: opportunity.Addressee(w.contoso), AnswerWithinDays: &days})
				deadlines[id] = w.clock.Now().AddDate(0, 0, days)
			}
			w.clock.set(begin.AddDate(0, 0, 20))

			for alive := false; !alive; {
				passed := 0
				r := w.start(t, func(p process.Point) bool {
					if p == deadly {
						passed++
					}
					return passed == 3
				})
				alive = w.finishes(t, r)
				r.stop()
			}

			w.requireExpired(t, deadlines)
		})
	}
}

// finishes reports whether a program took every step before it died.
func (w *world) finishes(t *testing.T, r *running) bool {
	t.Helper()
	for {
		select {
		case <-r.dead:
			return false
		case <-w.clock.asleep:
			pending, err := process.Steps(t.Context(), w.pool, process.Pending, 1)
			require.NoError(t, err)
			done, err := process.Steps(t.Context(), w.pool, process.Done, 100)
			require.NoError(t, err)
			if len(pending) == 0 && len(done) > 0 {
				return true
			}
		case <-r.points:
		}
	}
}

func (w *world) requireExpired(t *testing.T, deadlines map[domain.ID]time.Time) {
	t.Helper()
	var last time.Time
	expired := map[domain.ID]int{}
	end, err := w.store.End(t.Context())
	require.NoError(t, err)
	for e, err := range w.store.Subscribe(t.Context(), eventstore.Position{}) {
		require.NoError(t, err)
		if e.Kind == "opportunity.expired" {
			_, id, err := eventstore.ParseStream(e.Stream)
			require.NoError(t, err)
			expired[domain.ID(id)]++
			require.Equal(t, deadlines[domain.ID(id)], e.Metadata.EffectiveAt)
			require.True(t, last.Before(e.Metadata.EffectiveAt), "in the order of deadlines")
			last = e.Metadata.EffectiveAt
		}
		if e.Position == end {
			break
		}
	}
	require.Len(t, expired, len(deadlines))
	for id, n := range expired {
		require.Equal(t, 1, n, id)
	}
}

func TestALogThatWasRestoredExpiresAgain(t *testing.T) {
	t.Parallel()
	for name, sees := range map[string]bool{"the expiry was seen": true, "the expiry was not seen yet": false} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t)
			id := w.offered(t)
			backup := memory.New()
			copyLog(t, w.store, backup)
			if !sees {
				end, err := w.store.End(t.Context())
				require.NoError(t, err)
				w.feed = blind{w.store, end}
			}
			r := w.start(t, nil)
			w.seen(t, r)
			w.clock.set(begin.Add(window))
			w.settled(r, 1)
			require.Equal(t, "opportunity.expired", w.last(t, id).Kind)
			if sees {
				w.seen(t, r)
			}
			r.stop()

			w.store, w.feed = backup, backup
			w.open(t)
			require.Equal(t, "opportunity.distributed", w.last(t, id).Kind)
			w.settled(w.start(t, nil), 1)
			require.Equal(t, "opportunity.expired", w.last(t, id).Kind)
		})
	}
}

// blind is a log whose subscribers see no further than a position.
type blind struct {
	eventstore.Store
	end eventstore.Position
}

func (b blind) Subscribe(ctx context.Context, after eventstore.Position) iter.Seq2[eventstore.Recorded, error] {
	return func(yield func(eventstore.Recorded, error) bool) {
		for e, err := range b.Store.Subscribe(ctx, after) {
			if err == nil && b.end.Before(e.Position) {
				<-ctx.Done()
				err = context.Cause(ctx)
			}
			if !yield(e, err) || err != nil {
				return
			}
		}
	}
}

func copyLog(t *testing.T, from, to eventstore.Store) {
	t.Helper()
	end, err := from.End(t.Context())
	require.NoError(t, err)
	for e, err := range from.Subscribe(t.Context(), eventstore.Position{}) {
		require.NoError(t, err)
		_, err = to.Append(t.Context(), e.Stream, eventstore.At(e.Revision-1), []eventstore.Pending{e.Pending})
		require.NoError(t, err)
		if e.Position == end {
			return
		}
	}
}
