package referral

import (
	"fmt"

	"github.com/cosell/cosell/domain"
	"github.com/cosell/cosell/domain/evidence"
)

// solutions are those that a request names, with the names that they have on record, and what was relied upon. An own one must
// be in the record of the caller's partner, a third-party one in that of its partner, both ready for co-selling; of the
// vendor's, and of assessments, there is no record.
func (in Input) solutions(field string, asked []Solution) (all []Solution, relied []domain.Evidence, err error) {
	var bad []domain.FieldError
	for i, s := range asked {
		if s.partner(in.Caller.Org) == "" {
			all = append(all, s)
			continue
		}
		at := fmt.Sprintf("%s[%d].id", field, i)
		p, found := in.onRecord(s)
		switch {
		case !found.known:
			bad = append(bad, domain.FieldError{Field: at, Code: "unknown-solution", Message: "There is no such solution on that partner's record."})
		case !found.CoSellReady && err == nil:
			err = ErrNotCoSellReady.On(at)
		}
		s.Name = found.Name
		all = append(all, s)
		relied = append(relied, p.Believed(fmt.Sprintf("%s offers %s, ready for co-selling", p.Name, s.Name)))
	}
	if len(bad) > 0 {
		err = domain.Invalid(bad)
	}
	return all, relied, err
}

// partner is the one whose record holds a solution of a copy of org; "" where there is no record.
func (s Solution) partner(org domain.Org) domain.ID {
	switch s.Kind {
	case SolutionOwn:
		return partnerOf(org)
	case SolutionThirdParty:
		return s.Partner
	}
	return ""
}

type recordOf struct {
	evidence.Solution
	known bool
}

func (in Input) onRecord(s Solution) (evidence.Partner, recordOf) {
	p := in.Evidence.Partners[s.partner(in.Caller.Org)]
	found, known := p.Solutions[s.ID]
	return p, recordOf{found, known}
}

// incentivised reports whether one of the solutions may be bought on the marketplace with an incentive.
func (in Input) incentivised(solutions []Solution) bool {
	for _, s := range solutions {
		if _, found := in.onRecord(s); found.Incentivised {
			return true
		}
	}
	return false
}

// seenBy are solutions of one organisation's copy as another has them in its own: what belongs to the other is its own
// there, what belonged to the first is a third party's.
func seenBy(to domain.Org, from domain.Organisation, solutions []Solution) []Solution {
	all := make([]Solution, len(solutions))
	for i, s := range solutions {
		if s.Kind == SolutionOwn {
			s.Kind, s.Partner = SolutionThirdParty, partnerOf(from.Org)
		}
		if s.Kind == SolutionThirdParty && s.Partner == partnerOf(to) {
			s.Kind, s.Partner = SolutionOwn, ""
		}
		all[i] = s
	}
	return all
}

// duplicates are complaints about solutions that are named twice.
func duplicates(field string, solutions []Solution) (bad []domain.FieldError) {
	seen := map[Solution]bool{}
	for i, s := range solutions {
		s.Name = ""
		if seen[s] {
			bad = append(bad, domain.FieldError{Field: fmt.Sprintf("%s[%d]", field, i), Code: "duplicate", Message: "This solution is named twice."})
		}
		seen[s] = true
	}
	return bad
}
