package process

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"github.com/cosell/cosell/domain"
	"github.com/cosell/cosell/domain/opportunity"
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
	Subject       domain.ID `json:"subject" db:"subject"` // the opportunity that the command goes to
	Command       string    `json:"command" db:"command"`
	Request       string    `json:"-" db:"request"` // the command's JSON
	DueAt         time.Time `json:"dueAt" db:"due_at"`
	State         State     `json:"state" db:"state"`
	Attempts      int       `json:"attempts" db:"attempts"`
	RetryAt       time.Time `json:"retryAt" db:"retry_at"` // not before; of no meaning once it is done or failed
	LastCode      string    `json:"lastCode,omitempty" db:"last_code"`
	LastError     string    `json:"lastError,omitempty" db:"last_error"`
	CreatedAt     time.Time `json:"createdAt" db:"created_at"`
	ChangedAt     time.Time `json:"changedAt" db:"changed_at"`
}

// namespace is the root of the ids of steps; on disk for ever.
var namespace = uuid.MustParse("ee7c33bd-fad8-4054-a9ad-7644fe24ad6b")

// identify gives the step its id: the same for the same manager, cause, command and subject.
func (s *Step) identify() {
	name := strings.Join([]string{s.Process, string(s.CauseEvent), s.Command, string(s.Subject)}, "\n")
	s.ID = domain.ID(uuid.NewSHA1(namespace, []byte(name)).String())
}

// asks says which command the step issues.
func (s *Step) asks(cmd opportunity.Command) {
	body, err := json.Marshal(cmd)
	if err != nil {
		panic(err) // commands of steps hold nothing that JSON cannot
	}
	s.Command, s.Request = cmd.CommandName(), string(body)
}

// asked is the command that asks was given.
func (s *Step) asked() (opportunity.Command, error) {
	switch s.Command {
	case opportunity.Expire{}.CommandName():
		return decoded[opportunity.Expire](s.Request)
	case opportunity.EndPause{}.CommandName():
		return decoded[opportunity.EndPause](s.Request)
	case opportunity.Unassign{}.CommandName():
		return decoded[opportunity.Unassign](s.Request)
	case opportunity.Recall{}.CommandName():
		return decoded[opportunity.Recall](s.Request)
	}
	return nil, fmt.Errorf("step %s: no process issues %q", s.ID, s.Command)
}

func decoded[C opportunity.Command](request string) (opportunity.Command, error) {
	var cmd C
	err := json.Unmarshal([]byte(request), &cmd)
	return cmd, err
}

const columns = `id, process, cause_event, cause_stream, cause_revision, cause_position, subject, command, request,
due_at, state, attempts, retry_at, last_code, last_error, created_at, changed_at`

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

// store writes steps that are to be taken; those that are there already stay as they are.
func store(ctx context.Context, tx pgx.Tx, steps []Step, now time.Time) error {
	b := &pgx.Batch{}
	for _, s := range steps {
		s.identify()
		b.Queue(`
insert into cosell_ops.steps (id, process, cause_event, cause_stream, cause_revision, cause_position, subject, command,
    request, due_at, retry_at, created_at, changed_at)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $10, $11, $11) on conflict (id) do nothing`,
			s.ID, s.Process, s.CauseEvent, s.CauseStream, s.CauseRevision, s.CausePosition, s.Subject, s.Command,
			s.Request, s.DueAt, now)
	}
	return tx.SendBatch(ctx, b).Close()
}

// see notes that the log holds what steps led to: events of the manager itself.
func see(ctx context.Context, tx pgx.Tx, process string, events []runner.Event) error {
	var subjects []string
	for i := range events {
		if a := events[i].Actor; a.Org == domain.System && a.Member == process {
			subjects = append(subjects, string(events[i].Subject))
		}
	}
	if len(subjects) == 0 {
		return nil
	}
	_, err := tx.Exec(ctx, `update cosell_ops.steps set seen = true
where process = $1 and subject = any($2::uuid[]) and not seen`, process, subjects)
	return err
}

// forget removes the steps of a process manager that begins again: they come back from the events, and are done once all the
// same.
func forget(process string) func(context.Context, pgx.Tx) error {
	return func(ctx context.Context, tx pgx.Tx) error {
		_, err := tx.Exec(ctx, `delete from cosell_ops.steps where process = $1`, process)
		return err
	}
}
