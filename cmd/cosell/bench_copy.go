package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"regexp"
	"time"

	"github.com/jackc/pgx/v5"
)

// copied is one table of the read models, copied.
type copied struct {
	Table     string  `json:"table"`
	Rows      int64   `json:"rows"`
	CopyMS    float64 `json:"copyMs"`
	IndexesMS float64 `json:"indexesMs"`
	copying   time.Duration
	indexing  time.Duration
}

type copies []copied

func (c copies) copying() (all time.Duration) {
	for _, t := range c {
		all += t.copying
	}
	return all
}

func (c copies) indexing() (all time.Duration) {
	for _, t := range c {
		all += t.indexing
	}
	return all
}

// copyAll takes the rows of every table of the read models out with COPY, puts them into an empty table with COPY, and then
// makes the same indexes on it.
func (b *base) copyAll(ctx context.Context) (all copies, err error) {
	conn, err := b.pool.Acquire(ctx)
	if err != nil {
		return nil, err
	}
	defer conn.Release()
	rows, err := conn.Query(ctx, `select tablename from pg_tables where schemaname = 'cosell' and tablename ~ '_v[0-9]+$' order by tablename`)
	if err != nil {
		return nil, err
	}
	tables, err := pgx.CollectRows(rows, pgx.RowTo[string])
	if err != nil {
		return nil, err
	}
	if _, err := conn.Exec(ctx, "create schema if not exists cosell_bench"); err != nil {
		return nil, err
	}
	for _, table := range tables {
		c, err := copyTable(ctx, conn.Conn(), table)
		if err != nil {
			return nil, fmt.Errorf("copy %s: %w", table, err)
		}
		all = append(all, c)
	}
	_, err = conn.Exec(ctx, "drop schema cosell_bench cascade")
	return all, err
}

func copyTable(ctx context.Context, conn *pgx.Conn, table string) (c copied, err error) {
	file, err := os.CreateTemp("", "cosell-bench-copy-")
	if err != nil {
		return c, err
	}
	defer func() { err = errors.Join(err, file.Close(), os.Remove(file.Name())) }()
	c.Table = table
	from, to := pgx.Identifier{"cosell", table}.Sanitize(), pgx.Identifier{"cosell_bench", table}.Sanitize()
	if _, err := conn.PgConn().CopyTo(ctx, file, "copy "+from+" to stdout (format binary)"); err != nil {
		return c, err
	}
	if _, err := file.Seek(0, 0); err != nil {
		return c, err
	}
	if _, err := conn.Exec(ctx, "create table "+to+" (like "+from+" including defaults)"); err != nil {
		return c, err
	}
	began := time.Now()
	done, err := conn.PgConn().CopyFrom(ctx, file, "copy "+to+" from stdin (format binary)")
	if err != nil {
		return c, err
	}
	c.Rows, c.copying = done.RowsAffected(), time.Since(began)
	began = time.Now()
	err = index(ctx, conn, table, to)
	c.indexing = time.Since(began)
	c.CopyMS, c.IndexesMS = ms(c.copying), ms(c.indexing)
	return c, err
}

var onTable = regexp.MustCompile(`INDEX \S+ ON \S+`)

// index makes the indexes of a table on its copy.
func index(ctx context.Context, conn *pgx.Conn, table, to string) error {
	rows, err := conn.Query(ctx, `select indexdef from pg_indexes where schemaname = 'cosell' and tablename = $1`, table)
	if err != nil {
		return err
	}
	all, err := pgx.CollectRows(rows, pgx.RowTo[string])
	for _, definition := range all {
		if err == nil {
			_, err = conn.Exec(ctx, onTable.ReplaceAllString(definition, "INDEX ON "+to))
		}
	}
	return err
}
