package main

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"strings"
	"text/tabwriter"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/cosell/cosell/handlers/command"
	"github.com/cosell/cosell/projections/runner"
)

// besides is where a read model is made anew: nobody else sees it, and it is gone with the transaction.
var besides = runner.Place{Schema: "pg_temp"}

// viewNames are what --view takes: the names under which analysts know the read models, and those of consumers, which stand
// for all rows and columns of their own table, also what the vendor may not see.
func viewNames() (all []string) {
	for _, c := range views() {
		all = append(append(all, c.Name), c.Models...)
	}
	return slices.Compact(slices.Sorted(slices.Values(all)))
}

// shownBy is the consumer that fills a read model; false when there is none of that name.
func shownBy(name string) (runner.Consumer, bool) {
	for _, c := range views() {
		if c.Name == name || slices.Contains(c.Models, name) {
			return c, c.Beside != nil
		}
	}
	return runner.Consumer{}, false
}

// relation is where the rows of a read model are found: one that analysts know is a view, any other the consumer's own table.
func relation(name string, side runner.Consumer) string {
	if slices.Contains(side.Models, name) {
		return besides.Schema + "." + name
	}
	return side.Tables[0]
}

// remake makes a read model anew from the log up to a place, through its own consumer but in temporary tables, prints its rows
// in the order of their first columns, and takes everything back.
func (v *replayVerb) remake(ctx context.Context, b *base, term terminal, as command.AsOf) error {
	c, _ := shownBy(v.View)
	side := c.Beside(besides)
	tx, err := b.pool.Begin(ctx)
	if err != nil {
		return err
	}
	defer tx.Rollback(context.WithoutCancel(ctx))
	for _, ddl := range []string{"set local timezone to 'UTC'", side.Schema} {
		if _, err := tx.Exec(ctx, ddl); err != nil {
			return fmt.Errorf("view %s: %w", v.View, err)
		}
	}
	last, err := b.fill(ctx, tx, side, as)
	if err != nil {
		return fmt.Errorf("view %s: %w", v.View, err)
	}
	if moment := as.Time; as.Position != nil || !moment.IsZero() {
		if moment.IsZero() {
			moment = last
		}
		if _, err := tx.Exec(ctx, "select set_config('cosell.now', $1, true)", moment.Format(time.RFC3339Nano)); err != nil {
			return fmt.Errorf("view %s: %w", v.View, err)
		}
	}
	if _, err := tx.Exec(ctx, elsewhere(c, side)); err != nil {
		return fmt.Errorf("view %s: %w", v.View, err)
	}
	if v.JSON {
		return printRows(ctx, tx, term.out, relation(v.View, side))
	}
	return printColumns(ctx, tx, term.out, relation(v.View, side))
}

// fill gives a consumer the log up to a place, in batches as it would get them, and returns when the last event of them was
// recorded.
func (b *base) fill(ctx context.Context, tx pgx.Tx, c runner.Consumer, as command.AsOf) (last time.Time, err error) {
	const size = 8_000
	batch := make([]runner.Event, 0, size)
	for e, err := range b.upTo(ctx, as) {
		if err != nil {
			return last, err
		}
		last = e.RecordedAt
		if batch = append(batch, runner.Event{Recorded: e.Recorded, Position: e.position}); len(batch) < size {
			continue
		}
		if err := c.Apply(ctx, tx, batch); err != nil {
			return last, err
		}
		batch = batch[:0]
	}
	return last, c.Apply(ctx, tx, batch)
}

// elsewhere is the DDL that shows a consumer's tables, of those of its side: what stands in the schema cosell is beside it.
func elsewhere(c, side runner.Consumer) string {
	var names []string
	for i, table := range c.Tables {
		names = append(names, table, side.Tables[i])
	}
	for _, m := range c.Models { // longer names hold shorter ones, so a name ends with the blank after it
		for _, after := range []string{" ", ".", ";", "'"} {
			names = append(names, "cosell."+m+after, besides.Schema+"."+m+after)
		}
	}
	return strings.NewReplacer(names...).Replace(c.Shows)
}

// query reads a read model that was made anew, in an order that does not change from one time to the next.
func query(what, relation string) string {
	return "select " + what + " from (select * from " + relation + " order by 1, 2, 3) as v"
}

func printRows(ctx context.Context, tx pgx.Tx, out io.Writer, relation string) error {
	rows, err := tx.Query(ctx, query("row_to_json(v)::text", relation))
	if err != nil {
		return err
	}
	var line string
	_, err = pgx.ForEachRow(rows, []any{&line}, func() error {
		_, err := fmt.Fprintln(out, line)
		return err
	})
	return err
}

// printColumns prints a table for people, values as JSON has them.
func printColumns(ctx context.Context, tx pgx.Tx, out io.Writer, relation string) error {
	rows, err := tx.Query(ctx, query("row_to_json(v)", relation))
	if err != nil {
		return err
	}
	lines, err := pgx.CollectRows(rows, pgx.RowTo[json.RawMessage])
	if err != nil {
		return err
	}
	head, err := tx.Query(ctx, query("*", relation)+" limit 0")
	if err != nil {
		return err
	}
	var columns []string
	for _, f := range head.FieldDescriptions() {
		columns = append(columns, f.Name)
	}
	head.Close()
	t := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	fmt.Fprintln(t, strings.ToUpper(strings.Join(columns, "\t")))
	for _, line := range lines {
		var row map[string]json.RawMessage
		if err := json.Unmarshal(line, &row); err != nil {
			return err
		}
		cells := make([]string, len(columns))
		for i, c := range columns {
			if cells[i] = plain(row[c]); cells[i] == "null" {
				cells[i] = "-"
			}
		}
		fmt.Fprintln(t, strings.Join(cells, "\t"))
	}
	return t.Flush()
}
