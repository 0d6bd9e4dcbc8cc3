package opportunity

import (
	"slices"

	"github.com/cosell/cosell/domain"
	"github.com/cosell/cosell/domain/evidence"
)

// matchKeys are those under which exclusivity over the deal's customer is to be looked at; none where it has no customer
// or no product.
func (o Opportunity) matchKeys() []string {
	if o.details.Customer == nil || len(o.details.Products) == 0 {
		return nil
	}
	return slices.Clip(o.details.Customer.MatchKeys())
}

// held is the exclusivity over products of the deal.
func (o Opportunity) held(claims []evidence.Claim) (all []evidence.Hold) {
	for _, c := range claims {
		for _, h := range c.Holds {
			if slices.Contains(o.details.Products, h.Product) {
				all = append(all, h)
			}
		}
	}
	return all
}

// exclusiveToAnother reports whether a partner other than this one has exclusivity over the customer and a product.
func (o Opportunity) exclusiveToAnother(partner domain.ID, in Input) bool {
	return slices.ContainsFunc(o.held(in.Evidence.Claims), func(h evidence.Hold) bool { return h.Partner.ID != partner })
}

// unclaimed is what a decision relied upon: that nobody else has exclusivity.
func (in Input) unclaimed() (all []domain.Evidence) {
	for _, c := range in.Evidence.Claims {
		all = append(all, domain.Evidence{Fact: "no other partner has exclusivity over the deal", Stream: c.Stream, Revision: c.Revision})
	}
	return all
}
