package registration

import "github.com/cosell/cosell/domain"

// answer is a field of an incentive's form, and whether it is filled in.
type answer struct {
	field string
	given bool
}

// answers are the fields of an incentive's form that every contract has.
func (f Form) answers() []answer {
	return []answer{
		{"contractValue", !f.ContractValue.IsZero()},
		{"solutionValue", !f.SolutionValue.IsZero()},
		{"term", f.Term != ""},
		{"signedDate", !f.Signed.IsZero()},
		{"startDate", !f.Start.IsZero()},
		{"pricing", f.Pricing != ""},
		{"deployedHere", f.Deployed != nil},
		{"tenant", f.Tenant != ""},
		{"marketplace", f.Marketplace != nil},
		{"solution", !domain.Blank(f.Solution)},
	}
}

// missing are the fields that an incentive asks for, and those that it does not for such a contract.
func (f Form) missing() (bad []domain.FieldError) {
	for _, a := range f.answers() {
		if !a.given {
			bad = append(bad, required(a.field))
		}
	}
	switch {
	case f.Term == Finite && f.End.IsZero():
		bad = append(bad, required("endDate"))
	case f.Term == Perpetual && !f.End.IsZero():
		bad = append(bad, fault("endDate", "not-asked", "A perpetual contract has no end; leave it out."))
	}
	switch bought := f.Marketplace != nil && *f.Marketplace; {
	case bought && f.MarketplaceDate.IsZero():
		bad = append(bad, required("marketplaceDate"))
	case !bought && !f.MarketplaceDate.IsZero():
		bad = append(bad, fault("marketplaceDate", "not-asked", "This is asked for what was bought on the marketplace; leave it out."))
	}
	return bad
}

// unasked are the fields of an incentive that a form of exclusivity fills in.
func (f Form) unasked() (bad []domain.FieldError) {
	for _, a := range append(f.answers(),
		answer{"endDate", !f.End.IsZero()},
		answer{"marketplaceDate", !f.MarketplaceDate.IsZero()},
		answer{"holdsContract", f.HoldsContract},
		answer{"namedInContract", f.NamedInContract},
	) {
		if a.given {
			bad = append(bad, notAsked(a.field))
		}
	}
	return bad
}
