package fold

import (
	"context"
	"fmt"
	"reflect"
	"slices"

	"github.com/jackc/pgx/v5"

	"github.com/cosell/cosell/domain"
	"github.com/cosell/cosell/projections/runner"
)

// maxIDs is how many rows one statement names.
const maxIDs = 4000

func (r *Rows[R]) kinds() []string { return r.order }

func (r *Rows[R]) forget() { r.cache = cache[R]{} }

func (r *Rows[R]) apply(ctx context.Context, tx pgx.Tx, events []runner.Event) error {
	b, err := r.open(ctx, tx, events)
	if err != nil {
		return err
	}
	for i := range events {
		for _, rule := range r.folds[events[i].Event.EventKind()] {
			if key := rule.key(&events[i]); key != "" {
				r.fold(b[key], rule, &events[i])
			}
		}
	}
	return r.write(ctx, tx, b)
}

func (r *Rows[R]) fold(s *slot[R], rule rule[R], m *runner.Event) {
	stamp := r.stamp(&s.row)
	old := s.there && m.Revision <= stamp.Revision
	switch {
	case rule.verb == touch && s.there:
		rule.fold(&s.row, m)
	case rule.verb == touch || old:
		return
	case rule.verb == drop:
		*s = slot[R]{gone: true}
		return
	case rule.verb == add || rule.verb == upsert && !s.there:
		s.row, s.there = *new(R), true
		fallthrough
	case s.there:
		stamp.ID, stamp.Revision = m.Subject, m.Revision
		rule.fold(&s.row, m)
		if r.always != nil {
			r.always(&s.row, m)
		}
	default:
		return
	}
	s.dirty = true
}

// open returns a slot for each row that the events touch: from memory, from the table, or, for one that begins here, empty.
func (r *Rows[R]) open(ctx context.Context, tx pgx.Tx, events []runner.Event) (map[domain.ID]*slot[R], error) {
	b := map[domain.ID]*slot[R]{}
	var unknown []string
	for i := range events {
		for _, rule := range r.folds[events[i].Event.EventKind()] {
			key := rule.key(&events[i])
			if _, ok := b[key]; ok || key == "" {
				continue
			}
			s, ok := r.cache.get(key)
			if !ok {
				s = &slot[R]{}
				r.cache.put(key, s)
				if rule.verb != add {
					unknown = append(unknown, string(key))
				}
			}
			b[key] = s
		}
	}
	for some := range slices.Chunk(unknown, maxIDs) {
		if err := r.load(ctx, tx, some, b); err != nil {
			return nil, err
		}
	}
	return b, nil
}

func (r *Rows[R]) load(ctx context.Context, tx pgx.Tx, ids []string, b map[domain.ID]*slot[R]) error {
	sql := fmt.Sprintf("select %s from %s where id = any($1::text[]::uuid[])", r.list(column.selected, ", "), r.physical())
	rows, err := tx.Query(ctx, sql, ids)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		var row R
		if err := r.read(reflect.ValueOf(&row).Elem(), rows.Scan); err != nil {
			return err
		}
		s := b[r.stamp(&row).ID]
		s.row, s.there = row, true
	}
	return rows.Err()
}

// write upserts the rows that changed and deletes those that ended. A row that is newer in the table stays as it is.
func (r *Rows[R]) write(ctx context.Context, tx pgx.Tx, b map[domain.ID]*slot[R]) error {
	var changed []reflect.Value
	var gone []string
	for id, s := range b {
		switch {
		case s.gone:
			gone = append(gone, string(id))
		case s.dirty:
			changed = append(changed, reflect.ValueOf(&s.row).Elem())
		}
		s.gone, s.dirty = false, false
	}
	if err := r.upsert(ctx, tx, changed, r.newer()); err != nil {
		return err
	}
	return r.remove(ctx, tx, gone)
}

// newer is what is done about a row that is there.
func (r *Rows[R]) newer() string {
	set := r.list(func(c column) string { return c.name + " = excluded." + c.name }, ", ")
	return "update set " + set + " where t.revision <= excluded.revision"
}
