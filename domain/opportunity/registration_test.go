package opportunity_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/cosell/cosell/domain"
	"github.com/cosell/cosell/domain/evidence"
	"github.com/cosell/cosell/domain/opportunity"
	"github.com/cosell/cosell/domain/registration"
)

func note(state registration.State) opportunity.NoteRegistration {
	return opportunity.NoteRegistration{Registration: regID, State: state}
}

func TestRegistering(t *testing.T) {
	exclusivity := opportunity.Registered{Registration: regID, Kind: "exclusivity", Form: &registration.Form{}}
	register, full := opportunity.Register{}, opportunity.Register{Form: contract}
	without := []step{by(anna, with(func(c *opportunity.Create) { c.Products = nil }))}
	handedOn := then(takenBack, by(clock, note("closed")), by(vera, distribute(fabrik, "close")), by(fred, opportunity.Accept{}))
	check(t, []rule{
		{"the submitter asks for exclusivity", submitted, anna, register, exclusivity},
		{"also once it is approved", approved, mark, register, exclusivity},
		{"and may say so", approved, mark, opportunity.Register{Kind: "exclusivity"}, exclusivity},
		{"only of what it brought itself", accepted, anna, register, "refused not-own-submission"},
		{"not of what another had brought", handedOn, fred, register, "refused not-own-submission"},
		{"exclusivity is for a product", without, anna, register, "refused needs-product"},
		{"of the form it asks for products alone", approved, anna, full, exclusiveFaults},
		{"those of the deal", approved, anna, opportunity.Register{Form: registration.Form{Products: []string{"robot-arm", "drill"}}},
			"invalid not-of-the-deal form.products[1]"},
		{"a won deal is put up for an incentive", won, anna, full, "registered"},
		{"whoever brought it", wonOwn, anna, opportunity.Register{Kind: "incentive", Form: contract}, "registered"},
		{"with a whole form", won, anna, register, "invalid invalid form.contractValue:required form.solutionValue:required form.term:required form.signedDate:required " +
			"form.startDate:required form.pricing:required form.deployedHere:required form.tenant:required form.marketplace:required form.solution:required"},
		{"for a solution of the deal", won, anna, opportunity.Register{Form: formWith(func(f *registration.Form) { f.Solution = "welding" })},
			"invalid not-of-the-deal form.solution"},
		{"that is eligible", wonTwo, anna, opportunity.Register{Form: formWith(func(f *registration.Form) { f.Solution = "sorting" })},
			"invalid not-eligible form.solution"},
		{"signed since its partner was asked", wonLate, anna, opportunity.Register{Form: formWith(func(f *registration.Form) { f.Signed = date(4) })},
			"invalid before-the-deal form.signedDate"},
		{"on the day of the offer at the earliest", wonLate, anna, opportunity.Register{Form: formWith(func(f *registration.Form) { f.Signed = date(5) })},
			"registered"},
		{"signed since the deal is there", won, anna, opportunity.Register{Form: formWith(func(f *registration.Form) { f.Signed = date(-1) })},
			"invalid before-the-deal form.signedDate"},
		{"and attested", won, anna, opportunity.Register{Form: formWith(func(f *registration.Form) { f.NamedInContract = false })},
			"refused not-eligible eligibility.holds-contract:holds-contract"},
		{"a deal that is not eligible asks for no form", wonSmall, anna, register, "refused not-eligible eligibility.eligible-solution:eligible-solution eligibility.minimum-value:minimum-value eligibility.managed-account:managed-account"},
		{"and for nothing else", wonOwn, anna, opportunity.Register{Kind: "exclusivity"}, "refused terminal-state"},
		{"an incentive is for won deals", approved, anna, opportunity.Register{Kind: "incentive"}, "refused wrong-state"},
		{"there are two kinds", approved, anna, opportunity.Register{Kind: "fame"}, "invalid not-one-of kind"},
		{"one at a time", registered, anna, register, "refused registration-live"},
		{"also after the win", then(registered, by(anna, opportunity.Win{Value: usd(1)})), anna, full, "refused registration-live"},
		{"the vendor registers nothing", approved, vera, register, "denied partner-only"},
		{"not even a won deal", won, vera, register, "denied partner-only"},
		{"nor does a seller", submitted, sam, register, "denied needs-administrator-or-manager"},
		{"a shared deal is nobody's to register", wonShared, anna, register, "refused collaborating"},
		{"a lost deal is not registered", lost, anna, register, "refused terminal-state"},
		{"nor an offered one", offered, anna, register, "refused wrong-state"},
	})
	for _, live := range []registration.State{"pending-review", "action-required", "exception-pending", "approved", "passed"} {
		d := tell(t, registered, []step{by(clock, note("lapsed")), by(clock, note(live))})
		assert.Equal(t, "refused registration-live", answer(events(d.try(anna, register))), live)
	}
	for _, over := range []registration.State{"failed", "rejected", "withdrawn", "lapsed", "closed"} {
		d := tell(t, registered, []step{by(clock, note(over))})
		assert.Equal(t, "registered", answer(events(d.try(anna, register))), over)
	}
}

const exclusiveFaults = "invalid invalid form.contractValue:not-asked form.solutionValue:not-asked form.term:not-asked form.signedDate:not-asked " +
	"form.startDate:not-asked form.pricing:not-asked form.deployedHere:not-asked form.tenant:not-asked form.marketplace:not-asked " +
	"form.solution:not-asked form.endDate:not-asked form.holdsContract:not-asked form.namedInContract:not-asked"

func formWith(edit func(*registration.Form)) registration.Form {
	f := contract
	edit(&f)
	return f
}

// wonTwo is a won deal with an eligible solution and one that is not.
var wonTwo = []step{
	func(_ testing.TB, d *deal) {
		d.facts[contoso].Solutions["sorting"] = evidence.Solution{Name: "Sorting"}
	},
	by(vera, with(func(c *opportunity.Create) { c.Solutions = []string{"picking", "sorting"} })),
	by(vera, distribute(contoso, opportunity.AfterClose)), by(anna, opportunity.Accept{}), by(anna, opportunity.Win{Value: usd(26_000)}),
}

// wonLate is a won deal that was offered five days after it was created.
var wonLate = then(created, wait(5*day), by(vera, distribute(contoso, opportunity.AfterClose)), by(anna, opportunity.Accept{}),
	wait(2*day), by(anna, opportunity.Win{Value: usd(26_000)}))

// wonSmall is a deal that was won but is eligible for nothing.
var wonSmall = []step{
	by(vera, with(func(c *opportunity.Create) {
		c.Solutions, c.Customer = nil, &domain.Customer{Name: "X", Kind: domain.AccountUnmanaged, VendorAccount: "X-1"}
	})),
	by(vera, distribute(contoso, opportunity.AfterClose)), by(anna, opportunity.Accept{}), by(anna, opportunity.Win{Value: usd(24_999)}),
}

func TestAnIncentiveIsRegisteredWithItsFormAndTheVerdict(t *testing.T) {
	d := tell(t, won)
	got, _, err := d.try(anna, opportunity.Register{Form: contract})
	require.NoError(t, err)
	e := got[0].(opportunity.Registered)
	assert.Equal(t, registration.Incentive, e.Kind)
	assert.Equal(t, &contract, e.Form)
	assert.Equal(t, registration.Pass, e.Verdict.Eligible)
	assert.Equal(t, d.policy.Version, e.Verdict.Policy)
	assert.Equal(t, d.now, e.Verdict.At)
	assert.Len(t, e.Verdict.Criteria, 8)
	assert.Equal(t, []string{registration.WarningWonEarly}, e.Verdict.Warnings)
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
		by(clock, opportunity.NoteRegistration{Registration: regNo(1), State: "rejected"}),
	})
	assert.Equal(t, map[string]any{"id": string(regNo(1)), "kind": "exclusivity", "state": "rejected"},
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
