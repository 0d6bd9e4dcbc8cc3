package opportunity_test

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/cosell/cosell/domain"
	"github.com/cosell/cosell/domain/opportunity"
)

func note(state string) opportunity.NoteRegistration {
	return opportunity.NoteRegistration{Registration: regID, State: state}
}

func TestRegistering(t *testing.T) {
	exclusivity := opportunity.Registered{Registration: regID, Kind: "exclusivity"}
	incentive := opportunity.Registered{Registration: regID, Kind: "incentive"}
	register := opportunity.Register{}
	without := []step{by(anna, with(func(c *opportunity.Create) { c.Products = nil }))}
	handedOn := then(takenBack, by(clock, note("closed")), by(vera, distribute(fabrik, "close")), by(fred, opportunity.Accept{}))
	check(t, []rule{
		{"the submitter asks for exclusivity", submitted, anna, register, exclusivity},
		{"also once it is approved", approved, mark, register, exclusivity},
		{"and may say so", approved, mark, opportunity.Register{Kind: "exclusivity"}, exclusivity},
		{"only of what it brought itself", accepted, anna, register, "refused not-own-submission"},
		{"not of what another had brought", handedOn, fred, register, "refused not-own-submission"},
		{"exclusivity is for a product", without, anna, register, "refused needs-product"},
		{"a won deal is put up for an incentive", won, anna, register, incentive},
		{"whoever brought it", wonOwn, anna, opportunity.Register{Kind: "incentive"}, incentive},
		{"and for nothing else", wonOwn, anna, opportunity.Register{Kind: "exclusivity"}, "refused terminal-state"},
		{"an incentive is for won deals", approved, anna, opportunity.Register{Kind: "incentive"}, "refused wrong-state"},
		{"there are two kinds", approved, anna, opportunity.Register{Kind: "fame"}, "invalid not-one-of kind"},
		{"one at a time", registered, anna, register, "refused registration-live"},
		{"also after the win", then(registered, by(anna, opportunity.Win{Value: usd(1)})), anna, register, "refused registration-live"},
		{"the vendor registers nothing", approved, vera, register, "denied partner-only"},
		{"not even a won deal", won, vera, register, "denied partner-only"},
		{"nor does a seller", submitted, sam, register, "denied needs-administrator-or-manager"},
		{"a shared deal is nobody's to register", wonShared, anna, register, "refused collaborating"},
		{"a lost deal is not registered", lost, anna, register, "refused terminal-state"},
		{"nor an offered one", offered, anna, register, "refused wrong-state"},
	})
	for _, live := range []string{"pending-review", "action-required", "exception-pending", "approved", "passed"} {
		d := tell(t, registered, []step{by(clock, note("lapsed")), by(clock, note(live))})
		assert.Equal(t, "refused registration-live", answer(events(d.try(anna, register))), live)
	}
	for _, over := range []string{"failed", "rejected", "withdrawn", "lapsed", "closed"} {
		d := tell(t, registered, []step{by(clock, note(over))})
		assert.Equal(t, "registered", answer(events(d.try(anna, register))), over)
	}
}

func TestNotingRegistrations(t *testing.T) {
	noted := opportunity.RegistrationNoted{Registration: regID, Kind: "exclusivity", State: "approved"}
	check(t, []rule{
		{"what becomes of a registration is noted", registered, clock, note("approved"), noted},
		{"also on a closed deal", then(registered, by(anna, opportunity.Lose{Reason: "other"})), clock, note("approved"), noted},
		{"once", then(registered, by(clock, note("approved"))), clock, note("approved"), "nothing"},
		{"of a registration of this deal", approved, clock, note("approved"), "refused unknown-registration registration"},
		{"in a state that registrations have", registered, clock, note("lost"), "invalid not-one-of state"},
		{"by processes alone", registered, vera, note("approved"), "denied process-only"},
	})
	two := tell(t, registered, []step{
		by(clock, note("failed")), by(anna, opportunity.Register{}), by(clock, note("exception-pending")),
		by(clock, opportunity.NoteRegistration{Registration: registration(1), State: "rejected"}),
	})
	assert.Equal(t, map[string]any{"id": string(registration(1)), "kind": "exclusivity", "state": "rejected"},
		asJSON(t, opportunity.View(two.state, anna, two.policy))["registration"], "the last one is shown")
	assert.Equal(t, "refused registration-live", answer(events(two.try(anna, opportunity.Register{}))), "an older one may come alive again")
}

func TestANoteOfARegistrationChangesNothingElse(t *testing.T) {
	d := tell(t, registered, []step{by(anna, opportunity.Lose{Reason: "other"})})
	before := asJSON(t, opportunity.View(d.state, vera, d.policy))
	by(clock, note("closed"))(t, d)
	after := asJSON(t, opportunity.View(d.state, vera, d.policy))
	assert.NotEqual(t, before["registration"], after["registration"])
	for _, m := range []map[string]any{before, after} {
		delete(m, "registration")
		delete(m, "changedAt")
	}
	assert.Equal(t, before, after)
}

func TestARegistrationIsForTheVendorAndTheOneThatAskedForIt(t *testing.T) {
	d := tell(t, registered, []step{by(vera, opportunity.Share{Partners: []domain.ID{fabrik}})})
	assert.Contains(t, asJSON(t, opportunity.View(d.state, vera, d.policy)), "registration")
	assert.Contains(t, asJSON(t, opportunity.View(d.state, anna, d.policy)), "registration")
	assert.NotContains(t, asJSON(t, opportunity.View(d.state, fred, d.policy)), "registration")
}
