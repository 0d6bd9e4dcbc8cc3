package candidates_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/cosell/cosell/domain"
	"github.com/cosell/cosell/domain/assignment"
	"github.com/cosell/cosell/domain/candidates"
	"github.com/cosell/cosell/domain/opportunity"
	"github.com/cosell/cosell/domain/partner"
	"github.com/cosell/cosell/domain/program"
)

var (
	manager  = domain.Caller{Member: "vera", Org: domain.Vendor, Roles: []domain.Role{domain.RoleChannelManager}}
	stalling = program.Default().StalledAfter
)

// assign lets the engine choose for a new deal, from what the ledger knows, and writes what was decided.
func (l *log) assign(ledger *candidates.Ledger, deal domain.ID) error {
	l.add(deal, opportunity.Created{Details: opportunity.Details{Topic: "Robots", Currency: "EUR"}})
	ledger.Apply(l.events[len(l.events)-1])
	events, err := opportunity.Decide(opportunity.Replay(l.events[len(l.events)-1:]), opportunity.Distribute{Partner: opportunity.Auto}, opportunity.Input{
		ID: deal, Caller: manager, Now: l.now, Policy: program.Default(),
		Evidence: opportunity.Evidence{Candidates: ledger.Candidates(l.now, stalling), Position: fmt.Sprint(len(l.events))},
	})
	if err == nil {
		l.add(deal, events[0])
		ledger.Apply(l.events[len(l.events)-1])
	}
	return err
}

func TestAThousandDealsRespectCapacityAndAreChosenAgainFromTheLog(t *testing.T) {
	const partners, deals = 30, 1000
	l := newLog(partners)
	room := 0
	for n := range partners {
		l.add(org(n), partner.Revised{Capacity: &domain.Change[*int]{To: new(10 + n)}})
		room += 10 + n
	}
	ledger := l.fold()
	refused := 0
	for n := range deals {
		l.now = l.now.Add(time.Minute)
		if err := l.assign(ledger, id(2, n)); err != nil {
			require.ErrorIs(t, err, opportunity.ErrNoCandidate)
			refused++
		}
		if n == deals/2 { // some answer, so that records differ
			for past := range n {
				if past%3 == 0 {
					l.add(id(2, past), opportunity.Accepted{Partner: l.stand(id(2, past)).offered})
					ledger.Apply(l.events[len(l.events)-1])
				}
			}
		}
	}
	assert.Equal(t, deals-room, refused, "every place is taken, and none twice")
	for n, c := range ledger.Candidates(l.now, stalling) {
		assert.Equal(t, 10+n, c.Load)
	}
	assertChosenAgain(t, l)
}

// assertChosenAgain makes every choice of a log once more, from the events before it.
func assertChosenAgain(t *testing.T, l *log) {
	t.Helper()
	var before candidates.Ledger
	made := 0
	for i, r := range l.events {
		e, ok := r.Event.(opportunity.Distributed)
		if ok && e.Choice != nil {
			require.Equal(t, fmt.Sprint(i), e.Choice.Position)
			again := assignment.Choose(opportunity.Replay(l.events[i-1:i]).Sought(nil), before.Candidates(e.Choice.At, stalling), program.Default(),
				assignment.Basis{Now: e.Choice.At, Position: e.Choice.Position})
			require.Equal(t, *e.Choice, again)
			made++
		}
		before.Apply(r)
	}
	require.Positive(t, made)
}
