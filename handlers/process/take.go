package process

import (
	"context"
	"errors"
	"fmt"

	"github.com/cosell/cosell/domain"
	"github.com/cosell/cosell/domain/opportunity"
	"github.com/cosell/cosell/eventstore"
	"github.com/cosell/cosell/handlers/command"
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
		w.Log.WarnContext(ctx, "step not done", "process", w.process, "step", s.ID, "subject", s.Subject,
			"command", s.Command, "state", s.State, "attempts", s.Attempts, "error", err)
	}
	_, failure := w.Pool.Exec(ctx, `
update cosell_ops.steps set state = $2, attempts = $3, retry_at = $4, last_code = $5, last_error = $6, changed_at = $7,
    seen = seen or $8
where id = $1 and state = 'pending'`,
		s.ID, s.State, s.Attempts, s.RetryAt, s.LastCode, s.LastError, w.Clock.Now(), len(answer.Events) == 0)
	if failure != nil {
		return failure
	}
	w.Hook(Settled)
	if errors.Is(err, command.ErrUnreachable) {
		return err
	}
	return nil
}

// issue gives the command the correlation of the event that caused it. A panic of a rule is an error of the step.
func (w *worker) issue(ctx context.Context, s *Step) (a command.Answer, err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("%s %s: panic: %v", s.Command, s.Subject, p)
		}
	}()
	req := command.Request{Caller: domain.Process(w.process), Key: string(s.ID), CausationID: string(s.CauseEvent)}
	for cause, err := range w.Store.Read(ctx, s.CauseStream, eventstore.From{Revision: s.CauseRevision, Limit: 1}) {
		if err != nil {
			return a, command.ErrUnreachable.Because(err)
		}
		req.CorrelationID = cause.Metadata.CorrelationID
	}
	cmd, err := s.asked()
	if err != nil {
		return a, err
	}
	return w.Opportunities.Do(ctx, req, s.Subject, cmd)
}

// verdict says what becomes of a step whose command was not done. What may pass by waiting is tried for as long as
// it takes, what should not happen a few times.
func verdict(err error, attempts int) State {
	e := domain.AsError(err)
	switch {
	case e.Class == domain.ClassUnavailable, errors.Is(err, command.ErrConflict), errors.Is(err, opportunity.ErrNotDue):
		return Pending
	case e.Class == domain.ClassInternal && attempts < patience:
		return Pending
	}
	return Failed
}
