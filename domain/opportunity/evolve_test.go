package opportunity_test

import (
	"encoding/json"
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/cosell/cosell/domain"
	"github.com/cosell/cosell/domain/opportunity"
	"github.com/cosell/cosell/domain/program"
)

type foreign struct{}

func (foreign) EventKind() string { return "partner.enrolled" }

func TestAnEventOfAnotherAggregateChangesNothing(t *testing.T) {
	d := tell(t, assigned)
	after := opportunity.Evolve(d.state, domain.Recorded{Event: foreign{}, Meta: domain.Meta{RecordedAt: noon.Add(day)}})
	assert.Equal(t, d.state, after)
	assert.Equal(t, d.state, opportunity.Evolve(d.state, domain.Recorded{}))
}

func TestOlderStatesStayAsTheyWere(t *testing.T) {
	for _, s := range opportunity.States {
		for variant, story := range variants[s] {
			d := tell(t, story)
			var states []opportunity.Opportunity
			var prints []string
			o := opportunity.Opportunity{}
			for _, r := range d.history {
				states, prints = append(states, o), append(prints, fmt.Sprintf("%+v", deep(t, o)))
				o = opportunity.Evolve(o, r)
			}
			for _, e := range opportunity.Catalogue { // each branching off the same state
				opportunity.Evolve(o, domain.Recorded{Event: e.Zero})
			}
			for i := range states {
				assert.Equal(t, prints[i], fmt.Sprintf("%+v", deep(t, states[i])), "%s, state %d", variant, i)
			}
			assert.Equal(t, d.state, o, variant)
		}
	}
}

// deep shows what a state holds, as everybody sees it.
func deep(t testing.TB, o opportunity.Opportunity) (views []any) {
	t.Helper()
	for _, who := range []domain.Caller{vera, anna, fred, lars} {
		b, err := json.Marshal(opportunity.View(o, who, program.Default()))
		require.NoError(t, err)
		views = append(views, string(b), o.Ties(who.Partner()))
	}
	return views
}

// TestRandomStories lets people and clocks do whatever they like: what happens keeps to the table, what is closed stays
// closed, a deal has a lead partner or collaborators or neither, and nobody sees what is not theirs.
func TestRandomStories(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		d := &deal{world: newWorld()}
		events, role, err := d.try(rapid.SampledFrom([]domain.Caller{vera, anna, sam}).Draw(rt, "who"), lead)
		require.NoError(t, err)
		d.record(vera, role, events...)
		callers := append([]domain.Caller{clock, auditor, lars}, people...)
		commands := append(attempts(), distribute(contoso, "return"), distribute(litware, "reoffer"),
			opportunity.Share{Partners: []domain.ID{contoso, litware}}, opportunity.Assign{Member: domain.Some("sam")})
		for range rapid.IntRange(1, 25).Draw(rt, "steps") {
			d.now = d.now.Add(time.Duration(rapid.IntRange(0, 5*24).Draw(rt, "hours")) * time.Hour)
			who := rapid.SampledFrom(callers).Draw(rt, "who")
			c := rapid.SampledFrom(commands).Draw(rt, "command")
			before := d.state
			events, role, err := d.try(who, c)
			if err != nil {
				require.NotEqual(t, domain.ClassInternal, domain.AsError(err).Class, err.Error())
				continue
			}
			d.record(who, role, events...)
			d.regs += len(events)
			keepsToTheRules(t, d, before, events)
		}
	})
}

func keepsToTheRules(t *testing.T, d *deal, before opportunity.Opportunity, events []domain.Event) {
	t.Helper()
	for _, e := range events {
		require.True(t, opportunity.Table.Allows(opportunity.Kind(e.EventKind()), before.State()), "%s in %s", e.EventKind(), before.State())
	}
	if opportunity.Table.Final(before.State()) {
		require.Equal(t, before.State(), d.state.State())
	}
	v := opportunity.View(d.state, vera, d.policy)
	require.False(t, v.LeadPartner != nil && len(v.Collaborators) > 0, "a lead and collaborators")
	require.Equal(t, v.State == opportunity.StateDistributed, v.Offer != nil)
	if v.State == opportunity.StateAccepted {
		require.True(t, v.LeadPartner != nil || len(v.Collaborators) > 0)
		require.NotNil(t, v.Stage)
	} else {
		require.Nil(t, v.Paused)
	}
	require.True(t, v.Assignee == "" || v.LeadPartner != nil)
	require.True(t, v.EstimatedValue.IsZero() || v.EstimatedValue.Currency() == v.Currency)
	for _, p := range v.Excluded {
		require.False(t, v.LeadPartner != nil && v.LeadPartner.ID == p.ID || v.Offer != nil && v.Offer.Partner.ID == p.ID, "excluded")
	}
	for _, who := range []domain.Caller{anna, fred, lars} {
		ties := d.state.Ties(who.Partner())
		if len(ties) == 0 || !ties[len(ties)-1].Lasts() {
			require.Empty(t, secrets(t, d, who), who.Member)
		}
	}
}

// FuzzEvolve folds events of every kind, sensible and senseless, in any order.
func FuzzEvolve(f *testing.F) {
	pool := append(samples(f), zeros()...)
	f.Add([]byte{0, 4, 9, 17, 24})
	f.Add([]byte{29, 38, 46, 55, 40, 31, 32, 33})
	all := make([]byte, len(pool))
	for i := range all {
		all[i] = byte(i)
	}
	f.Add(all)
	f.Fuzz(func(t *testing.T, story []byte) {
		var o opportunity.Opportunity
		for i, b := range story {
			before := o.State()
			e := pool[int(b)%len(pool)]
			at := noon.Add(time.Duration(b) * day)
			r := domain.Recorded{Event: e, Meta: domain.Meta{Subject: dealID, Revision: int64(i), RecordedAt: at, Effective: at, Actor: domain.Actor{Member: "sam"}}}
			o = opportunity.Evolve(o, r)
			if want := opportunity.Table.Next(opportunity.Kind(e.EventKind()), before); o.State() != want {
				t.Fatalf("%s in %q led to %q, not %q", e.EventKind(), before, o.State(), want)
			}
		}
		for _, who := range []domain.Caller{vera, anna, sam, {}} {
			opportunity.View(o, who, program.Default())
			opportunity.Allowed(o, opportunity.Input{Now: noon.Add(100 * day), Caller: who, Policy: program.Default()})
		}
	})
}

func zeros() (all []domain.Event) {
	for _, e := range opportunity.Catalogue {
		all = append(all, e.Zero)
	}
	return all
}

// BenchmarkEvolve answers: what does folding cost, beside reading and decoding? It folds the whole life of a deal, again and
// again, and says nanoseconds per event.
func BenchmarkEvolve(b *testing.B) {
	history := wholeLife(b)
	b.ReportAllocs()
	for b.Loop() {
		if o := opportunity.Replay(history); o.State() != opportunity.StateWon {
			b.Fatal(o.State())
		}
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N*len(history)), "ns/event")
}

// wholeLife is a story of thirty events.
func wholeLife(t testing.TB) []domain.Recorded {
	t.Helper()
	note := by(anna, opportunity.AddNote{Text: "Met them.", Audience: opportunity.AudienceAll})
	return tell(t, created, []step{
		by(vera, distribute(fabrik, opportunity.AfterReturn)), by(fred, opportunity.SeeOffer{}), by(fred, opportunity.Decline{Reason: "other"}),
		by(vera, opportunity.AddNote{Text: "They prefer mornings.", Brief: true}), by(vera, distribute(contoso, opportunity.AfterReturn)),
		by(anna, opportunity.SeeOffer{}), by(anna, opportunity.Accept{}), by(anna, opportunity.Assign{Member: domain.Some("sam")}),
		note, by(sam, markStage(20)), note, note, by(anna, opportunity.Revise{EstimatedValue: domain.Some(usd(30000))}),
		by(sam, markStage(40)), note, note, by(anna, opportunity.Pause{Reason: "Budget round", Until: date(30)}), note,
		by(anna, opportunity.Resume{}), by(anna, opportunity.Extend{EstimatedClose: date(90)}), by(sam, markStage(60)), note, note,
		by(sam, opportunity.Revise{Products: domain.Some([]string{"sensor"})}), by(sam, markStage(80)), note,
		by(anna, opportunity.Win{Value: usd(29000)}), by(anna, opportunity.Register{}), by(clock, opportunity.NoteRegistration{Registration: regID, State: "approved"}),
	}).history
}
