package process_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/cosell/cosell/domain"
	"github.com/cosell/cosell/domain/claim"
	"github.com/cosell/cosell/domain/opportunity"
	"github.com/cosell/cosell/domain/referral"
	"github.com/cosell/cosell/domain/registration"
	"github.com/cosell/cosell/handlers/command"
)

var (
	reviewer = domain.Caller{Member: "rita", Org: domain.Vendor, Roles: []domain.Role{domain.RoleReviewer}}
	usd      = domain.Currency("USD")
)

// brought is a deal that a partner submitted, with a registration that asks for exclusivity.
func (w *world) brought(t *testing.T, m member) (deal, reg domain.ID) {
	t.Helper()
	deal = w.do(t, m.Caller, "", opportunity.Create{
		Topic: "Cloud for Tailspin", Products: []string{"cloud"},
		Customer:       &domain.Customer{Name: "Tailspin", Kind: domain.AccountManaged, VendorAccount: "A-1"},
		EstimatedValue: domain.NewMoney(50_000_00, usd), EstimatedClose: domain.DateOf(begin.AddDate(0, 6, 0)),
	}).ID
	w.do(t, manager, deal, opportunity.Approve{})
	w.do(t, m.Caller, deal, opportunity.Register{Kind: registration.Exclusivity})
	return deal, w.last(t, deal).Event.(opportunity.Registered).Registration
}

func (w *world) review(t *testing.T, id domain.ID, cmd registration.Command) {
	t.Helper()
	_, err := w.Registrations.Do(t.Context(), w.by(reviewer), id, cmd)
	require.NoError(t, err)
}

func (w *world) registered(t *testing.T, id domain.ID) registration.State {
	t.Helper()
	v, err := w.Registrations.Load(t.Context(), id, command.AsOf{})
	require.NoError(t, err)
	return v.State.State()
}

var tailspin = domain.ClaimID("account:A-1")

// place is where a registration waits for Tailspin, or 0 when it neither waits nor holds.
func (w *world) place(t *testing.T, id domain.ID) (place int, holds bool) {
	t.Helper()
	v, err := w.Claims.Load(t.Context(), tailspin, command.AsOf{})
	require.NoError(t, err)
	place, _ = v.State.Place(id)
	holder, held := v.State.Holder("cloud")
	return place, held && holder.Registration == id
}

func TestExclusivityIsFiledGrantedAndReleasedWithTheDeal(t *testing.T) {
	t.Parallel()
	w := newWorldInPostgres(t)
	one, two := w.coseller(t, "Adatum"), w.coseller(t, "Fabrikam")
	r := w.start(t, nil)
	deal, first := w.brought(t, one)
	w.quiet(t, r)
	_, second := w.brought(t, two)
	w.quiet(t, r)
	require.Equal(t, registration.StatePending, w.registered(t, first))
	requirePlace(t, w, first, 1, false)
	requirePlace(t, w, second, 2, false)

	w.review(t, first, registration.Approve{})
	w.quiet(t, r)
	requirePlace(t, w, first, 1, true)
	requirePlace(t, w, second, 2, false)
	require.Equal(t, registration.StateApproved, w.last(t, deal).Event.(opportunity.RegistrationNoted).State)

	w.clock.add(time.Hour) // a claim of a registration that was approved is no concern of the clock's
	w.quiet(t, r)
	requirePlace(t, w, first, 1, true)

	w.do(t, one.Caller, deal, opportunity.Lose{Reason: "no-response"})
	w.quiet(t, r)
	require.Equal(t, registration.StateClosed, w.registered(t, first))
	require.Equal(t, registration.StateClosed, w.last(t, deal).Event.(opportunity.RegistrationNoted).State)
	requirePlace(t, w, first, 0, false)
	requirePlace(t, w, second, 1, false)

	w.review(t, second, registration.Approve{})
	until := w.clock.Now().AddDate(0, 0, 90)
	w.quiet(t, r)
	w.clock.set(until.Add(time.Hour))
	w.quiet(t, r)
	require.Equal(t, registration.StateLapsed, w.registered(t, second))
	requirePlace(t, w, second, 0, false)
	for e, err := range w.Registrations.History(t.Context(), second) {
		require.NoError(t, err)
		if _, ok := e.Event.(registration.Lapsed); ok {
			require.Equal(t, until, e.Effective)
		}
	}
	requireNoneFailed(t, w)
}

func requirePlace(t *testing.T, w *world, id domain.ID, place int, holds bool) {
	t.Helper()
	p, h := w.place(t, id)
	require.Equal(t, place, p)
	require.Equal(t, holds, h)
}

func TestAClaimGrantedForAnApprovalThatDidNotFollowGoesBackToTheQueue(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	one, two := w.coseller(t, "Adatum"), w.coseller(t, "Fabrikam")
	r := w.start(t, nil)
	deal, first := w.brought(t, one)
	w.quiet(t, r)
	_, second := w.brought(t, two)
	w.quiet(t, r)
	_, err := w.Claims.Do(t.Context(), command.Request{Caller: domain.Process("registrar")}, tailspin, claim.Grant{
		MatchKey: "account:A-1", Registration: first, Deal: "opportunity-" + string(deal),
		Partner: domain.Party{ID: one.id, Name: one.name}, Products: []string{"cloud"},
	})
	require.NoError(t, err)
	w.clock.add(9 * time.Minute)
	w.quiet(t, r)
	requirePlace(t, w, first, 1, true)
	w.clock.add(2 * time.Minute)
	w.quiet(t, r)
	requirePlace(t, w, first, 1, false)
	requirePlace(t, w, second, 2, false)
	require.Equal(t, registration.StatePending, w.registered(t, first))
	requireNoneFailed(t, w)
}

// contract is a form with that value of a year.
func contract(value int64) registration.Form {
	yes, no := true, false
	return registration.Form{
		ContractValue: domain.NewMoney(value*100, usd), SolutionValue: domain.NewMoney(20_000_00, usd), Term: registration.Finite,
		Signed: domain.DateOf(begin), Start: domain.DateOf(begin), End: domain.DateOf(begin.AddDate(1, 0, -1)),
		Pricing: registration.OtherPricing, Deployed: &yes, Tenant: "customer", Marketplace: &no, Solution: "suite",
		HoldsContract: true, NamedInContract: true,
	}
}

// incentive is the registration of a deal that a partner opened and won with the vendor's help.
func (w *world) incentive(t *testing.T, r *running, m member, form registration.Form) (deal, reg domain.ID) {
	t.Helper()
	deal = w.refer(t, m.Caller, "", m.deal(func(c *referral.Create) {
		c.Visible, c.EstimatedValue = true, domain.NewMoney(900_000_00, usd)
	}))
	w.refer(t, m.Caller, deal, referral.Win{Value: domain.NewMoney(900_000_00, usd)})
	w.refer(t, m.Caller, deal, referral.Register{Form: form})
	w.quiet(t, r)
	return deal, w.copyOf(t, m.Caller, deal).Registration.ID
}

func TestAnIncentiveIsApprovedByItselfUnlessSomebodyMustLook(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	m := w.coseller(t, "Adatum")
	r := w.start(t, nil)
	elsewhere := contract(500_000)
	no := false
	elsewhere.Deployed = &no
	for _, c := range []struct {
		form registration.Form
		want registration.State
	}{
		{contract(500_000), registration.StateApproved},
		{contract(1_100_000), registration.StatePending},
		{elsewhere, registration.StateClosed},
	} {
		deal, reg := w.incentive(t, r, m, c.form)
		require.Equal(t, c.want, w.registered(t, reg))
		require.Equal(t, c.want, w.copyOf(t, m.Caller, deal).Registration.State)
	}
	requireNoneFailed(t, w)
}

func TestReviewedIncentivesCloseAtOnceOrWhenTheirWindowIsOver(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	m := w.coseller(t, "Adatum")
	r := w.start(t, nil)
	_, passed := w.incentive(t, r, m, contract(1_100_000))
	deal, failed := w.incentive(t, r, m, contract(1_200_000))
	_, approved := w.incentive(t, r, m, contract(100_000))
	w.review(t, passed, registration.PassReview{Reason: "All there."})
	w.review(t, failed, registration.FailReview{Reason: "Not signed."})
	w.quiet(t, r)
	require.Equal(t, registration.StateClosed, w.registered(t, passed))
	require.Equal(t, registration.StateFailed, w.registered(t, failed))

	w.clock.set(begin.AddDate(0, 0, 31))
	w.quiet(t, r)
	require.Equal(t, registration.StateClosed, w.registered(t, approved))
	require.Equal(t, registration.StateFailed, w.registered(t, failed))
	w.clock.set(begin.AddDate(0, 0, 61))
	w.quiet(t, r)
	require.Equal(t, registration.StateClosed, w.registered(t, failed))
	require.Equal(t, registration.StateClosed, w.copyOf(t, m.Caller, deal).Registration.State)
	requireNoneFailed(t, w)
}

func TestAnExceptionForADealThatIsNotEligibleIsARegistrationOfItsOwn(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	m := w.coseller(t, "Adatum")
	r := w.start(t, nil)
	deal := w.refer(t, m.Caller, "", m.deal())
	w.refer(t, m.Caller, deal, referral.Lose{Reason: "no-response"})
	w.refer(t, m.Caller, deal, referral.RequestException{Text: "They came back."})
	w.quiet(t, r)
	exception := w.copyOf(t, m.Caller, deal).Exception.ID
	require.Equal(t, registration.StateException, w.registered(t, exception))
	w.review(t, exception, registration.DenyException{Reason: "They did not."})
	w.quiet(t, r)
	require.Equal(t, registration.StateClosed, w.copyOf(t, m.Caller, deal).Exception.State)
	requireNoneFailed(t, w)
}
