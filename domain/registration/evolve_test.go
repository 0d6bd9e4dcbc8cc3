package registration_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/cosell/cosell/domain"
	"github.com/cosell/cosell/domain/registration"
)

type foreign struct{}

func (foreign) EventKind() string { return "partner.enrolled" }

func TestAnEventOfAnotherAggregateChangesNothing(t *testing.T) {
	q := tell(t, extended)
	assert.Equal(t, q.state, registration.Evolve(q.state, domain.Recorded{Event: foreign{}, Meta: domain.Meta{RecordedAt: noon.Add(day)}}))
	assert.Equal(t, q.state, registration.Evolve(q.state, domain.Recorded{}))
}

func TestOlderStatesStayAsTheyWere(t *testing.T) {
	for _, s := range registration.States {
		for variant, story := range variants[s] {
			q := tell(t, story)
			var states []registration.Registration
			var prints []string
			r := registration.Registration{}
			for _, e := range q.history {
				states, prints = append(states, r), append(prints, asJSON(t, registration.View(r, auditor)))
				r = registration.Evolve(r, e)
			}
			for _, e := range registration.Catalogue { // each branching off the same state
				registration.Evolve(r, domain.Recorded{Event: e.Zero})
			}
			for i := range states {
				assert.Equal(t, prints[i], asJSON(t, registration.View(states[i], auditor)), "%s, state %d", variant, i)
			}
			assert.Equal(t, q.state, r, variant)
		}
	}
}

func TestReplayingRefusesNothing(t *testing.T) {
	all := samples(t)
	rapid.Check(t, func(rt *rapid.T) {
		var r registration.Registration
		for i, e := range rapid.SliceOf(rapid.SampledFrom(all)).Draw(rt, "events") {
			r = registration.Evolve(r, domain.Recorded{Event: e, Meta: domain.Meta{Subject: regID, Revision: int64(i), RecordedAt: noon}})
		}
		for _, who := range append([]domain.Caller{clock}, people...) {
			registration.View(r, who)
			for _, c := range attempts() {
				if _, err := registration.Decide(r, c, newWorld().input(r, c, who)); err != nil {
					require.NotEqual(rt, domain.ClassInternal, domain.AsError(err).Class, err.Error())
				}
			}
		}
	})
}

// TestRandomStories lets people and processes do whatever they like: what happens keeps to the table, what is closed stays
// closed, and an incentive never becomes exclusivity.
func TestRandomStories(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		q := newRequest()
		first := rapid.SampledFrom([]registration.Command{exclusivity, incentive, elsewhere, opening}).Draw(rt, "first")
		by(clock, first)(t, q)
		purpose := q.state.Purpose()
		exceptions, extensions := 0, 0
		for range rapid.IntRange(1, 25).Draw(rt, "steps") {
			q.now = q.now.Add(time.Duration(rapid.IntRange(0, 20*24).Draw(rt, "hours")) * time.Hour)
			who := rapid.SampledFrom(append([]domain.Caller{clock}, people...)).Draw(rt, "who")
			c := rapid.SampledFrom(attempts()).Draw(rt, "command")
			before := q.state
			events, role, err := q.try(who, c)
			if err != nil {
				require.NotEqual(rt, domain.ClassInternal, domain.AsError(err).Class, err.Error())
				continue
			}
			q.record(who, role, events...)
			for _, e := range events {
				require.True(rt, registration.Table.Allows(registration.Kind(e.EventKind()), before.State()), "%s in %s", e.EventKind(), before.State())
				switch e.(type) {
				case registration.ExceptionRequested:
					exceptions++
				case registration.Extended:
					extensions++
				}
			}
			if registration.Table.Final(before.State()) {
				require.Equal(rt, before.State(), q.state.State())
			}
			require.Equal(rt, purpose, q.state.Purpose())
		}
		require.LessOrEqual(rt, exceptions, 1)
		require.LessOrEqual(rt, extensions, 1)
	})
}
