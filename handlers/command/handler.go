package command

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"time"

	"github.com/cosell/cosell/domain"
	"github.com/cosell/cosell/domain/program"
	"github.com/cosell/cosell/eventstore"
	"github.com/cosell/cosell/handlers/command/snapshot"
)

// Handler issues the commands of one aggregate and reads its histories.
type Handler[S any, C domain.Command] struct {
	aggregate Aggregate[S, C]
	states    *snapshot.Codec[S]
	*engine
}

func newHandler[S any, C domain.Command](e *engine, a Aggregate[S, C]) *Handler[S, C] {
	return &Handler[S, C]{engine: e, aggregate: a, states: snapshot.Of[S]()}
}

// Do issues a command to the aggregate with that id; to a new one when id is "". One whose id is derived from something
// else begins with a command that founds: it is taken although there is nothing with that id yet. Do returns when the
// events are durable. What a caller can act upon is a *domain.Error. When the context ends its cause is returned, and the
// command may still have been done: the same key sent again finds out.
func (h *Handler[S, C]) Do(ctx context.Context, req Request, id domain.ID, cmd C) (Answer, error) {
	c, err := newCall(h.aggregate.Kind, req, id, cmd)
	if err != nil {
		return Answer{}, err
	}
	if h.aggregate.Only != "" && id != h.aggregate.Only {
		return Answer{}, ErrMissing
	}
	if req.Key == "" || !c.id.Valid() {
		return h.run(ctx, c)
	}
	done, err := h.keys.take(ctx, c.scope.String()+req.Key, ErrInProgress)
	if err != nil {
		return Answer{}, err
	}
	defer done()
	return h.once(ctx, c)
}

// run does a command when it is the stream's turn: of one process only one writes to a stream at a time.
func (h *Handler[S, C]) run(ctx context.Context, c *call[C]) (Answer, error) {
	if c.creates {
		return h.attempt(ctx, c)
	}
	done, err := h.streams.take(ctx, c.stream, ErrConflict)
	if err != nil {
		return Answer{}, err
	}
	defer done()
	return h.attempt(ctx, c)
}

// attempt loads, decides and appends, again when another process wrote first.
func (h *Handler[S, C]) attempt(ctx context.Context, c *call[C]) (Answer, error) {
	var conflict error
	for attempt := range MaxAttempts {
		if err := pause(ctx, attempt); err != nil {
			return Answer{}, err
		}
		policy, err := h.policies.now(ctx)
		if err != nil {
			return Answer{}, err
		}
		f, own, err := h.try(ctx, c, policy)
		if err == nil {
			a := h.answer(c, *own, policy)
			h.keep(&f)
			h.remember(f, c, own)
			return a, nil
		}
		if conflict = err; !errors.Is(err, eventstore.ErrConflict) {
			h.keep(&f)
			return Answer{}, classed(err)
		}
	}
	return Answer{}, ErrConflict.Because(fmt.Errorf("%d attempts: %w", MaxAttempts, conflict))
}

// try decides on the stream as it is remembered, and where that leads to nothing on what the log holds of it. The fold is that
// on which was decided.
func (h *Handler[S, C]) try(ctx context.Context, c *call[C], policy program.Policy) (f fold[S], own *outcome[S], err error) {
	if f, ok := h.recall(c); ok {
		own, err := h.step(ctx, c, f.Version, policy)
		if err == nil && len(own.events) > 0 || c.doubt {
			return f, own, err
		}
	}
	f, own, err = h.load(ctx, c)
	if err == nil && own == nil {
		own, err = h.step(ctx, c, f.Version, policy)
	}
	return f, own, err
}

// pause lets the others finish before another attempt: a random while below 10 ms for each attempt that failed.
func pause(ctx context.Context, failed int) error {
	if failed == 0 {
		return nil
	}
	select {
	case <-time.After(rand.N(time.Duration(failed) * 10 * time.Millisecond)):
		return nil
	case <-ctx.Done():
		return context.Cause(ctx)
	}
}

// write appends what was decided and folds it as the log now holds it.
func (h *Handler[S, C]) write(ctx context.Context, c *call[C], d decision, v Version[S]) (*outcome[S], error) {
	batch, err := h.batch(c.eventID, d.events, c.metadata(d))
	if err != nil {
		return nil, err
	}
	c.recordedAt = d.Now
	appended, err := h.append(ctx, c.stream, eventstore.At(v.Revision), batch)
	c.doubt = errors.Is(err, eventstore.ErrUnknown)
	if err != nil {
		return nil, err
	}
	h.hook(Appended)
	o := &outcome[S]{Version: v}
	for i, p := range batch {
		r := eventstore.Recorded{Pending: p, Stream: c.stream, Revision: v.Revision + 1 + int64(i), Position: appended.Position}
		e, err := h.decode(r)
		if err != nil {
			return nil, err
		}
		o.take(h.next(o.Version, e), e)
	}
	return o, nil
}

func (h *Handler[S, C]) answer(c *call[C], o outcome[S], policy program.Policy) Answer {
	return Answer{
		ID:       c.id,
		Revision: o.Revision,
		Position: o.Position,
		Events:   append([]EventRef{}, o.events...),
		State:    h.aggregate.View(o.State, c.Caller, policy),
		Replayed: len(o.events) > 0 && !o.RecordedAt.Equal(c.recordedAt),
	}
}
