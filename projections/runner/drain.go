package runner

import (
	"context"
	"errors"
	"fmt"

	"github.com/jackc/pgx/v5"

	"github.com/cosell/cosell/eventstore"
)

// drain takes events out of the list of those that are parked.
type drain struct {
	*lane
	behind held // what stays parked so far
	batch  []waiter
}

// drainBatch is how many are applied together at most.
const drainBatch = 200

func (d *drain) run(ctx context.Context, waiters []waiter) error {
	for _, w := range waiters {
		if w.Itself && !w.Asked || d.behind.hits(w.Stream, w.Touches) {
			if err := d.flush(ctx); err != nil {
				return err
			}
			d.behind.add(w.Stream, w.Touches)
			continue
		}
		d.batch = append(d.batch, w)
		if len(d.batch) == drainBatch {
			if err := d.flush(ctx); err != nil {
				return err
			}
		}
	}
	return d.flush(ctx)
}

func (d *drain) flush(ctx context.Context) error {
	batch := d.batch
	d.batch = nil
	return d.try(ctx, batch)
}

// try applies those that nothing holds back, all or in ever smaller parts.
func (d *drain) try(ctx context.Context, batch []waiter) error {
	var free []waiter
	for _, w := range batch {
		if d.behind.hits(w.Stream, w.Touches) {
			d.behind.add(w.Stream, w.Touches)
			continue
		}
		free = append(free, w)
	}
	if len(free) == 0 {
		return nil
	}
	err := d.apply(ctx, free)
	switch {
	case err == nil:
		return nil
	case ctx.Err() != nil || d.conn.IsClosed() || errors.As(err, new(*moved)) || transient(err):
		return err
	case len(free) == 1:
		d.behind.add(free[0].Stream, free[0].Touches)
		return d.failed(ctx, free[0], err)
	}
	if err := d.try(ctx, free[:len(free)/2]); err != nil {
		return err
	}
	return d.try(ctx, free[len(free)/2:])
}

// apply applies events and takes them out of the list, in one transaction that holds the checkpoint where it is.
func (d *drain) apply(ctx context.Context, batch []waiter) error {
	events, err := d.fetch(ctx, batch)
	if err != nil {
		return err
	}
	d.forget()
	defer d.forget()
	err = pgx.BeginFunc(ctx, d.conn, func(tx pgx.Tx) error {
		if err := safely(func() error { return d.c.Apply(ctx, tx, events) }); err != nil {
			return err
		}
		const sql = `update cosell_ops.parked set state = 'unparked', ended_at = now(), attempts = attempts + 1, asked = null
			where ` + key + ` and stream = $4 and revision = $5 and state = 'parked'`
		var b pgx.Batch
		for _, w := range batch {
			b.Queue(sql, d.cp.name, d.cp.version, d.cp.side, w.Stream, w.Revision)
		}
		if err := tx.SendBatch(ctx, &b).Close(); err != nil {
			return err
		}
		d.r.at(Drained)
		return stand(ctx, tx, d.cp)
	})
	if err != nil {
		return err
	}
	d.r.at(Unparked)
	d.log.Info("parked events applied", "events", len(batch), "first", batch[0].Stream)
	if d.c.Committed != nil {
		d.c.Committed(d.cp.position)
	}
	return nil
}

// fetch reads the events from the log again.
func (d *drain) fetch(ctx context.Context, batch []waiter) ([]Event, error) {
	events := make([]Event, len(batch))
	for i, w := range batch {
		found := false
		for r, err := range d.r.o.Store.Read(ctx, w.Stream, eventstore.From{Revision: w.Revision, Limit: 1}) {
			if err != nil {
				return nil, err
			}
			if r.ID == w.ID {
				found = true
				d.hub.decodeOne(&events[i], r)
			}
		}
		if !found {
			return nil, fmt.Errorf("the log does not hold event %s of %s at revision %d", w.ID, w.Stream, w.Revision)
		}
		if events[i].fault != nil {
			return nil, events[i].fault
		}
	}
	return events, nil
}

func (d *drain) failed(ctx context.Context, w waiter, why error) error {
	d.log.Error("parked event not applied", "stream", w.Stream, "revision", w.Revision, "error", why)
	const sql = `update cosell_ops.parked set error = $6, attempts = attempts + 1, asked = null
		where ` + key + ` and stream = $4 and revision = $5`
	_, err := d.conn.Exec(ctx, sql, d.cp.name, d.cp.version, d.cp.side, w.Stream, w.Revision, clipped(why))
	return err
}
