package api

import (
	"context"
	"net/http"
	"strings"
	"sync"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/cosell/cosell/domain"
)

// Access is a row of the access log: that somebody read the past, or took data out.
type Access struct {
	ID       domain.ID     `db:"id" json:"id" doc:"The row."`
	At       time.Time     `db:"at" json:"at" doc:"When, by the database's clock (UTC)."`
	Member   string        `db:"member" json:"member" doc:"Who asked."`
	Org      domain.Org    `db:"org" json:"org" doc:"For which organisation: vendor, or a partner's id."`
	Roles    []domain.Role `db:"roles" json:"roles" doc:"The roles in which the member could ask."`
	What     reading       `db:"what" json:"what" enum:"history,timeline,past,export,feed" doc:"What was done."`
	Route    string        `db:"route" json:"route" doc:"The path, with {id} in the place of the subject's id."`
	Subject  string        `db:"subject" json:"subject" doc:"What was read: opportunity/ID, partner/ID, the name of a list, or events."`
	Query    string        `db:"query" json:"query" doc:"The query of the address, as sent."`
	Position string        `db:"position" json:"position,omitempty" doc:"Place in the log up to which was read; left out where it is not known."`
	Rows     int64         `db:"rows" json:"rows" doc:"How many events, lines or rows were handed out; of a stream that begins, none yet."`
	Outcome  outcome       `db:"outcome" json:"outcome" enum:"given,begun,ended,cut" doc:"given at once; of a stream that it has begun, and then that it has ended or was cut off."`
	Request  string        `db:"request_id" json:"requestId" doc:"Names the request in the server's log, and both rows of a stream."`
}

// reading is what the access log says was done.
type reading string

const (
	readHistory  reading = "history"
	readTimeline reading = "timeline"
	readPast     reading = "past"
	readFeed     reading = "feed"
	exported     reading = "export"
)

// outcome is what became of it.
type outcome string

const (
	given outcome = "given"
	begun outcome = "begun"
	ended outcome = "ended"
	cut   outcome = "cut"
)

// Bounds of the access log.
const (
	// MaxUnrecorded is how many readings may wait to be recorded.
	MaxUnrecorded = 1_000
	// RecordWithin is how long a reading waits to be recorded before it is refused.
	RecordWithin = 5 * time.Second
)

// errUnrecorded refuses a reading that cannot be recorded now: an auditor must be able to rely on what is not there.
var errUnrecorded = &domain.Error{Class: domain.ClassUnavailable, Code: "access-log-unavailable", Message: "What is read here is recorded first, and that cannot be done at the moment."}

// record notes what the caller is about to be given, or what became of a stream. What cannot be noted is not given.
func (h *Handler) record(x *exchange, a Access) error {
	a.Member, a.Org, a.Roles, a.Route, a.Query, a.Request = x.caller.Member, x.caller.Org, x.caller.Roles, x.route.String(), strings.ToValidUTF8(x.URL.RawQuery, "?"), x.id
	ctx, cancel := context.WithTimeoutCause(context.WithoutCancel(x.base), RecordWithin, errUnrecorded)
	defer cancel()
	return reached(h.note(ctx, a))
}

// closed notes how a stream ended. That it began is on record, so one whose end cannot be noted is left as open.
func (h *Handler) closed(x *exchange, a Access, how outcome) {
	a.Outcome = how
	if err := h.record(x, a); err != nil {
		h.Log.WarnContext(x.base, "the end of a stream was not recorded", "requestId", x.id, "rows", a.Rows, "error", err)
	}
}

// broken cuts a stream off, with the connection: half of it must not look whole. It does not return.
func (h *Handler) broken(x *exchange, a Access, why error) error {
	h.closed(x, a, cut)
	x.failed = why
	panic(http.ErrAbortHandler)
}

// recordedSubject names an aggregate in the access log.
func recordedSubject(s subject, x *exchange) string { return s.kind + "/" + string(x.subject()) }

// notes writes rows of the access log, those that wait at the same time in one statement. A row is durable when note
// returns, so nothing is lost by stopping.
type notes struct {
	pool *pgxpool.Pool

	mu      sync.Mutex
	waiting []*noted
	running bool
}

type noted struct {
	Access
	done chan struct{}
	err  error
}

// note writes a row. Its error is errUnrecorded when too many wait, the context's cause, or the database's.
func (n *notes) note(ctx context.Context, a Access) error {
	w := &noted{Access: a, done: make(chan struct{})}
	n.mu.Lock()
	if len(n.waiting) >= MaxUnrecorded {
		n.mu.Unlock()
		return errUnrecorded
	}
	n.waiting = append(n.waiting, w)
	if !n.running {
		n.running = true
		go n.flush()
	}
	n.mu.Unlock()
	select {
	case <-w.done:
		return w.err
	case <-ctx.Done():
		return context.Cause(ctx)
	}
}

// flush writes until nobody waits.
func (n *notes) flush() {
	for group := n.next(); len(group) > 0; group = n.next() {
		err := n.write(group)
		for _, w := range group {
			w.err = err
			close(w.done)
		}
	}
}

func (n *notes) next() []*noted {
	n.mu.Lock()
	defer n.mu.Unlock()
	group := n.waiting
	n.waiting, n.running = nil, len(group) > 0
	return group
}

func (n *notes) write(group []*noted) error {
	const sql = `insert into cosell_ops.access_log (member, org, roles, what, route, subject, query, position, rows, outcome, request_id)
		select member, org, string_to_array(roles, ' '), what, route, subject, query, position, rows, outcome, request_id::uuid
		from unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[], $8::text[], $9::bigint[], $10::text[], $11::text[])
			with ordinality as a (member, org, roles, what, route, subject, query, position, rows, outcome, request_id, n) order by n`
	var texts [10][]string
	var rows []int64
	for _, w := range group {
		for i, text := range []string{
			w.Member, string(w.Org), words(w.Roles), string(w.What), w.Route, w.Subject, w.Query, w.Position, string(w.Outcome), w.Request,
		} {
			texts[i] = append(texts[i], text)
		}
		rows = append(rows, w.Rows)
	}
	ctx, cancel := context.WithTimeout(context.Background(), RecordWithin)
	defer cancel()
	_, err := n.pool.Exec(ctx, sql, texts[0], texts[1], texts[2], texts[3], texts[4], texts[5], texts[6], texts[7], rows, texts[8], texts[9])
	if ctx.Err() != nil {
		return errUnrecorded.Because(err)
	}
	return err
}

// words writes roles, which have no spaces, into one text.
func words(roles []domain.Role) (text string) {
	for i, r := range roles {
		if i > 0 {
			text += " "
		}
		text += string(r)
	}
	return text
}
