package assignment

import (
	"slices"

	"github.com/cosell/cosell/domain"
	"github.com/cosell/cosell/domain/program"
)

// against is every criterion that speaks against a candidate, in the order of Criteria.
func (d Deal) against(c Candidate, p program.Policy, month string) (all []string) {
	for _, criterion := range []struct {
		code   string
		speaks bool
	}{
		{NotApproved, !c.Approved},
		{Excluded, slices.Contains(d.Excluded, c.Partner.ID)},
		{Capacity, c.Capacity != nil && c.Load >= *c.Capacity},
		{ValueRange, !c.Revenue.holds(d.Value, p, month)},
		{Territory, !covers(c.Territories, d.Territory)},
		{LeadType, !covers(c.LeadTypes, d.LeadType)},
		{Products, slices.ContainsFunc(d.Products, func(product string) bool { return !covers(c.Products, product) })},
		{ExclusiveToAnother, slices.ContainsFunc(d.Holders, func(holder domain.ID) bool { return holder != c.Partner.ID })},
	} {
		if criterion.speaks {
			all = append(all, criterion.code)
		}
	}
	return all
}

// covers reports whether a list that is empty for everything has x in it; nothing always is.
func covers(list []string, x string) bool {
	return len(list) == 0 || x == "" || slices.Contains(list, x)
}

// holds reports whether a value lies in the range: compared in the currency of both, else in USD at the rates of the month.
// What cannot be compared is outside; no value is in every range.
func (r Range) holds(value domain.Money, p program.Policy, month string) bool {
	if value.IsZero() {
		return true
	}
	atLeast := func(a, b domain.Money) bool {
		if a.Currency() == b.Currency() {
			return a.Cmp(b) >= 0
		}
		x, _, known := p.USD(a, month)
		y, _, both := p.USD(b, month)
		return known && both && x.Cmp(y) >= 0
	}
	return (r.Min.IsZero() || atLeast(value, r.Min)) && (r.Max.IsZero() || atLeast(r.Max, value))
}
