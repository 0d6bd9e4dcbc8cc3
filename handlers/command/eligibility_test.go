package command_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/cosell/cosell/domain"
	"github.com/cosell/cosell/domain/opportunity"
	"github.com/cosell/cosell/domain/partner"
	"github.com/cosell/cosell/domain/program"
	"github.com/cosell/cosell/domain/registration"
	"github.com/cosell/cosell/handlers/command"
)

// contract is a form that all rules like.
func contract(now time.Time) registration.Form {
	day := func(n int) domain.Date { return domain.DateOf(now.AddDate(0, 0, n)) }
	return registration.Form{
		ContractValue: domain.NewMoney(9_000_000, "USD"), SolutionValue: domain.NewMoney(3_000_000, "USD"), Term: registration.Finite,
		Signed: day(0), Start: day(0), End: day(364), Pricing: registration.OtherPricing, Deployed: ptr(true), Tenant: "customer",
		Marketplace: ptr(false), Solution: "picking", HoldsContract: true, NamedInContract: true,
	}
}

// won is a deal that Contoso won with an eligible solution.
func (w *world) won(t *testing.T) domain.ID {
	t.Helper()
	w.furnish(t, true)
	c := create("Picking at Northwind")
	c.Customer.Kind, c.Customer.VendorAccount, c.Solutions = domain.AccountManaged, "NW-1", []string{"picking"}
	c.EstimatedValue = domain.NewMoney(4_000_000, "USD")
	id := w.do(t, manager, "", c).ID
	w.do(t, manager, id, opportunity.Distribute{Partner: opportunity.Addressee(w.contoso)})
	w.do(t, w.carl(), id, opportunity.Accept{})
	w.clock.add(100 * time.Hour)
	w.do(t, w.carl(), id, opportunity.Win{Value: domain.NewMoney(4_000_000, "USD")})
	return id
}

func (w *world) verdict(t *testing.T, who domain.Caller, id domain.ID, as command.AsOf) registration.Verdict {
	t.Helper()
	v, err := w.Opportunities.Eligibility(t.Context(), who, id, as)
	require.NoError(t, err)
	return v
}

func TestAWonDealIsEligibleByWhatItsRegistrationAttests(t *testing.T) {
	for name, open := range worlds {
		t.Run(name, func(t *testing.T) {
			w := open(t)
			id := w.won(t)
			before := w.verdict(t, w.carl(), id, command.AsOf{})
			require.Equal(t, registration.Unknown, before.Eligible)
			require.Equal(t, registration.Unknown, outcome(t, before, registration.CriterionContract))
			won := w.clock.Now()

			w.clock.add(time.Hour)
			asked := w.registerWon(t, id)
			after := w.verdict(t, w.carl(), id, command.AsOf{})
			require.Equal(t, registration.Pass, after.Eligible, toJSON(t, after))
			require.JSONEq(t, toJSON(t, after), toJSON(t, w.verdict(t, manager, id, command.AsOf{})), "for others it is about the lead partner")

			require.Equal(t, registration.Unknown, w.verdict(t, w.carl(), id, command.AsOf{Time: won}).Eligible)
			at := w.verdict(t, auditor, id, command.AsOf{Position: &asked.Position})
			require.Equal(t, registration.Pass, at.Eligible)
			require.Equal(t, w.clock.Now(), at.At)
		})
	}
}

// registerWon puts a won deal up for an incentive, and begins the registration.
func (w *world) registerWon(t *testing.T, deal domain.ID) command.Answer {
	t.Helper()
	w.do(t, w.carl(), deal, opportunity.Register{Form: contract(w.clock.Now())})
	history := w.history(t, deal)
	asked := history[len(history)-1]
	e := asked.Event.(opportunity.Registered)
	return w.register(t, recognition, e.Registration, registration.Request{
		Purpose: registration.Incentive, Form: *e.Form, Verdict: *e.Verdict,
		Subject: registration.Subject{
			Deal: asked.Ref(), Partner: domain.Party{ID: w.contoso, Name: "Contoso"}, Requester: "carl",
			Customer: create("").Customer, Partners: 1, Dates: registration.Dates{Created: begin},
		},
	})
}

func TestARegistrationThatIsHandedInAgainIsJudgedAnew(t *testing.T) {
	w := inMemory(t)
	id := w.registerWon(t, w.won(t)).ID
	w.register(t, rita, id, registration.RequireAction{Message: "Which solution?"})
	judged := func(name string, eligible bool) {
		_, err := w.Partners.Do(t.Context(), command.Request{Caller: admin}, w.contoso, partner.ChangeSolutions{
			Solutions: []partner.ListedSolution{{ID: "picking", Name: name, CoSellReady: ptr(true), Eligible: ptr(eligible)}},
		})
		require.NoError(t, err)
	}
	judged("Picking", false)
	_, err := w.Registrations.Do(t.Context(), command.Request{Caller: w.carl()}, id, registration.Resubmit{})
	require.ErrorIs(t, err, registration.ErrNotEligible)
	judged("Picking by robots", true)
	w.register(t, w.carl(), id, registration.Resubmit{})

	v, err := w.Registrations.Load(t.Context(), id, command.AsOf{})
	require.NoError(t, err)
	dossier := registration.View(v.State, rita)
	solution, _ := dossier.Verdict.Find(registration.CriterionSolution)
	require.Equal(t, registration.Pass, solution.Outcome)
	require.Contains(t, solution.Text, "Picking by robots", "as it is called now")
	require.Equal(t, registration.Pass, outcome(t, *dossier.Verdict, registration.CriterionContract), "the form attests as before")
}

func TestEligibilityShowsNobodyMoreOfADealThanTheDealItself(t *testing.T) {
	w := inMemory(t)
	set(t, w.Service, program.SetTeaser{Teaser: program.Teaser{On: true}, Reason: "Too many calls."})
	id := w.offered(t)
	ask := func(who domain.Caller) error {
		_, err := w.Opportunities.Eligibility(t.Context(), who, id, command.AsOf{})
		return err
	}
	require.ErrorIs(t, ask(w.carl()), command.ErrMissing, "a teaser hides what a deal is worth")
	require.ErrorIs(t, ask(w.fay()), command.ErrMissing)
	require.NoError(t, ask(manager))
	w.do(t, w.carl(), id, opportunity.Accept{})
	require.NoError(t, ask(w.carl()))
	w.do(t, w.carl(), id, opportunity.Return{Reason: program.Default().Reasons.Return[0].Code})
	require.ErrorIs(t, ask(w.carl()), command.ErrMissing, "it has parted with the deal")
	require.NoError(t, ask(manager), "a deal that nobody leads")
}
