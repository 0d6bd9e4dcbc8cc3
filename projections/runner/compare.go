package runner

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/jackc/pgx/v5"
)

// compare tells what a table holds that another, made again from the log, does not, and the other way round.
func compare(ctx context.Context, tx pgx.Tx, table, should string) (f TableFindings, err error) {
	f = TableFindings{Table: table, First: []Difference{}}
	key, err := keyOf(ctx, tx, table)
	if err != nil {
		return f, err
	}
	if _, err := tx.Exec(ctx, "analyze "+should); err != nil { // lest the join be planned for an empty table
		return f, err
	}
	on := make([]string, len(key))
	for i, column := range key {
		on[i] = fmt.Sprintf("is_.%[1]s = should.%[1]s", column)
	}
	joined := fmt.Sprintf(" from %s as is_ full join %s as should on %s", table, should, strings.Join(on, " and "))
	first := key[0]
	sql := fmt.Sprintf(`select count(should.%[1]s), count(*) filter (where is_.%[1]s is null), count(*) filter (where should.%[1]s is null),
		count(*) filter (where is_.%[1]s is not null and should.%[1]s is not null and is_ is distinct from should)%[2]s`, first, joined)
	if err := tx.QueryRow(ctx, sql).Scan(&f.Rows, &f.Missing, &f.Extra, &f.Different); err != nil {
		return f, err
	}
	if f.Missing+f.Extra+f.Different == 0 {
		return f, nil
	}
	sql = fmt.Sprintf(`select case when is_.%[1]s is null then (%[2]s)::text else (%[3]s)::text end,
			to_jsonb(is_), to_jsonb(should)%[4]s where is_ is distinct from should
		order by 1 limit %[5]d`, first, row("should", key), row("is_", key), joined, maxShown)
	rows, err := tx.Query(ctx, sql)
	if err != nil {
		return f, err
	}
	f.First, err = pgx.CollectRows(rows, scanDifference)
	return f, err
}

// row is the values of a key as one text.
func row(alias string, key []string) string {
	return fmt.Sprintf("select string_agg(v, ' ') from unnest(array[%s]) as u (v)", strings.ReplaceAll(prefixed(alias, key), ",", "::text,")+"::text")
}

func scanDifference(r pgx.CollectableRow) (d Difference, err error) {
	var is, should map[string]json.RawMessage
	if err := r.Scan(&d.Key, &is, &should); err != nil {
		return d, err
	}
	switch {
	case is == nil:
		d.What = "missing"
	case should == nil:
		d.What = "extra"
	default:
		d.What = "different"
		for _, column := range slices.Sorted(maps.Keys(is)) {
			if a, b := string(is[column]), string(should[column]); a != b {
				d.Columns = append(d.Columns, ColumnFinding{Column: column, Is: a, Should: b})
			}
		}
	}
	return d, nil
}
