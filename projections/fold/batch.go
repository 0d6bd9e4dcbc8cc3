package fold

import (
	"context"
	"reflect"

	"github.com/jackc/pgx/v5"

	"github.com/cosell/cosell/domain"
	"github.com/cosell/cosell/projections/runner"
)

func (r *Rows[R]) kinds() []string { return r.order }

func (r *Rows[R]) forget() { r.cache, r.oid = cache[R]{}, 0 }

// batch is what a batch of events does to rows.
type batch[R any] struct {
	steps   []step[R]
	used    []*slot[R]
	unknown map[domain.ID]*slot[R] // those that the table must be asked for
}

// step is what an event does to one row.
type step[R any] struct {
	slot *slot[R]
	rule *rule[R]
	m    *runner.Event
}

func (r *Rows[R]) apply(ctx context.Context, tx pgx.Tx, events []runner.Event) error {
	for _, f := range r.followers {
		f.begin()
	}
	b := r.plan(events)
	if err := r.load(ctx, tx, b.unknown); err != nil {
		return err
	}
	for _, s := range b.steps {
		r.fold(s.slot, s.rule, s.m)
	}
	return r.write(ctx, tx, b.used)
}

func (r *Rows[R]) fold(s *slot[R], rule *rule[R], m *runner.Event) {
	old := s.there && m.Revision <= r.stamp(&s.row).Revision
	switch {
	case rule.verb == touch && s.there:
		rule.fold(&s.row, m)
	case rule.verb == touch || old:
		return
	case rule.verb == drop:
		s.row, s.there, s.dirty, s.gone = *new(R), false, false, true
		return
	case s.there || rule.verb == add || rule.verb == upsert:
		r.change(s, rule, m)
	default:
		return
	}
	s.dirty = true
}

// change has an event make or change a row, and shows it to those that follow. What they have seen is not touched again.
func (r *Rows[R]) change(s *slot[R], rule *rule[R], m *runner.Event) {
	var before *R
	switch {
	case rule.verb == add || !s.there:
		s.row, s.there, s.gone = *new(R), true, false
	case len(r.followers) > 0:
		r.was = s.row
		before = &r.was
		r.detach(reflect.ValueOf(&s.row).Elem())
	}
	stamp := r.stamp(&s.row)
	stamp.ID, stamp.Revision = m.Subject, m.Revision
	rule.fold(&s.row, m)
	if r.always != nil {
		r.always(&s.row, m)
	}
	for _, f := range r.followers {
		f.see(before, &s.row, m)
	}
}

// plan finds the rows that the events touch: in memory, or, with what the table must be asked for, as empty ones.
func (r *Rows[R]) plan(events []runner.Event) (b batch[R]) {
	r.batches++
	r.cache.age()
	b.unknown = map[domain.ID]*slot[R]{}
	for i := range events {
		rules := r.folds[events[i].Event.EventKind()]
		for j := range rules {
			key := rules[j].key(&events[i])
			if key == "" {
				continue
			}
			s, ok := r.cache.get(key)
			if !ok {
				s = &slot[R]{id: key}
				r.cache.put(key, s)
				if rules[j].verb != add {
					b.unknown[key] = s
				}
			}
			if s.batch != r.batches {
				s.batch = r.batches
				b.used = append(b.used, s)
			}
			b.steps = append(b.steps, step[R]{s, &rules[j], &events[i]})
		}
	}
	return b
}
