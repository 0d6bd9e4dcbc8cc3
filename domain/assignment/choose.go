// Package assignment chooses the partner to whom a deal is offered, in two steps: who is eligible, and whose weighted
// measures add up to the most. It is a function of its arguments, in exact arithmetic: whoever has the same facts makes
// the same choice.
package assignment

import (
	"cmp"
	"math/big"
	"slices"
	"time"

	"github.com/cosell/cosell/domain"
	"github.com/cosell/cosell/domain/program"
)

// Basis is as of when a choice is made: the time, whose month says the rates, and the place in the log up to which the
// candidates were read.
type Basis struct {
	Now      time.Time
	Position string
}

// Choose finds the best candidate for a deal: among those against whom no criterion speaks the one with the highest score;
// among equals the one offered a deal longest ago, never counting as longest; then the one with the lowest id. The order
// of the candidates does not matter; each partner is to be among them once.
func Choose(d Deal, candidates []Candidate, p program.Policy, at Basis) Choice {
	c := Choice{At: at.Now, Position: at.Position, Policy: p.Version, Weights: p.Weights}
	candidates = slices.SortedFunc(slices.Values(candidates), func(a, b Candidate) int { return cmp.Compare(a.Partner.ID, b.Partner.ID) })
	month := program.MonthOf(domain.DateOf(at.Now))
	var eligible []Candidate
	against := map[string]int{}
	for _, candidate := range candidates {
		criteria := d.against(candidate, p, month)
		if len(criteria) == 0 {
			eligible = append(eligible, candidate)
			continue
		}
		c.leave(candidate.Partner, criteria)
		for _, criterion := range criteria {
			against[criterion]++
		}
	}
	c.Eligible, c.Against = len(eligible), counts(against)
	c.Scored = rank(measure(d, eligible), p.Weights)
	c.Scored = c.Scored[:min(len(c.Scored), MaxScored)]
	return c
}

func (c *Choice) leave(p domain.Party, criteria []string) {
	if c.Without++; c.Without <= MaxLeftOut {
		c.LeftOut = append(c.LeftOut, LeftOut{p, criteria})
	}
}

// counts says how often each criterion is among those that speak against somebody, in the order of Criteria.
func counts(against map[string]int) (all []Count) {
	for _, criterion := range Criteria {
		if n := against[criterion]; n > 0 {
			all = append(all, Count{criterion, n})
		}
	}
	return all
}

// ranked is a candidate with the exact score that orders it.
type ranked struct {
	Scored
	exact *big.Rat
}

// rank scores candidates that come by rising id and orders them, best first.
func rank(measured []Scored, w program.Weights) []Scored {
	all, weights := make([]ranked, len(measured)), read(w)
	for i, s := range measured {
		exact := s.Measures.score(weights)
		s.Score = exact.FloatString(6)
		all[i] = ranked{s, exact}
	}
	slices.SortStableFunc(all, func(a, b ranked) int {
		return cmp.Or(b.exact.Cmp(a.exact), a.LastOffer.Compare(b.LastOffer), cmp.Compare(a.Partner.ID, b.Partner.ID))
	})
	var scored []Scored
	for _, r := range all {
		scored = append(scored, r.Scored)
	}
	return scored
}

// Again scores what a choice kept and says whom that would choose: the one it chose, for as long as nobody has touched
// the event. False when nobody came into question.
func (c Choice) Again() (domain.Party, bool) {
	return Choice{Scored: rank(c.Scored, c.Weights)}.Chosen()
}
