package postgres

import (
	"context"
	"errors"
	"strconv"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgtype"

	"github.com/cosell/cosell/eventstore"
)

const (
	beginStatement = "begin isolation level read committed"
	lockStatement  = "select format from cosell_log.log for update"
	headStatement  = "select coalesce(max(position), 0) from cosell_log.events"
	tailsStatement = `
		select s.stream, e.revision from unnest($1::text[]) s (stream), lateral (
			select revision from cosell_log.events where events.stream = s.stream order by revision desc limit 1) e`
	insertStatement = `
		insert into cosell_log.events (position, revision, schema_version, id, stream, kind, metadata, data)
		select * from unnest($1::bigint[], $2::bigint[], $3::integer[], $4::uuid[], $5::text[], $6::text[], $7::bytea[], $8::bytea[])`
	notifyStatement = "select pg_notify('" + channel + "', $1)"
)

// group is the work of one transaction: what its requests become, and the rows to write, by column.
type group struct {
	requests []*request
	answers  []answer
	accepted []*request
	format   int
	head     int64 // position of the log's last event, with this group's
	tails    map[string]*tail

	positions, revisions []int64
	versions             []int32
	ids                  []pgtype.UUID
	streams, kinds       []string
	metadata, data       [][]byte
}

// tail is the end of a stream: what lay there before this group, and what the group adds.
type tail struct {
	before int64 // last revision, -1 for none
	added  []place
}

// place is where an event lies.
type place struct {
	id       pgtype.UUID
	position int64
}

func newGroup(requests []*request) *group {
	g := &group{requests: requests, answers: make([]answer, len(requests)), tails: make(map[string]*tail, len(requests))}
	for _, r := range requests {
		g.tails[r.stream] = &tail{before: -1}
	}
	return g
}

// look begins the transaction, takes the lock, and then reads what everybody who held it before has committed: each
// statement has a snapshot of its own, as read committed has it.
func (g *group) look(ctx context.Context, conn *pgx.Conn) error {
	names := make([]string, 0, len(g.tails))
	for stream := range g.tails {
		names = append(names, stream)
	}
	batch := &pgx.Batch{}
	batch.Queue(beginStatement)
	batch.Queue(lockStatement).QueryRow(func(row pgx.Row) error { return row.Scan(&g.format) })
	batch.Queue(headStatement).QueryRow(func(row pgx.Row) error { return row.Scan(&g.head) })
	batch.Queue(tailsStatement, names).Query(func(rows pgx.Rows) error {
		var stream string
		var last int64
		_, err := pgx.ForEachRow(rows, []any{&stream, &last}, func() error {
			g.tails[stream].before = last
			return nil
		})
		return err
	})
	return conn.SendBatch(ctx, batch).Close()
}

// decide finds what becomes of each request, in their order, so that one may go on from another of the same group.
func (g *group) decide(ctx context.Context, conn *pgx.Conn) error {
	var doubtful []int
	for i, r := range g.requests {
		t := g.tails[r.stream]
		switch actual := t.last(); {
		case r.expected.Revision() == actual:
			g.answers[i] = answer{done: g.accept(r, t)}
		case r.expected.Revision() < actual:
			doubtful = append(doubtful, i)
		default:
			g.answers[i] = answer{err: conflict(r, t)}
		}
	}
	if len(doubtful) == 0 {
		return nil
	}
	return g.repeats(ctx, conn, doubtful)
}

func (t *tail) last() int64 { return t.before + int64(len(t.added)) }

func conflict(r *request, t *tail) error {
	return &eventstore.Conflict{Stream: r.stream, Expected: r.expected, Actual: eventstore.At(t.last())}
}

func (g *group) accept(r *request, t *tail) eventstore.Appended {
	for _, e := range r.rows {
		g.head++
		t.added = append(t.added, place{e.id, g.head})
		g.positions = append(g.positions, g.head)
		g.revisions = append(g.revisions, t.last())
		g.versions = append(g.versions, e.version)
		g.ids = append(g.ids, e.id)
		g.streams = append(g.streams, r.stream)
		g.kinds = append(g.kinds, e.kind)
		g.metadata = append(g.metadata, e.metadata)
		g.data = append(g.data, e.data)
	}
	g.accepted = append(g.accepted, r)
	return eventstore.Appended{Revision: t.last(), Position: position(g.head)}
}

// write ends the transaction, with the rows when there are any.
func (g *group) write(ctx context.Context, conn *pgx.Conn) error {
	if len(g.accepted) == 0 {
		_, err := conn.Exec(ctx, "rollback")
		return err
	}
	batch := &pgx.Batch{}
	batch.Queue(insertStatement, g.positions, g.revisions, g.versions, g.ids, g.streams, g.kinds, g.metadata, g.data)
	batch.Queue(notifyStatement, strconv.FormatInt(g.head, 10))
	batch.Queue("commit").Exec(isCommitted)
	return conn.SendBatch(ctx, batch).Close()
}

// isCommitted looks twice: a server answers commit with a rollback when the transaction has come to nothing.
func isCommitted(tag pgconn.CommandTag) error {
	if tag.String() != "COMMIT" {
		return errors.New("transaction was not committed: " + tag.String())
	}
	return nil
}

// note remembers for whom a commit was sent that nobody answered.
func (g *group) note(err error) {
	if !isOpen(err) {
		return
	}
	for _, r := range g.accepted {
		r.unknown = true
	}
}
