package reports

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/cosell/cosell/eventstore"
	"github.com/cosell/cosell/projections/deals"
	"github.com/cosell/cosell/projections/page"
)

// Place is how much of the log a report takes account of. The zero value is nothing.
type Place struct {
	all      bool
	position eventstore.Position
	time     time.Time
}

// Now is everything that there is; t is the time of the report.
func Now(t time.Time) Place { return Place{all: true, time: t.UTC()} }

// By is everything recorded by t.
func By(t time.Time) Place { return Place{time: t.UTC()} }

// Through is everything up to the event at p.
func Through(p eventstore.Position) Place { return Place{position: p} }

// Time is that of the report; false for one that is asked for by position.
func (p Place) Time() (time.Time, bool) { return p.time, p.position.IsZero() }

// Position is that up to which everything counts; false for a report that is asked for by time.
func (p Place) Position() (eventstore.Position, bool) { return p.position, !p.position.IsZero() }

// Before reports whether p comes before q; false where one is a position and the other a time.
func (p Place) Before(q Place) bool {
	if p.position.IsZero() != q.position.IsZero() {
		return false
	}
	return p.position.Before(q.position) || p.time.Before(q.time)
}

// sql is the condition on a change or a rate that the place takes account of. Recorded times never go back within a stream,
// so what was recorded by a time is a beginning of each stream.
func (p Place) sql(w *page.Where) string {
	switch {
	case p.all:
		return "true"
	case !p.position.IsZero():
		return fmt.Sprintf("(position <= %s)", w.Arg(p.position.String()))
	}
	return fmt.Sprintf("(recorded_at <= %s)", w.Arg(p.time))
}

// still is the condition on a deal d that nothing happened to after the place: it stood there as it does
// now.
func (p Place) still(w *page.Where) string {
	switch {
	case p.all:
		return "true"
	case !p.position.IsZero():
		return fmt.Sprintf("(d.position <= %s)", w.Arg(p.position.String()))
	}
	return fmt.Sprintf("(d.changed_at <= %s)", w.Arg(p.time))
}

// among is where deals are read from that something happened to after places, or nothing: in the order of their last changes where
// that makes a difference.
func among(places ...Place) string {
	for _, p := range places {
		if !p.all {
			return deals.Recently
		}
	}
	return present
}

// when is the time of a place; of a position that at which the last change or rate was recorded that it takes account of, zero
// where there is none.
func (p Place) when(ctx context.Context, db page.DB) (at time.Time, err error) {
	if p.position.IsZero() {
		return p.time, nil
	}
	const latest = "(select position, recorded_at from %s where position <= $1 order by position desc limit 1)"
	err = db.QueryRow(ctx, "select recorded_at from ("+fmt.Sprintf(latest, changes)+" union all "+fmt.Sprintf(latest, rates)+
		") last order by position desc limit 1", p.position.String()).Scan(&at)
	if errors.Is(err, pgx.ErrNoRows) {
		err = nil
	}
	return at, err
}

const monthForm = "2006-01"
