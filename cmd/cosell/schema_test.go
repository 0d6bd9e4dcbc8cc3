package main

import (
	"context"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"
	"github.com/stretchr/testify/require"

	"github.com/cosell/cosell/eventstore/postgres/localserver/localservertest"
)

var update = flag.Bool("update", false, "rewrite goldens")

const schemaFile = "../../testdata/schema.txt"

// TestSchemaGolden compares what all migrations and views together make of an empty database with the description in
// testdata, where one can read the present without replaying the past.
func TestSchemaGolden(t *testing.T) {
	url := localservertest.Database(t)
	w := settle(serve(t, localservertest.Folder(t), "--database", url))
	position := w.create("So that every view has begun, and made its indexes").Position
	past := lookInto(t, url)
	w.until("every consumer has begun", func() bool {
		return past.count(`select count(*) from cosell_ops.checkpoints where position < $1`, position) == 0
	})
	w.stop()
	got := describe(t, url)
	if *update {
		require.NoError(t, os.WriteFile(schemaFile, []byte(got), 0o644))
	}
	want, err := os.ReadFile(filepath.FromSlash(schemaFile))
	require.NoError(t, err)
	require.Equal(t, string(want), got, "run make golden, and read the diff")
}

// describe lists the tables and views of our schemas with their columns, keys, indexes and comments. What has no comment
// fails the test.
func describe(t *testing.T, url string) string {
	t.Helper()
	ctx := context.Background()
	conn, err := pgx.Connect(ctx, url)
	require.NoError(t, err)
	defer conn.Close(ctx)
	rows, err := conn.Query(ctx, `
		select n.nspname || '.' || c.relname, case c.relkind when 'v' then 'view' else 'table' end,
		       coalesce(obj_description(c.oid, 'pg_class'), ''),
		       a.attname, format_type(a.atttypid, a.atttypmod) || case when a.attnotnull then ' not null' else '' end,
		       coalesce(col_description(c.oid, a.attnum), ''),
		       coalesce((select string_agg(pg_get_indexdef(i.indexrelid), E'\n' order by i.indexrelid::regclass::text)
		                   from pg_index i where i.indrelid = c.oid), '')
		  from pg_class c
		  join pg_namespace n on n.oid = c.relnamespace
		  join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
		 where n.nspname in ('cosell', 'cosell_log', 'cosell_ops') and c.relkind in ('r', 'v') and c.relname not like 'migrations_%'
		 order by 1, a.attnum`)
	require.NoError(t, err)
	var b strings.Builder
	table, after := "", ""
	for rows.Next() {
		var name, kind, comment, column, typ, about, indexes string
		require.NoError(t, rows.Scan(&name, &kind, &comment, &column, &typ, &about, &indexes))
		if name != table {
			fmt.Fprintf(&b, "%s%s %s\n    %s\n", after, kind, name, comment)
			table, after = name, ""
			for line := range strings.Lines(indexes) {
				after += "  " + strings.TrimSpace(line) + "\n"
			}
			after += "\n"
			require.NotEmpty(t, comment, "%s has no comment", name)
		}
		fmt.Fprintf(&b, "  %-24s %-34s %s\n", column, typ, about)
		require.NotEmpty(t, about, "%s.%s has no comment", name, column)
	}
	require.NoError(t, rows.Err())
	return b.String() + strings.TrimSuffix(after, "\n")
}
