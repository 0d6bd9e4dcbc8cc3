package process

import (
	"context"
	"encoding/json"
	"strings"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"github.com/cosell/cosell/domain"
	"github.com/cosell/cosell/handlers/command"
	"github.com/cosell/cosell/projections/runner"
)

// State says how far a step has come.
type State string

// The states of a step.
const (
	Pending State = "pending" // to be taken, or taken again
	Done    State = "done"    // also when there was nothing to do any more
	Failed  State = "failed"  // refused; nobody tries again by itself
)

// Step is a command that a process manager issues because of an event.
type Step struct {
	ID            domain.ID `json:"id" db:"id"`
	Process       string    `json:"process" db:"process"`
	CauseEvent    domain.ID `json:"causeEvent" db:"cause_event"`
	CauseStream   string    `json:"causeStream" db:"cause_stream"`
	CauseRevision int64     `json:"causeRevision" db:"cause_revision"`
	CausePosition string    `json:"causePosition" db:"cause_position"`
	Aggregate     string    `json:"aggregate" db:"aggregate"` // kind of aggregate that the command goes to
	Subject       domain.ID `json:"subject" db:"subject"`     // its id
	Command       string    `json:"command" db:"command"`
	About         domain.ID `json:"about,omitempty" db:"about"` // what else it is about; "" unless others ask the same of the subject
	Seq           int       `json:"seq" db:"seq"`               // place among the steps of its cause, from 0
	Request       string    `json:"-" db:"request"`             // the command's JSON; "" when it is made from the cause as the step is taken
	DueAt         time.Time `json:"dueAt" db:"due_at"`
	State         State     `json:"state" db:"state"`
	Attempts      int       `json:"attempts" db:"attempts"` // since it began, or since Retry
	RetryAt       time.Time `json:"retryAt" db:"retry_at"`  // not before; of no meaning once it is done or failed
	LastCode      string    `json:"lastCode,omitempty" db:"last_code"`
	LastError     string    `json:"lastError,omitempty" db:"last_error"`
	CreatedAt     time.Time `json:"createdAt" db:"created_at"`
	ChangedAt     time.Time `json:"changedAt" db:"changed_at"`
}

// because is a step that an event leads to at once.
func because(process string, e *runner.Event) Step {
	return Step{
		Process: process, DueAt: e.RecordedAt,
		CauseEvent: e.EventID, CauseStream: e.Stream, CauseRevision: e.Revision, CausePosition: e.Position.String(),
	}
}

// to is s as a step to that aggregate.
func (s Step) to(aggregate string, subject domain.ID) Step {
	s.Aggregate, s.Subject = aggregate, subject
	return s
}

// asking is s with the command that it issues.
func (s Step) asking(cmd domain.Command) Step {
	body, err := json.Marshal(cmd)
	if err != nil {
		panic(err) // commands of steps hold nothing that JSON cannot
	}
	s.Command, s.Request = cmd.CommandName(), string(body)
	return s
}

// on is s about one of several things that are asked of the same subject.
func (s Step) on(id domain.ID) Step {
	s.About = id
	return s
}

// making is s with a command that is made from its cause when it is taken, so that the step holds nothing of it.
func (s Step) making(zero domain.Command) Step {
	s.Command, s.Request = zero.CommandName(), ""
	return s
}

// namespace is the root of the ids of steps; on disk for ever.
var namespace = uuid.MustParse("ee7c33bd-fad8-4054-a9ad-7644fe24ad6b")

// identify gives the step its id: the same for the same manager, cause, command, subject, and what it is about.
func (s *Step) identify() {
	name := strings.Join([]string{s.Process, string(s.CauseEvent), s.Command, string(s.Subject)}, "\n")
	if s.About != "" {
		name += "\n" + string(s.About)
	}
	s.ID = domain.ID(uuid.NewSHA1(namespace, []byte(name)).String())
}

const columns = `id, process, cause_event, cause_stream, cause_revision, cause_position, aggregate, subject, command, about, seq,
request, due_at, state, attempts, retry_at, last_code, last_error, created_at, changed_at`

// querier is a pool, a connection or a transaction.
type querier interface {
	Query(ctx context.Context, sql string, args ...any) (pgx.Rows, error)
}

// Steps lists up to limit steps in a state, those that changed last first; all states when it is "".
func Steps(ctx context.Context, db querier, state State, limit int) ([]Step, error) {
	return query(ctx, db, `select `+columns+` from cosell_ops.steps
where $1 = '' or state = $1 order by changed_at desc, due_at desc, id limit $2`, string(state), limit)
}

func query(ctx context.Context, db querier, sql string, args ...any) ([]Step, error) {
	rows, err := db.Query(ctx, sql, args...)
	if err != nil {
		return nil, err
	}
	steps, err := pgx.CollectRows(rows, pgx.RowToStructByName[Step])
	for i := range steps {
		s := &steps[i]
		s.DueAt, s.RetryAt, s.CreatedAt, s.ChangedAt = s.DueAt.UTC(), s.RetryAt.UTC(), s.CreatedAt.UTC(), s.ChangedAt.UTC()
	}
	return steps, err
}

// store writes steps that are to be taken, those of one cause in their order; those that are there already stay as they
// are.
func store(ctx context.Context, tx pgx.Tx, steps []Step, now time.Time) error {
	if len(steps) == 0 {
		return nil
	}
	for i := range steps {
		s := &steps[i]
		s.identify()
		if i > 0 && steps[i-1].CauseEvent == s.CauseEvent {
			s.Seq = steps[i-1].Seq + 1
		}
	}
	_, err := tx.Exec(ctx, `
insert into cosell_ops.steps (id, process, cause_event, cause_stream, cause_revision, cause_position, aggregate, subject, command,
    about, seq, request, due_at, leads_to, retry_at, created_at, changed_at)
select *, $15, $15, $15 from unnest($1::uuid[], $2::text[], $3::uuid[], $4::text[], $5::bigint[], $6::text[], $7::text[], $8::uuid[],
    $9::text[], $10::text[], $11::integer[], $12::text[], $13::timestamptz[], $14::uuid[])
on conflict (id) do nothing`,
		column(steps, func(s *Step) domain.ID { return s.ID }),
		column(steps, func(s *Step) string { return s.Process }),
		column(steps, func(s *Step) domain.ID { return s.CauseEvent }),
		column(steps, func(s *Step) string { return s.CauseStream }),
		column(steps, func(s *Step) int64 { return s.CauseRevision }),
		column(steps, func(s *Step) string { return s.CausePosition }),
		column(steps, func(s *Step) string { return s.Aggregate }),
		column(steps, func(s *Step) domain.ID { return s.Subject }),
		column(steps, func(s *Step) string { return s.Command }),
		column(steps, func(s *Step) domain.ID { return s.About }),
		column(steps, func(s *Step) int { return s.Seq }),
		column(steps, func(s *Step) string { return s.Request }),
		column(steps, func(s *Step) time.Time { return s.DueAt }),
		column(steps, (*Step).leadsTo),
		now)
	return err
}

// column is one value of each row.
func column[R, V any](rows []R, value func(*R) V) []V {
	all := make([]V, len(rows))
	for i := range rows {
		all[i] = value(&rows[i])
	}
	return all
}

// leadsTo is the id of the first event that the step leads to, if it leads to any.
func (s *Step) leadsTo() domain.ID {
	return command.FirstEvent(domain.Process(s.Process), string(s.ID))
}

// see notes that the log holds what steps led to. A step that was not known to be taken is done by that: it was stored anew
// when the manager read the log again, or a crash came before it was settled.
func (w *worker) see(ctx context.Context, tx pgx.Tx, events []runner.Event) error {
	var own []string
	for i := range events {
		if a := events[i].Actor; a.Org == domain.System && a.Member == w.process {
			own = append(own, string(events[i].EventID))
		}
	}
	if len(own) == 0 {
		return nil
	}
	_, err := tx.Exec(ctx, `update cosell_ops.steps set seen = true, state = 'done', last_code = '', last_error = '',
    changed_at = case state when 'done' then changed_at else $3 end
where process = $1 and leads_to = any($2::uuid[]) and not seen`, w.process, own, w.Clock.Now())
	return err
}
