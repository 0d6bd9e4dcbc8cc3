package command

import (
	"context"

	"github.com/cosell/cosell/domain"
	"github.com/cosell/cosell/domain/program"
)

// step decides and writes what was decided: where the decision looks at all deals, as the only one that does.
func (h *Handler[S, C]) step(ctx context.Context, c *call[C], v Version[S], policy program.Policy) (*outcome[S], error) {
	d, err := h.admit(c, v, policy)
	if err != nil {
		return nil, err
	}
	if h.aggregate.Alone != nil && h.aggregate.Alone(v.State, c.cmd, c.Caller) {
		done, err := h.section.enter(ctx)
		if err != nil {
			return nil, err
		}
		defer done()
		d.Now = h.now(v.RecordedAt)
	}
	if d.events, err = h.aggregate.Decide(ctx, v.State, c.cmd, d.Case); err != nil {
		return nil, err
	}
	if len(d.events) == 0 {
		return &outcome[S]{Version: v}, nil
	}
	return h.write(ctx, c, d, v)
}

// decision is what the domain said, and what it was asked.
type decision struct {
	Case
	role   domain.Role
	events []domain.Event
}

// admit asks the phases before the rules, in the order of their refusals.
func (h *Handler[S, C]) admit(c *call[C], v Version[S], policy program.Policy) (d decision, err error) {
	d.Case = Case{
		ID:           c.id,
		Registration: c.registrationID(),
		Caller:       c.Caller,
		Now:          h.now(v.RecordedAt),
		Policy:       policy,
		Correlation:  c.CorrelationID,
	}
	if err = h.aggregate.Validate(c.cmd, d.Case); err != nil {
		return d, err
	}
	if !c.creates && !h.visible(c, v) {
		return d, ErrMissing
	}
	if d.role, err = h.aggregate.Permit(v.State, c.cmd, c.Caller); err != nil {
		return d, err
	}
	if c.IfMatch != nil && *c.IfMatch != v.Revision {
		return d, ErrRevisionMismatch.Because(&RevisionMismatch{Stated: *c.IfMatch, Actual: v.Revision})
	}
	return d, nil
}

// Founding is a command that may be the first to an id that is given.
type Founding interface {
	domain.Command
	Founds()
}

// visible reports whether a command has something to go to, as far as its caller may know.
func (h *Handler[S, C]) visible(c *call[C], v Version[S]) bool {
	if v.Revision < 0 {
		_, founds := any(c.cmd).(Founding)
		return founds
	}
	return h.aggregate.Sees(v.State, c.Caller)
}
