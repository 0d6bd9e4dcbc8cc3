package main

import (
	"context"
	"fmt"
	"runtime"
	"strings"
	"time"

	"github.com/cosell/cosell/eventstore"
)

// benchRebuild makes all read models again, from one reading of the log, beside the rows that serve. The limits are reading
// and decoding the log alone, and COPY of the same rows into empty tables; with them how long the models took from nothing.
func benchRebuild(ctx context.Context, b *bench) error {
	l, err := b.full(ctx)
	if err != nil {
		return err
	}
	runtime.GC() // how far the collector may be lazy depends on what it left last: that of making up the log is no measure
	if err := b.built(ctx, l); err != nil {
		return err
	}
	o, err := b.open(ctx, l.url)
	if err != nil {
		return err
	}
	defer o.close()
	whole, err := o.rebuildAll(ctx, l.views)
	if err != nil {
		return err
	}
	if b.decoding == 0 {
		if b.decoding, err = o.pass(ctx, newEverything(o).decodeOnly); err != nil {
			return err
		}
	}
	if _, err = o.pool.Exec(ctx, "vacuum analyze"); err != nil { // as the server would do by itself in the next minute
		return err
	}
	copied, err := o.copyAll(ctx)
	if err != nil {
		return err
	}
	all := figure{
		Bench: "rebuild", What: fmt.Sprintf("rebuild of all %d read models", len(l.views)), Value: rate(l.Events, whole), Unit: "events/s",
		Details: map[string]any{"COPY": copied},
	}
	b.found(all.atLeast(100_000))
	b.found(all.beside(limit{What: "reading and JSON-decoding alone", Value: b.decoding}, 0.4))
	copying := limit{What: "COPY of the same rows, and their indexes", Value: rate(l.Events, copied.copying()+copied.indexing())}
	b.found(all.beside(copying, 0.25))
	b.found(figure{Bench: "rebuild", What: "read models from nothing, all at once", Value: rate(l.Events, l.first), Unit: "events/s"}.
		beside(copying, 0))
	return nil
}

func (a *everything) decodeOnly(r eventstore.Recorded) error {
	_, err := a.decode(r)
	return err
}

// rebuildAll rebuilds read models, and returns how long that took.
func (b *base) rebuildAll(ctx context.Context, views []string) (took time.Duration, err error) {
	r, err := b.runner()
	if err != nil {
		return 0, err
	}
	if _, err := r.Prepare(ctx); err != nil {
		return 0, err
	}
	began := time.Now()
	err = r.RebuildAll(ctx, views, nil)
	return time.Since(began), err
}

// rebuildIn is the hidden verb: it rebuilds the read models of a database in a process of its own, and prints the most memory that it
// had.
func rebuildIn(ctx context.Context, v *benchVerb, term terminal) error {
	s := source{Database: v.RebuildIn, machine: v.quiet()}
	b, err := openBase(ctx, s, opener{}, term)
	if err != nil {
		return err
	}
	defer b.close()
	if _, err = b.rebuildAll(ctx, strings.Split(v.Views, ",")); err != nil {
		return err
	}
	peak, _ := peakOf("self")
	_, err = fmt.Fprintln(term.out, peak)
	return err
}
