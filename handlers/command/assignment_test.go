package command_test

import (
	"fmt"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/cosell/cosell/domain"
	"github.com/cosell/cosell/domain/claim"
	"github.com/cosell/cosell/domain/opportunity"
	"github.com/cosell/cosell/domain/partner"
	"github.com/cosell/cosell/eventstore"
	"github.com/cosell/cosell/handlers/command"
)

// capacities are those of twenty partners, from few to many deals and about total together.
func capacities(total int) (all []int) {
	for i := range 20 {
		all = append(all, total*(i+1)/210)
	}
	return all
}

func (w *world) staff(tb testing.TB, capacities []int) (total int) {
	tb.Helper()
	for _, id := range []domain.ID{w.contoso, w.fabrikam} {
		w.take(tb, id, 0)
	}
	for i, n := range capacities {
		name := fmt.Sprintf("Partner %02d", i)
		w.take(tb, w.enrol(tb, name, fmt.Sprint("member", i)), n)
		total += n
	}
	return total
}

// take sets a partner's capacity.
func (w *world) take(tb testing.TB, id domain.ID, capacity int) {
	tb.Helper()
	_, err := w.Partners.Do(tb.Context(), command.Request{Caller: admin}, id, partner.Revise{Capacity: domain.Some(capacity)})
	require.NoError(tb, err)
}

// auto assigns deals at once through services that take turns, and counts those for whom there was nobody.
func (w *world) auto(t *testing.T, deals []domain.ID, services ...*command.Service) (without int) {
	t.Helper()
	var none atomic.Int64
	var all sync.WaitGroup
	for i, id := range deals {
		all.Go(func() {
			req := command.Request{Caller: manager, Key: fmt.Sprint("assign ", i)}
			_, err := services[i%len(services)].Opportunities.Do(t.Context(), req, id, opportunity.Distribute{Partner: opportunity.Auto})
			switch {
			case err != nil && domain.AsError(err).Code == "no-candidate":
				none.Add(1)
			case err != nil:
				t.Errorf("%d: %v", i, err)
			}
		})
	}
	all.Wait()
	return int(none.Load())
}

func (w *world) newDeals(tb testing.TB, n int) (all []domain.ID) {
	tb.Helper()
	all = make([]domain.ID, n)
	var done sync.WaitGroup
	for i := range all {
		done.Go(func() {
			a, err := w.Opportunities.Do(tb.Context(), command.Request{Caller: manager}, "", create(fmt.Sprint("Deal ", i)))
			if err != nil {
				tb.Error(err)
			}
			all[i] = a.ID
		})
	}
	done.Wait()
	return all
}

// TestAThousandDealsAssignedAtOnceRespectCapacity also takes the log apart: at no place of it is a partner over its
// capacity, and every choice is made again from what lies before it.
func TestAThousandDealsAssignedAtOnceRespectCapacity(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		open  func(testing.TB) *world
		deals int
	}{"memory": {inMemory, 1000}, "postgres": {inPostgres, 300}} {
		t.Run(name, func(t *testing.T) {
			w := c.open(t)
			room := w.staff(t, capacities(c.deals*6/10))
			without := w.auto(t, w.newDeals(t, c.deals), w.Service)
			require.Equal(t, max(0, c.deals-room), without)
			require.Equal(t, min(room, c.deals), w.audit(t))
		})
	}
}

func TestProcessesThatTakeTurnsRespectCapacityTogether(t *testing.T) {
	t.Parallel()
	w := inPostgres(t)
	room := w.staff(t, capacities(60))
	var services []*command.Service
	for range 3 {
		services = append(services, w.among(t, command.NewPostgresExclusive(w.pool)))
	}
	without := w.auto(t, w.newDeals(t, 100), services...)
	require.Equal(t, 100-room, without)
	require.Equal(t, room, w.audit(t))
}

func TestAnOfferThatIsDeclinedGoesToTheNextOne(t *testing.T) {
	w := inMemory(t)
	w.staff(t, []int{1, 1})
	deal := w.newDeal(t)
	first := w.do(t, manager, deal, opportunity.Distribute{Partner: opportunity.Auto})
	asked := w.history(t, deal)[1].Event.(opportunity.Distributed)
	w.do(t, member("m", asked.Partner.ID), deal, opportunity.Decline{Reason: w.declineReason()})

	next := command.Request{Caller: domain.Process("reoffer"), Key: "again"}
	a, err := w.Opportunities.Do(t.Context(), next, deal, opportunity.Reoffer{Offer: first.Revision})
	require.NoError(t, err)
	require.Equal(t, "opportunity.distributed", a.Events[0].Kind)
	again, err := w.service(t, nil).Opportunities.Do(t.Context(), next, deal, opportunity.Reoffer{Offer: first.Revision})
	require.NoError(t, err)
	require.True(t, again.Replayed)
	require.Equal(t, 2, w.audit(t))
}

func TestAnAssignmentHeedsClaimsAsOfItsPlaceInTheLog(t *testing.T) {
	w := inMemory(t)
	w.staff(t, []int{5})
	deal := w.newDeal(t)
	held := create("").Customer.MatchKeys()[0]
	other := domain.Party{ID: w.contoso, Name: "Contoso"}
	_, err := w.Claims.Do(t.Context(), command.Request{Caller: domain.Process("test")}, domain.ClaimID(held), claim.Grant{
		MatchKey: held, Registration: deal.Derive("r"), Deal: "opportunity-" + string(deal), Partner: other, Products: []string{"Cloud"},
	})
	require.NoError(t, err)
	_, err = w.Opportunities.Do(t.Context(), command.Request{Caller: manager}, deal, opportunity.Distribute{Partner: opportunity.Auto})
	requireError(t, err, domain.ClassRefused, "no-candidate")
	w.take(t, w.contoso, 1)
	w.do(t, manager, deal, opportunity.Distribute{Partner: opportunity.Auto})
	require.Equal(t, w.contoso, w.history(t, deal)[1].Event.(opportunity.Distributed).Partner.ID)
	require.Equal(t, 1, w.audit(t))
}

func TestAnEventThatNobodyKnowsStopsAssignmentAlone(t *testing.T) {
	w := inMemory(t)
	require.NoError(t, w.Warm(t.Context()))
	strange := domain.ID("7d3c0c58-1c58-4a6e-9a53-7f6f24b8b9d4")
	_, err := w.store.Append(t.Context(), "opportunity-"+string(strange), eventstore.NoStream, []eventstore.Pending{{
		ID: string(strange), Kind: "opportunity.beamed-up", SchemaVersion: 1, Data: []byte("{}"),
		Metadata: eventstore.Metadata{RecordedAt: begin, CommandID: "x", CorrelationID: "x"},
	}})
	require.NoError(t, err)
	deal := w.newDeal(t)
	_, err = w.Opportunities.Do(t.Context(), command.Request{Caller: manager}, deal, opportunity.Distribute{Partner: opportunity.Auto})
	requireError(t, err, domain.ClassUnavailable, "newer-event")
	requireError(t, w.Warm(t.Context()), domain.ClassUnavailable, "newer-event")
	w.do(t, manager, deal, opportunity.Distribute{Partner: opportunity.Addressee(w.contoso)})
}

func TestAnAssignmentIsMadeOnceWhateverCrashes(t *testing.T) {
	t.Parallel()
	for _, point := range []command.Point{command.Reserved, command.Appended, command.Completed} {
		t.Run(string(point), func(t *testing.T) {
			for name, open := range worlds {
				t.Run(name, func(t *testing.T) {
					w := open(t)
					w.staff(t, []int{3, 3})
					deal := w.newDeal(t)
					req := command.Request{Caller: manager, Key: "assign"}
					auto := opportunity.Distribute{Partner: opportunity.Auto}
					dying := w.service(t, crashAt(point))
					require.PanicsWithValue(t, crash{}, func() { _, _ = dying.Opportunities.Do(t.Context(), req, deal, auto) })
					first, err := w.service(t, nil).Opportunities.Do(t.Context(), req, deal, auto)
					require.NoError(t, err)
					w.do(t, manager, deal, opportunity.Recall{Reason: "x"})
					again, err := w.Opportunities.Do(t.Context(), req, deal, auto)
					require.NoError(t, err)
					require.Equal(t, toJSON(t, first), toJSON(t, again))
					require.Equal(t, 1, w.audit(t))
				})
			}
		})
	}
}

func TestAnAssignmentOnAnOldRevisionIsAMismatch(t *testing.T) {
	w := inMemory(t)
	w.staff(t, []int{3})
	req := command.Request{Caller: manager, IfMatch: ptr(int64(5))}
	_, err := w.Opportunities.Do(t.Context(), req, w.newDeal(t), opportunity.Distribute{Partner: opportunity.Auto})
	requireError(t, err, domain.ClassConflict, "revision-mismatch")
}
