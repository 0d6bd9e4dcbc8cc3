package referral_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/cosell/cosell/domain"
	"github.com/cosell/cosell/domain/referral"
)

type foreign struct{}

func (foreign) EventKind() string { return "partner.enrolled" }

func TestAnEventOfAnotherAggregateChangesNothing(t *testing.T) {
	d := tell(t, coSell)
	after := referral.Evolve(d.state, domain.Recorded{Event: foreign{}, Meta: domain.Meta{RecordedAt: noon.Add(day)}})
	assert.Equal(t, d.state, after)
	assert.Equal(t, d.state, referral.Evolve(d.state, domain.Recorded{}))
}

func TestOlderStatesStayAsTheyWere(t *testing.T) {
	for _, s := range referral.States {
		for variant, story := range variants[s] {
			d := tell(t, story)
			var states []referral.Referral
			var prints []string
			r := referral.Referral{}
			for _, e := range d.history {
				states, prints = append(states, r), append(prints, fmt.Sprint(asJSON(t, referral.View(r, otto, d.policy))))
				r = referral.Evolve(r, e)
			}
			for _, e := range referral.Catalogue { // each branching off the same state
				sample, _ := readSample(t, e.Zero)
				referral.Evolve(r, domain.Recorded{Event: sample})
			}
			for i := range states {
				assert.Equal(t, prints[i], fmt.Sprint(asJSON(t, referral.View(states[i], otto, d.policy))), "%s, state %d", variant, i)
			}
			assert.Equal(t, d.state, r, variant)
		}
	}
}

// order is that of the upgrades.
var order = map[referral.Type]int{referral.TypePrivate: 0, referral.TypePartnerLed: 1, referral.TypeCoSell: 2}

// TestRandomStories lets people and processes do whatever they like: what happens keeps to the table, what is closed stays
// closed, upgrades go one way, what was sent to the vendor stays, and nobody of the vendor but an auditor sees a private deal.
func TestRandomStories(t *testing.T) {
	beginnings := [][]step{private, assessed, bought, inviting, invited, asked, offered}
	callers := append([]domain.Caller{process, otto, ines, rita, pia, lars, tina}, people...)
	commands := append(attempts(), markStage(40), markStage(80), referral.MatchAccount{Account: domain.AccountManaged, Vendor: "A-1"},
		referral.NoteAnswer{Counterpart: ofVendor(referral.StateAccepted), At: noon}, referral.NoteClosing{Counterpart: ofVendor(referral.StateWon), At: noon},
		referral.NoteCounterpart{Counterpart: ofVendor(referral.StateAccepted), At: noon, Visible: true, Help: "other"},
		referral.Revise{Contact: domain.Null[domain.Contact]()}, referral.ChangeSolutions{Solutions: []referral.Solution{own("sorter")}})
	rapid.Check(t, func(rt *rapid.T) {
		d := tell(t, rapid.SampledFrom(beginnings).Draw(rt, "beginning")).copy()
		for range rapid.IntRange(1, 25).Draw(rt, "steps") {
			d.now = d.now.Add(time.Duration(rapid.IntRange(0, 5*24).Draw(rt, "hours")) * time.Hour)
			before := d.state
			events, role, err := d.try(rapid.SampledFrom(callers).Draw(rt, "who"), rapid.SampledFrom(commands).Draw(rt, "command"))
			if err != nil {
				require.NotEqual(t, domain.ClassInternal, domain.AsError(err).Class, err.Error())
				continue
			}
			d.record(anna, role, events...)
			d.regs += len(events)
			keepsToTheRules(t, d, before, events)
		}
	})
}

func keepsToTheRules(t *testing.T, d *deal, before referral.Referral, events []domain.Event) {
	t.Helper()
	for _, e := range events {
		require.True(t, referral.Table.Allows(referral.Kind(e.EventKind()), before.State()), "%s in %s", e.EventKind(), before.State())
	}
	was, now := referral.View(before, otto, d.policy), referral.View(d.state, otto, d.policy)
	if referral.Table.Final(before.State()) {
		require.Equal(t, was.State, now.State)
		require.Equal(t, was.Outcome, now.Outcome)
		require.Equal(t, was.Stage, now.Stage)
		require.Equal(t, was.Team, now.Team)
	}
	require.Equal(t, was.Type == referral.TypeAssessment, now.Type == referral.TypeAssessment)
	require.LessOrEqual(t, order[was.Type], order[now.Type], "upgrades go one way")
	require.Equal(t, was.Location, now.Location)
	require.Equal(t, was.Customer.Name, now.Customer.Name)
	require.Equal(t, was.Invitation == nil, now.Invitation == nil)
	if was.Help != "" {
		require.Equal(t, was.Contact, now.Contact, "what was sent to the vendor stays")
		require.Equal(t, was.HelpNotes, now.HelpNotes)
	}
	if now.Type == referral.TypePrivate {
		for _, who := range []domain.Caller{vera, carl, rita, pia, ines} {
			require.Equal(t, referral.Deal{ID: now.ID}, referral.View(d.state, who, d.policy), who.Member)
		}
	}
	for _, who := range []domain.Caller{lars, ines} {
		require.Equal(t, referral.Deal{ID: now.ID}, referral.View(d.state, who, d.policy), who.Member)
	}
}

// FuzzEvolve folds events of every kind, sensible and senseless, in any order.
func FuzzEvolve(f *testing.F) {
	f.Add([]byte{0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24})
	f.Add([]byte{24, 23, 22, 21, 20, 19, 18, 17, 16, 15, 14, 13, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1, 0})
	f.Fuzz(func(t *testing.T, picks []byte) {
		r, w := referral.Referral{}, newWorld()
		for i, pick := range picks {
			e := referral.Catalogue[int(pick)%len(referral.Catalogue)].Zero
			if pick >= 128 {
				e, _ = readSample(t, e)
			}
			r = referral.Evolve(r, domain.Recorded{Event: e, Meta: domain.Meta{Revision: int64(i), RecordedAt: noon}})
			for _, who := range append([]domain.Caller{otto, process}, people...) {
				referral.View(r, who, w.policy)
				in := w.input(r, nil, who)
				referral.Allowed(r, in)
				r.Facts(in.Evidence)
				for _, c := range attempts() {
					_, _ = referral.Decide(r, c, w.input(r, c, who))
				}
			}
		}
	})
}
