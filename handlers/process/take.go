package process

import (
	"context"
	"errors"
	"fmt"

	"github.com/cosell/cosell/domain"
	"github.com/cosell/cosell/domain/opportunity"
	"github.com/cosell/cosell/eventstore"
	"github.com/cosell/cosell/handlers/command"
	"github.com/cosell/cosell/projections/runner"
)

// patience is how often a step is tried at what should not happen, before it has failed.
const patience = 10

// take issues the command of a step and stores what became of it. An error means that steps cannot be taken at all now.
func (w *worker) take(ctx context.Context, s *Step) error {
	w.Hook(Fired)
	answer, err := w.issue(ctx, s)
	if ctx.Err() != nil {
		return context.Cause(ctx)
	}
	w.Hook(Issued)
	s.State, s.LastCode, s.LastError = Done, "", ""
	s.Attempts++
	if err != nil {
		s.State = verdict(err, s.Attempts)
		s.LastCode, s.LastError = domain.AsError(err).Code, err.Error()
		s.RetryAt = w.Clock.Now().Add(backOff(s.Attempts - 1))
		w.Log.WarnContext(ctx, "step not done", "process", w.process, "step", s.ID, "aggregate", s.Aggregate, "subject", s.Subject,
			"command", s.Command, "state", s.State, "attempts", s.Attempts, "error", err)
	}
	if failure := w.settle(ctx, s, answer); failure != nil {
		return failure
	}
	w.Hook(Settled)
	if errors.Is(err, command.ErrUnreachable) {
		return err
	}
	return nil
}

// settle stores what became of a step. One that was met in the log meanwhile is done, whatever was answered.
func (w *worker) settle(ctx context.Context, s *Step, a command.Answer) error {
	var nothing *string
	if s.State == Done && len(a.Events) == 0 {
		at := a.Position.String()
		nothing = &at
	}
	_, err := w.Pool.Exec(ctx, `
update cosell_ops.steps set state = $2, attempts = $3, retry_at = $4, last_code = $5, last_error = $6, changed_at = $7,
    nothing_at = $8, leads_to = $9
where id = $1 and (state = 'pending' or seen and $2 = 'done')`,
		s.ID, s.State, s.Attempts, s.RetryAt, s.LastCode, s.LastError, w.Clock.Now(), nothing, s.leadsTo())
	return err
}

// issue gives the command the correlation of the event that caused it. A panic of a rule is an error of the step.
func (w *worker) issue(ctx context.Context, s *Step) (a command.Answer, err error) {
	defer recovered(&err)
	cause, err := w.cause(ctx, s)
	if err != nil {
		return a, err
	}
	cmd, err := w.asked(ctx, s, cause)
	if err != nil || cmd == nil {
		return a, err
	}
	a, err = w.Issue(ctx, s.Aggregate, command.Request{
		Caller:        domain.Process(w.process),
		Key:           string(s.ID),
		CausationID:   string(s.CauseEvent),
		CorrelationID: cause.correlation,
	}, s.Subject, cmd)
	if errors.Is(err, command.ErrKeyReused) && w.holds(ctx, s) {
		err = nil
	}
	return a, err
}

// holds reports whether the log holds what a step led to: where a program of another version took it, whose command was not
// the same byte for byte.
func (w *worker) holds(ctx context.Context, s *Step) bool {
	for r, err := range w.Store.Read(ctx, eventstore.StreamName(s.Aggregate, string(s.Subject)), eventstore.From{}) {
		if err != nil {
			return false
		}
		if r.Metadata.CommandID == string(s.ID) {
			return true
		}
	}
	return false
}

// cause is the event that a step reacts to, as the log holds it.
type cause struct {
	runner.Event
	correlation string
}

func (w *worker) cause(ctx context.Context, s *Step) (c cause, err error) {
	for r, err := range w.Store.Read(ctx, s.CauseStream, eventstore.From{Revision: s.CauseRevision, Limit: 1}) {
		if err != nil {
			return c, command.ErrUnreachable.Because(err)
		}
		c.Position, c.correlation = r.Position, r.Metadata.CorrelationID
		c.Recorded, err = w.Decode(r)
		return c, err
	}
	return c, fmt.Errorf("step %s: there is no event %d in %s", s.ID, s.CauseRevision, s.CauseStream)
}

// asked is the command of a step: the one that was stored, or the one that its cause calls for; nil when that is none.
func (w *worker) asked(ctx context.Context, s *Step, c cause) (domain.Command, error) {
	if s.Request != "" {
		return read(s.Aggregate, s.Command, s.Request)
	}
	if w.make == nil {
		return nil, fmt.Errorf("step %s: %s makes no commands", s.ID, w.process)
	}
	return w.make(ctx, s, c)
}

// verdict says what becomes of a step whose command was not done. What may pass by waiting is tried for as long as
// it takes, what should not happen a few times.
func verdict(err error, attempts int) State {
	e := domain.AsError(err)
	switch {
	case e.Class == domain.ClassUnavailable, errors.Is(err, command.ErrConflict), e.Code == opportunity.ErrNotDue.Code:
		return Pending
	case e.Class == domain.ClassInternal && attempts < patience:
		return Pending
	}
	return Failed
}
