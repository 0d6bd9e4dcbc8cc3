package runner_test

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/stretchr/testify/require"

	"github.com/cosell/cosell/eventstore"
	"github.com/cosell/cosell/projections/runner"
)

// diary is a read model whose rows show in which order events were applied, and how often: a row for each stream, and a line
// for each event. What begins with > names the stream after it, and writes into that one's row too.
type diary struct {
	name    string
	version int
	poison  func(e runner.Event) error // nil for none
}

func (d diary) in(p runner.Place) runner.Consumer {
	rows, lines := d.table("rows", p), d.table("lines", p)
	create, end := "create table", ""
	if p.Schema == "pg_temp" {
		create, end = "create temporary table", " on commit drop"
	}
	return runner.Consumer{
		Name: d.name, Version: d.version, Tables: []string{rows, lines}, Models: []string{d.name},
		Schema: fmt.Sprintf(`%[1]s %[2]s (stream text primary key, revision bigint, told text, by_others text not null default '')%[4]s;
			%[1]s %[3]s (stream text, revision bigint, text text, primary key (stream, revision))%[4]s`, create, rows, lines, end),
		Shows: fmt.Sprintf("create or replace view cosell.%s as select stream, told, by_others from %s", d.name, rows),
		CaughtUp: func(ctx context.Context, tx pgx.Tx) error {
			_, err := tx.Exec(ctx, fmt.Sprintf("create index if not exists %s_1 on %s (told)", rows[strings.Index(rows, ".")+1:], rows))
			return err
		},
		Beside:  d.in,
		Touches: touches,
		Apply: func(ctx context.Context, tx pgx.Tx, events []runner.Event) error {
			for _, e := range events {
				if d.poison != nil {
					if err := d.poison(e); err != nil {
						return err
					}
				}
				if err := d.write(ctx, tx, e, rows, lines); err != nil {
					return err
				}
			}
			return nil
		},
	}
}

func (d diary) table(part string, p runner.Place) string {
	return fmt.Sprintf("%s.%s_%s_v%d%s", p.Schema, d.name, part, d.version, p.Suffix)
}

func touches(e *runner.Event) []string {
	if other, ok := strings.CutPrefix(e.Event.(said).Text, ">"); ok {
		return []string{e.Stream, other}
	}
	return []string{e.Stream}
}

func (d diary) write(ctx context.Context, tx pgx.Tx, e runner.Event, rows, lines string) error {
	text := e.Event.(said).Text
	var b pgx.Batch
	b.Queue("insert into "+rows+` as r (stream, revision, told) values ($1, $2, $3)
		on conflict (stream) do update set told = r.told || ' ' || excluded.told, revision = excluded.revision
		where r.revision < excluded.revision`, e.Stream, e.Revision, text)
	b.Queue("insert into "+lines+" values ($1, $2, $3) on conflict do nothing", e.Stream, e.Revision, text)
	for _, other := range touches(&e)[1:] {
		b.Queue("update "+rows+" set by_others = by_others || $2::text where stream = $1 and position($2::text in by_others) = 0", other, string(e.EventID)+" ")
	}
	return tx.SendBatch(ctx, &b).Close()
}

func (d diary) consumer() runner.Consumer { return d.in(runner.Place{Schema: "cosell"}) }

// read is everything that the diary holds.
func (d diary) read(t testing.TB, pool *pgxpool.Pool) []string {
	t.Helper()
	rows, err := pool.Query(t.Context(), fmt.Sprintf(`select concat_ws('|', stream, revision, told, by_others) from %s
		union all select concat_ws('|', stream, revision, text) from %s order by 1`,
		d.table("rows", usual), d.table("lines", usual)))
	require.NoError(t, err)
	all, err := pgx.CollectRows(rows, pgx.RowTo[string])
	require.NoError(t, err)
	return all
}

var usual = runner.Place{Schema: "cosell"}

// undisturbed is what the diary of a log is.
func undisturbed(t testing.TB, log eventstore.Store) []string {
	t.Helper()
	pool, d := database(t), diary{name: "diary", version: 1}
	p := start(t, pool, log, d.consumer())
	require.NoError(t, p.CaughtUp(soon(t)))
	p.stop()
	return d.read(t, pool)
}
