package postgres_test

import (
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/stretchr/testify/require"
	"golang.org/x/sync/errgroup"

	"github.com/cosell/cosell/eventstore"
	"github.com/cosell/cosell/eventstore/postgres"
	"github.com/cosell/cosell/eventstore/postgres/localserver/localservertest"
)

func pool(t *testing.T) *pgxpool.Pool {
	p, err := pgxpool.New(t.Context(), localservertest.Database(t))
	require.NoError(t, err)
	t.Cleanup(p.Close)
	return p
}

func TestProcessesThatStartTogetherMigrateInTurns(t *testing.T) {
	t.Parallel()
	p := pool(t)
	var group errgroup.Group
	for range 2 {
		group.Go(func() error { return postgres.Migrate(t.Context(), p) })
	}
	require.NoError(t, group.Wait())
	require.NoError(t, postgres.Migrate(t.Context(), p))
}

func TestADatabaseWithoutALogSaysWhatIsMissing(t *testing.T) {
	t.Parallel()
	_, err := postgres.Open(t.Context(), pool(t), postgres.Options{})
	require.ErrorContains(t, err, "database has no log")
}

func TestAnUnknownFormatIsRefused(t *testing.T) {
	t.Parallel()
	s := start(t, localservertest.Database(t), patiently)
	_, err := s.Append(t.Context(), stream, eventstore.NoStream, event(0))
	require.NoError(t, err)
	_, err = s.pool.Exec(t.Context(), "update cosell_log.log set format = 7")
	require.NoError(t, err)

	_, err = postgres.Open(t.Context(), s.pool, postgres.Options{})
	require.ErrorIs(t, err, eventstore.ErrFormat)
	require.EqualError(t, err, "format 7, known is 0: log has a format that this program does not know")
	_, err = s.Append(t.Context(), stream, eventstore.At(0), event(1))
	require.ErrorIs(t, err, eventstore.ErrFormat, "a program that was running when another raised the format")
	require.Len(t, read(t, s), 1)
}

func TestALogIsBoundToOneKey(t *testing.T) {
	t.Parallel()
	url := localservertest.Database(t)
	s, again := start(t, url, patiently), start(t, url, patiently)
	before, err := s.Identity(t.Context())
	require.NoError(t, err)
	require.Len(t, before.Log, 36)
	require.Empty(t, before.KeyID)

	require.NoError(t, s.BindKey(t.Context(), "key-1"))
	require.NoError(t, again.BindKey(t.Context(), "key-1"))
	require.ErrorIs(t, again.BindKey(t.Context(), "key-2"), postgres.ErrOtherKey)
	after, err := again.Identity(t.Context())
	require.NoError(t, err)
	require.Equal(t, postgres.Identity{Log: before.Log, KeyID: "key-1"}, after)
}

func TestEveryTableAndColumnOfTheLogIsExplained(t *testing.T) {
	t.Parallel()
	s := start(t, localservertest.Database(t), patiently)
	rows, err := s.pool.Query(t.Context(), `
		select c.relname || coalesce('.' || a.attname, '') from pg_class c
		join lateral (select null::name attname, 0 attnum union all
			select attname, attnum from pg_attribute where attrelid = c.oid and attnum > 0 and not attisdropped) a on true
		where c.relnamespace = 'cosell_log'::regnamespace and c.relkind = 'r' and c.relname not like 'migrations%'
		and col_description(c.oid, a.attnum) is null and (a.attnum > 0 or obj_description(c.oid, 'pg_class') is null)`)
	require.NoError(t, err)
	silent, err := pgx.CollectRows(rows, pgx.RowTo[string])
	require.NoError(t, err)
	require.Empty(t, silent)
}

// A statement is planned once per connection, perhaps while the log is empty, and kept.
func TestPlansMadeForAnEmptyLogSuitAFullOne(t *testing.T) {
	t.Parallel()
	s := start(t, localservertest.Database(t), patiently)
	conn, err := s.pool.Acquire(t.Context())
	require.NoError(t, err)
	defer conn.Release()
	plan := func(settings, statement, arguments string) string {
		settings += "; set plan_cache_mode = force_generic_plan; deallocate all; prepare p as "
		_, err := conn.Conn().PgConn().Exec(t.Context(), settings+statement).ReadAll()
		require.NoError(t, err)
		rows, err := conn.Query(t.Context(), "explain execute p "+arguments, pgx.QueryExecModeSimpleProtocol)
		require.NoError(t, err)
		lines, err := pgx.CollectRows(rows, pgx.RowTo[string])
		require.NoError(t, err)
		return strings.Join(lines, "\n")
	}
	for _, fill := range []string{"select", fillLog + "; analyze cosell_log.events"} {
		_, err := conn.Conn().PgConn().Exec(t.Context(), fill).ReadAll()
		require.NoError(t, err)
		for name, statement := range postgres.PageQueries {
			arguments := map[string]string{"after": "(1000, 1000000, 5)"}[name]
			if arguments == "" {
				arguments = "(1000, 1000000, 5, 's')"
			}
			got := plan("reset all", statement, arguments)
			require.Contains(t, got, "Index Scan", "%s: %s", name, got)
			require.NotContains(t, got, "Sort", "%s: %s", name, got)
			require.NotContains(t, got, "Bitmap", "%s: %s", name, got)
		}
		got := plan(postgres.SessionSettings, postgres.TailsStatement, "('{a,b}')")
		require.Contains(t, got, "events_revision", got)
		require.NotContains(t, got, "Seq Scan", got)
		require.NotContains(t, got, "Sort", got)
	}
}

const fillLog = `
insert into cosell_log.events
select n, n % 20, 1, gen_random_uuid(), 'opportunity-' || md5((n / 20)::text)::uuid, 'opportunity.note-added', '{}', '{}'
from generate_series(1, 20000) n`
