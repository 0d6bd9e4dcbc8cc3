package fold

import (
	"reflect"

	"github.com/cosell/cosell/domain"
	"github.com/cosell/cosell/projections/runner"
)

// Stamp begins every row of Rows: whose row it is, and by which event of its stream it was last changed. An event that is
// not newer changes nothing.
type Stamp struct {
	ID       domain.ID `db:"id uuid not null" json:"id" doc:"The deal, or the registration."`
	Revision int64     `db:"revision bigint not null" json:"revision" doc:"Revision of its last event that changed this row, counted from 0."`
}

func (s *Stamp) stamp() *Stamp { return s }

type stamped[R any] interface {
	*R
	stamp() *Stamp
}

// Rows is a table with one row of type R for each aggregate.
type Rows[R any] struct {
	Table
	folds  map[string][]rule[R]
	order  []string
	always func(*R, *runner.Event)
	stamp  func(*R) *Stamp
	cache  cache[R]

	was       R    // a row before an event
	batches   int  // applied so far
	shared    bool // events of one aggregate change rows of another
	followers []follower[R]
	extracts  []extract[R]
}

// rule is what a kind does to which row.
type rule[R any] struct {
	verb verb
	key  func(*runner.Event) domain.ID
	fold func(*R, *runner.Event)
}

type verb int

const (
	add    verb = iota // makes the row
	upsert             // changes it, and makes it where it is not there
	alter              // changes it, if it is there
	touch              // changes the row of another aggregate, if it is there
	drop               // ends it
)

// NewRows declares a table of v.
func NewRows[R any, P stamped[R]](v *View, t Table) *Rows[R] {
	t.named(v)
	t.key, t.shape = []string{"id"}, shapeOf(reflect.TypeFor[R]())
	t.full = 60
	r := &Rows[R]{Table: t, folds: map[string][]rule[R]{}, stamp: func(row *R) *Stamp { return P(row).stamp() }}
	v.tables = append(v.tables, r)
	return r
}

func (r *Rows[R]) at(v *View) table {
	n := *r
	n.named(v)
	n.cache, n.followers, n.extracts = cache[R]{}, nil, nil
	v.tables = append(v.tables, &n)
	return &n
}

// touches names the rows that an event changes, where events of other streams may change them too.
func (r *Rows[R]) touches(m *runner.Event) (names []string) {
	if !r.shared {
		return nil
	}
	for _, rule := range r.folds[m.Event.EventKind()] {
		if key := rule.key(m); key != "" {
			names = append(names, r.name+" "+string(key))
		}
	}
	return names
}

// Always says what every event does that Add or On names, after what they do.
func (r *Rows[R]) Always(do func(row *R, m *runner.Event)) { r.always = do }

// Add says that an event begins the row of its aggregate, and how.
func Add[R any, E domain.Event](r *Rows[R], do func(row *R, e E, m *runner.Event)) {
	register(r, add, subject, do)
}

// Upsert says how an event changes the row of its aggregate, which it begins where there is none: a zero row but for its
// stamp.
func Upsert[R any, E domain.Event](r *Rows[R], do func(row *R, e E, m *runner.Event)) {
	register(r, upsert, subject, do)
}

// On says how an event changes the row of its aggregate. Where there is no row it does nothing.
func On[R any, E domain.Event](r *Rows[R], do func(row *R, e E, m *runner.Event)) {
	register(r, alter, subject, do)
}

// Other says how an event changes the row of another aggregate, which whose names; "" for none. It must come to the same
// when done twice.
func Other[R any, E domain.Event](r *Rows[R], whose func(e E) domain.ID, do func(row *R, e E, m *runner.Event)) {
	register(r, touch, func(m *runner.Event) domain.ID { return whose(m.Event.(E)) }, do)
}

// Drop says that an event ends the row of its aggregate.
func Drop[E domain.Event, R any](r *Rows[R]) {
	register(r, drop, subject, func(*R, E, *runner.Event) {})
}

func subject(m *runner.Event) domain.ID { return m.Subject }

func register[R any, E domain.Event](r *Rows[R], v verb, key func(*runner.Event) domain.ID, do func(*R, E, *runner.Event)) {
	var zero E
	kind := zero.EventKind()
	r.order = append(r.order, kind)
	r.shared = r.shared || v == touch
	r.folds[kind] = append(r.folds[kind], rule[R]{v, key, func(row *R, m *runner.Event) { do(row, m.Event.(E), m) }})
}
