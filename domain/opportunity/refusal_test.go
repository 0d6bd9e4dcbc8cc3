package opportunity_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/cosell/cosell/domain"
	"github.com/cosell/cosell/domain/opportunity"
)

// ofPartners are the commands that only partners issue: where none takes part, nobody may.
var ofPartners = []string{"accept", "decline", "assign", "register"}

// TestWhatTheTableDoesNotAllowIsRefusedToWhoeverAsks walks through every state and command of people: where the command's
// row does not hold the state, nobody succeeds, and the best placed caller is told that the state is in the way.
func TestWhatTheTableDoesNotAllowIsRefusedToWhoeverAsks(t *testing.T) {
	for _, s := range opportunity.States {
		for _, c := range opportunity.Commands {
			if c.Process || c.Creates || opportunity.Table.Allows(opportunity.Kind(c.Events[0]), s) {
				continue
			}
			t.Run(string(s)+"/"+c.Name(), func(t *testing.T) {
				for variant, story := range variants[s] {
					for _, late := range []time.Duration{0, 60 * day} {
						answers := everybody(tell(t, story, []step{wait(late)}), sample(c.Name()))
						want := []string{"refused wrong-state", "refused offer-expired"}
						if opportunity.Table.Final(s) {
							want = []string{"refused terminal-state", "refused offer-expired"}
						} else if s == opportunity.StateNew && slices.Contains(ofPartners, c.Name()) {
							want = append(want, "denied partner-only")
						}
						assert.True(t, containsAny(answers, want), "%s: %v", variant, answers)
						for _, a := range answers {
							assert.True(t, strings.HasPrefix(a, "refused ") || strings.HasPrefix(a, "denied ") || strings.HasPrefix(a, "missing "), "%s: %s", variant, a)
						}
					}
				}
			})
		}
	}
}

// TestWhatTheTableAllowsSucceedsForSomebody is the other half: no row promises what no rule lets through.
func TestWhatTheTableAllowsSucceedsForSomebody(t *testing.T) {
	for _, s := range opportunity.States {
		for _, c := range opportunity.Commands {
			if c.Process || c.Creates || !opportunity.Table.Allows(opportunity.Kind(c.Events[0]), s) {
				continue
			}
			t.Run(string(s)+"/"+c.Name(), func(t *testing.T) {
				var all []string
				for _, story := range variants[s] {
					for _, a := range attempts() {
						if a.CommandName() == c.Name() {
							all = append(all, everybody(tell(t, story), a)...)
						}
					}
				}
				kinds := make([]string, len(c.Events))
				for i, k := range c.Events {
					kinds[i] = strings.TrimPrefix(k, "opportunity.")
				}
				assert.True(t, containsAny(all, kinds), "%v", all)
			})
		}
	}
}

func TestAClosedDealSaysSoToEveryPartyOfIt(t *testing.T) {
	parties := map[string][]domain.Caller{
		"won": {vera, anna}, "an own one won": {vera, anna, mark}, "a shared one won": {vera, anna, fred}, "registered": {vera},
		"lost": {vera, anna}, "given up": {vera},
		"declined": {vera, anna}, "rejected": {vera, anna}, "expired": {vera, anna},
		"error": {vera, anna}, "error, offer open": {vera, anna}, "error, offer lapsed": {vera, anna},
	}
	for _, s := range opportunity.States {
		if !opportunity.Table.Final(s) {
			continue
		}
		for variant, story := range variants[s] {
			require.Contains(t, parties, variant)
			d := tell(t, story)
			for _, c := range opportunity.Commands {
				for _, who := range parties[variant] {
					if c.Process || c.Creates || c.Name() == "register" && s == opportunity.StateWon {
						continue
					}
					got := answer(events(d.try(who, sample(c.Name()))))
					lapsed := strings.Contains(variant, "expired") || strings.Contains(variant, "lapsed")
					if who.IsPartner() && lapsed && (c.Name() == "accept" || c.Name() == "decline") {
						assert.Equal(t, "refused offer-expired", got, "%s %s by %s", variant, c.Name(), who.Member)
					} else {
						assert.Equal(t, "refused terminal-state", got, "%s %s by %s", variant, c.Name(), who.Member)
					}
				}
			}
		}
	}
}

func TestProcessesThatComeLateOrTwiceDoNothing(t *testing.T) {
	for _, c := range opportunity.Commands {
		if !c.Process {
			continue
		}
		for _, s := range opportunity.States {
			for variant, story := range variants[s] {
				d := tell(t, story, []step{wait(60 * day)})
				who := clock
				if c.Name() == "see-offer" {
					who = anna
				}
				first, role, err := d.try(who, sample(c.Name()))
				if err != nil {
					got := answer(nil, err)
					assert.Contains(t, []string{"refused unknown-registration registration", "missing not-found"}, got, "%s in %s", c.Name(), variant)
					continue
				}
				d.record(who, role, first...)
				again, _, err := d.try(who, sample(c.Name()))
				assert.Equal(t, "nothing", answer(again, err), "%s in %s", c.Name(), variant)
			}
		}
	}
}

// everybody is what each of the people is answered, in any order, each answer without its fields.
func everybody(d *deal, c opportunity.Command) (answers []string) {
	for _, who := range people {
		a := answer(events(d.try(who, c)))
		if words := strings.Fields(a); len(words) > 2 {
			a = strings.Join(words[:2], " ")
		}
		answers = append(answers, a)
	}
	return answers
}

func events(e []domain.Event, _ domain.Role, err error) ([]domain.Event, error) { return e, err }

func containsAny(all, some []string) bool {
	return slices.ContainsFunc(some, func(s string) bool { return slices.Contains(all, s) })
}
