package program

import (
	"fmt"
	"slices"

	"github.com/cosell/cosell/domain"
)

var (
	errConflictingRoute = domain.Refusal("conflicting-route", "Several rules say where the same referrals go.")
	errNoDefaultRoute   = domain.Refusal("no-default-route", "A partner with rules needs a default: a rule without market and solution.")
)

func (c SetRouting) decide(p Program, in Input) (Event, error) {
	if err := c.conflict(); err != nil {
		return nil, err
	}
	if err := c.rootless(); err != nil {
		return nil, err
	}
	if err := c.unfounded(p, in); err != nil {
		return nil, err
	}
	e := RoutingChanged{Routing: Routing{append([]Route{}, c.Routes...)}, Reason: c.Reason}
	for _, id := range Needs(p, c, in.Caller).Partners {
		partner := in.Evidence.Partners[id]
		e.Evidence = append(e.Evidence, partner.Believed(fmt.Sprintf("%s has these locations and solutions", partner.Name)))
	}
	return e, nil
}

// key is what a rule is about; there is one rule for each.
func (r Route) key() Route { return Route{Partner: r.Partner, Market: r.Market, Solution: r.Solution} }

// conflict names every rule that is about the same referrals as an earlier one, and the earlier one.
func (r Routing) conflict() error {
	first := map[Route]int{}
	bad := *errConflictingRoute
	for i, route := range r.Routes {
		j, taken := first[route.key()]
		if !taken {
			first[route.key()] = i
			continue
		}
		bad.Fields = append(bad.Fields, domain.FieldError{
			Field: fmt.Sprintf("routes[%d]", i), Code: bad.Code, Message: fmt.Sprintf(
				"routes[%d] leads the same referrals (%s) to location %s already.", j, r.Routes[j].about(), r.Routes[j].Location),
		})
	}
	return one(bad)
}

// one is a refusal of the fields it names; nil when it names none. It says what it says of the first.
func one(bad domain.Error) error {
	if len(bad.Fields) == 0 {
		return nil
	}
	bad.Message = bad.Fields[0].Message
	return &bad
}

// about says which referrals a rule leads.
func (r Route) about() string {
	market, solution := "every market", "every solution"
	if r.Market != "" {
		market = "market " + r.Market
	}
	if r.Solution != "" {
		solution = "solution " + r.Solution
	}
	return market + ", " + solution
}

// rootless names the first rule of every partner that has no default.
func (r Routing) rootless() error {
	seen := map[domain.ID]bool{}
	for _, route := range r.Routes {
		if route.Market == "" && route.Solution == "" {
			seen[route.Partner] = true
		}
	}
	bad := *errNoDefaultRoute
	for i, route := range r.Routes {
		if !seen[route.Partner] {
			seen[route.Partner] = true
			bad.Fields = append(bad.Fields, domain.FieldError{Field: fmt.Sprintf("routes[%d]", i), Code: bad.Code, Message: bad.Message})
		}
	}
	return one(bad)
}

// unfounded names what the rules that are new speak of and their partners do not have. A rule that stands already is not
// asked again: closing a location must not stand in the way of other rules.
func (c SetRouting) unfounded(p Program, in Input) error {
	var bad []domain.FieldError
	for i, r := range c.Routes {
		if slices.Contains(p.Policy().Routing, r) {
			continue
		}
		at := fmt.Sprintf("routes[%d].", i)
		partner := in.Evidence.Partners[r.Partner]
		location, known := partner.Locations[r.Location]
		_, offered := partner.Solutions[r.Solution]
		switch {
		case !partner.Exists:
			bad = append(bad, domain.FieldError{Field: at + "partner", Code: "unknown-partner", Message: "There is no such partner."})
			continue
		case !known || location.Closed:
			bad = append(bad, domain.FieldError{Field: at + "location", Code: "unknown-location", Message: "The partner has no such open location."})
		}
		if r.Solution != "" && !offered {
			bad = append(bad, domain.FieldError{Field: at + "solution", Code: "unknown-solution", Message: "The partner has no such solution."})
		}
	}
	return domain.Invalid(bad)
}
