package process

import (
	"context"
	"encoding/json"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/cosell/cosell/domain"
	"github.com/cosell/cosell/projections/runner"
)

// kind says what a clock is of; a subject has at most one of each.
type kind string

// deadline is a clock that runs.
type deadline struct {
	dueAt time.Time
	cause *runner.Event
	about string // JSON
}

type clockID struct {
	subject domain.ID
	kind    kind
}

// clocks are those that a batch of events starts, and, as nil, those that it stops.
type clocks map[clockID]*deadline

func (c clocks) start(k kind, subject domain.ID, due time.Time, e *runner.Event) *deadline {
	d := &deadline{dueAt: due, cause: e}
	c[clockID{subject, k}] = d
	return d
}

func (c clocks) stop(subject domain.ID, kinds ...kind) {
	for _, k := range kinds {
		c[clockID{subject, k}] = nil
	}
}

// keeping is d with what must be known when it goes off.
func (d *deadline) keeping(about any) {
	body, err := json.Marshal(about)
	if err != nil {
		panic(err) // it is a struct of strings
	}
	d.about = string(body)
}

const stopClocks = `delete from cosell_ops.deadlines
where process = $1 and (subject, kind) in (select * from unnest($2::uuid[], $3::text[]))`

// write makes the table what the events say, in two statements.
func (c clocks) write(ctx context.Context, tx pgx.Tx, process string) error {
	if len(c) == 0 {
		return nil
	}
	var subjects, kinds, started, startedKinds, events, streams, positions, about []string
	var due []time.Time
	var revisions []int64
	for id, d := range c {
		subjects, kinds = append(subjects, string(id.subject)), append(kinds, string(id.kind))
		if d == nil {
			continue
		}
		started, startedKinds = append(started, string(id.subject)), append(startedKinds, string(id.kind))
		due, about = append(due, d.dueAt), append(about, d.about)
		events, streams = append(events, string(d.cause.EventID)), append(streams, d.cause.Stream)
		revisions, positions = append(revisions, d.cause.Revision), append(positions, d.cause.Position.String())
	}
	b := &pgx.Batch{}
	b.Queue(stopClocks, process, subjects, kinds)
	b.Queue(`insert into cosell_ops.deadlines (process, subject, kind, due_at, event, stream, revision, position, about)
select $1, * from unnest($2::uuid[], $3::text[], $4::timestamptz[], $5::uuid[], $6::text[], $7::bigint[], $8::text[], $9::text[])`,
		process, started, startedKinds, due, events, streams, revisions, positions, about)
	return tx.SendBatch(ctx, b).Close()
}

// kept is what keeping was given.
func kept[T any](g *goneOff) (about T, err error) {
	err = json.Unmarshal([]byte(g.about), &about)
	return about, err
}
