package kurrent

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"time"

	"github.com/EventStore/EventStore-Client-Go/v4/esdb"

	"github.com/cosell/cosell/eventstore"
)

// window is after how many records of others the server reports that it is still looking.
const window = 2000

// Subscribe implements eventstore.Store. A subscription that breaks is taken up again after the last event it has yielded, by its
// commit and prepare position. The server's checkpoints are signs of life and nothing more: some versions send them
// ahead of events.
func (s *Store) Subscribe(ctx context.Context, after eventstore.Position) iter.Seq2[eventstore.Recorded, error] {
	return func(yield func(eventstore.Recorded, error) bool) {
		t := tail{store: s, last: after, yield: yield}
		err := s.pursue(ctx, func() int { return t.progress }, t.once)
		if !errors.Is(err, errLeft) {
			yield(eventstore.Recorded{}, fmt.Errorf("subscribe after %s: %w", t.last, err))
		}
	}
}

// tail is one subscription of the contract, over as many of the server's as it takes.
type tail struct {
	store    *Store
	last     eventstore.Position // of what was yielded
	progress int                 // counts events, and subscriptions of the server's that lasted
	gate     gate
	yield    func(eventstore.Recorded, error) bool
}

// once yields what one subscription of the server brings; it never ends without an error.
func (t *tail) once(ctx context.Context, m *member) error {
	f, began := start(ctx, m, t.source()), time.Now()
	defer func() {
		f.leave()
		if f.heard() > 0 && time.Since(began) > longestPause {
			t.progress++
		}
	}()
	timeout := t.store.options.Timeout
	patience, behind := timeout, false
	for old := []*esdb.RecordedEvent(nil); ; {
		b := f.take(ctx, old, patience)
		if err := t.pass(ctx, b.events); err != nil {
			return err
		}
		switch {
		case b.ended:
			return b.reason
		case b.silent && f.heard() == 0:
			return errUnanswered
		case b.silent && behind:
			return fmt.Errorf("%w: the subscription: %w", eventstore.ErrUnavailable, errSilent)
		case b.silent:
			end, err := t.store.End(ctx)
			if err != nil {
				return err
			}
			behind = t.last.Before(end)
		default:
			old, behind = b.events, false
		}
		if patience = 2 * timeout; behind {
			patience = timeout
		}
	}
}

// source subscribes to everything of ours after what was yielded last.
func (t *tail) source() func(context.Context, *esdb.Client, *flow) error {
	options := esdb.SubscribeToAllOptions{
		From: esdb.Start{}, MaxSearchWindow: window, CheckpointInterval: 1,
		Filter: &esdb.SubscriptionFilter{Type: esdb.StreamFilterType, Prefixes: []string{t.store.options.Prefix}},
	}
	if !t.last.IsZero() {
		options.From = esdb.Position{Commit: t.last.Commit, Prepare: t.last.Prepare}
	}
	return func(ctx context.Context, c *esdb.Client, f *flow) error {
		subscription, err := c.SubscribeToAll(ctx, options)
		if err != nil {
			return err
		}
		defer subscription.Close()
		for {
			f.live()
			message := subscription.Recv()
			switch {
			case message.SubscriptionDropped != nil:
				return dropReason(message.SubscriptionDropped)
			case message.EventAppeared == nil, message.EventAppeared.OriginalEvent() == nil:
			case !f.push(ctx, message.EventAppeared.OriginalEvent()):
				return errLeft
			}
		}
	}
}

func dropReason(d *esdb.SubscriptionDropped) error {
	if d.Error == nil {
		return fmt.Errorf("%w: the subscription was dropped", eventstore.ErrUnavailable)
	}
	return d.Error
}

// pass yields what is ours and new.
func (t *tail) pass(ctx context.Context, events []*esdb.RecordedEvent) error {
	for _, raw := range events {
		if err := t.store.err(ctx); err != nil {
			return err
		}
		stream, ok := t.store.isOurs(raw)
		if !ok && stream != "" {
			t.gate.see(stream, int64(raw.EventNumber)) // a link or a mark takes a place of its stream
		}
		if !ok || !t.last.Before(eventstore.Position(raw.Position)) {
			continue
		}
		e, err := recorded(stream, raw)
		if err == nil {
			err = t.gate.pass(e)
		}
		if err != nil {
			return err
		}
		t.last = e.Position
		t.progress++
		if !t.yield(e, nil) {
			return errLeft
		}
	}
	return nil
}
