package runner

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/jackc/pgx/v5"

	"github.com/cosell/cosell/eventstore"
)

// Findings are what a check of one consumer has found.
type Findings struct {
	Name     string              `json:"name"`
	Version  int                 `json:"version"`
	Position eventstore.Position `json:"position"` // up to which its rows were made again
	Events   int64               `json:"events"`   // applied to make them
	Held     int                 `json:"held"`     // events that were left out because they are parked or skipped
	Tables   []TableFindings     `json:"tables"`
}

// Differ reports whether any row is not what the log says.
func (f Findings) Differ() bool {
	for _, t := range f.Tables {
		if t.Missing+t.Extra+t.Different > 0 {
			return true
		}
	}
	return false
}

// TableFindings are the rows of a table that are not what the log says.
type TableFindings struct {
	Table     string       `json:"table"`
	Rows      int64        `json:"rows"`      // that there should be
	Missing   int64        `json:"missing"`   // that should be there
	Extra     int64        `json:"extra"`     // that should not be there
	Different int64        `json:"different"` // that hold something else
	First     []Difference `json:"first"`     // the first maxShown of these, by key
}

// maxShown is how many differences of a table are told one by one.
const maxShown = 20

// Difference is a row that is not what the log says.
type Difference struct {
	Key     string          `json:"key"`               // the values of its primary key
	What    string          `json:"what"`              // missing, extra or different
	Columns []ColumnFinding `json:"columns,omitempty"` // those that differ
}

// ColumnFinding is a value that is not what the log says, as JSON; null is none.
type ColumnFinding struct {
	Column string `json:"column"`
	Is     string `json:"is"`
	Should string `json:"should"`
}

// Check makes the rows of a read model again, in temporary tables, from the log up to where it stands, and compares them with
// those that serve, cell by cell: all in one transaction, which sees one moment and is rolled back. Events that are parked
// or skipped are left out as they were. It needs no ownership, and may run while the consumer does. Watch, if it is not
// nil, is told how many events were applied so far. It works without Run, after Prepare.
func (r *Runner) Check(ctx context.Context, name string, watch func(events int64)) (f Findings, err error) {
	c, err := r.besidable(name)
	if err != nil {
		return f, err
	}
	conn, err := r.connect(ctx)
	if err != nil {
		return f, err
	}
	defer hangUp(ctx, conn)
	tx, err := conn.BeginTx(ctx, pgx.TxOptions{IsoLevel: pgx.RepeatableRead})
	if err != nil {
		return f, err
	}
	defer func() { hushed(ctx, tx.Rollback) }()
	cp, err := load(ctx, conn, checkpoint{name: c.Name, version: c.Version})
	if err != nil {
		return f, err
	}
	end, err := r.o.Store.End(ctx)
	if err != nil {
		return f, err
	}
	switch because, err := (&lane{r: r, cp: cp}).doubt(ctx, end); {
	case err != nil:
		return f, err
	case because != "":
		return f, fmt.Errorf("check %s: %s", name, because)
	}
	again := c.Beside(Place{Schema: "pg_temp"})
	f = Findings{Name: c.Name, Version: c.Version, Position: cp.position}
	if err := r.remake(ctx, tx, again, cp, &f, watch); err != nil {
		return f, fmt.Errorf("check %s: %w", name, err)
	}
	for i, table := range c.Tables {
		t, err := compare(ctx, tx, table, again.Tables[i])
		if err != nil {
			return f, fmt.Errorf("compare %s: %w", table, err)
		}
		f.Tables = append(f.Tables, t)
	}
	return f, nil
}

// remake applies the log up to where the checkpoint stands, but for what is parked or skipped there.
func (r *Runner) remake(ctx context.Context, tx pgx.Tx, c Consumer, cp checkpoint, f *Findings, watch func(int64)) error {
	if _, err := tx.Exec(ctx, c.Schema); err != nil {
		return err
	}
	held, err := heldBack(ctx, tx, cp)
	if err != nil || cp.position.IsZero() {
		return err
	}
	life, end := context.WithCancel(ctx)
	h := r.newHub(life)
	defer h.done.Wait()
	defer end()
	t := h.join(eventstore.Position{}, nil)
	defer t.leave()
	for last := false; !last; {
		events, err := t.next(ctx, want{c.batch(), c.batch(), cp.position})
		if err != nil {
			return err
		}
		var batch []Event
		for _, e := range flat(events) {
			if last = last || !e.Position.Before(cp.position); cp.position.Before(e.Position) {
				break
			}
			if _, ok := held[string(e.EventID)]; ok {
				f.Held++
				continue
			}
			if e.fault != nil {
				return unapplied(e, e.fault)
			}
			batch = append(batch, e)
		}
		if len(batch) > 0 {
			if err := safely(func() error { return c.Apply(ctx, tx, batch) }); err != nil {
				return err
			}
		}
		if f.Events += int64(len(batch)); watch != nil {
			watch(f.Events)
		}
	}
	return nil
}

// heldBack are the ids of the events that the consumer has not applied though it stands behind them.
func heldBack(ctx context.Context, tx pgx.Tx, cp checkpoint) (map[string]struct{}, error) {
	const sql = `select event_id::text from cosell_ops.parked where ` + key + ` and state <> 'unparked'`
	rows, err := tx.Query(ctx, sql, cp.name, cp.version, cp.side)
	if err != nil {
		return nil, err
	}
	ids, err := pgx.CollectRows(rows, pgx.RowTo[string])
	held := map[string]struct{}{}
	for _, id := range ids {
		held[id] = struct{}{}
	}
	return held, err
}

var errNoKey = errors.New("the table has no primary key, by which its rows could be told apart")

// keyOf returns the columns of a table's primary key.
func keyOf(ctx context.Context, tx pgx.Tx, table string) ([]string, error) {
	rows, err := tx.Query(ctx, `select quote_ident(a.attname) from pg_index i
		cross join unnest(i.indkey::smallint[]) with ordinality as k (n, place)
		join pg_attribute a on a.attrelid = i.indrelid and a.attnum = k.n
		where i.indrelid = $1::text::regclass and i.indisprimary order by k.place`, table)
	if err != nil {
		return nil, err
	}
	columns, err := pgx.CollectRows(rows, pgx.RowTo[string])
	if err == nil && len(columns) == 0 {
		err = errNoKey
	}
	return columns, err
}

// prefixed names columns of one side of a join.
func prefixed(alias string, columns []string) string {
	all := make([]string, len(columns))
	for i, c := range columns {
		all[i] = alias + "." + c
	}
	return strings.Join(all, ", ")
}
