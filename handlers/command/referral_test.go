package command_test

import (
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/cosell/cosell/domain"
	"github.com/cosell/cosell/domain/partner"
	"github.com/cosell/cosell/domain/referral"
	"github.com/cosell/cosell/domain/registration"
	"github.com/cosell/cosell/handlers/command"
)

var (
	sally   = domain.Caller{Member: "sally", Org: domain.Vendor, Roles: []domain.Role{domain.RoleVendorSeller}}
	copying = domain.Process("copies")
)

// furnish gives Contoso a location, and the vendor's word for its solution.
func (w *world) furnish(tb testing.TB, eligible bool) domain.ID {
	tb.Helper()
	do := func(cmd partner.Command) {
		_, err := w.Partners.Do(tb.Context(), command.Request{Caller: admin}, w.contoso, cmd)
		require.NoError(tb, err)
	}
	do(partner.AddLocation{Site: partner.Site{Name: "Lyon", City: "Lyon", Country: "FR"}})
	do(partner.ChangeSolutions{Solutions: []partner.ListedSolution{{
		ID: "picking", Name: "Picking", CoSellReady: ptr(true), Eligible: ptr(eligible),
	}}})
	v, err := w.Partners.Load(tb.Context(), w.contoso, command.AsOf{})
	require.NoError(tb, err)
	return v.State.Locations()[0].ID
}

// helped is a referral of Contoso's that asks for the vendor's help, and the vendor's copy of it.
func (w *world) helped(tb testing.TB) (own, vendors domain.ID) {
	tb.Helper()
	cmd := referral.Create{
		Name:           "Robots for Northwind",
		Location:       w.furnish(tb, true),
		EstimatedValue: domain.NewMoney(4_000_000, "USD"),
		EstimatedClose: domain.DateOf(begin.AddDate(0, 3, 0)),
		Notes:          "They want to begin in spring.",
		Customer:       &domain.Customer{Name: "Northwind Traders", City: "Lyon", Country: "FR", Kind: domain.AccountManaged, VendorAccount: "NW-1"},
		Contact:        &domain.Contact{Name: "Nora", Mail: "nora@northwind.example", Phone: "+33 1"},
		Consent:        true,
		Intent:         referral.IntentNo,
		Team:           []domain.TeamMember{{Member: "carl", Name: "Carl", Mail: "carl@example.com", Phone: "+33 2"}},
		Solutions:      []referral.Solution{{Kind: referral.SolutionOwn, ID: "picking"}},
		Help:           "other",
	}
	a, err := w.Referrals.Do(tb.Context(), command.Request{Caller: w.carl()}, "", cmd)
	require.NoError(tb, err)
	v, err := w.Referrals.Load(tb.Context(), a.ID, command.AsOf{})
	require.NoError(tb, err)
	for e, err := range w.Referrals.History(tb.Context(), a.ID) {
		require.NoError(tb, err)
		if id, receive, begins := v.State.Receives(e.Event); begins {
			w.refer(tb, copying, id, receive)
			vendors = id
		}
	}
	require.NotEmpty(tb, vendors)
	return a.ID, vendors
}

// refer issues a command to a referral, and insists that it is done.
func (w *world) refer(tb testing.TB, who domain.Caller, id domain.ID, cmd referral.Command) command.Answer {
	tb.Helper()
	a, err := w.Referrals.Do(tb.Context(), command.Request{Caller: who}, id, cmd)
	require.NoError(tb, err)
	return a
}

func TestTheFirstLookAtAnInvitationIsNoted(t *testing.T) {
	for name, open := range worlds {
		t.Run(name, func(t *testing.T) {
			w := open(t)
			_, id := w.helped(t)
			audit, err := w.Referrals.Look(t.Context(), command.Request{Caller: auditor}, id)
			require.NoError(t, err)
			require.Equal(t, int64(0), audit.Revision, "an auditor's look leaves no trace in the log")
			first, err := w.Referrals.Look(t.Context(), command.Request{Caller: sally, Key: "not for a look"}, id)
			require.NoError(t, err)
			require.Equal(t, int64(1), first.Revision)
			again, err := w.Referrals.Look(t.Context(), command.Request{Caller: sally}, id)
			require.NoError(t, err)
			require.Equal(t, toJSON(t, first), toJSON(t, again))
			_, err = w.Referrals.Look(t.Context(), command.Request{Caller: w.fay()}, id)
			require.ErrorIs(t, err, command.ErrMissing)
		})
	}
}

func TestWhoTurnedAnInvitationDownDoesNotLookBack(t *testing.T) {
	w := inMemory(t)
	_, id := w.helped(t)
	before := command.AsOf{Revision: new(int64)}
	then, err := w.Referrals.Show(t.Context(), sally, id, before)
	require.NoError(t, err)
	require.NotNil(t, then.State.(referral.Deal).Customer)

	w.refer(t, sally, id, referral.Decline{Reason: w.declineReason()})
	_, err = w.Referrals.Show(t.Context(), sally, id, before)
	require.ErrorIs(t, err, command.ErrMissing)
	now, err := w.Referrals.Show(t.Context(), sally, id, command.AsOf{})
	require.NoError(t, err)
	require.Nil(t, now.State.(referral.Deal).Customer)
	_, err = w.Referrals.Eligibility(t.Context(), sally, id, command.AsOf{})
	require.ErrorIs(t, err, command.ErrMissing, "nor does a verdict say what the customer is")
	_, err = w.Referrals.Show(t.Context(), auditor, id, before)
	require.NoError(t, err)
}

// outcome is what a verdict says of one criterion.
func outcome(t *testing.T, v registration.Verdict, code string) registration.Outcome {
	t.Helper()
	i := slices.IndexFunc(v.Criteria, func(c registration.Criterion) bool { return c.Code == code })
	require.GreaterOrEqual(t, i, 0, code)
	return v.Criteria[i].Outcome
}

func TestEligibilityIsReadAsOfAnyTime(t *testing.T) {
	for name, open := range worlds {
		t.Run(name, func(t *testing.T) {
			w := open(t)
			own, vendors := w.helped(t)
			asked := w.clock.Now()
			eligibility := func(as command.AsOf) registration.Verdict {
				v, err := w.Referrals.Eligibility(t.Context(), w.carl(), own, as)
				require.NoError(t, err)
				return v
			}
			first := eligibility(command.AsOf{})
			require.Equal(t, registration.Unknown, outcome(t, first, registration.CriterionVendor))
			require.Equal(t, registration.Pass, outcome(t, first, registration.CriterionSolution))
			require.Equal(t, 1, first.Policy)

			w.clock.add(time.Hour)
			answered := w.clock.Now()
			w.refer(t, sally, vendors, referral.Accept{Name: "Northwind"})
			w.refer(t, copying, own, referral.NoteAnswer{
				Counterpart: referral.Counterpart{Referral: vendors, Owner: domain.Organisation{Org: domain.Vendor, Name: domain.VendorName}, State: referral.StateAccepted},
				At:          answered,
			})
			set(t, w.Service, windows(7))
			second := eligibility(command.AsOf{})
			require.Equal(t, registration.Pass, outcome(t, second, registration.CriterionVendor))
			require.Equal(t, 2, second.Policy)

			w.clock.add(time.Hour)
			_, err := w.Partners.Do(t.Context(), command.Request{Caller: admin}, w.contoso, partner.ChangeSolutions{
				Solutions: []partner.ListedSolution{{ID: "picking", Name: "Picking", CoSellReady: ptr(true), Eligible: ptr(false)}},
			})
			require.NoError(t, err)
			third := eligibility(command.AsOf{})
			require.Equal(t, registration.Fail, outcome(t, third, registration.CriterionSolution))

			for at, want := range map[time.Time]registration.Verdict{asked: first, answered: second} {
				again := eligibility(command.AsOf{Time: at})
				require.Equal(t, at, again.At)
				again.At = want.At
				require.JSONEq(t, toJSON(t, want), toJSON(t, again))
			}
			old := eligibility(command.AsOf{Revision: new(int64)})
			require.Equal(t, 1, old.Policy)
			require.Equal(t, registration.Pass, outcome(t, old, registration.CriterionSolution))
			_, err = w.Referrals.Eligibility(t.Context(), w.fay(), own, command.AsOf{})
			require.ErrorIs(t, err, command.ErrMissing)
		})
	}
}
