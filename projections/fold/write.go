package fold

import (
	"context"
	"errors"
	"fmt"
	"reflect"
	"slices"
	"strings"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgtype"
)

// The rules are:
//
//   - Few rows go in one statement, as one array for each column: one round trip.
//   - Many rows go as a stream of text, which costs both sides least: straight into the table where rows are only added,
//     by way of a table that is empty before and after where some may be there already.

// many is from where on rows are streamed.
const many = 250

// upsert writes rows; conflict is what follows "on conflict (key) do" for those that are there.
func (t *Table) upsert(ctx context.Context, tx pgx.Tx, rows []reflect.Value, conflict string) error {
	switch {
	case len(rows) == 0:
		return nil
	case len(rows) < many:
		_, err := tx.Exec(ctx, t.insert(t.fromArrays(), conflict), t.arrays(rows)...)
		return err
	}
	stage := "incoming_" + t.name
	sql := fmt.Sprintf("create temporary table if not exists %s (like %s) on commit delete rows", stage, t.physical())
	if _, err := tx.Exec(ctx, sql); err != nil {
		return err
	}
	if err := t.stream(ctx, tx, stage, rows); err != nil {
		return err
	}
	_, err := tx.Exec(ctx, t.insert(fmt.Sprintf("select %s from %s", t.names(), stage), conflict))
	return err
}

// add writes rows that are usually new; those that are there stay as they are.
func (t *Table) add(ctx context.Context, tx pgx.Tx, rows []reflect.Value) error {
	if len(rows) < many {
		return t.upsert(ctx, tx, rows, "nothing")
	}
	save, err := tx.Begin(ctx)
	if err != nil {
		return err
	}
	if err = t.stream(ctx, save, t.physical(), rows); err == nil {
		return save.Commit(ctx)
	}
	var pg *pgconn.PgError
	if !errors.As(err, &pg) || pg.Code != "23505" {
		return err
	}
	if err := save.Rollback(ctx); err != nil {
		return err
	}
	return t.upsert(ctx, tx, rows, "nothing")
}

// remove deletes rows by their ids.
func (t *Table) remove(ctx context.Context, tx pgx.Tx, ids []string) error {
	for some := range slices.Chunk(ids, maxIDs) {
		if _, err := tx.Exec(ctx, "delete from "+t.physical()+" where id = any($1::text[]::uuid[])", some); err != nil {
			return err
		}
	}
	return nil
}

func (t *Table) names() string { return t.list(func(c column) string { return c.name }, ", ") }

func (t *Table) insert(source, conflict string) string {
	return fmt.Sprintf("insert into %s as t (%s) %s on conflict (%s) do %s",
		t.physical(), t.names(), source, strings.Join(t.key, ", "), conflict)
}

// fromArrays selects rows from the arguments that arrays gives.
func (t *Table) fromArrays() string {
	n := 0
	arrays := t.list(func(column) string { n++; return fmt.Sprintf("$%d::text[]", n) }, ", ")
	cast := t.list(func(c column) string { return "u." + c.name + "::" + c.typ() }, ", ")
	return fmt.Sprintf("select %s from unnest(%s) as u (%s)", cast, arrays, t.names())
}

func (t *Table) arrays(rows []reflect.Value) []any {
	columns := make([]pgtype.FlatArray[pgtype.Text], len(t.columns))
	for _, row := range rows {
		t.texts(row, func(i int, value pgtype.Text) { columns[i] = append(columns[i], value) })
	}
	args := make([]any, len(columns))
	for i, c := range columns {
		args[i] = c
	}
	return args
}

var escapeCopy = strings.NewReplacer(`\`, `\\`, "\t", `\t`, "\n", `\n`, "\r", `\r`)

func (t *Table) stream(ctx context.Context, tx pgx.Tx, into string, rows []reflect.Value) error {
	var b strings.Builder
	for _, row := range rows {
		t.texts(row, func(i int, value pgtype.Text) {
			if i > 0 {
				b.WriteByte('\t')
			}
			if value.Valid {
				_, _ = escapeCopy.WriteString(&b, value.String) // a builder takes everything
			} else {
				b.WriteString(`\N`)
			}
		})
		b.WriteByte('\n')
	}
	sql := fmt.Sprintf("copy %s (%s) from stdin", into, t.names())
	_, err := tx.Conn().PgConn().CopyFrom(ctx, strings.NewReader(b.String()), sql)
	return err
}
