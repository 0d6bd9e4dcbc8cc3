package command_test

import (
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/cosell/cosell/domain"
	"github.com/cosell/cosell/domain/claim"
	"github.com/cosell/cosell/domain/referral"
	"github.com/cosell/cosell/domain/registration"
	"github.com/cosell/cosell/handlers/command"
)

const nobody = domain.ID("9c1a4e0e-3c3b-4c43-9d0a-6a1f0f0f0f0f")

func filing(w *world, registration domain.ID) claim.File {
	return claim.File{
		MatchKey:     create("").Customer.MatchKeys()[0],
		Registration: registration,
		Deal:         "opportunity-" + string(nobody),
		Partner:      domain.Party{ID: w.contoso, Name: "Contoso"},
		Products:     []string{"Cloud"},
	}
}

func TestACommandThatFoundsBeginsTheStreamItIsGiven(t *testing.T) {
	for name, open := range worlds {
		t.Run(name, func(t *testing.T) {
			w := open(t)
			req := command.Request{Caller: recognition, Key: "file"}
			a, err := w.Claims.Do(t.Context(), req, northwind, filing(w, nobody))
			require.NoError(t, err)
			require.Equal(t, northwind, a.ID)
			require.Equal(t, int64(0), a.Revision)

			again, err := w.service(t, nil).Claims.Do(t.Context(), req, northwind, filing(w, nobody))
			require.NoError(t, err)
			require.True(t, again.Replayed)
			twice, err := w.Claims.Do(t.Context(), command.Request{Caller: recognition}, northwind, filing(w, nobody))
			require.NoError(t, err)
			require.Empty(t, twice.Events, "what is there already is not begun again")
			require.Len(t, w.claims(t), 1)
		})
	}
}

func TestNoOtherCommandFindsWhatIsNotThere(t *testing.T) {
	w := inMemory(t)
	for name, do := range map[string]func(command.Request) error{
		"an answer": func(r command.Request) error {
			_, err := w.Referrals.Do(t.Context(), r, nobody, referral.Accept{Name: "x"})
			return err
		},
		"a decision": func(r command.Request) error {
			_, err := w.Registrations.Do(t.Context(), r, nobody, registration.Approve{})
			return err
		},
		"a release": func(r command.Request) error {
			_, err := w.Claims.Do(t.Context(), r, nobody, claim.Release{Registration: nobody, Why: "x"})
			return err
		},
		"an opening, of a deal that has an id": func(r command.Request) error {
			_, err := w.Opportunities.Do(t.Context(), r, nobody, create("x"))
			return err
		},
	} {
		t.Run(name, func(t *testing.T) {
			for _, who := range []domain.Caller{rita, recognition, w.carl()} {
				require.ErrorIs(t, do(command.Request{Caller: who}), command.ErrMissing)
			}
		})
	}
}

func TestWhoMayNotBeginAStreamIsDenied(t *testing.T) {
	w := inMemory(t)
	for _, who := range []domain.Caller{rita, w.carl(), auditor} {
		_, err := w.Claims.Do(t.Context(), command.Request{Caller: who}, northwind, filing(w, nobody))
		requireError(t, err, domain.ClassDenied, "process-only")
	}
}

func TestAStepThatFoundsIsDoneOnceWhateverCrashes(t *testing.T) {
	for _, point := range []command.Point{command.Reserved, command.Appended, command.Completed} {
		t.Run(string(point), func(t *testing.T) {
			for name, open := range worlds {
				t.Run(name, func(t *testing.T) {
					w := open(t)
					req := command.Request{Caller: recognition, Key: "file"}
					dying := w.service(t, crashAt(point))
					require.PanicsWithValue(t, crash{}, func() { _, _ = dying.Claims.Do(t.Context(), req, northwind, filing(w, nobody)) })
					a, err := w.service(t, nil).Claims.Do(t.Context(), req, northwind, filing(w, nobody))
					require.NoError(t, err)
					require.Len(t, a.Events, 1)
					require.Equal(t, []string{"claim.filed"}, w.claims(t))
				})
			}
		})
	}
}

func TestClaimsFiledAtOnceStandInOneOrderOfArrival(t *testing.T) {
	t.Parallel()
	for name, open := range worlds {
		t.Run(name, func(t *testing.T) {
			w := open(t)
			services := []*command.Service{w.service(t, scatter), w.service(t, scatter), w.service(t, scatter)}
			var all sync.WaitGroup
			for i := range 12 { // a conflict is decided again five times: more at once of several processes may give up
				all.Go(func() {
					id := nobody.Derive(string(rune('a' + i)))
					_, err := services[i%3].Claims.Do(t.Context(), command.Request{Caller: recognition, Key: string(id)}, northwind, filing(w, id))
					if err != nil {
						t.Error(err)
					}
				})
			}
			all.Wait()
			v, err := w.Claims.Load(t.Context(), northwind, command.AsOf{})
			require.NoError(t, err)
			require.Equal(t, int64(11), v.Revision)
			for i, e := range v.State.Queue() {
				place, _ := v.State.Place(e.Registration)
				require.Equal(t, i+1, place)
			}
		})
	}
}
