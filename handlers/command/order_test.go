package command_test

import (
	"errors"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/cosell/cosell/domain"
	"github.com/cosell/cosell/domain/opportunity"
	"github.com/cosell/cosell/domain/partner"
	"github.com/cosell/cosell/handlers/command"
)

func TestRefusalsComeInOneOrder(t *testing.T) {
	w := inMemory(t)
	id := w.offered(t)
	unknown := domain.ID("00000000-0000-4000-8000-000000000000")
	stale := ptr(int64(0))
	invalid, decline := opportunity.Decline{}, opportunity.Decline{Reason: "no such reason"}
	for name, c := range map[string]struct {
		req   command.Request
		id    domain.ID
		cmd   opportunity.Command
		class domain.Class
		code  string
	}{
		"invalid before missing":                {command.Request{Caller: manager}, unknown, invalid, domain.ClassInvalid, "required"},
		"invalid before not visible":            {command.Request{Caller: w.fay()}, id, invalid, domain.ClassInvalid, "required"},
		"missing before denied":                 {command.Request{Caller: auditor}, unknown, opportunity.Accept{}, domain.ClassMissing, "not-found"},
		"missing before the revision":           {command.Request{Caller: manager, IfMatch: stale}, unknown, opportunity.Accept{}, domain.ClassMissing, "not-found"},
		"not visible before denied":             {command.Request{Caller: w.fay(), IfMatch: stale}, id, opportunity.Accept{}, domain.ClassMissing, "not-found"},
		"denied before the revision":            {command.Request{Caller: auditor, IfMatch: stale}, id, opportunity.Recall{Reason: "x"}, domain.ClassDenied, "read-only-role"},
		"the revision before the state":         {command.Request{Caller: manager, IfMatch: stale}, id, opportunity.Distribute{Partner: opportunity.Addressee(w.contoso)}, domain.ClassConflict, "revision-mismatch"},
		"a form that is no id is missing":       {command.Request{Caller: manager}, "42", opportunity.Approve{}, domain.ClassMissing, "not-found"},
		"an upper-case id is missing":           {command.Request{Caller: manager}, "00000000-0000-4000-8000-00000000000A", opportunity.Approve{}, domain.ClassMissing, "not-found"},
		"a reason that policy has not: invalid": {command.Request{Caller: w.fay()}, id, decline, domain.ClassInvalid, "unknown-reason"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := w.Opportunities.Do(t.Context(), c.req, c.id, c.cmd)
			requireError(t, err, c.class, c.code)
			c.req.Key = name
			_, err = w.Opportunities.Do(t.Context(), c.req, c.id, c.cmd)
			requireError(t, err, c.class, c.code)
		})
	}
	require.Len(t, w.history(t, id), 2, "nothing was written")
}

func TestOfTwoWritersAtOneRevisionOneWins(t *testing.T) {
	t.Parallel()
	for name, open := range worlds {
		t.Run(name, func(t *testing.T) {
			w := open(t)
			id := w.accepted(t)
			services := []*command.Service{w.service(t, nil), w.service(t, nil)}
			errs := make([]error, 2)
			var both sync.WaitGroup
			for i, s := range services {
				both.Go(func() {
					req := command.Request{Caller: w.carl(), IfMatch: ptr(int64(2))}
					_, errs[i] = s.Opportunities.Do(t.Context(), req, id, opportunity.AddNote{Text: "mine"})
				})
			}
			both.Wait()

			lost := errors.Join(errs...)
			require.True(t, (errs[0] == nil) != (errs[1] == nil), "%v", lost)
			requireError(t, lost, domain.ClassConflict, "revision-mismatch")
			var m *command.RevisionMismatch
			require.ErrorAs(t, lost, &m)
			require.Equal(t, command.RevisionMismatch{Stated: 2, Actual: 3}, *m)
			require.Len(t, w.history(t, id), 4)
		})
	}
}

func TestTheRevisionDecidedOnIsTaken(t *testing.T) {
	w := inMemory(t)
	id := w.newDeal(t)
	a, err := w.Opportunities.Do(t.Context(), command.Request{Caller: manager, IfMatch: ptr(int64(0))}, id, opportunity.AddNote{Text: "x"})
	require.NoError(t, err)
	require.EqualValues(t, 1, a.Revision)
}

func TestACreationHasNoRevisionToMatch(t *testing.T) {
	w := inMemory(t)
	_, err := w.Opportunities.Do(t.Context(), command.Request{Caller: manager, IfMatch: ptr(int64(0))}, "", create("x"))
	var m *command.RevisionMismatch
	require.ErrorAs(t, err, &m)
	require.Equal(t, command.RevisionMismatch{Stated: 0, Actual: -1}, *m)
}

func TestAnApplicantNeedsNoNameAndSharesNoKeys(t *testing.T) {
	t.Parallel()
	for name, open := range worlds {
		t.Run(name, func(t *testing.T) {
			w := open(t)
			nobody := command.Request{Key: "1"}
			one, err := w.Partners.Do(t.Context(), nobody, "", partner.Apply{Profile: partner.Profile{Name: "Litware"}})
			require.NoError(t, err)
			two, err := w.Partners.Do(t.Context(), nobody, "", partner.Apply{Profile: partner.Profile{Name: "Proseware"}})
			require.NoError(t, err)
			require.NotEqual(t, one.ID, two.ID)
			again, err := w.Partners.Do(t.Context(), nobody, "", partner.Apply{Profile: partner.Profile{Name: "Litware"}})
			require.NoError(t, err)
			require.Equal(t, one.ID, again.ID)
			require.True(t, again.Replayed)
		})
	}
}
