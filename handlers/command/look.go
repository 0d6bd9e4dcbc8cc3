package command

import (
	"context"

	"github.com/cosell/cosell/domain"
)

// look shows an aggregate after the caller's look was noted, as far as that is worth noting.
func look[S any, C domain.Command](ctx context.Context, h *Handler[S, C], req Request, id domain.ID, note C) (Seen, error) {
	req.Key, req.IfMatch = "", nil
	if _, err := h.Do(ctx, req, id, note); err != nil && !bearable(err) {
		return Seen{}, err
	}
	return h.Show(ctx, req.Caller, id, AsOf{})
}

// bearable reports whether a caller may look although the look cannot be recorded.
func bearable(err error) bool {
	switch domain.AsError(err).Class {
	case domain.ClassDenied, domain.ClassRefused, domain.ClassConflict:
		return true
	}
	return false
}
