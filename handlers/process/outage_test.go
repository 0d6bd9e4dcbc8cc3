package process_test

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/cosell/cosell/domain"
	"github.com/cosell/cosell/domain/opportunity"
	"github.com/cosell/cosell/domain/referral"
	"github.com/cosell/cosell/domain/registration"
	"github.com/cosell/cosell/eventstore"
	"github.com/cosell/cosell/handlers/command"
	"github.com/cosell/cosell/handlers/process"
)

// outage is a story of everything that a clock ends, in another order than it was begun, up to the day on which the program
// stops. The clock shows the day, twenty days later, on which it is started again.
func outage(t *testing.T) *world {
	t.Helper()
	w := newWorld(t)
	one, two := w.coseller(t, "Adatum"), w.coseller(t, "Fabrikam")
	r := w.start(t, nil)
	for _, days := range []int{9, 3, 12, 1} {
		id := w.do(t, manager, "", opportunity.Create{Topic: fmt.Sprint(days, " days"), Currency: "USD"}).ID
		w.do(t, manager, id, opportunity.Distribute{Partner: opportunity.Addressee(w.contoso), AnswerWithinDays: &days})
	}
	seven := 7
	wandering := w.do(t, manager, "", opportunity.Create{Topic: "Wandering", Currency: "USD"}).ID
	w.do(t, manager, wandering, opportunity.Distribute{Partner: opportunity.Auto, AnswerWithinDays: &seven})
	paused := w.accepted(t)
	w.do(t, w.carl(), paused, opportunity.Pause{Reason: "budget freeze", Until: domain.DateOf(begin.AddDate(0, 0, 5))})
	for range 2 {
		w.refer(t, one.Caller, "", one.deal(func(c *referral.Create) { c.Invitations = []referral.Invitation{one.asks(two)} }))
		w.quiet(t, r)
		w.clock.add(time.Minute)
	}
	_, exclusive := w.brought(t, one)
	w.quiet(t, r)
	ten := 10
	w.review(t, exclusive, registration.Approve{Days: &ten})
	w.quiet(t, r)
	r.stop()
	w.clock.set(begin.AddDate(0, 0, 20))
	return w
}

// survive starts the program again and again until it has made up for what it missed, and dies of a point no more.
func (w *world) survive(t *testing.T, deadly process.Point) (lives int) {
	t.Helper()
	for alive := false; !alive; lives++ {
		passed := make(chan struct{}, 1) // the first is survived
		r := w.start(t, func(p process.Point) bool {
			if p != deadly {
				return false
			}
			select {
			case passed <- struct{}{}:
				return false
			default:
				return true
			}
		})
		alive = w.quiet(t, r)
		r.stop()
	}
	return lives
}

// chronicle is every stream as a list of what happened, by whom and as of when; and every notice.
func (w *world) chronicle(t *testing.T) map[string][]string {
	t.Helper()
	streams := map[string][]string{"notices": w.told(t)}
	end := w.end(t)
	for e, err := range w.store.Subscribe(t.Context(), eventstore.Position{}) {
		require.NoError(t, err)
		var data map[string]any
		require.NoError(t, json.Unmarshal(e.Data, &data))
		if choice, made := data["choice"].(map[string]any); made {
			delete(choice, "position") // how far others had come by then
		}
		body, err := json.Marshal(data)
		require.NoError(t, err)
		streams[e.Stream] = append(streams[e.Stream],
			fmt.Sprint(e.ID, " ", e.Kind, " ", e.Metadata.RecordedAt, " ", e.Metadata.EffectiveAt, " ", e.Metadata.Actor, " ", string(body)))
		if e.Position == end {
			break
		}
	}
	return streams
}

func TestAProgramThatWasDownForTwentyDaysMakesUpForItOnceAndInOrder(t *testing.T) {
	t.Parallel()
	whole := outage(t)
	first := whole.start(t, nil)
	require.True(t, whole.quiet(t, first))
	first.stop()
	want := whole.chronicle(t)
	whole.requireOrder(t, "opportunity.expired opportunity.expired opportunity.resumed opportunity.offer-lapsed "+
		"opportunity.expired registration.lapsed opportunity.expired referral.expired referral.expired")
	t.Run("begun again", func(t *testing.T) {
		for _, change := range []process.Issue{nil, whole.otherwise} {
			whole.issue = change
			_, err := whole.pool.Exec(t.Context(), `update cosell_ops.checkpoints set event_id = gen_random_uuid()`)
			require.NoError(t, err)
			r := whole.start(t, nil)
			require.True(t, whole.quiet(t, r))
			r.stop()
			require.Equal(t, want, whole.chronicle(t))
			requireNoneFailed(t, whole)
		}
	})
	for _, deadly := range []process.Point{process.Fired, process.Issued, process.Settled} {
		t.Run("killed when "+string(deadly), func(t *testing.T) {
			t.Parallel()
			w := outage(t)
			require.Greater(t, w.survive(t, deadly), 4, "lives")
			require.Equal(t, want, w.chronicle(t))
			requireNoneFailed(t, w)
		})
	}
}

// otherwise issues as a program would whose commands of the clock say less.
func (w *world) otherwise(
	ctx context.Context, kind string, r command.Request, id domain.ID, cmd domain.Command,
) (command.Answer, error) {
	switch cmd.(type) {
	case opportunity.Expire:
		cmd = opportunity.Expire{}
	case referral.Expire:
		cmd = referral.Expire{}
	}
	return process.Through(w.Service)(ctx, kind, r, id, cmd)
}

// requireOrder wants what the clock did to have taken effect in the order in which it fell due, and to be those kinds.
func (w *world) requireOrder(t *testing.T, kinds string) {
	t.Helper()
	var times []time.Time
	var all string
	end := w.end(t)
	for e, err := range w.store.Subscribe(t.Context(), eventstore.Position{}) {
		require.NoError(t, err)
		if e.Metadata.Actor.Member == process.Expiry {
			times = append(times, e.Metadata.EffectiveAt)
			all += " " + e.Kind
		}
		if e.Position == end {
			break
		}
	}
	require.Equal(t, " "+kinds, all)
	require.True(t, slices.IsSortedFunc(times, time.Time.Compare), "%v", times)
}

func TestADealIsOfferedToOneAfterTheOtherUntilNobodyIsLeft(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.coseller(t, "Adatum")
	w.coseller(t, "Fabrikam")
	r := w.start(t, nil)
	id := w.do(t, manager, "", opportunity.Create{Topic: "Wandering", Currency: "USD"}).ID
	w.do(t, manager, id, opportunity.Distribute{Partner: opportunity.Auto})
	for range 4 {
		w.quiet(t, r)
		w.clock.add(window + time.Second)
	}
	w.quiet(t, r)
	require.Equal(t, []string{
		"created", "distributed", "offer-lapsed", "distributed", "offer-lapsed", "distributed", "offer-lapsed", "no-candidate",
	}, w.kinds(t, "opportunity-"+string(id)))
	requireNoneFailed(t, w)
}
