package reports

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/jackc/pgx/v5"

	"github.com/cosell/cosell/domain/opportunity"
	"github.com/cosell/cosell/eventstore"
	"github.com/cosell/cosell/projections/page"
	"github.com/cosell/cosell/projections/runner"
)

// Movement says how a part of the difference between two pipelines came about.
type Movement string

// The movements, in the order in which they lead from one pipeline to the other. Booked stands beside that sum.
const (
	Opening  Movement = "opening"
	New      Movement = "new"      // began, became visible, or came to the partner
	Moved    Movement = "moved"    // into another stage, type or partner
	Slipped  Movement = "slipped"  // to another close date
	Revalued Movement = "revalued" // another value or currency, and for USD another rate
	Won      Movement = "won"      // with what it was thought to be worth
	Lost     Movement = "lost"
	Expired  Movement = "expired"
	Ended    Movement = "ended" // left otherwise: declined, withdrawn, closed as an error, or no more the partner's
	Closing  Movement = "closing"
	Booked   Movement = "booked" // what was won, with what the customer bought for
)

// movements is their order.
var movements = []Movement{Opening, New, Moved, Slipped, Revalued, Won, Lost, Expired, Ended, Closing, Booked}

// Step is one movement of one group.
type Step struct {
	Movement Movement `json:"movement,omitempty" enum:"opening,new,moved,slipped,revalued,won,lost,expired,ended,closing,booked" doc:"Of a difference: how this part came about. Opening and all up to ended come to closing, exactly and in every amount; booked stands beside that sum."`
	Group
	Amounts
}

// Difference is how one pipeline became another.
type Difference struct {
	Position  eventstore.Position // that the view had reached
	FromMonth string              // whose rates were used for the opening
	Month     string              // and for everything after it
	Steps     []Step              // by group, each with every movement in its order; booked only where there is something
	Totals    []Total             // by movement, over all groups
}

// Between explains the difference between two pipelines of a scope, group by group, so that in every group
//
//	opening + new + moved + slipped + revalued + won + lost + expired + ended = closing
//
// holds exactly for the count and for each amount. What changed in a deal that is open at both places is attributed in a
// fixed order: first its value, currency and the rate, then stage, type and partner, then its close date. Each step takes the
// deal out of the group where it was and puts it into the one where it is then. A deal that ended takes what it
// opened with out under its ending, whatever happened to it in between. One that began and ended in between is new and
// ended at once, with what it was last while it was open.
//
// For example a deal of EUR 100 in stage 20 that is at EUR 150 in stage 40 later, split by stage: revalued puts 50 into stage 20,
// moved takes 150 and one deal out of it and puts them into stage 40. Not split by stage, moved puts nothing but the weight:
// 150 × 40 % − 150 × 20 % = 30. When it is won for EUR 140 instead, won takes 100 out of stage 20, and booked says 140.
//
// The opening is in USD what it was at the rates known at from; all else is at those known at to, what was won at the rate of the
// month of its win.
func Between(ctx context.Context, db page.DB, s Scope, from, to Place, by []string) (d Difference, err error) {
	if err := checkBy(by, Splits); err != nil {
		return d, err
	}
	if d.Position, err = runner.ReachedIn(ctx, db, changes); err != nil {
		return d, err
	}
	b := bridge{by: by, sheets: map[Movement]sheet{}}
	for _, m := range movements {
		b.sheets[m] = sheet{}
	}
	if b.was, err = known(ctx, db, from); err != nil {
		return d, err
	}
	if b.is, err = known(ctx, db, to); err != nil {
		return d, err
	}
	if b.names, err = called(ctx, db, to); err != nil {
		return d, err
	}
	d.FromMonth, d.Month = b.was.month, b.is.month
	if err := b.build(ctx, db, s, from, to); err != nil {
		return d, err
	}
	d.Steps = b.steps()
	for _, m := range movements {
		d.Totals = append(d.Totals, b.sheets[m].total(m))
	}
	return d, nil
}

// bridge leads from one pipeline to another.
type bridge struct {
	by      []string
	was, is table
	sheets  map[Movement]sheet
	names   names // at the later place
}

// build reads every deal that was in one of the pipelines or open between them.
func (b *bridge) build(ctx context.Context, db page.DB, s Scope, from, to Place) error {
	if err := b.rest(ctx, db, s, from, to); err != nil {
		return err
	}
	var w page.Where
	between := strings.Join([]string{to.sql(&w), "not " + from.sql(&w), open, s.sql(&w), "was.here is not true", "now.here is not true"}, " and ")
	sql := fmt.Sprintf(`select coalesce(was.here, false), coalesce(now.here, false), coalesce(meanwhile.here, false), %s, %s, %s
from %s d left join %s was on true left join %s now on true left join %s meanwhile on true
where (was.here or now.here or meanwhile.here) and not (%s and %s) and %s`,
		columns("was"), columns("now"), columns("meanwhile"), among(from, to), asOf(from, s, &w), asOf(to, s, &w),
		last(stood+", "+held+", true as here", between), from.still(&w), to.still(&w), s.ever(&w))
	rows, err := db.Query(ctx, sql, w.Args()...)
	if err != nil {
		return err
	}
	var here path
	var was, now, then raw
	into := slices.Concat([]any{&here.was, &here.now, &here.then}, was.into(), now.into(), then.into())
	_, err = pgx.ForEachRow(rows, into, func() error {
		a, err := was.standing(b.was)
		if err != nil {
			return err
		}
		c, err := now.standing(b.is)
		if err != nil {
			return err
		}
		l, err := then.standing(b.is)
		if err == nil {
			b.lead(here, a, c, l)
		}
		return err
	})
	return err
}

// rest puts down the deals to which nothing happened after either place: at most the rates are others.
func (b *bridge) rest(ctx context.Context, db page.DB, s Scope, from, to Place) error {
	var w page.Where
	rows, err := db.Query(ctx, unmoved(from, to, s, &w), w.Args()...)
	if err != nil {
		return err
	}
	var d raw
	_, err = pgx.ForEachRow(rows, d.into(), func() error {
		was, err := d.standing(b.was)
		now := was
		now.terms = b.is
		b.lead(path{was: true, now: true}, was, now, standing{})
		return err
	})
	return err
}

// path says where a deal was in the pipeline.
type path struct{ was, now, then bool }

// lead puts down what became of one deal: as it was, as it is, and as it last was in between while it was open.
func (b *bridge) lead(here path, was, now, then standing) {
	switch {
	case here.was && here.now:
		b.change(was, now)
	case here.was:
		b.put(ending(now), was, -1)
	case here.now:
		b.put(New, now, 1)
	case here.then:
		b.put(New, then, 1)
		b.put(ending(now), then, -1)
	}
	if here.was {
		b.put(Opening, was, 1)
	}
	if here.now {
		b.put(Closing, now, 1)
	}
	if now.state == string(opportunity.StateWon) && (here.was || here.then) {
		sold := was
		if !here.was {
			sold = then
		}
		sold.wonValue, sold.wonMonth, sold.currency, sold.terms = now.wonValue, now.wonMonth, now.wonValue.Currency(), now.terms
		b.sheets[Booked].at(sold.in(b.by)).book(sold)
	}
}

func (b *bridge) put(m Movement, s standing, n int64) {
	b.sheets[m].at(s.in(b.by)).add(s, n)
}

// change goes from one standing to the other, a step at a time.
func (b *bridge) change(was, now standing) {
	revalued := was
	revalued.value, revalued.currency, revalued.terms = now.value, now.currency, now.terms
	moved := now
	moved.month = was.month
	at := was
	for _, step := range []struct {
		by Movement
		to standing
	}{{Revalued, revalued}, {Moved, moved}, {Slipped, now}} {
		b.put(step.by, at, -1)
		b.put(step.by, step.to, 1)
		at = step.to
	}
}

// ending says under what a deal left the pipeline.
func ending(s standing) Movement {
	switch opportunity.State(s.state) {
	case opportunity.StateWon:
		return Won
	case opportunity.StateLost:
		return Lost
	case opportunity.StateExpired:
		return Expired
	default:
		return Ended
	}
}

// steps lists every group that any movement touched.
func (b *bridge) steps() (all []Step) {
	groups := map[key]bool{}
	for _, s := range b.sheets {
		for k := range s {
			groups[k] = true
		}
	}
	for _, k := range slices.SortedFunc(maps.Keys(groups), key.compare) {
		for _, m := range movements {
			if t := b.sheets[m].at(k); m != Booked || !t.zero() {
				all = append(all, Step{m, k.group(b.by, b.names), t.amounts(k.currency)})
			}
		}
	}
	return all
}
