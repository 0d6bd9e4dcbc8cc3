package command_test

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/cosell/cosell/domain"
	"github.com/cosell/cosell/domain/claim"
	"github.com/cosell/cosell/domain/opportunity"
	"github.com/cosell/cosell/domain/registration"
	"github.com/cosell/cosell/handlers/command"
)

var (
	rita = domain.Caller{Member: "rita", Org: domain.Vendor, Roles: []domain.Role{domain.RoleReviewer}}
	remy = domain.Caller{Member: "remy", Org: domain.Vendor, Roles: []domain.Role{domain.RoleReviewer}}
	// recognition is the process that begins what a deal asks for.
	recognition = domain.Process("recognition")
	northwind   = domain.ClaimID(create("").Customer.MatchKeys()[0])
)

// exclusive is a registration for exclusivity that a partner's own deal has asked for.
func (w *world) exclusive(tb testing.TB, who domain.Caller) (deal, id domain.ID) {
	tb.Helper()
	deal = w.do(tb, who, "", create("Our own plant")).ID
	w.do(tb, who, deal, opportunity.Register{})
	asked := w.history(tb, deal)[1]
	id = asked.Event.(opportunity.Registered).Registration
	about := registration.Subject{
		Deal:      asked.Ref(),
		Partner:   domain.Party{ID: who.Partner(), Name: who.Member},
		Requester: who.Member,
		Customer:  create("").Customer,
		Products:  create("").Products,
		Partners:  1,
		Dates:     registration.Dates{Created: begin},
	}
	w.register(tb, recognition, id, registration.Request{Purpose: registration.Exclusivity, Subject: about})
	return deal, id
}

// register issues a command to a registration, and insists that it is done.
func (w *world) register(tb testing.TB, who domain.Caller, id domain.ID, cmd registration.Command) command.Answer {
	tb.Helper()
	a, err := w.Registrations.Do(tb.Context(), command.Request{Caller: who}, id, cmd)
	require.NoError(tb, err)
	return a
}

// holder is the registration that has Northwind exclusively; "" for none.
func (w *world) holder(tb testing.TB) domain.ID {
	tb.Helper()
	v, err := w.Claims.Load(tb.Context(), northwind, command.AsOf{})
	if err != nil {
		require.ErrorIs(tb, err, command.ErrMissing)
	}
	e, _ := v.State.Holder("Cloud")
	return e.Registration
}

func (w *world) state(tb testing.TB, id domain.ID) registration.State {
	tb.Helper()
	v, err := w.Registrations.Load(tb.Context(), id, command.AsOf{})
	require.NoError(tb, err)
	return v.State.State()
}

func TestAnApprovalClaimsTheCustomerFirst(t *testing.T) {
	for name, open := range worlds {
		t.Run(name, func(t *testing.T) {
			w := open(t)
			_, one := w.exclusive(t, w.carl())
			_, two := w.exclusive(t, w.fay())
			a := w.register(t, rita, one, registration.Approve{})
			require.Equal(t, "registration.approved", a.Events[0].Kind)
			require.Equal(t, one, w.holder(t))

			approved := a.State.(registration.Dossier)
			require.Equal(t, registration.StateApproved, approved.State)
			_, err := w.Registrations.Do(t.Context(), command.Request{Caller: rita, Key: "second"}, two, registration.Approve{})
			requireError(t, err, domain.ClassRefused, "exclusivity-held")
			require.Equal(t, registration.StatePending, w.state(t, two))

			release := claim.Release{Registration: one, Why: "lapsed"}
			_, err = w.Claims.Do(t.Context(), command.Request{Caller: recognition}, northwind, release)
			require.NoError(t, err)
			_, err = w.Registrations.Do(t.Context(), command.Request{Caller: rita, Key: "second"}, two, registration.Approve{})
			require.NoError(t, err, "a refusal is decided afresh")
			require.Equal(t, two, w.holder(t))
		})
	}
}

func TestWhoMayNotApproveClaimsNothing(t *testing.T) {
	w := inMemory(t)
	_, id := w.exclusive(t, w.carl())
	for name, c := range map[string]struct {
		req   command.Request
		class domain.Class
		code  string
	}{
		"another role":   {command.Request{Caller: manager}, domain.ClassDenied, "needs-registration-reviewer"},
		"the partner":    {command.Request{Caller: w.carl()}, domain.ClassDenied, "vendor-only"},
		"a stranger":     {command.Request{Caller: w.fay()}, domain.ClassMissing, "not-found"},
		"an old look":    {command.Request{Caller: rita, IfMatch: ptr(int64(7))}, domain.ClassConflict, "revision-mismatch"},
		"another answer": {command.Request{Caller: rita}, domain.ClassRefused, "wrong-state"},
	} {
		t.Run(name, func(t *testing.T) {
			if c.code == "wrong-state" {
				w.register(t, rita, id, registration.RequireAction{Message: "Which plant?"})
			}
			_, err := w.Registrations.Do(t.Context(), c.req, id, registration.Approve{})
			requireError(t, err, c.class, c.code)
			require.Empty(t, w.holder(t))
		})
	}
}

func TestACrashBetweenClaimAndApprovalIsMendedByTheSameRequestOrAnother(t *testing.T) {
	for point, passes := range map[command.Point]int{ // the claim is a command of its own, that passes points too
		command.Reserved: 1, command.Claimed: 1, command.Appended: 2, command.Completed: 1,
	} {
		for name, again := range map[string]command.Request{
			"the same":         {Caller: rita, Key: "approve"},
			"another reviewer": {Caller: remy, Key: "approve"},
		} {
			t.Run(fmt.Sprint(point, " ", name), func(t *testing.T) {
				for name, open := range worlds {
					t.Run(name, func(t *testing.T) {
						w := open(t)
						_, id := w.exclusive(t, w.carl())
						req := command.Request{Caller: rita, Key: "approve"}
						for range passes {
							dying := w.service(t, crashAt(point))
							require.PanicsWithValue(t, crash{}, func() {
								_, _ = dying.Registrations.Do(t.Context(), req, id, registration.Approve{})
							})
						}
						a, err := w.service(t, nil).Registrations.Do(t.Context(), again, id, registration.Approve{})
						if err != nil { // it was done by the other before it crashed
							requireError(t, err, domain.ClassRefused, "wrong-state")
						} else {
							require.Equal(t, registration.StateApproved, a.State.(registration.Dossier).State)
						}
						require.Equal(t, registration.StateApproved, w.state(t, id))
						require.Equal(t, id, w.holder(t))
						require.Equal(t, []string{"claim.filed", "claim.granted"}, w.claims(t))
					})
				}
			})
		}
	}
}

// claims are the kinds of what happened to the claims on Northwind.
func (w *world) claims(tb testing.TB) (all []string) {
	tb.Helper()
	for e, err := range w.Claims.History(tb.Context(), northwind) {
		require.NoError(tb, err)
		all = append(all, e.Kind)
	}
	return all
}

func TestAClaimForAnApprovalThatIsRefusedAfterwardsIsReleased(t *testing.T) {
	w := inMemory(t)
	_, id := w.exclusive(t, w.carl())
	s := w.service(t, func(p command.Point) {
		if p == command.Claimed {
			w.register(t, w.carl(), id, registration.Withdraw{Reason: "too late"})
		}
	})
	_, err := s.Registrations.Do(t.Context(), command.Request{Caller: rita}, id, registration.Approve{})
	requireError(t, err, domain.ClassRefused, "terminal-state")
	require.Empty(t, w.holder(t))
	require.Equal(t, []string{"claim.filed", "claim.granted", "claim.released"}, w.claims(t))
}

// Of two processes that approve the same registration one finds it approved: it must not release what the other has.
func TestTwoApprovalsOfOneRegistrationLeaveItsClaimGranted(t *testing.T) {
	w := inMemory(t)
	_, id := w.exclusive(t, w.carl())
	s := w.service(t, func(p command.Point) {
		if p == command.Claimed {
			w.register(t, remy, id, registration.Approve{})
		}
	})
	_, err := s.Registrations.Do(t.Context(), command.Request{Caller: rita}, id, registration.Approve{})
	requireError(t, err, domain.ClassRefused, "wrong-state")
	require.Equal(t, id, w.holder(t))
	require.Equal(t, registration.StateApproved, w.state(t, id))
}

func TestADealThatAnotherPartnerHasExclusivelyIsNotOffered(t *testing.T) {
	w := inMemory(t)
	_, id := w.exclusive(t, w.carl())
	w.register(t, rita, id, registration.Approve{})
	deal, share := w.newDeal(t), w.newDeal(t)
	for name, do := range map[string]func() error{
		"distributing": func() error {
			_, err := w.Opportunities.Do(t.Context(), command.Request{Caller: manager}, deal, opportunity.Distribute{Partner: opportunity.Addressee(w.fabrikam)})
			return err
		},
		"sharing": func() error {
			_, err := w.Opportunities.Do(t.Context(), command.Request{Caller: manager}, share, opportunity.Share{Partners: []domain.ID{w.contoso, w.fabrikam}})
			return err
		},
		"approving": func() error {
			theirs := w.do(t, w.fay(), "", create("Theirs")).ID
			_, err := w.Opportunities.Do(t.Context(), command.Request{Caller: manager}, theirs, opportunity.Approve{})
			return err
		},
	} {
		t.Run(name, func(t *testing.T) { requireError(t, do(), domain.ClassRefused, "exclusive-to-another") })
	}
	w.do(t, manager, deal, opportunity.Distribute{Partner: opportunity.Addressee(w.contoso)})
}
