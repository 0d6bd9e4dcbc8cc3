//go:build !race

package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"
	"github.com/stretchr/testify/require"

	"github.com/cosell/cosell/eventstore/postgres/localserver/localservertest"
)

const dictionaryFile = "../../DICTIONARY.md"

// analyst is a session on the demo's database, which is at url, with the rights of the role that analysts have.
func analyst(t *testing.T) (r *running, url string, conn *pgx.Conn) {
	t.Helper()
	url = localservertest.Database(t)
	r = serve(t, localservertest.Folder(t), "--database", url, "--demo", "--clock", "2026-06-30T09:00:00Z")
	conn, err := pgx.Connect(t.Context(), url)
	require.NoError(t, err)
	t.Cleanup(func() { _ = conn.Close(context.WithoutCancel(t.Context())) })
	_, err = conn.Exec(t.Context(), "set role cosell_analyst")
	require.NoError(t, err)
	return r, url, conn
}

// TestDictionaryGolden compares the dictionary with what the database says of its models, and the answers in it with those
// that an analyst gets of the demo.
func TestDictionaryGolden(t *testing.T) {
	r, _, conn := analyst(t)
	want, err := os.ReadFile(filepath.FromSlash(dictionaryFile))
	require.True(t, err == nil || *update && errors.Is(err, fs.ErrNotExist), err)
	got, same := "", 0
	settled := func() bool {
		before := got
		if got = dictionary(t, conn); got != before || !quiet(t, conn) {
			same = 0
		}
		same++
		return got == string(want) || *update && same > settledAfter
	}
	r.until("the answers are those of the dictionary (run make golden, and read the diff)", settled)
	if *update {
		require.NoError(t, os.WriteFile(dictionaryFile, []byte(got), 0o644))
	}
}

// settledAfter is how often answers other than those of the dictionary must be the same to be believed: what goes off by the clock
// shows itself only when it has.
const settledAfter = 100

// quiet reports whether no step waits.
func quiet(t *testing.T, conn *pgx.Conn) (done bool) {
	t.Helper()
	require.NoError(t, conn.QueryRow(t.Context(), "select count(*) > 0 and bool_and(state <> 'pending') from cosell.process_steps").Scan(&done))
	return done
}

func dictionary(t *testing.T, conn *pgx.Conn) string {
	t.Helper()
	var b strings.Builder
	b.WriteString(`# Dictionary

What analysts read: the views of the schema ` + "`cosell`" + `. Their names and columns stay while what lies beneath is built anew; new columns
come at the end. None shows a private deal, and none holds a name, address or telephone number of a person: members are ids.
Every amount has its currency beside it. Times are UTC. This page is made from the comments in the database, and the answers are
those of the demo story told on 30 June 2026; a test compares both.

To connect, make a user and put it into the role: ` + "`create user ada password '…' in role cosell_analyst`" + `.

`)
	models(t, conn, &b)
	b.WriteString("## Questions and answers\n")
	files, err := filepath.Glob("../../testdata/queries/*.sql")
	require.NoError(t, err)
	slices.Sort(files)
	for _, f := range files {
		sql, err := os.ReadFile(f)
		require.NoError(t, err)
		question, statement, _ := strings.Cut(strings.TrimPrefix(string(sql), "-- "), "\n")
		fmt.Fprintf(&b, "\n**%s**\n\n```sql\n%s\n```\n\n", question, strings.TrimSpace(statement))
		answer(t, conn, &b, statement)
	}
	return b.String()
}

// models lists every view with its columns.
func models(t *testing.T, conn *pgx.Conn, b *strings.Builder) {
	t.Helper()
	rows, err := conn.Query(t.Context(), `
		select c.relname, coalesce(obj_description(c.oid, 'pg_class'), ''), a.attname, format_type(a.atttypid, a.atttypmod),
		       coalesce(col_description(c.oid, a.attnum), '')
		  from pg_class c
		  join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
		 where c.relnamespace = 'cosell'::regnamespace and c.relkind = 'v'
		 order by 1, a.attnum`)
	require.NoError(t, err)
	var last, name, comment, column, typ, about string
	_, err = pgx.ForEachRow(rows, []any{&name, &comment, &column, &typ, &about}, func() error {
		if name != last {
			end := "\n"
			if last == "" {
				end = ""
			}
			fmt.Fprintf(b, "%s## %s\n\n%s\n\n| column | type | what |\n|---|---|---|\n", end, name, comment)
			last = name
		}
		require.NotEmpty(t, comment, name)
		require.NotEmpty(t, about, "%s.%s", name, column)
		fmt.Fprintf(b, "| `%s` | %s | %s |\n", column, typ, about)
		return nil
	})
	require.NoError(t, err)
	b.WriteString("\n")
}

// answer prints what a statement gives, as a table.
func answer(t *testing.T, conn *pgx.Conn, b *strings.Builder, sql string) {
	t.Helper()
	names, err := conn.Query(t.Context(), sql)
	require.NoError(t, err, sql)
	var head, rule []string
	for _, f := range names.FieldDescriptions() {
		head, rule = append(head, f.Name), append(rule, "---")
	}
	names.Close()
	require.NoError(t, names.Err(), sql)
	fmt.Fprintf(b, "| %s |\n|%s|\n", strings.Join(head, " | "), strings.Join(rule, "|"))
	cells := make([]string, len(head))
	for i, name := range head {
		cells[i] = "coalesce(" + pgx.Identifier{name}.Sanitize() + "::text, '')"
	}
	rows, err := conn.Query(t.Context(), "select array["+strings.Join(cells, ", ")+"] from ("+strings.TrimSuffix(strings.TrimSpace(sql), ";")+") answer")
	require.NoError(t, err, sql)
	all, err := pgx.CollectRows(rows, pgx.RowTo[[]string])
	require.NoError(t, err, sql)
	require.NotEmpty(t, all, "the demo answers every question: %s", sql)
	for _, row := range all {
		fmt.Fprintf(b, "| %s |\n", strings.Join(row, " | "))
	}
}

func TestAnAnalystReadsTheModelsAndNothingElseAndWritesNothing(t *testing.T) {
	_, _, conn := analyst(t)
	relations, err := conn.Query(t.Context(), `
		select n.nspname || '.' || c.relname, n.nspname = 'cosell' and c.relkind = 'v'
		from pg_class c join pg_namespace n on n.oid = c.relnamespace
		where n.nspname in ('cosell', 'cosell_ops', 'cosell_log') and c.relkind in ('r', 'v', 'p', 'm', 'S')`)
	require.NoError(t, err)
	open := map[string]bool{}
	var name string
	var model bool
	_, err = pgx.ForEachRow(relations, []any{&name, &model}, func() error { open[name] = model; return nil })
	require.NoError(t, err)
	require.Greater(t, len(open), 30)
	for name, readable := range open {
		_, err := conn.Exec(t.Context(), "select * from "+name+" limit 1")
		require.Equal(t, readable, err == nil, "reading %s: %v", name, err)
		for _, write := range []string{"delete from %s", "insert into %s default values", "truncate %s", "drop view %s", "drop table %s", "comment on view %s is 'x'"} {
			_, err := conn.Exec(t.Context(), fmt.Sprintf(write, name))
			require.Error(t, err, write, name)
		}
	}
	for _, make := range []string{"create table cosell.mine (x int)", "create view cosell.mine as select 1 as x", "create schema mine"} {
		_, err := conn.Exec(t.Context(), make)
		require.Error(t, err, make)
	}
}

func TestNoModelHoldsPersonalDataOrAPrivateDeal(t *testing.T) {
	r, url, conn := analyst(t)
	r.until("the demo's processes have done what they do", func() bool { return quiet(t, conn) })
	rows, err := conn.Query(t.Context(), `select viewname from pg_views where schemaname = 'cosell' order by 1`)
	require.NoError(t, err)
	views, err := pgx.CollectRows(rows, pgx.RowTo[string])
	require.NoError(t, err)
	var all strings.Builder
	for _, v := range views {
		rows, err := conn.Query(t.Context(), "select v::text from cosell."+v+" v")
		require.NoError(t, err)
		lines, err := pgx.CollectRows(rows, pgx.RowTo[string])
		require.NoError(t, err)
		fmt.Fprintf(&all, "%s\n%s\n", v, strings.Join(lines, "\n"))
	}
	people, private := secrets(t, r, url)
	require.Greater(t, len(people), 20)
	require.NotEmpty(t, private)
	for _, secret := range slices.Concat(people, private) {
		require.NotContains(t, all.String(), secret)
	}
}

// secrets are the mail addresses and telephone numbers of the demo's people, and the ids of its private deals.
func secrets(t *testing.T, r *running, url string) (people, private []string) {
	t.Helper()
	auditor := r.token("vendor", "otto", "auditor")
	list := r.must(200, "GET", "/api/v1/referrals?limit=200&type=private", auditor, "")
	for _, item := range list.Items {
		private = append(private, item["id"].(string))
	}
	out, talk, code := verb(t, "replay", "--json", "--database", url)
	require.Equal(t, exitDone, code, talk)
	for _, word := range strings.FieldsFunc(out, func(c rune) bool { return c == '"' }) {
		if strings.Contains(word, "@") && strings.Contains(word, ".example.") || strings.HasPrefix(word, "+") && len(word) > 8 {
			people = append(people, word)
		}
	}
	return people, private
}

func TestTheScorecardOfThenGoesByTheTimeOfThen(t *testing.T) {
	r, url, _ := analyst(t)
	for _, at := range []string{"2026-02-28T00:00:00Z", "2026-04-15T00:00:00Z", "2026-06-30T08:00:00Z"} {
		out, talk, code := verb(t, "replay", "--json", "--view", "scorecard", "--at", at, "--database", url)
		require.Equal(t, exitDone, code, talk)
		made := map[string]float64{}
		for line := range strings.Lines(out) {
			var row struct {
				Partner string  `json:"partner_id"`
				Stalled float64 `json:"stalled"`
			}
			require.NoError(t, json.Unmarshal([]byte(line), &row))
			made[row.Partner] = row.Stalled
		}
		reported := map[string]float64{}
		for _, item := range r.must(200, "GET", "/api/v1/reports/scorecard?at="+at, r.token("vendor", "ines", "analyst"), "").Items {
			reported[item["partner"].(map[string]any)["id"].(string)] = item["stalled"].(float64)
		}
		require.NotEmpty(t, made)
		require.Equal(t, reported, made, at)
	}
}
