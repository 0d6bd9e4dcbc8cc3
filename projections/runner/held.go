package runner

import (
	"context"

	"github.com/jackc/pgx/v5"
)

// held is what parked events hold back: their streams, and the rows that they touch.
type held map[string]struct{}

// streamKey keeps streams apart from rows.
func streamKey(stream string) string { return "stream:" + stream }

func (h held) add(stream string, touches []string) {
	h[streamKey(stream)] = struct{}{}
	for _, row := range touches {
		h[row] = struct{}{}
	}
}

func (h held) hits(stream string, touches []string) bool {
	if _, ok := h[streamKey(stream)]; ok {
		return true
	}
	for _, row := range touches {
		if _, ok := h[row]; ok {
			return true
		}
	}
	return false
}

// ledger is what a lane knows of the parked events of its consumer.
type ledger struct {
	held    held
	parked  int
	since   float64             // when the oldest one was parked, in Unix seconds; 0 when none is
	skipped map[string]struct{} // ids of events that never shall be applied
}

// readLedger reads it from the database.
func readLedger(ctx context.Context, db reader, cp checkpoint) (ledger, error) {
	l := ledger{held: held{}, skipped: map[string]struct{}{}}
	const sql = `select stream, event_id::text, touches, state, extract(epoch from parked_at)::float8
		from cosell_ops.parked where ` + key + ` and state <> 'unparked'`
	rows, err := db.Query(ctx, sql, cp.name, cp.version, cp.side)
	if err != nil {
		return l, err
	}
	var stream, id, state string
	var touches []string
	var since float64
	_, err = pgx.ForEachRow(rows, []any{&stream, &id, &touches, &state, &since}, func() error {
		if state == "skipped" {
			l.skipped[id] = struct{}{}
			return nil
		}
		l.held.add(stream, touches)
		if l.parked++; l.since == 0 || since < l.since {
			l.since = since
		}
		return nil
	})
	return l, err
}

// sorted is a batch, taken apart into what is applied and what waits.
type sorted struct {
	apply   []Event
	waiting []Event
	holds   held // by the waiting ones, beside what was held before
	count   int  // of all, with those that are skipped
}

// sort takes a batch apart. Events that belong to another one stand before it.
func (l *ledger) sort(events []Event, touches func(*Event) []string) sorted {
	events = flat(events)
	s := sorted{apply: events, count: len(events)}
	if len(l.held) == 0 && len(l.skipped) == 0 {
		return s
	}
	s.apply, s.holds = make([]Event, 0, len(events)), held{}
	for i := range events {
		e := &events[i]
		rows := touched(e, touches)
		_, skipped := l.skipped[string(e.EventID)]
		switch {
		case skipped:
		case l.held.hits(e.Stream, rows) || s.holds.hits(e.Stream, rows):
			s.holds.add(e.Stream, rows)
			s.waiting = append(s.waiting, *e)
		default:
			s.apply = append(s.apply, *e)
		}
	}
	return s
}

// take notes that the waiting ones are parked.
func (l *ledger) take(s sorted) {
	for row := range s.holds {
		l.held[row] = struct{}{}
	}
	l.parked += len(s.waiting)
}

func touched(e *Event, touches func(*Event) []string) []string {
	if touches == nil || e.fault != nil {
		return nil
	}
	return touches(e)
}

// flat puts events that belong to another one before it.
func flat(events []Event) []Event {
	extra := 0
	for i := range events {
		extra += len(events[i].before)
	}
	if extra == 0 {
		return events
	}
	all := make([]Event, 0, len(events)+extra)
	for _, e := range events {
		all = append(append(all, e.before...), e)
	}
	return all
}
