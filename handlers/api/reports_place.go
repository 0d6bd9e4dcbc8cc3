package api

import (
	"slices"
	"time"

	"github.com/cosell/cosell/domain"
	"github.com/cosell/cosell/eventstore"
	"github.com/cosell/cosell/projections/reports"
)

// place is a place in the log as a caller names it: a time, a day or a position. The zero value names none.
type place struct {
	at       time.Time
	day      domain.Date
	position eventstore.Position
}

// UnmarshalText is part of encoding.TextUnmarshaler.
func (p *place) UnmarshalText(b []byte) error {
	s := string(b)
	if at, err := time.Parse(time.RFC3339Nano, s); err == nil {
		if p.at = at.UTC(); p.at.IsZero() {
			p.at = p.at.Add(1) // zero would name no place
		}
		return nil
	}
	if day, err := domain.ParseDate(s); err == nil {
		p.day = day
		return nil
	}
	position, err := eventstore.ParsePosition(s)
	if err != nil || position.IsZero() {
		return domain.Invalid([]domain.FieldError{{Code: "not-a-place",
			Message: "This must be a time such as 2026-03-31T12:00:00Z, a day such as 2026-03-31, or a position that the API has given."}})
	}
	p.position = position
	return nil
}

func (p place) isZero() bool { return p == place{} }

// begins is what a day stands for as the beginning of a time; ends as its end: the day itself counts in both. Recorded times
// have microseconds.
func (p place) begins() place {
	if !p.day.IsZero() {
		return place{at: p.day.Start().Add(-time.Microsecond)}
	}
	return p
}

func (p place) ends(now time.Time) place {
	switch {
	case p.day.IsZero():
		return p
	case p.day == domain.DateOf(now):
		return place{at: now}
	}
	return place{at: p.day.Start().AddDate(0, 0, 1).Add(-time.Microsecond)}
}

// report is the place for a report; now where none is named.
func (p place) report(now time.Time) reports.Place {
	switch {
	case p.isZero():
		return reports.Now(now)
	case !p.position.IsZero():
		return reports.Through(p.position)
	}
	return reports.By(p.at)
}

// future complains about a place that has not come yet. A position is waited for instead.
func (p place) future(field string, now time.Time) []domain.FieldError {
	if p.at.After(now) {
		return []domain.FieldError{{Field: field, Code: "in-the-future", Message: "This time has not come yet."}}
	}
	return nil
}

// window are the places of a report on what began in a time and how it stands at a place, and what is wrong with them. Each may
// be left out.
func window(at, from, to place, now time.Time) (stands, begins, ends place, bad []domain.FieldError) {
	stands, begins, ends = at.ends(now), from.begins(), to.ends(now)
	bad = slices.Concat(stands.future("at", now), begins.future("from", now), ends.future("to", now))
	if !begins.isZero() && !ends.isZero() && len(bad) == 0 {
		bad = span(begins, ends, now)
	}
	return stands, begins, ends, bad
}

// span complains about two places that cannot begin and end anything.
func span(from, to place, now time.Time) []domain.FieldError {
	switch a, b := from.report(now), to.report(now); {
	case from.isZero():
		return []domain.FieldError{{Field: "from", Code: "required", Message: "A difference has a beginning: name it too."}}
	case to.isZero():
		return nil
	case from.position.IsZero() != to.position.IsZero():
		return []domain.FieldError{{Field: "to", Code: "mixed-places", Message: "Name two times or two positions."}}
	case b.Before(a):
		return []domain.FieldError{{Field: "to", Code: "before-from", Message: "This lies before the beginning."}}
	}
	return nil
}
