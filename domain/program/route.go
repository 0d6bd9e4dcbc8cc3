package program

import "github.com/cosell/cosell/domain"

// The rules by which a route may lead, most telling first.
const (
	RouteExact    = "exact"    // market and solution
	RouteSolution = "solution" // in every market
	RouteMarket   = "market"   // for every solution
	RouteDefault  = "default"  // whatever else comes to that partner
)

// Route is the location of a partner to which an inbound referral goes, and the rule that says so: a rule for the market
// and one of the solutions, for one of the solutions, for the market, the partner's default. Where rules for several
// solutions fit, the solution named first in the deal decides. Both are "" for a partner without a rule that fits.
func (p Policy) Route(partner domain.ID, market string, solutions []string) (location domain.ID, rule string) {
	if market != "" {
		for _, s := range solutions {
			if at, ok := p.routed(partner, market, s); ok && s != "" {
				return at, RouteExact
			}
		}
	}
	for _, s := range solutions {
		if at, ok := p.routed(partner, "", s); ok && s != "" {
			return at, RouteSolution
		}
	}
	if at, ok := p.routed(partner, market, ""); ok && market != "" {
		return at, RouteMarket
	}
	if at, ok := p.routed(partner, "", ""); ok {
		return at, RouteDefault
	}
	return "", ""
}

func (p Policy) routed(partner domain.ID, market, solution string) (domain.ID, bool) {
	for _, r := range p.Routing {
		if r.Partner == partner && r.Market == market && r.Solution == solution {
			return r.Location, true
		}
	}
	return "", false
}
