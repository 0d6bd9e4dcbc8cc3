package postgres

import (
	"context"

	"github.com/jackc/pgx/v5"
)

// A guess does not wait for the lock. Its commit is sent before anything is known: if it waited, a connection given up meanwhile
// would leave a transaction behind that the server commits whenever it gets its turn.
const lockFreeStatement = lockStatement + " nowait"

// guessStatement writes the rows when every stream is where the callers think, and says whether it did. It has a snapshot
// taken after the lock, so nothing that it looks at can change before the commit.
const guessStatement = `
	with fits as (
		select (select format from cosell_log.log) = $1 and not exists (
			select from unnest($2::text[], $3::bigint[]) w (stream, last) where w.last <> coalesce((
				select revision from cosell_log.events e where e.stream = w.stream order by revision desc limit 1), -1)) as fits
	), head as (
		select coalesce(max(position), 0) as head from cosell_log.events
	), added as (
		insert into cosell_log.events (position, revision, schema_version, id, stream, kind, metadata, data)
		select head + n, revision, schema_version, id, stream, kind, metadata, data from fits, head, unnest(
			$4::bigint[], $5::integer[], $6::uuid[], $7::text[], $8::text[], $9::bytea[], $10::bytea[]
		) with ordinality r (revision, schema_version, id, stream, kind, metadata, data, n) where fits
	)
	select fits, head from fits, head`

const notifyHeadStatement = "select pg_notify('" + channel + "', max(position)::text) from cosell_log.events"

// assume decides the group as if every stream were where the first of its callers thinks. It reports false when that
// cannot be so for all, or when an earlier attempt with one of them has to be settled first.
func (g *group) assume() bool {
	for i, r := range g.requests {
		t := g.tails[r.stream]
		if len(t.added) == 0 {
			t.before = r.expected.Revision()
		}
		if r.unknown || t.last() != r.expected.Revision() {
			return false
		}
		g.answers[i] = answer{done: g.accept(r, t)}
	}
	return true
}

// guess commits what was assumed, in one round trip. Nothing is written when it does not fit, or when the lock is not free, which
// isBusy says of the error.
func (g *group) guess(ctx context.Context, conn *pgx.Conn) (fits bool, err error) {
	names, lasts := make([]string, 0, len(g.tails)), make([]int64, 0, len(g.tails))
	for stream, t := range g.tails {
		names, lasts = append(names, stream), append(lasts, t.before)
	}
	var head int64
	batch := &pgx.Batch{}
	batch.Queue(beginStatement)
	batch.Queue(lockFreeStatement)
	batch.Queue(guessStatement, format, names, lasts, g.revisions, g.versions, g.ids, g.streams, g.kinds, g.metadata, g.data).
		QueryRow(func(row pgx.Row) error { return row.Scan(&fits, &head) })
	batch.Queue(notifyHeadStatement)
	batch.Queue("commit").Exec(isCommitted)
	if err := conn.SendBatch(ctx, batch).Close(); err != nil {
		return false, err
	}
	g.head += head
	for i := range g.answers {
		g.answers[i].done.Position = position(head + int64(g.answers[i].done.Position.Commit))
	}
	return fits, nil
}
