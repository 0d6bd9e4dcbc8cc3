package command

import (
	"context"
	"errors"
	"time"

	"github.com/google/uuid"
)

// settling bounds what is still done for a command whose caller may have gone.
const settling = 3 * time.Second

// once runs a command that has a key: it reserves a receipt, and completes or releases it.
func (h *Handler[S, C]) once(ctx context.Context, c *call[C]) (Answer, error) {
	r, err := h.receipts.Reserve(ctx, c.receipt())
	switch {
	case err != nil:
		return Answer{}, classed(err)
	case r.Hash != c.hash || r.Stream != c.stream:
		return Answer{}, ErrKeyReused
	case r.Done && r.Events == 0:
		if a, err := h.nothing(ctx, c, r); !errors.Is(err, ErrMissing) {
			return a, err
		}
	}
	h.hook(Reserved)
	a, err := h.run(ctx, c)
	if err != nil {
		return Answer{}, h.release(ctx, c, r, err)
	}
	return h.complete(ctx, c, r, a)
}

func (c *call[C]) receipt() Receipt {
	return Receipt{Scope: c.scope, Key: c.Key, Hash: c.hash, Stream: c.stream, Holder: uuid.New()}
}

// nothing answers again a command that there was nothing to do for. It is ErrMissing, and to be decided afresh, where the
// log does not hold what that was decided on: it was restored from a time before. What was then done the log knows.
func (h *Handler[S, C]) nothing(ctx context.Context, c *call[C], r Receipt) (Answer, error) {
	_, own, err := h.load(ctx, c)
	if err != nil {
		return Answer{}, err
	}
	if own == nil {
		own = &outcome[S]{}
		if own.Version, err = h.Load(ctx, c.id, AsOf{Revision: &r.Revision}); err != nil {
			return Answer{}, err
		}
	}
	policy, err := h.policies.now(ctx)
	if err != nil {
		return Answer{}, err
	}
	a := h.answer(c, *own, policy)
	a.Replayed = true
	return a, nil
}

// release gives the key back after a command that was not done, so that it is decided afresh when it comes again. A
// command in doubt keeps it.
func (h *Handler[S, C]) release(ctx context.Context, c *call[C], r Receipt, refusal error) error {
	h.hook(Refused)
	if c.doubt {
		return refusal
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), settling)
	defer cancel()
	if err := h.receipts.Release(ctx, r); err != nil {
		h.log.WarnContext(ctx, "a receipt stays reserved", "stream", r.Stream, "error", err)
	}
	return refusal
}

// complete notes that a command is done. Where another process held the receipt too, both may have decided, and only
// one batch was written: the log knows which, so the answer is taken from there.
func (h *Handler[S, C]) complete(ctx context.Context, c *call[C], r Receipt, a Answer) (Answer, error) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), settling)
	defer cancel()
	if r.Done && a.Replayed {
		return a, nil
	}
	r.Revision, r.Events = a.Revision, len(a.Events)
	mine, err := h.receipts.Complete(ctx, r)
	h.hook(Completed)
	if a.Replayed || err == nil && mine && r.Fresh {
		return a, nil
	}
	if err != nil && r.Events == 0 {
		return Answer{}, classed(err)
	}
	_, own, err := h.load(ctx, c)
	if err != nil || own == nil {
		return a, err
	}
	policy, err := h.policies.now(ctx)
	if err != nil {
		return Answer{}, err
	}
	return h.answer(c, *own, policy), nil
}
