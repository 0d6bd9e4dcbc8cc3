package projections_test

import (
	"fmt"
	"math/big"
	"math/rand/v2"
	"testing"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/stretchr/testify/require"

	"github.com/cosell/cosell/domain"
	"github.com/cosell/cosell/projections/reports"
	"github.com/cosell/cosell/projections/runner"
)

// exact are columns of analysts' totals as numbers, and those of which they tell groups apart as text.
type exact struct {
	group   string
	numbers map[string]*big.Rat // nil for null
}

// totals reads a view: the first columns are the group.
func totals(t *testing.T, pool *pgxpool.Pool, view string, group string, numbers ...string) map[string]exact {
	t.Helper()
	sql := "select concat_ws('|', " + group + ")"
	for _, n := range numbers {
		sql += ", " + n + "::numeric::text"
	}
	rows, err := pool.Query(t.Context(), sql+" from cosell."+view)
	require.NoError(t, err)
	all := map[string]exact{}
	for rows.Next() {
		one, texts := exact{numbers: map[string]*big.Rat{}}, make([]*string, len(numbers))
		into := []any{&one.group}
		for i := range texts {
			into = append(into, &texts[i])
		}
		require.NoError(t, rows.Scan(into...))
		for i, text := range texts {
			if text != nil {
				one.numbers[numbers[i]], _ = new(big.Rat).SetString(*text)
			}
		}
		all[one.group] = one
	}
	require.NoError(t, rows.Err())
	return all
}

// near requires that two amounts, of which one was rounded deal by deal, differ by no more than that explains.
func near(t *testing.T, want reports.Sum, got *big.Rat, each *big.Rat, deals int64, about string) {
	t.Helper()
	rounded, ok := new(big.Rat).SetString(want.Amount)
	require.True(t, ok)
	if got == nil {
		got = new(big.Rat)
	}
	off := new(big.Rat).Sub(rounded, got)
	require.LessOrEqual(t, off.Abs(off).Cmp(new(big.Rat).Mul(each, big.NewRat(deals, 1))), 0, "%s: %s, but %s", about, want.Amount, got.FloatString(6))
}

// half is that of the smallest unit of a currency.
func half(c domain.Currency) *big.Rat {
	r := big.NewRat(1, 2)
	for range c.MinorDigits() {
		r.Mul(r, big.NewRat(1, 10))
	}
	return r
}

func TestAnalystsReadThePipelineThatTheReportHas(t *testing.T) {
	t.Parallel()
	markets(t, func(t *testing.T, pool *pgxpool.Pool, _ []runner.Event, _ *rand.Rand) {
		got := totals(t, pool, "pipeline", "type, stage, coalesce(partner_id::text, ''), coalesce(close_month, ''), coalesce(currency, '')",
			"deals", "value", "weighted_value", "usd", "weighted_usd", "unconverted")
		want, err := reports.Open(t.Context(), pool, reports.Scope{Org: domain.Vendor}, reports.Now(time.Now()), reports.Splits)
		require.NoError(t, err)
		require.NotEmpty(t, want.Lines)
		require.Len(t, got, len(want.Lines))
		for _, l := range want.Lines {
			about := fmt.Sprintf("%s|%d|%s|%s|%s", l.Type, *l.Stage, l.Partner.ID, l.Month, l.Currency)
			line, ok := got[about]
			require.True(t, ok, about)
			require.Equal(t, big.NewRat(l.Count, 1), line.numbers["deals"], about)
			require.Equal(t, big.NewRat(l.Missing, 1), line.numbers["unconverted"], about)
			near(t, l.Value, line.numbers["value"], new(big.Rat), l.Count, about)
			near(t, l.Weighted, line.numbers["weighted_value"], half(l.Currency), l.Count, about)
			near(t, l.USD, line.numbers["usd"], half("USD"), l.Count, about)
			near(t, l.WeightedUSD, line.numbers["weighted_usd"], big.NewRat(1, 100), l.Count, about)
		}
	})
}

func TestAnalystsReadTheFunnelThatTheReportHas(t *testing.T) {
	t.Parallel()
	markets(t, func(t *testing.T, pool *pgxpool.Pool, _ []runner.Event, _ *rand.Rand) {
		got := totals(t, pool, "funnel", "type, stage", "deals", "reached", "ended")
		want, err := reports.Reached(t.Context(), pool, reports.Scope{Org: domain.Vendor},
			reports.Cohort{At: reports.Now(time.Now()), By: []string{reports.ByType}, Stages: stagesOf})
		require.NoError(t, err)
		require.NotEmpty(t, want.Steps)
		require.Len(t, got, len(want.Steps))
		for _, s := range want.Steps {
			about := fmt.Sprintf("%s|%d", s.Type, s.Stage)
			require.Equal(t, map[string]*big.Rat{
				"deals": big.NewRat(s.Overall.Den, 1), "reached": big.NewRat(s.Reached, 1), "ended": big.NewRat(s.Ended, 1),
			}, got[about].numbers, about)
		}
	})
}

func TestAnalystsReadTheScorecardThatTheReportHas(t *testing.T) {
	t.Parallel()
	markets(t, func(t *testing.T, pool *pgxpool.Pool, _ []runner.Event, _ *rand.Rand) {
		got := totals(t, pool, "scorecard", "partner_id, partner_name", "offered", "accepted", "declined", "lapsed", "waiting", "progressed", "returned",
			"won", "lost", "touch_rate", "feedback_rate", "return_rate", "win_rate", "hours_to_answer", "days_to_close")
		want, err := reports.Scores(t.Context(), pool, reports.Scope{Org: domain.Vendor}, reports.Offers{At: reports.Now(time.Now()), Stalled: 30 * 24 * time.Hour})
		require.NoError(t, err)
		require.NotEmpty(t, want.Scores)
		require.Len(t, got, len(want.Scores))
		for _, s := range want.Scores {
			about := string(s.Partner.ID) + "|" + s.Partner.Name
			line, ok := got[about]
			require.True(t, ok, about)
			for name, n := range map[string]int64{"offered": s.Offered, "accepted": s.Accepted, "declined": s.Declined, "lapsed": s.Lapsed, "waiting": s.Waiting,
				"progressed": s.Progressed, "returned": s.Returned, "won": s.Won, "lost": s.Lost} {
				require.Equal(t, big.NewRat(n, 1), line.numbers[name], "%s of %s", name, about)
			}
			for name, r := range map[string]reports.Ratio{"touch_rate": s.Touch, "feedback_rate": s.Feedback, "return_rate": s.Return, "win_rate": s.Win,
				"hours_to_answer": s.HoursAnswer, "days_to_close": s.DaysClose} {
				if r.Den == 0 {
					require.Nil(t, line.numbers[name], "%s of %s", name, about)
					continue
				}
				near(t, reports.Sum{Amount: r.String()}, line.numbers[name], big.NewRat(1, 1_000_000), 1, name+" of "+about)
			}
		}
	})
}
