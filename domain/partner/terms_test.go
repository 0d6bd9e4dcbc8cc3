package partner_test

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/cosell/cosell/domain"
	"github.com/cosell/cosell/domain/assignment"
	"github.com/cosell/cosell/domain/partner"
)

func euros(units int64) domain.Money { return domain.NewMoney(units*100, "EUR") }

// answer is an outcome in a line: the code of a refusal with its fields, or "taken".
func answer(err error) string {
	if err == nil {
		return "taken"
	}
	e := domain.AsError(err)
	line := e.Code
	for _, f := range e.Fields {
		line += " " + f.Field
	}
	return line
}

func TestWhichDealsAPartnerTakes(t *testing.T) {
	say := domain.Some[[]string]
	capped := staffed.and(partner.Revised{Capacity: &domain.Change[*int]{To: new(4)}})
	ranged := func(r assignment.Range) partner.Revise { return partner.Revise{RevenueRange: domain.Some(r)} }
	for _, c := range []struct {
		name  string
		given history
		who   domain.Caller
		when  partner.Revise
		want  string
	}{
		{"the partner says how many at a time", staffed, manager, partner.Revise{Capacity: domain.Some(0)}, "taken"},
		{"so does the vendor", staffed, vendor, partner.Revise{Capacity: domain.Some(100_000)}, "taken"},
		{"but a number", staffed, manager, partner.Revise{Capacity: domain.Some(-1)}, "too-small capacity"},
		{"within reason", staffed, manager, partner.Revise{Capacity: domain.Some(100_001)}, "too-large capacity"},
		{"or any number again", capped, manager, partner.Revise{Capacity: domain.Null[int]()}, "taken"},
		{"what is so already is no change", capped, manager, partner.Revise{Capacity: domain.Some(4)}, "nothing-changed"},
		{"nor is clearing nothing", staffed, manager, partner.Revise{Capacity: domain.Null[int]()}, "nothing-changed"},
		{"a range has two ends", staffed, manager, ranged(assignment.Range{Min: euros(1), Max: euros(1)}), "taken"},
		{"or one", staffed, manager, ranged(assignment.Range{Max: euros(1)}), "taken"},
		{"but not none", staffed, manager, ranged(assignment.Range{}), "required revenueRange"},
		{"the right way round", staffed, manager, ranged(assignment.Range{Min: euros(2), Max: euros(1)}), "too-small revenueRange.max"},
		{"in one currency", staffed, manager, ranged(assignment.Range{Min: euros(2), Max: domain.NewMoney(900, "USD")}), "currency-mismatch revenueRange.max.currency"},
		{"above nought", staffed, manager, ranged(assignment.Range{Min: euros(-2)}), "negative revenueRange.min.amount"},
		{"territories, types and products", staffed, manager, partner.Revise{Territories: say([]string{"Alps"}), LeadTypes: say([]string{"new"}), Products: say([]string{"arm"})}, "taken"},
		{"each once", staffed, manager, partner.Revise{Territories: say([]string{"Alps", "Alps"})}, "duplicate territories[1]"},
		{"two hundred of each", staffed, manager, partner.Revise{LeadTypes: say(words(200))}, "taken"},
		{"and no more", staffed, manager, partner.Revise{LeadTypes: say(words(201))}, "too-many leadTypes"},
		{"the vendor says who transacts and who is vetted", staffed, vendor, partner.Revise{Transacting: domain.Some(true), AssessmentVetted: domain.Some(true)}, "taken"},
		{"and nobody else", staffed, admin, partner.Revise{Transacting: domain.Some(true), AssessmentVetted: domain.Some(true)}, "not-your-field transacting assessmentVetted"},
		{"not even with another change", staffed, admin, partner.Revise{Name: domain.Some("X"), AssessmentVetted: domain.Some(true)}, "not-your-field assessmentVetted"},
		{"but may say what is so", staffed, admin, partner.Revise{Name: domain.Some("X"), AssessmentVetted: domain.Some(false)}, "taken"},
		{"sellers say nothing of it", staffed, seller, partner.Revise{Capacity: domain.Some(1)}, "needs-administrator-or-manager"},
	} {
		_, err := ask(c.given.replay(), c.when, c.who)
		assert.Equal(t, c.want, answer(err), c.name)
	}
}

func words(n int) (all []string) {
	for i := range n {
		all = append(all, fmt.Sprintf("word-%d", i))
	}
	return all
}

func TestWhatAPartnerTakesIsAsItSaidLast(t *testing.T) {
	p := staffed.replay()
	assert.Equal(t, assignment.Takes{}, p.Takes(), "everything")
	for _, c := range []partner.Revise{
		{
			Capacity: domain.Some(3), RevenueRange: domain.Some(assignment.Range{Min: euros(5)}), Territories: domain.Some([]string{"Alps"}),
			LeadTypes: domain.Some([]string{"new"}), Products: domain.Some([]string{"arm"}), Transacting: domain.Some(true), AssessmentVetted: domain.Some(true),
		},
		{Territories: domain.Null[[]string](), Transacting: domain.Null[bool]()},
	} {
		events, err := ask(p, c, vendor)
		require.NoError(t, err)
		p = partner.Evolve(p, domain.Recorded{Event: events[0]})
	}
	assert.Equal(t, assignment.Takes{Capacity: new(3), Revenue: assignment.Range{Min: euros(5)}, LeadTypes: []string{"new"}, Products: []string{"arm"}}, p.Takes())
	assert.False(t, p.Transacting())
	assert.True(t, p.AssessmentVetted())
	v := wire(t, partner.View(p, seller))
	assert.Contains(t, v, `"capacity":3,"revenueRange":{"min":{"amount":"5.00","currency":"EUR"}},"leadTypes":["new"],"products":["arm"],"assessmentVetted":true`)
	events, err := ask(p, partner.Revise{RevenueRange: domain.Null[assignment.Range]()}, vendor)
	require.NoError(t, err)
	assert.True(t, partner.Evolve(p, domain.Recorded{Event: events[0]}).Takes().Revenue.IsZero())
}

func TestALocationIsSomewhereOnEarth(t *testing.T) {
	at := func(latitude, longitude *float64) partner.AddLocation {
		return partner.AddLocation{Site: partner.Site{Name: "Graz", Latitude: latitude, Longitude: longitude}}
	}
	for want, c := range map[string]partner.AddLocation{
		"taken":                      at(new(-90.0), new(180.0)),
		"required longitude":         at(new(1.0), nil),
		"required latitude":          at(nil, new(1.0)),
		"invalid latitude longitude": at(new(90.001), new(-180.001)),
		"too-small latitude":         at(new(-90.001), new(0.0)),
		"too-large longitude":        at(new(0.0), new(180.001)),
	} {
		_, err := ask(staffed.replay(), c, admin)
		assert.Equal(t, want, answer(err))
		_, err = ask(staffed.replay(), partner.ChangeLocation{Location: bonn, Site: c.Site}, admin)
		assert.Equal(t, want, answer(err))
	}
	placed := staffed.and(partner.LocationChanged{Location: bonn, Site: at(new(47.07), new(15.44)).Site})
	_, err := ask(placed.replay(), partner.ChangeLocation{Location: bonn, Site: at(new(47.07), new(15.44)).Site}, admin)
	assert.Equal(t, "nothing-changed", answer(err), "other numbers of the same value")
	assert.Equal(t, []domain.Point{{Latitude: 47.07, Longitude: 15.44}}, placed.replay().Places())
	assert.Empty(t, placed.and(partner.LocationClosed{Location: bonn}).replay().Places())
	assert.Empty(t, staffed.replay().Places())
}

func TestAPartnerHasNoMoreThanItMayHave(t *testing.T) {
	many := staffed
	for n := range partner.MaxLocations - 1 {
		many = many.and(partner.LocationAdded{Location: contoso.Derive(fmt.Sprint(n)), Site: site})
	}
	_, err := ask(many.replay(), partner.AddLocation{Site: site}, admin)
	assert.Equal(t, "too-many-locations", answer(err))
	_, err = ask(many.and(partner.LocationClosed{Location: bonn}).replay(), partner.AddLocation{Site: site}, admin)
	assert.NoError(t, err, "those that are closed do not count")

	many = staffed
	for n := range partner.MaxMembers - 2 {
		many = many.and(partner.MemberInvited{Person: partner.Person{Member: fmt.Sprint(n)}, Roles: sells})
	}
	one := partner.InviteMember{Person: partner.Person{Member: "new", Name: "New", Mail: "new@contoso.example.com"}, Roles: sells}
	_, err = ask(many.replay(), one, admin)
	assert.Equal(t, "too-many-members", answer(err))
	_, err = ask(many.and(partner.MemberRemoved{Member: "7"}).replay(), one, admin)
	assert.NoError(t, err, "those that were removed do not count")
}

func TestSolutions(t *testing.T) {
	judged := staffed.and(partner.SolutionsChanged{To: []partner.Solution{
		{ID: "picking", Name: "Picking", Products: []string{"arm"}, CoSellReady: true, Eligible: true}, {ID: "sorting", Name: "Sorting"},
	}})
	picking := partner.ListedSolution{ID: "picking", Name: "Picking", Products: []string{"arm"}}
	sorting := partner.ListedSolution{ID: "sorting", Name: "Sorting"}
	edited := func(s partner.ListedSolution, edit func(*partner.ListedSolution)) partner.ListedSolution {
		edit(&s)
		return s
	}
	for _, c := range []struct {
		name  string
		given history
		who   domain.Caller
		when  []partner.ListedSolution
		want  string
	}{
		{"a partner adds some", staffed, manager, []partner.ListedSolution{picking}, "taken"},
		{"renames them", judged, manager, []partner.ListedSolution{edited(picking, func(s *partner.ListedSolution) { s.Name = "X" }), sorting}, "taken"},
		{"says what they build on", judged, manager, []partner.ListedSolution{edited(picking, func(s *partner.ListedSolution) { s.Products = nil }), sorting}, "taken"},
		{"removes them", judged, manager, []partner.ListedSolution{}, "taken"},
		{"orders them anew", judged, manager, []partner.ListedSolution{sorting, picking}, "taken"},
		{"but not what the vendor says of them", judged, manager, []partner.ListedSolution{edited(picking, func(s *partner.ListedSolution) { s.Eligible, s.Incentivised = new(false), new(true) }), sorting},
			"not-your-field solutions[0].eligible solutions[0].incentivised"},
		{"nor of new ones", staffed, admin, []partner.ListedSolution{edited(picking, func(s *partner.ListedSolution) { s.CoSellReady = new(true) })}, "not-your-field solutions[0].coSellReady"},
		{"it may say that again", judged, manager, []partner.ListedSolution{edited(picking, func(s *partner.ListedSolution) { s.Eligible = new(true) })}, "taken"},
		{"the vendor judges", judged, vendor, []partner.ListedSolution{edited(picking, func(s *partner.ListedSolution) { s.Eligible, s.Incentivised = new(false), new(true) }), sorting}, "taken"},
		{"the same list is no change", judged, manager, []partner.ListedSolution{picking, sorting}, "nothing-changed"},
		{"each id once", staffed, manager, []partner.ListedSolution{picking, sorting, picking}, "duplicate solutions[2].id"},
		{"with a name", staffed, manager, []partner.ListedSolution{{ID: "x"}}, "required solutions[0].name"},
		{"and an id without spaces", staffed, manager, []partner.ListedSolution{{ID: "x y", Name: "X"}}, "bad-form solutions[0].id"},
		{"two hundred", staffed, manager, listed(200), "taken"},
		{"and no more", staffed, manager, listed(201), "too-many solutions"},
		{"managers and administrators say so", staffed, seller, listed(1), "needs-administrator-or-manager"},
		{"of an approved partner", reviewed, vendor, listed(1), "wrong-state"},
		{"which is not suspended", suspended, admin, listed(1), "partner-suspended"},
	} {
		events, err := ask(c.given.replay(), partner.ChangeSolutions{Solutions: c.when}, c.who)
		assert.Equal(t, c.want, answer(err), c.name)
		if err == nil {
			changed := events[0].(partner.SolutionsChanged)
			assert.Len(t, changed.From, len(c.given.replay().Solutions()))
			assert.Len(t, changed.To, len(c.when))
		}
	}
}

func listed(n int) (all []partner.ListedSolution) {
	for i := range n {
		all = append(all, partner.ListedSolution{ID: fmt.Sprint(i), Name: "X"})
	}
	return all
}

func TestASolutionKeepsWhatTheVendorSaysAndTheEventThatChangedIt(t *testing.T) {
	p := staffed.replay()
	say := func(revision int64, who domain.Caller, list ...partner.ListedSolution) {
		t.Helper()
		events, err := ask(p, partner.ChangeSolutions{Solutions: list}, who)
		require.NoError(t, err)
		p = partner.Evolve(p, domain.Recorded{Event: events[0], Meta: domain.Meta{Stream: "partner-1", Revision: revision, RecordedAt: noon}})
	}
	picking, sorting := partner.ListedSolution{ID: "picking", Name: "Picking"}, partner.ListedSolution{ID: "sorting", Name: "Sorting"}
	say(10, manager, picking, sorting)
	say(11, vendor, partner.ListedSolution{ID: "picking", Name: "Picking", Eligible: new(true)}, sorting)
	say(12, manager, sorting, partner.ListedSolution{ID: "painting", Name: "Painting"}, picking)
	ref := func(revision int64) domain.EventRef {
		return domain.EventRef{Stream: "partner-1", Revision: revision, Kind: "partner.solutions-changed", At: noon}
	}
	assert.Equal(t, []partner.OfferedSolution{
		{Solution: partner.Solution{ID: "sorting", Name: "Sorting"}, Event: ref(10)},
		{Solution: partner.Solution{ID: "painting", Name: "Painting"}, Event: ref(12)},
		{Solution: partner.Solution{ID: "picking", Name: "Picking", Eligible: true}, Event: ref(11)},
	}, p.Solutions())
	say(13, manager, sorting)
	say(14, manager, sorting, picking)
	assert.False(t, p.Solutions()[1].Eligible, "what was taken away and comes back is a new one")
	assert.Contains(t, wire(t, partner.View(p, manager)), `"solutions":[{"id":"sorting","name":"Sorting"},{"id":"picking","name":"Picking"}]`)
}
