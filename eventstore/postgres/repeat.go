package postgres

import (
	"context"

	"github.com/jackc/pgx/v5"

	"github.com/cosell/cosell/eventstore"
)

const placesStatement = `
	select e.stream, e.revision, e.id, e.position from unnest($1::text[], $2::bigint[], $3::bigint[]) r (stream, first, last)
	join cosell_log.events e on e.stream = r.stream and e.revision between r.first and r.last`

// spot is where an event may lie.
type spot struct {
	stream   string
	revision int64
}

// repeats tells identical batches from conflicts among the requests whose expectation lies before the stream's end.
func (g *group) repeats(ctx context.Context, conn *pgx.Conn, doubtful []int) error {
	there, err := g.places(ctx, conn, doubtful)
	if err != nil {
		return err
	}
	for _, i := range doubtful {
		r := g.requests[i]
		for n, e := range r.rows {
			revision := r.expected.Revision() + 1 + int64(n)
			p := there[spot{r.stream, revision}]
			if p.id != e.id {
				g.answers[i] = answer{err: conflict(r, g.tails[r.stream])}
				break
			}
			g.answers[i] = answer{done: eventstore.Appended{Revision: revision, Position: position(p.position)}}
		}
	}
	return nil
}

// places finds what lies where the doubtful requests want to write: in the log, or in this group.
func (g *group) places(ctx context.Context, conn *pgx.Conn, doubtful []int) (map[spot]place, error) {
	var names []string
	var first, last []int64
	for _, i := range doubtful {
		r := g.requests[i]
		names = append(names, r.stream)
		first = append(first, r.expected.Revision()+1)
		last = append(last, r.expected.Revision()+int64(len(r.rows)))
	}
	rows, err := conn.Query(ctx, placesStatement, names, first, last)
	if err != nil {
		return nil, err
	}
	there := map[spot]place{}
	for stream, t := range g.tails {
		for i, p := range t.added {
			there[spot{stream, t.before + 1 + int64(i)}] = p
		}
	}
	var s spot
	var p place
	_, err = pgx.ForEachRow(rows, []any{&s.stream, &s.revision, &p.id, &p.position}, func() error {
		there[s] = p
		return nil
	})
	return there, err
}
