package process_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/cosell/cosell/domain"
	"github.com/cosell/cosell/domain/opportunity"
	"github.com/cosell/cosell/domain/registration"
	"github.com/cosell/cosell/handlers/command"
)

func (w *world) resubmit(t *testing.T, m member, id domain.ID, form *registration.Form) {
	t.Helper()
	_, err := w.Registrations.Do(t.Context(), w.by(m.Caller), id, registration.Resubmit{Form: form})
	require.NoError(t, err)
}

func TestExclusivityThatIsHandedInAgainAfterItsDealEndedIsClosed(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	one, two := w.coseller(t, "Adatum"), w.coseller(t, "Fabrikam")
	r := w.start(t, nil)
	deal, ended := w.brought(t, one)
	_, open := w.brought(t, two)
	w.quiet(t, r)
	for _, id := range []domain.ID{ended, open} {
		w.review(t, id, registration.RequireAction{Message: "Say more."})
	}
	w.do(t, one.Caller, deal, opportunity.Lose{Reason: "no-response"})
	w.quiet(t, r)
	w.resubmit(t, one, ended, nil)
	w.resubmit(t, two, open, nil)
	w.quiet(t, r)
	require.Equal(t, registration.StateClosed, w.registered(t, ended))
	require.Equal(t, registration.StatePending, w.registered(t, open))
	requirePlace(t, w, ended, 0, false)
	requirePlace(t, w, open, 1, false)
	require.Equal(t, registration.StateClosed, w.last(t, deal).Event.(opportunity.RegistrationNoted).State)
	requireNoneFailed(t, w)
}

func TestExclusivityEndsWithADealThatIsReturned(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	one := w.coseller(t, "Adatum")
	r := w.start(t, nil)
	deal, reg := w.brought(t, one)
	w.quiet(t, r)
	w.do(t, manager, deal, opportunity.Return{Reason: "no-response"})
	w.quiet(t, r)
	require.Equal(t, registration.StateClosed, w.registered(t, reg))
	requirePlace(t, w, reg, 0, false)
	requireNoneFailed(t, w)
}

// asked is a registration of a deal about two products that asks for one of them.
func (w *world) asked(t *testing.T, m member, product string) domain.ID {
	t.Helper()
	deal := w.do(t, m.Caller, "", opportunity.Create{
		Topic: "Cloud for Tailspin", Products: []string{"cloud", "erp"},
		Customer:       &domain.Customer{Name: "Tailspin", Kind: domain.AccountManaged, VendorAccount: "A-1"},
		EstimatedValue: domain.NewMoney(50_000_00, usd), EstimatedClose: domain.DateOf(begin.AddDate(0, 6, 0)),
	}).ID
	w.do(t, manager, deal, opportunity.Approve{})
	w.do(t, m.Caller, deal, opportunity.Register{Kind: registration.Exclusivity, Form: registration.Form{Products: []string{product}}})
	return w.last(t, deal).Event.(opportunity.Registered).Registration
}

func TestExclusivityThatIsHandedInAgainForOtherProductsWaitsForThem(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	one, two := w.coseller(t, "Adatum"), w.coseller(t, "Fabrikam")
	r := w.start(t, nil)
	first := w.asked(t, one, "cloud")
	w.quiet(t, r)
	second := w.asked(t, two, "erp")
	w.quiet(t, r)
	requirePlace(t, w, second, 1, false)
	w.review(t, first, registration.RequireAction{Message: "Say more."})
	w.resubmit(t, one, first, &registration.Form{Products: []string{"erp"}})
	w.quiet(t, r)
	requirePlace(t, w, first, 1, false)
	requirePlace(t, w, second, 2, false)
	v, err := w.Claims.Load(t.Context(), tailspin, command.AsOf{})
	require.NoError(t, err)
	require.Equal(t, []string{"erp"}, v.State.Queue()[0].Products)
	requireNoneFailed(t, w)
}

func TestAStepThatFilesAClaimKeepsNothingOfTheCustomer(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	one := w.coseller(t, "Adatum")
	r := w.start(t, nil)
	_, reg := w.brought(t, one)
	w.quiet(t, r)
	requirePlace(t, w, reg, 1, false)
	var request string
	require.NoError(t, w.pool.QueryRow(t.Context(), `select request from cosell_ops.steps where command = 'file'`).Scan(&request))
	require.Empty(t, request)
}
