package command

import (
	"context"
	"time"

	"github.com/cosell/cosell/domain"
)

// Check names every field of a command that cannot be taken whatever the state, as Do would: class invalid. id is "" for a
// command that creates.
func (h *Handler[S, C]) Check(ctx context.Context, who domain.Caller, id domain.ID, cmd C) error {
	policy, err := h.policies.now(ctx)
	if err != nil {
		return err
	}
	return h.aggregate.Validate(cmd, Case{ID: id, Caller: who, Now: h.now(time.Time{}), Policy: policy})
}

// Visible is the present version of an aggregate that the caller may know of; ErrMissing for any other.
func (h *Handler[S, C]) Visible(ctx context.Context, who domain.Caller, id domain.ID) (Version[S], error) {
	return h.seen(ctx, who, id, AsOf{})
}
