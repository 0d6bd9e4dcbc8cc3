package command_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/cosell/cosell/domain"
	"github.com/cosell/cosell/domain/registration"
	"github.com/cosell/cosell/handlers/command"
)

func TestAReceiptProvesWhenARegistrationCameAndItsPlaceInTheQueue(t *testing.T) {
	w := inMemory(t)
	_, one := w.exclusive(t, w.carl())
	_, two := w.exclusive(t, w.fay())
	proof := func(who domain.Caller, id domain.ID, as command.AsOf) *command.Proof {
		seen, err := w.Registrations.Show(t.Context(), who, id, as)
		require.NoError(t, err)
		return seen.State.(command.RegistrationView).Receipt
	}
	require.Nil(t, proof(rita, one, command.AsOf{}).Claim, "it waits in no queue yet")
	for _, id := range []domain.ID{one, two} {
		_, err := w.Claims.Do(t.Context(), command.Request{Caller: recognition}, northwind, filing(w, id))
		require.NoError(t, err)
	}
	w.register(t, w.fay(), two, registration.Withdraw{})

	p := proof(rita, two, command.AsOf{})
	require.Equal(t, "registration-"+string(two), p.Stream)
	require.Equal(t, begin, p.RecordedAt)
	require.Equal(t, int64(1), p.Claim.Revision)
	require.Equal(t, 2, *p.Claim.Place)
	require.Nil(t, proof(w.fay(), two, command.AsOf{}).Claim.Place, "only the vendor sees who holds and who waits")
	first := proof(w.carl(), one, command.AsOf{})
	require.True(t, first.Position.Before(p.Position))
	require.Contains(t, toJSON(t, command.RegistrationView{Receipt: first}), `"receipt":{"stream":"registration-`+string(one)+`","revision":0,"position":`)
	require.Nil(t, proof(rita, two, command.AsOf{Position: &p.Position}).Claim, "nor was it in one then")
}
