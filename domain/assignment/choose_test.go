package assignment_test

import (
	"encoding/json"
	"fmt"
	"math/big"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/cosell/cosell/domain"
	"github.com/cosell/cosell/domain/assignment"
	"github.com/cosell/cosell/domain/program"
)

var noon = time.Date(2026, 3, 2, 12, 0, 0, 0, time.UTC)

func id(n int) domain.ID { return domain.ID(fmt.Sprintf("00000000-0000-4000-8000-%012d", n)) }

func party(n int) domain.Party { return domain.Party{ID: id(n), Name: fmt.Sprintf("Partner %d", n)} }

// willing is a partner that takes everything and has no record.
func willing(n int, edits ...func(*assignment.Candidate)) assignment.Candidate {
	c := assignment.Candidate{Partner: party(n), Approved: true}
	for _, edit := range edits {
		edit(&c)
	}
	return c
}

func weighing(edit func(*program.Weights)) program.Policy {
	p := program.Default()
	p.Weights = program.Weights{}
	edit(&p.Weights)
	return p
}

func byWins(w *program.Weights) { w.WinRate = "5" }

func choose(d assignment.Deal, p program.Policy, candidates ...assignment.Candidate) assignment.Choice {
	return assignment.Choose(d, candidates, p, assignment.Basis{Now: noon, Position: "7"})
}

// order names those that came into question, best first.
func order(c assignment.Choice) (all []int) {
	for _, s := range c.Scored {
		var n int
		fmt.Sscanf(string(s.Partner.ID), "00000000-0000-4000-8000-%d", &n)
		all = append(all, n)
	}
	return all
}

func eur(units int64) domain.Money { return domain.NewMoney(units*100, "EUR") }
func usd(units int64) domain.Money { return domain.NewMoney(units*100, "USD") }

func TestWhatSpeaksAgainstACandidate(t *testing.T) {
	sale := assignment.Deal{Value: eur(10_000), Territory: "Alps", LeadType: "new", Products: []string{"arm", "gripper"}}
	takes := func(edit func(*assignment.Takes)) func(*assignment.Candidate) {
		return func(c *assignment.Candidate) { edit(&c.Takes) }
	}
	policy := program.Default()
	policy.Rates = []program.Rate{{Month: "2026-03", Currency: "EUR", USD: "1.10"}, {Month: "2026-02", Currency: "GBP", USD: "1.30"}}
	for _, c := range []struct {
		name string
		deal assignment.Deal
		edit func(*assignment.Candidate)
		want string
	}{
		{"nothing, when it says nothing", sale, func(*assignment.Candidate) {}, ""},
		{"that it is not approved", sale, func(c *assignment.Candidate) { c.Approved = false }, "not-approved"},
		{"that it had the deal before", assignment.Deal{Excluded: []domain.ID{id(9), id(1)}}, func(*assignment.Candidate) {}, "excluded"},
		{"not that another had", assignment.Deal{Excluded: []domain.ID{id(9)}}, func(*assignment.Candidate) {}, ""},
		{"that it has enough", sale, func(c *assignment.Candidate) { c.Capacity, c.Load = new(2), 2 }, "capacity"},
		{"not that it has nearly enough", sale, func(c *assignment.Candidate) { c.Capacity, c.Load = new(2), 1 }, ""},
		{"that it takes none", sale, func(c *assignment.Candidate) { c.Capacity = new(0) }, "capacity"},
		{"however much it has without a capacity", sale, func(c *assignment.Candidate) { c.Load = 100_000 }, ""},
		{"both ends of a range are in it", sale, takes(func(t *assignment.Takes) { t.Revenue = assignment.Range{Min: eur(10_000), Max: eur(10_000)} }), ""},
		{"too small", sale, takes(func(t *assignment.Takes) { t.Revenue.Min = eur(10_001) }), "value-range"},
		{"too large", sale, takes(func(t *assignment.Takes) { t.Revenue.Max = eur(9_999) }), "value-range"},
		{"converted at the rate of the month", sale, takes(func(t *assignment.Takes) { t.Revenue = assignment.Range{Min: usd(11_000), Max: usd(11_000)} }), ""},
		{"too small by a cent", sale, takes(func(t *assignment.Takes) { t.Revenue.Min = domain.NewMoney(1_100_001, "USD") }), "value-range"},
		{"too large by a cent", sale, takes(func(t *assignment.Takes) { t.Revenue.Max = domain.NewMoney(1_099_999, "USD") }), "value-range"},
		{"what cannot be compared is outside", sale, takes(func(t *assignment.Takes) { t.Revenue.Min = domain.NewMoney(1, "GBP") }), "value-range"},
		{"no value is too small", assignment.Deal{}, takes(func(t *assignment.Takes) { t.Revenue.Min = eur(1) }), ""},
		{"another territory", sale, takes(func(t *assignment.Takes) { t.Territories = []string{"Coast"} }), "territory"},
		{"one of its territories", sale, takes(func(t *assignment.Takes) { t.Territories = []string{"Coast", "Alps"} }), ""},
		{"a deal without a territory is everywhere", assignment.Deal{}, takes(func(t *assignment.Takes) { t.Territories = []string{"Coast"} }), ""},
		{"another type", sale, takes(func(t *assignment.Takes) { t.LeadTypes = []string{"renewal"} }), "lead-type"},
		{"one of its types", sale, takes(func(t *assignment.Takes) { t.LeadTypes = []string{"renewal", "new"} }), ""},
		{"a product that it does not cover", sale, takes(func(t *assignment.Takes) { t.Products = []string{"arm"} }), "products"},
		{"all products covered", sale, takes(func(t *assignment.Takes) { t.Products = []string{"gripper", "drill", "arm"} }), ""},
		{"exclusivity of another", assignment.Deal{Holders: []domain.ID{id(1), id(2)}}, func(*assignment.Candidate) {}, "exclusive-to-another"},
		{"its own exclusivity", assignment.Deal{Holders: []domain.ID{id(1), id(1)}}, func(*assignment.Candidate) {}, ""},
		{"everything that does", assignment.Deal{Value: eur(1), Territory: "a", LeadType: "b", Products: []string{"c"}, Excluded: []domain.ID{id(1)}, Holders: []domain.ID{id(2)}},
			func(c *assignment.Candidate) {
				c.Approved = false
				c.Takes = assignment.Takes{Capacity: new(0), Revenue: assignment.Range{Min: eur(2)}, Territories: []string{"x"}, LeadTypes: []string{"x"}, Products: []string{"x"}}
			}, strings.Join(assignment.Criteria, " ")},
	} {
		got := choose(c.deal, policy, willing(1, c.edit))
		if c.want == "" {
			assert.Equal(t, []int{1}, order(got), c.name)
			continue
		}
		require.Len(t, got.LeftOut, 1, c.name)
		assert.Equal(t, c.want, strings.Join(got.LeftOut[0].Criteria, " "), c.name)
		assert.Empty(t, got.Scored, c.name)
	}
}

func won(of ...int64) func(*assignment.Candidate) {
	return func(c *assignment.Candidate) { c.Record.Won, c.Record.Lost = of[0], of[1] }
}

func last(daysAgo int) func(*assignment.Candidate) {
	return func(c *assignment.Candidate) { c.Record.LastOffer = noon.AddDate(0, 0, -daysAgo) }
}

func TestTheHighestScoreIsChosen(t *testing.T) {
	got := choose(assignment.Deal{}, weighing(byWins), willing(1, won(1, 2)), willing(2, won(2, 1)), willing(3, won(0, 3)))
	assert.Equal(t, []int{2, 1, 3}, order(got))
	assert.Equal(t, []string{"3.333333", "1.666667", "0.000000"}, []string{got.Scored[0].Score, got.Scored[1].Score, got.Scored[2].Score})
	chosen, ok := got.Chosen()
	assert.True(t, ok)
	assert.Equal(t, party(2), chosen)
}

func TestScoresAreExact(t *testing.T) {
	tenths := weighing(func(w *program.Weights) { w.WinRate, w.TouchRate, w.Feedback = "0.1", "0.2", "0.3" })
	ones := func(answered, accepted, progressed, wins int64) func(*assignment.Candidate) {
		return func(c *assignment.Candidate) {
			c.Record = assignment.Record{Offered: 1, Answered: answered, Accepted: accepted, Progressed: progressed, Won: wins, Lost: 1 - wins, LastOffer: c.Record.LastOffer}
		}
	}
	got := choose(assignment.Deal{}, tenths, willing(1, last(1), ones(1, 1, 0, 1)), willing(2, last(2), ones(0, 1, 1, 0)))
	assert.Equal(t, []int{2, 1}, order(got), "0.1 + 0.2 is 0.3, so the time of the last offer decides")
	assert.Equal(t, got.Scored[0].Score, got.Scored[1].Score)
	huge := weighing(byWins)
	got = choose(assignment.Deal{}, huge, willing(1, won(1_000_000_000, 1_000_000_001)), willing(2, won(1_000_000_001, 1_000_000_002)))
	assert.Equal(t, []int{2, 1}, order(got), "a difference that six decimals do not show")
	assert.Equal(t, got.Scored[0].Score, got.Scored[1].Score)
}

func TestAmongEqualsTheOneWaitingLongestIsChosen(t *testing.T) {
	got := choose(assignment.Deal{}, program.Default(), willing(1, last(1)), willing(2, last(3)), willing(4), willing(5, last(3)), willing(3))
	assert.Equal(t, []int{3, 4, 2, 5, 1}, order(got), "never offered, then longest ago, then by id")
}

func TestEveryMeasureCountsByItsWeight(t *testing.T) {
	record := assignment.Record{
		Offered: 10, Answered: 9, Accepted: 8, Progressed: 7, Returned: 2, Stalled: 1, Won: 3, Lost: 2,
		ToClose: 3*(10*24*time.Hour).Microseconds() + 1,
	}
	deal := assignment.Deal{Customer: &domain.Point{Latitude: 48.2082, Longitude: 16.3738}}
	full := willing(1, func(c *assignment.Candidate) {
		c.Record = record
		c.Places = []domain.Point{{Latitude: 52.52, Longitude: 13.405}, {Latitude: 47.0707, Longitude: 15.4395}}
	})
	got := choose(deal, program.Default(), full).Scored[0].Measures
	assert.Equal(t, assignment.Measures{
		Distance: assignment.Measure{Num: 145, Den: 1}, // Vienna to Graz, not to Berlin
		WinRate:  assignment.Measure{Num: 3, Den: 5}, ReturnRate: assignment.Measure{Num: 2, Den: 8}, Feedback: assignment.Measure{Num: 7, Den: 8},
		StallRate: assignment.Measure{Num: 1, Den: 8}, TouchRate: assignment.Measure{Num: 9, Den: 10},
		DaysToClose: assignment.Measure{Num: 2_592_000_000_001, Den: 259_200_000_000},
	}, got)
	for want, edit := range map[string]func(*program.Weights){
		"-0.145000":  func(w *program.Weights) { w.Distance = "-0.001" },
		"0.600000":   func(w *program.Weights) { w.WinRate = "1" },
		"-0.250000":  func(w *program.Weights) { w.ReturnRate = "-1" },
		"0.875000":   func(w *program.Weights) { w.Feedback = "1" },
		"-0.125000":  func(w *program.Weights) { w.StallRate = "-1" },
		"0.900000":   func(w *program.Weights) { w.TouchRate = "1" },
		"-5.000000":  func(w *program.Weights) { w.DaysToClose = "-0.5" },
		"0.000000":   func(*program.Weights) {},
		"4.500000":   func(w *program.Weights) { w.TouchRate = "5" },
		"-10.000000": func(w *program.Weights) { w.DaysToClose = "-1" },
	} {
		assert.Equal(t, want, choose(deal, weighing(edit), full).Scored[0].Score)
	}
}

func TestWhatIsUndefinedIsTheMeanOfTheOthersThatAreEligible(t *testing.T) {
	out := willing(5, won(9, 0), func(c *assignment.Candidate) { c.Approved = false })
	got := choose(assignment.Deal{}, weighing(byWins), willing(1, won(1, 0)), willing(2), willing(3, won(1, 2)), willing(4, won(0, 1)), out)
	assert.Equal(t, []int{1, 2, 3, 4}, order(got))
	mean := got.Scored[1].Measures.WinRate
	assert.True(t, mean.Imputed)
	assert.Equal(t, "0.444444444444", big.NewRat(mean.Num, mean.Den).FloatString(12), "a mean of rates, not a rate of sums")
	assert.False(t, got.Scored[0].Measures.WinRate.Imputed)
	none := choose(assignment.Deal{}, weighing(byWins), willing(1), willing(2))
	for _, s := range none.Scored {
		assert.Equal(t, assignment.Measure{Num: 0, Den: 1, Imputed: true}, s.Measures.WinRate)
		assert.Equal(t, assignment.Measure{Num: 0, Den: 1, Imputed: true}, s.Measures.Distance, "nobody knows where anybody is")
		assert.Equal(t, "0.000000", s.Score)
	}
}

func TestNobodyMayBeEligible(t *testing.T) {
	got := choose(assignment.Deal{Excluded: []domain.ID{id(2)}}, program.Default(), willing(2), willing(1, func(c *assignment.Candidate) { c.Approved, c.Capacity = false, new(0) }))
	_, ok := got.Chosen()
	assert.False(t, ok)
	assert.Equal(t, []assignment.LeftOut{{Partner: party(1), Criteria: []string{"not-approved", "capacity"}}, {Partner: party(2), Criteria: []string{"excluded"}}}, got.LeftOut)
	assert.Equal(t, []assignment.Count{{Criterion: "not-approved", Partners: 1}, {Criterion: "excluded", Partners: 1}, {Criterion: "capacity", Partners: 1}}, got.Against)
	assert.Equal(t, 2, got.Without)
	_, ok = choose(assignment.Deal{}, program.Default()).Chosen()
	assert.False(t, ok)
}

// anyone draws a candidate with whatever record, and sometimes something against it.
func anyone(t *rapid.T, n int) assignment.Candidate {
	few := func(name string) int64 { return rapid.Int64Range(0, 4).Draw(t, name) }
	c := willing(n)
	accepted := few("accepted")
	c.Record = assignment.Record{
		Offered: accepted + few("offered"), Answered: accepted, Accepted: accepted, Progressed: min(accepted, few("progressed")),
		Returned: min(accepted, few("returned")), Stalled: min(accepted, few("stalled")), Won: few("won"), Lost: few("lost"), ToClose: few("close") * 1e12,
	}
	if d := few("last"); d > 0 {
		last(int(d))(&c)
	}
	c.Approved = few("approved") > 0
	if few("place") > 0 {
		c.Places = []domain.Point{{Latitude: float64(few("latitude")), Longitude: float64(few("longitude"))}}
	}
	return c
}

func TestAChoiceIsMadeAgainFromTheSameFactsAndFromItself(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var all []assignment.Candidate
		for n := range rapid.SampledFrom([]int{0, 1, 2, 3, 5, 8, 55}).Draw(t, "candidates") {
			all = append(all, anyone(t, n))
		}
		deal := assignment.Deal{Customer: &domain.Point{}}
		first := choose(deal, program.Default(), all...)
		mixed := rapid.Permutation(all).Draw(t, "mixed")
		require.Equal(t, first, choose(deal, program.Default(), mixed...), "the order of the candidates does not matter")
		b, err := json.Marshal(first)
		require.NoError(t, err)
		var kept assignment.Choice
		require.NoError(t, json.Unmarshal(b, &kept))
		require.Equal(t, first, kept)
		chosen, found := first.Chosen()
		again, foundAgain := kept.Again()
		require.Equal(t, chosen, again)
		require.Equal(t, found, foundAgain)
		require.Equal(t, len(all), first.Eligible+first.Without)
		require.Len(t, first.Scored, min(first.Eligible, assignment.MaxScored))
	})
}

func TestAChoiceAmongThousandsFitsIntoAnEvent(t *testing.T) {
	var all []assignment.Candidate
	for n := range 3000 {
		c := willing(n, won(int64(1_000_000+n), int64(2_000_000+n)), last(n))
		c.Partner.Name = strings.Repeat("<", 200) // six bytes each in JSON
		c.Record.Offered, c.Record.Accepted, c.Record.ToClose = int64(9_999_000+n), int64(5_000_000+n), 1<<62-int64(n)
		if n >= 1500 {
			c.Approved, c.Takes = false, assignment.Takes{Capacity: new(0), Revenue: assignment.Range{Min: eur(2)}, Territories: []string{"x"}, LeadTypes: []string{"x"}, Products: []string{"x"}}
		}
		all = append(all, c)
	}
	deal := assignment.Deal{Value: eur(1), Territory: "a", LeadType: "b", Products: []string{"c"}}
	for _, c := range all[1500:] {
		deal.Excluded = append(deal.Excluded, c.Partner.ID)
	}
	got := choose(deal, program.Default(), all...)
	b, err := json.Marshal(got)
	require.NoError(t, err)
	assert.Less(t, len(b), 448<<10, "512 KiB is what an event may hold")
	assert.Equal(t, []int{1500, assignment.MaxScored}, []int{got.Eligible, len(got.Scored)})
	assert.Equal(t, []int{1500, assignment.MaxLeftOut}, []int{got.Without, len(got.LeftOut)})
	assert.Equal(t, assignment.Count{Criterion: "excluded", Partners: 1500}, got.Against[1], "the rest are counted")
	slices.Reverse(all)
	assert.Equal(t, got, choose(deal, program.Default(), all...))
	chosen, _ := got.Chosen()
	again, _ := got.Again()
	assert.Equal(t, chosen, again)
}

func TestDistancesAreThoseOfTheEarth(t *testing.T) {
	vienna := domain.Point{Latitude: 48.2082, Longitude: 16.3738}
	for want, to := range map[int64]domain.Point{
		0:      vienna,
		145:    {Latitude: 47.0707, Longitude: 15.4395},    // Graz
		9123:   {Latitude: 35.6762, Longitude: 139.6503},   // Tokyo
		20_015: {Latitude: -48.2082, Longitude: -163.6262}, // the other side
	} {
		assert.InDelta(t, want, vienna.Kilometres(to), 20)
		assert.Equal(t, vienna.Kilometres(to), to.Kilometres(vienna))
	}
	assert.EqualValues(t, 222, domain.Point{Latitude: 0, Longitude: 179}.Kilometres(domain.Point{Latitude: 0, Longitude: -179}), "over the date line")
}

// BenchmarkChoose answers: what does a choice among a thousand partners with records cost?
func BenchmarkChoose(b *testing.B) {
	var all []assignment.Candidate
	for n := range int64(1000) {
		c := willing(int(n), won(n%37, n%41))
		c.Record.Offered, c.Record.Answered, c.Record.Accepted, c.Record.ToClose = n%91, n%83, n%71, n*1e12
		all = append(all, c)
	}
	for b.Loop() {
		choose(assignment.Deal{}, program.Default(), all...)
	}
}
