package projections_test

import (
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"
	"github.com/stretchr/testify/require"

	"github.com/cosell/cosell/domain/claim"
	"github.com/cosell/cosell/domain/opportunity"
	"github.com/cosell/cosell/domain/program"
	"github.com/cosell/cosell/domain/referral"
	"github.com/cosell/cosell/domain/registration"
	"github.com/cosell/cosell/projections/runner"
)

func TestEveryViewHandlesOrIgnoresEveryKindByName(t *testing.T) {
	t.Parallel()
	for _, v := range views() {
		require.NoError(t, v.Covers(catalogue))
	}
}

func TestTheHistoriesOfTheseTestsTouchEveryKind(t *testing.T) {
	t.Parallel()
	seen := map[string]bool{}
	for _, e := range random(1, 3000, 60) {
		seen[e.Event.EventKind()] = true
	}
	require.True(t, seen[program.RatesPublished{}.EventKind()])
	for _, known := range slices.Concat(opportunity.Catalogue, referral.Catalogue, registration.Catalogue, claim.Catalogue) {
		require.True(t, seen[known.Zero.EventKind()], known.Zero.EventKind())
	}
}

// stories counts the events that the timeline tells: all but those of claims and of the program.
func stories(events []runner.Event) (n int) {
	for _, e := range events {
		if !strings.HasPrefix(e.Stream, "claim-") && !strings.HasPrefix(e.Stream, "program-") {
			n++
		}
	}
	return n
}

// splits are ways to cut a history into batches.
func splits(n int) map[string]func(i int) bool {
	chance := rand.New(rand.NewPCG(7, uint64(n)))
	return map[string]func(i int) bool{
		"one by one":        func(int) bool { return true },
		"in three parts":    func(i int) bool { return i == n/3 || i == 2*n/3 },
		"wherever it falls": func(int) bool { return chance.IntN(9) == 0 },
	}
}

func TestAnyCutOfTheLogIntoBatchesGivesTheSameRows(t *testing.T) {
	t.Parallel()
	events := random(2, 900, 40)
	whole := empty(t)
	apply(t, whole, events, consumers()...)
	want := tables(t, whole)
	require.Len(t, want["timeline"], stories(events))
	for name, cut := range splits(len(events)) {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			pool, to := empty(t), consumers()
			from := 0
			for i := range events {
				if i+1 == len(events) || cut(i) {
					apply(t, pool, events[from:i+1], to...)
					from = i + 1
				}
			}
			require.Equal(t, want, tables(t, pool))
		})
	}
}

func TestABatchAppliedTwiceChangesNothing(t *testing.T) {
	t.Parallel()
	events := random(3, 700, 30)
	once, twice := empty(t), empty(t)
	apply(t, once, events, consumers()...)
	for from := 0; from < len(events); from += 50 {
		batch := events[from:min(from+50, len(events))]
		apply(t, twice, batch, consumers()...) // each time by consumers that remember nothing
		apply(t, twice, batch, consumers()...)
	}
	apply(t, twice, events[len(events)-300:], consumers()...)
	require.Equal(t, tables(t, once)["timeline"], tables(t, twice)["timeline"])
	require.Equal(t, tables(t, once), tables(t, twice))
}

func TestWhatIsRolledBackIsForgotten(t *testing.T) {
	t.Parallel()
	events := random(4, 400, 30)
	want, pool, to := empty(t), empty(t), consumers()
	apply(t, want, events, consumers()...)
	for i, from := 0, 0; from < len(events); i, from = i+1, from+40 {
		batch := events[from:min(from+40, len(events))]
		if i%3 == 1 {
			for _, c := range to {
				tx, err := pool.Begin(t.Context())
				require.NoError(t, err)
				require.NoError(t, c.Apply(t.Context(), tx, batch))
				require.NoError(t, tx.Rollback(t.Context()))
				c.Forget()
			}
		}
		apply(t, pool, batch, to...)
	}
	require.Equal(t, tables(t, want), tables(t, pool))
}

func TestNoPersonalDataReachesAReadModel(t *testing.T) {
	t.Parallel()
	pool := empty(t)
	apply(t, pool, random(5, 500, 20), consumers()...)
	for _, view := range views() {
		for _, of := range view.Consumer().Tables {
			var found int
			require.NoError(t, pool.QueryRow(t.Context(), "select count(*) from "+of+` v
				where to_jsonb(v)::text ~ 'Somebody|somebody@example|555 0100'`).Scan(&found))
			require.Zero(t, found, of)
		}
	}
}

func TestEverythingThatAnalystsSeeIsExplained(t *testing.T) {
	t.Parallel()
	pool := empty(t)
	rows, err := pool.Query(t.Context(), `select c.relname || coalesce('.' || a.attname, '')
		from pg_class c join pg_namespace n on n.oid = c.relnamespace
		left join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
		where n.nspname in ('cosell', 'cosell_ops') and c.relkind in ('r', 'v') and c.relname not like 'migrations%'
		and (coalesce(col_description(c.oid, a.attnum), '') = '' or coalesce(obj_description(c.oid), '') = '')`)
	require.NoError(t, err)
	silent, err := pgx.CollectRows(rows, pgx.RowTo[string])
	require.NoError(t, err)
	require.Empty(t, silent)
}
