package projections_test

import (
	"fmt"
	"maps"
	"math/big"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/stretchr/testify/require"

	"github.com/cosell/cosell/domain"
	"github.com/cosell/cosell/projections/deals"
	"github.com/cosell/cosell/projections/page"
	"github.com/cosell/cosell/projections/reports"
	"github.com/cosell/cosell/projections/runner"
)

// organisations are those whose reports are tried: the vendor, a partner that leads and opens deals, and one that only shares.
var organisations = []domain.Org{domain.Vendor, domain.Org(partner(3).ID), domain.Org(partner(21).ID)}

// anySpot is a place in a history, of any kind, and the same place as reports know it.
func anySpot(r *rand.Rand, history []runner.Event) (spot, reports.Place) {
	e := history[r.IntN(len(history))]
	switch r.IntN(5) {
	case 0:
		now := history[len(history)-1].RecordedAt.Add(time.Hour)
		return spot{end: true, by: now}, reports.Now(now)
	case 1:
		at := e.RecordedAt.Add(time.Duration(r.IntN(int(24 * time.Hour))))
		return spot{by: at}, reports.By(at)
	case 2:
		return spot{by: e.RecordedAt}, reports.By(e.RecordedAt)
	default:
		return spot{position: e.Position}, reports.Through(e.Position)
	}
}

// inOrder are two places, the earlier one first.
func inOrder(r *rand.Rand, history []runner.Event) (from, to spot, fromPlace, toPlace reports.Place) {
	for {
		from, fromPlace = anySpot(r, history)
		to, toPlace = anySpot(r, history)
		if !slices.ContainsFunc(history, func(e runner.Event) bool { return from.covers(e) && !to.covers(e) }) {
			return from, to, fromPlace, toPlace
		}
	}
}

func someOf(r *rand.Rand, all []string) (some []string) {
	for _, s := range all {
		if r.IntN(2) == 0 {
			some = append(some, s)
		}
	}
	return some
}

// markets plays a check on several random histories.
func markets(t *testing.T, check func(t *testing.T, pool *pgxpool.Pool, history []runner.Event, r *rand.Rand)) {
	t.Helper()
	for seed := range uint64(3) {
		t.Run(fmt.Sprint(seed), func(t *testing.T) {
			t.Parallel()
			history := market(seed, 700)
			pool := reportable(t, history)
			check(t, pool, history, rand.New(rand.NewPCG(seed, 3)))
		})
	}
}

func TestAPipelineIsWhatTheEventsAddUpTo(t *testing.T) {
	t.Parallel()
	markets(t, func(t *testing.T, pool *pgxpool.Pool, history []runner.Event, r *rand.Rand) {
		for range 12 {
			at, place := anySpot(r, history)
			for _, org := range organisations {
				by := someOf(r, reports.Splits)
				got, err := reports.Open(t.Context(), pool, reports.Scope{Org: org}, place, by)
				require.NoError(t, err)
				lines := map[string]reports.Amounts{}
				for _, l := range got.Lines {
					lines[said(l.Group, by)] = l.Amounts
				}
				require.Len(t, lines, len(got.Lines), "each group has one line")
				require.Equal(t, naivePipeline(history, org, at, by), lines, "%s by %v at %+v", org, by, at)
				require.Equal(t, got.Total, together("", lines), "%s by %v at %+v", org, by, at)
			}
		}
	})
}

func TestADifferenceIsWhatBecameOfEachDeal(t *testing.T) {
	t.Parallel()
	markets(t, func(t *testing.T, pool *pgxpool.Pool, history []runner.Event, r *rand.Rand) {
		for range 12 {
			from, to, fromPlace, toPlace := inOrder(r, history)
			for _, org := range organisations {
				by := someOf(r, reports.Splits)
				got, err := reports.Between(t.Context(), pool, reports.Scope{Org: org}, fromPlace, toPlace, by)
				require.NoError(t, err)
				lines := map[string]reports.Amounts{}
				for _, s := range got.Steps {
					if s.Amounts != none(s.Currency) {
						lines[string(s.Movement)+" "+said(s.Group, by)] = s.Amounts
					}
				}
				require.Equal(t, naiveDifference(history, org, from, to, by), lines, "%s by %v from %+v to %+v", org, by, from, to)
				for _, total := range got.Totals {
					require.Equal(t, total, together(total.Movement, lines), "%s by %v from %+v to %+v", org, by, from, to)
				}
			}
		}
	})
}

// together adds up the groups of a movement.
func together(m reports.Movement, lines map[string]reports.Amounts) reports.Total {
	var usd, weighted big.Int
	t := reports.Total{Movement: m}
	missing := map[domain.Currency]*big.Int{}
	counts := map[domain.Currency]int64{}
	add := func(sum *big.Int, s reports.Sum) {
		n, ok := new(big.Int).SetString(strings.Replace(s.Amount, ".", "", 1), 10)
		if ok {
			sum.Add(sum, n)
		}
	}
	for g, a := range lines {
		if m != "" && !strings.HasPrefix(g, string(m)+" ") {
			continue
		}
		t.Count += a.Count
		add(&usd, a.USD)
		add(&weighted, a.WeightedUSD)
		c := a.MissingSum.Currency
		if missing[c] == nil {
			missing[c] = &big.Int{}
		}
		add(missing[c], a.MissingSum)
		counts[c] += a.Missing
	}
	as := func(n *big.Int, c domain.Currency) reports.Sum {
		return reports.Sum{Amount: domain.NewMoney(n.Int64(), c).Amount(), Currency: c}
	}
	t.USD, t.WeightedUSD = as(&usd, "USD"), as(&weighted, "USD")
	for _, c := range slices.Sorted(maps.Keys(missing)) {
		if counts[c] != 0 || missing[c].Sign() != 0 {
			t.Missing = append(t.Missing, reports.Missing{Count: counts[c], Value: as(missing[c], c)})
		}
	}
	return t
}

func none(c domain.Currency) reports.Amounts { return (&purse{}).amounts(c) }

func TestTheMovementsOfAGroupAddUpExactlyAndPipelinesMeet(t *testing.T) {
	t.Parallel()
	markets(t, func(t *testing.T, pool *pgxpool.Pool, history []runner.Event, r *rand.Rand) {
		for range 8 {
			from, _, first, second := inOrder(r, history)
			_, third := anySpot(r, history)
			if third.Before(second) || from.end {
				third = reports.Now(history[len(history)-1].RecordedAt.Add(time.Hour))
			}
			by, scope := someOf(r, reports.Splits), reports.Scope{Org: organisations[r.IntN(3)]}
			if second == (reports.Place{}) {
				continue
			}
			between := func(a, b reports.Place) map[string]map[reports.Movement]reports.Amounts {
				d, err := reports.Between(t.Context(), pool, scope, a, b, by)
				require.NoError(t, err)
				groups := map[string]map[reports.Movement]reports.Amounts{}
				for _, s := range d.Steps {
					g := said(s.Group, by)
					if groups[g] == nil {
						groups[g] = map[reports.Movement]reports.Amounts{}
					}
					groups[g][s.Movement] = s.Amounts
				}
				for g, steps := range groups {
					addUp(t, g, steps)
				}
				return groups
			}
			ab, bc, ac := between(first, second), between(second, third), between(first, third)
			meet(t, ab, reports.Closing, bc, reports.Opening)
			meet(t, ab, reports.Opening, ac, reports.Opening)
			meet(t, bc, reports.Closing, ac, reports.Closing)
		}
	})
}

// addUp compares the sum of the movements of a group with its closing.
func addUp(t *testing.T, group string, steps map[reports.Movement]reports.Amounts) {
	t.Helper()
	sum := map[string]int64{}
	for m, a := range steps {
		if m != reports.Closing && m != reports.Booked {
			for name, n := range numbers(t, a) {
				sum[name] += n
			}
		}
	}
	require.Equal(t, numbers(t, steps[reports.Closing]), sum, group)
}

func numbers(t *testing.T, a reports.Amounts) map[string]int64 {
	t.Helper()
	minor := func(s reports.Sum) int64 {
		m, err := domain.ParseMoney(s.Amount, s.Currency)
		if s.Currency == "" {
			return 0
		}
		require.NoError(t, err)
		return m.Minor()
	}
	return map[string]int64{"count": a.Count, "value": minor(a.Value), "weighted": minor(a.Weighted), "usd": minor(a.USD),
		"weightedUSD": minor(a.WeightedUSD), "missing": a.Missing, "missingSum": minor(a.MissingSum)}
}

// meet compares one movement with another, by group. A group without one has nothing.
func meet(t *testing.T, a map[string]map[reports.Movement]reports.Amounts, of reports.Movement, b map[string]map[reports.Movement]reports.Amounts, with reports.Movement) {
	t.Helper()
	some := func(all map[string]map[reports.Movement]reports.Amounts, m reports.Movement) map[string]reports.Amounts {
		found := map[string]reports.Amounts{}
		for g, steps := range all {
			if steps[m].Count != 0 {
				found[g] = steps[m]
			}
		}
		return found
	}
	require.Equal(t, some(a, of), some(b, with))
}

func TestAFunnelIsWhatTheEventsAddUpTo(t *testing.T) {
	t.Parallel()
	markets(t, func(t *testing.T, pool *pgxpool.Pool, history []runner.Event, r *rand.Rand) {
		for range 10 {
			at, place := anySpot(r, history)
			for _, org := range organisations {
				c := reports.Cohort{At: place, By: someOf(r, reports.FunnelSplits), Stages: stagesOf}
				var after, to *spot
				if from, until, a, b := inOrder(r, history); r.IntN(2) == 0 {
					after, to, c.After, c.To = &from, &until, &a, &b
				}
				got, err := reports.Reached(t.Context(), pool, reports.Scope{Org: org}, c)
				require.NoError(t, err)
				steps := map[string]reports.Reach{}
				for _, s := range got.Steps {
					g := sight{typ: s.Type, holder: s.Partner.ID, source: s.Source}
					s.Type, s.Partner, s.Source = "", domain.Party{}, ""
					steps[fmt.Sprint(g.cohort(c.By), " at ", s.Stage)] = s
				}
				require.Equal(t, naiveFunnel(history, org, after, to, at, c.By), steps, "%s by %v at %+v", org, c.By, at)
			}
		}
	})
}

func TestAScorecardIsWhatTheEventsAddUpTo(t *testing.T) {
	t.Parallel()
	markets(t, func(t *testing.T, pool *pgxpool.Pool, history []runner.Event, r *rand.Rand) {
		for range 10 {
			at, place := anySpot(r, history)
			stalled := time.Duration(1+r.IntN(20)) * 24 * time.Hour
			o, after, to := reports.Offers{At: place, Stalled: stalled}, (*spot)(nil), (*spot)(nil)
			if from, until, a, b := inOrder(r, history); r.IntN(3) > 0 {
				after, to, o.After, o.To = &from, &until, &a, &b
			}
			if r.IntN(3) == 0 {
				to, o.To = nil, nil
			}
			want := naiveScores(history, after, to, at, stalled)
			got, err := reports.Scores(t.Context(), pool, reports.Scope{Org: domain.Vendor}, o)
			require.NoError(t, err)
			require.Equal(t, want, got.Scores, "from %+v to %+v at %+v", after, to, at)
			for _, s := range want {
				own, err := reports.Scores(t.Context(), pool, reports.Scope{Org: domain.Org(s.Partner.ID)}, o)
				require.NoError(t, err)
				require.Equal(t, []reports.Score{s}, own.Scores)
			}
		}
	})
}

func TestAPartnerIsCalledWhatItIsAtThePlaceOfTheReport(t *testing.T) {
	t.Parallel()
	history := play(7, 500, true)
	pool := reportable(t, history)
	r := rand.New(rand.NewPCG(7, 4))
	scope, by := reports.Scope{Org: domain.Vendor}, []string{reports.ByPartner}
	old := 0
	for range 20 {
		from, at, fromPlace, place := inOrder(r, history)
		var told []domain.Party
		open, err := reports.Open(t.Context(), pool, scope, place, by)
		require.NoError(t, err)
		for _, l := range open.Lines {
			told = append(told, l.Partner)
		}
		between, err := reports.Between(t.Context(), pool, scope, fromPlace, place, by)
		require.NoError(t, err)
		for _, s := range between.Steps {
			told = append(told, s.Partner)
		}
		funnel, err := reports.Reached(t.Context(), pool, scope, reports.Cohort{At: place, By: by, Stages: stagesOf})
		require.NoError(t, err)
		for _, s := range funnel.Steps {
			told = append(told, s.Partner)
		}
		scores, err := reports.Scores(t.Context(), pool, scope, reports.Offers{At: place, Stalled: time.Hour})
		require.NoError(t, err)
		require.Equal(t, naiveScores(history, nil, nil, at, time.Hour), scores.Scores)
		for _, p := range told {
			if p.ID == "" {
				require.Empty(t, p.Name)
				continue
			}
			require.Equal(t, naiveName(history, at, p.ID), p.Name)
			if naiveName(history, from, p.ID) != p.Name {
				old++
			}
		}
	}
	require.NotZero(t, old, "some were called otherwise before")
}

func TestTransitionsAreEveryChangeOfStateAndStageInTheOrderOfTheLog(t *testing.T) {
	t.Parallel()
	history := market(5, 250)
	pool := reportable(t, history)
	for _, org := range organisations {
		require.Equal(t, naiveMoves(history, org), moves(t, pool, reports.Filter{Scope: reports.Scope{Org: org}}), org)
	}
}

func TestTransitionsOfAPastPlaceAreThoseThatHadBeenRecordedThere(t *testing.T) {
	t.Parallel()
	history := market(9, 250)
	pool := reportable(t, history)
	r := rand.New(rand.NewPCG(9, 5))
	for range 6 {
		at, place := anySpot(r, history)
		then := slices.DeleteFunc(slices.Clone(history), func(e runner.Event) bool { return !at.covers(e) })
		for _, org := range organisations {
			f := reports.Filter{Scope: reports.Scope{Org: org}, At: &place}
			require.Equal(t, naiveMoves(then, org), moves(t, pool, f), "%s at %+v", org, at)
			later := reports.Now(history[len(history)-1].RecordedAt)
			f.To = &later
			require.Equal(t, naiveMoves(then, org), moves(t, pool, f), "both hold")
		}
	}
}

// moves are all transitions that a filter lets pass, page by page.
func moves(t *testing.T, pool *pgxpool.Pool, f reports.Filter) (all []move) {
	t.Helper()
	for f.Limit = 17; ; {
		p, err := reports.Transitions(t.Context(), pool, f)
		require.NoError(t, err)
		for _, c := range p.Items {
			all = append(all, move{c.ID, c.Revision, c.Event, c.FromState, c.State, c.FromStage, c.Stage, c.Seconds, c.Member})
		}
		if p.Next == "" {
			return all
		}
		f.Cursor = p.Next
	}
}

func TestTransitionsAreFilteredByDealPartnerKindStateAndTime(t *testing.T) {
	t.Parallel()
	history := market(6, 250)
	pool := reportable(t, history)
	everything := reports.Filter{Scope: reports.Scope{Org: domain.Vendor}, Request: page.Request{Limit: page.MaxLimit}}
	all, err := reports.Transitions(t.Context(), pool, everything)
	require.NoError(t, err)
	some := all.Items[len(all.Items)/2]
	after, to := reports.Through(all.Items[10].Position), reports.By(some.RecordedAt)
	for name, c := range map[string]struct {
		change func(*reports.Filter)
		keeps  func(i int) bool
	}{
		"deal":    {func(f *reports.Filter) { f.Deal = some.ID }, func(i int) bool { return all.Items[i].ID == some.ID }},
		"partner": {func(f *reports.Filter) { f.Partner = partner(3).ID }, func(i int) bool { return all.Items[i].Partner == partner(3) }},
		"kind":    {func(f *reports.Filter) { f.Kind = "referral" }, func(i int) bool { return all.Items[i].Kind == "referral" }},
		"state":   {func(f *reports.Filter) { f.State = "won" }, func(i int) bool { return all.Items[i].State == "won" }},
		"after":   {func(f *reports.Filter) { f.After = &after }, func(i int) bool { return i > 10 }},
		"to":      {func(f *reports.Filter) { f.To = &to }, func(i int) bool { return !all.Items[i].RecordedAt.After(some.RecordedAt) }},
	} {
		f := everything
		c.change(&f)
		got, err := reports.Transitions(t.Context(), pool, f)
		require.NoError(t, err)
		var want []domain.ID
		for i, item := range all.Items {
			if c.keeps(i) {
				want = append(want, item.ID)
			}
		}
		var ids []domain.ID
		for _, item := range got.Items {
			ids = append(ids, item.ID)
		}
		require.NotEmpty(t, want, name)
		require.Equal(t, want, ids, name)
	}
}

func TestMarketsHoldWhatReportsAreAbout(t *testing.T) {
	t.Parallel()
	seen := map[string]bool{}
	for seed := range uint64(3) {
		history := market(seed, 700)
		last := spot{end: true, by: history[len(history)-1].RecordedAt}
		early := spot{by: history[len(history)/3].RecordedAt}
		for _, stream := range streams(history, last) {
			f := sightOf(stream)
			seen[f.kind+" "+f.typ+" "+f.state] = true
			seen[string(f.paid())] = true
			if _, ok := inUSD(history, early, f.value, early.by.Format("2006-01")); !ok && !f.value.IsZero() {
				seen["no rate"] = true
			}
		}
	}
	for _, want := range []string{"opportunity opportunity won", "opportunity opportunity accepted", "opportunity opportunity expired",
		"referral private accepted", "referral partner-led accepted", "referral co-sell won", "referral co-sell received", "referral private lost",
		"EUR", "JPY", "USD", "GBP", "no rate"} {
		require.Contains(t, slices.Sorted(maps.Keys(seen)), want)
	}
}

// reportable is a database in which a history has been applied to what reports are read from.
func reportable(t testing.TB, history []runner.Event) *pgxpool.Pool {
	t.Helper()
	pool := empty(t)
	apply(t, pool, history, deals.Consumer())
	return pool
}
