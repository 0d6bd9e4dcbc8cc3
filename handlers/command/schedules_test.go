package command_test

import (
	"fmt"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/cosell/cosell/domain"
	"github.com/cosell/cosell/domain/registration"
	"github.com/cosell/cosell/handlers/command"
)

// TestOfTwoApprovalsForOneCustomerOneIsDone runs many schedules: the two meet at random, in one process and in two.
func TestOfTwoApprovalsForOneCustomerOneIsDone(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		open func(testing.TB) *world
		runs int
	}{"memory": {inMemory, 150}, "postgres": {inPostgres, 1}} {
		t.Run(name, func(t *testing.T) {
			for range c.runs {
				w := c.open(t)
				ids := make([]domain.ID, 4)
				for i := range ids {
					who := w.carl()
					if i%2 == 1 {
						who = w.fay()
					}
					_, ids[i] = w.exclusive(t, who)
				}
				services := []*command.Service{w.service(t, scatter), w.service(t, scatter)}
				errs := make([]error, 4*len(ids))
				var all sync.WaitGroup
				for i := range errs {
					all.Go(func() {
						req := command.Request{Caller: rita, Key: fmt.Sprint("approve ", i%8)}
						_, errs[i] = services[i/2%2].Registrations.Do(t.Context(), req, ids[i%4], registration.Approve{})
					})
				}
				all.Wait()
				var approved []domain.ID
				for _, id := range ids {
					if w.state(t, id) == registration.StateApproved {
						approved = append(approved, id)
					}
				}
				require.Equal(t, []domain.ID{w.holder(t)}, approved, "%v", errs)
			}
		})
	}
}
