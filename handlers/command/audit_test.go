package command_test

import (
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/cosell/cosell/domain"
	"github.com/cosell/cosell/domain/assignment"
	"github.com/cosell/cosell/domain/candidates"
	"github.com/cosell/cosell/domain/claim"
	"github.com/cosell/cosell/domain/evidence"
	"github.com/cosell/cosell/domain/opportunity"
	"github.com/cosell/cosell/domain/program"
	"github.com/cosell/cosell/eventstore"
	"github.com/cosell/cosell/handlers/command"
)

// logged is an event at its place in the log.
type logged struct {
	domain.Recorded
	position string
}

func (w *world) log(t *testing.T) (all []logged) {
	t.Helper()
	codec, err := command.NewCodec()
	require.NoError(t, err)
	end, err := w.store.End(t.Context())
	require.NoError(t, err)
	for r, err := range w.store.Subscribe(t.Context(), eventstore.Position{}) {
		require.NoError(t, err)
		e, err := command.Decode(codec, r)
		require.NoError(t, err)
		all = append(all, logged{e, r.Position.String()})
		if !r.Position.Before(end) {
			break
		}
	}
	return all
}

// past is what the log says up to some place in it.
type past struct {
	partners candidates.Ledger
	deals    map[domain.ID]opportunity.Opportunity
	claims   map[domain.ID]claim.Claim
	program  program.Program
	policies map[int]program.Policy
}

func newPast() *past {
	return &past{
		deals:    map[domain.ID]opportunity.Opportunity{},
		claims:   map[domain.ID]claim.Claim{},
		policies: map[int]program.Policy{1: program.Default()},
	}
}

func (p *past) fold(e logged) {
	p.partners.Apply(e.Recorded)
	switch e.Event.(type) {
	case opportunity.Event:
		p.deals[e.Subject] = opportunity.Evolve(p.deals[e.Subject], e.Recorded)
	case claim.Event:
		p.claims[e.Subject] = claim.Evolve(p.claims[e.Subject], e.Recorded)
	case program.Event:
		p.program = program.Evolve(p.program, e.Recorded)
		p.policies[p.program.Policy().Version] = p.program.Policy()
	}
}

// choose makes a choice again that was made then for a deal.
func (p *past) choose(deal domain.ID, made assignment.Choice) assignment.Choice {
	var claims []evidence.Claim
	for _, key := range create("").Customer.MatchKeys() {
		if c, ok := p.claims[domain.ClaimID(key)]; ok {
			claims = append(claims, c.Fact())
		}
	}
	policy := p.policies[made.Policy]
	all := p.partners.Candidates(made.At, policy.StalledAfter)
	return assignment.Choose(p.deals[deal].Sought(claims), all, policy, assignment.Basis{Now: made.At, Position: made.Position})
}

// audit folds the whole log from its beginning: at no place is a partner over its capacity, and every choice is made again
// from nothing but the log up to the place that it names. It returns how many choices there are.
func (w *world) audit(t *testing.T) (choices int) {
	t.Helper()
	var now candidates.Ledger
	log, then, folded := w.log(t), newPast(), 0
	for _, e := range log {
		now.Apply(e.Recorded)
		for _, c := range now.Candidates(e.RecordedAt, 0) {
			if c.Capacity != nil && c.Load > *c.Capacity {
				t.Fatalf("at %s %s has %d deals and takes %d", e.position, c.Partner.Name, c.Load, *c.Capacity)
			}
		}
		offer, ok := e.Event.(opportunity.Distributed)
		if !ok || offer.Choice == nil {
			continue
		}
		choices++
		for ; folded < len(log) && log[folded].position <= offer.Choice.Position; folded++ {
			then.fold(log[folded])
		}
		before := slices.IndexFunc(log, func(o logged) bool { return o.Stream == e.Stream && o.Revision == e.Revision-1 })
		require.LessOrEqual(t, log[before].position, offer.Choice.Position, "the choice knew the deal as it was")
		require.JSONEq(t, toJSON(t, offer.Choice), toJSON(t, then.choose(e.Subject, *offer.Choice)))
	}
	return choices
}
