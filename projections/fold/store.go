package fold

import (
	"cmp"
	"context"
	"fmt"
	"reflect"
	"slices"
	"strings"

	"github.com/jackc/pgx/v5"

	"github.com/cosell/cosell/domain"
)

// maxIDs is how many rows one statement names.
const maxIDs = 4000

// unnamed has a statement planned each time that it is run: one that was planned while the table was empty would read all of
// it for ever.
const unnamed = pgx.QueryExecModeCacheDescribe

// load fills slots with what the table holds.
func (r *Rows[R]) load(ctx context.Context, tx pgx.Tx, slots map[domain.ID]*slot[R]) error {
	ids := make([]string, 0, len(slots))
	for id := range slots {
		ids = append(ids, string(id))
	}
	sql := fmt.Sprintf("select %s from %s where id = any($1::text[]::uuid[])", r.list(column.selected, ", "), r.physical())
	for some := range slices.Chunk(ids, maxIDs) {
		rows, err := tx.Query(ctx, sql, unnamed, some)
		if err != nil {
			return err
		}
		for rows.Next() && err == nil {
			var row R
			if err = r.read(reflect.ValueOf(&row).Elem(), rows.Scan); err == nil {
				s := slots[r.stamp(&row).ID]
				s.row, s.there, s.stored = row, true, true
			}
		}
		rows.Close()
		if err != nil || rows.Err() != nil {
			return cmp.Or(err, rows.Err())
		}
	}
	return nil
}

// write adds the rows that are new, changes those that changed and deletes those that ended, here and in what is taken from
// them. A row that is newer in the table stays as it is.
func (r *Rows[R]) write(ctx context.Context, tx pgx.Tx, used []*slot[R]) error {
	var added, changed []*R
	var gone []string
	for _, s := range used {
		switch {
		case s.gone:
			gone = append(gone, string(s.id))
		case s.dirty && s.stored:
			changed = append(changed, &s.row)
		case s.dirty:
			added = append(added, &s.row)
		}
		s.gone, s.dirty, s.stored = false, false, s.there
	}
	whole := extract[R]{&r.Table, func(row *R) reflect.Value { return reflect.ValueOf(row).Elem() }}
	for _, x := range append([]extract[R]{whole}, r.extracts...) {
		if err := x.write(ctx, tx, added, changed, gone); err != nil {
			return err
		}
	}
	return nil
}

func (x extract[R]) write(ctx context.Context, tx pgx.Tx, added, changed []*R, gone []string) error {
	if err := x.add(ctx, tx, x.all(added), x.newer()); err != nil {
		return err
	}
	if err := x.upsert(ctx, tx, x.all(changed), x.newer()); err != nil {
		return err
	}
	return x.remove(ctx, tx, gone)
}

func (x extract[R]) all(rows []*R) []reflect.Value {
	all := make([]reflect.Value, len(rows))
	for i, row := range rows {
		all[i] = x.of(row)
	}
	return all
}

// newer is what is done about a row that is there.
func (t *Table) newer() string {
	var set []string
	for _, c := range t.columns {
		if c.name != "id" {
			set = append(set, c.name+" = excluded."+c.name)
		}
	}
	return "update set " + strings.Join(set, ", ") + " where t.revision <= excluded.revision"
}
