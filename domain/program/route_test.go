package program_test

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/cosell/cosell/domain"
	"github.com/cosell/cosell/domain/program"
)

func route(market, solution string, location domain.ID) program.Route {
	return program.Route{Partner: contoso, Market: market, Solution: solution, Location: location}
}

func TestTheMostTellingRuleLeads(t *testing.T) {
	p := program.Default()
	p.Routing = []program.Route{
		route("", "", "default"), route("DE", "", "market"), route("", "robots", "solution"), route("", "arms", "arms"),
		route("DE", "robots", "exact"), {Partner: fabrikam, Market: "FR", Location: lima},
	}
	for _, c := range []struct {
		partner   domain.ID
		market    string
		solutions []string
		want      string
	}{
		{contoso, "DE", []string{"robots"}, "exact exact"},
		{contoso, "DE", []string{"arms", "robots"}, "exact exact"},
		{contoso, "FR", []string{"robots"}, "solution solution"},
		{contoso, "FR", []string{"arms", "robots"}, "arms solution"},
		{contoso, "FR", []string{"robots", "arms"}, "solution solution"},
		{contoso, "DE", []string{"arms"}, "arms solution"},
		{contoso, "DE", []string{"legs"}, "market market"},
		{contoso, "DE", nil, "market market"},
		{contoso, "FR", []string{"legs"}, "default default"},
		{contoso, "", []string{""}, "default default"},
		{contoso, "", []string{"robots"}, "solution solution"},
		{contoso, "", nil, "default default"},
		{fabrikam, "FR", nil, string(lima) + " market"},
		{fabrikam, "DE", []string{"robots"}, " "},
		{fabrikam, "", nil, " "},
	} {
		at, rule := p.Route(c.partner, c.market, c.solutions)
		assert.Equal(t, c.want, string(at)+" "+rule, "%v", c)
	}
}

func TestRulesThatContradictEachOtherAreRefusedNamingTheOther(t *testing.T) {
	home, nobody := route("", "", bonn), domain.ID("99999999-0000-4000-8000-000000000001")
	for _, c := range []struct {
		rule string
		when program.Command
		want string
	}{
		{"a rule leads to one place", routes(home, route("DE", "", bonn), route("DE", "", bern)), "refused conflicting-route routes[2]:conflicting-route"},
		{"also when it says the same twice", routes(home, home), "refused conflicting-route routes[1]:conflicting-route"},
		{"every contradiction is told", routes(home, route("", "", bern), route("", "robots", bern), route("", "robots", bonn)), "refused conflicting-route routes[1]:conflicting-route routes[3]:conflicting-route"},
		{"a partner has a default", routes(route("DE", "", bonn), route("FR", "", bonn), program.Route{Partner: fabrikam, Location: lima}), "refused no-default-route routes[0]:no-default-route"},
		{"a default of its own", routes(home, program.Route{Partner: fabrikam, Market: "PE", Location: lima}), "refused no-default-route routes[1]:no-default-route"},
		{"the order does not matter", routes(route("DE", "", bonn), home), "routing-changed"},
		{"there may be none", routes(), "refused nothing-changed"},
		{"none at all is no list", program.SetRouting{Reason: "New office."}, "invalid required routes:required"},

		{"a location is the partner's", routes(home, route("DE", "", lima)), "invalid unknown-location routes[1].location:unknown-location"},
		{"a location is open", routes(route("", "", shut)), "invalid unknown-location routes[0].location:unknown-location"},
		{"a solution is the partner's", routes(home, route("", "legs", bonn), route("", "legs", lima)), "refused conflicting-route routes[2]:conflicting-route"},
		{"every unknown is told", routes(home, route("", "legs", lima), program.Route{Partner: nobody, Location: bonn}),
			"invalid invalid routes[1].location:unknown-location routes[1].solution:unknown-solution routes[2].partner:unknown-partner"},

		{"a rule names a partner and a location", routes(program.Route{}), "invalid invalid routes[0].partner:required routes[0].location:required"},
		{"a market is a country", routes(route("Germany", "", bonn)), "invalid bad-form routes[0].market:bad-form"},
		{"a thousand rules", routes(crowd(1000)...), "routing-changed"},
		{"no more", routes(crowd(1001)...), "invalid too-many routes:too-many"},
	} {
		assert.Equal(t, c.want, told((&book{}).ask(rules, c.when)), c.rule)
	}
	_, err := (&book{}).ask(rules, routes(home, route("DE", "robots", bonn), route("DE", "robots", bern)))
	assert.Equal(t, "routes[1] leads the same referrals (market DE, solution robots) to location "+string(bonn)+" already.", domain.AsError(err).Message)
	assert.Equal(t, domain.AsError(err).Message, domain.AsError(err).Fields[0].Message)
}

func crowd(n int) (all []program.Route) {
	for i := range n - 1 {
		all = append(all, route(fmt.Sprintf("%c%c", 'A'+i/2/26, 'A'+i/2%26), []string{"robots", "arms"}[i%2], bonn))
	}
	return append(all, route("", "", bonn))
}

func TestARuleThatStandsIsNotAskedAgain(t *testing.T) {
	b := after(t, routes(route("", "", bonn), route("DE", "", bern)))
	b.record(program.RoutingChanged{Routing: program.Routing{Routes: []program.Route{route("", "", shut), route("DE", "", bern)}}})
	more := routes(route("", "", shut), route("DE", "", bern), program.Route{Partner: fabrikam, Location: lima})
	assert.Equal(t, []domain.ID{fabrikam}, program.Needs(b.state, more, rules).Partners)
	events, err := b.ask(rules, more)
	require.NoError(t, err)
	changed := events[0].(program.RoutingChanged)
	assert.Equal(t, more.Routes, changed.Routes)
	assert.Equal(t, []domain.Evidence{{Fact: "Fabrikam has these locations and solutions", Stream: "partner-" + string(fabrikam), Revision: 3}}, changed.Evidence)
}

func TestRulesAreTakenAway(t *testing.T) {
	b := after(t, routes(route("", "", bonn)), routes())
	assert.Empty(t, b.state.Policy().Routing)
	assert.Contains(t, asJSON(t, b.history[1].Event), `"routes": []`)
}

func TestNeedsAreSortedAndNamedOnce(t *testing.T) {
	c := routes(program.Route{Partner: fabrikam, Location: lima}, route("", "", bonn), route("DE", "", bonn))
	assert.Equal(t, []domain.ID{contoso, fabrikam}, program.Needs(program.Program{}, c, rules).Partners)
	assert.Empty(t, program.Needs(program.Program{}, teaser(true), rules).Partners)
}
